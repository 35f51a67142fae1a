"""Where an order comes from when no file brought it, and what was sent again for it, each a press away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.language import Sentence
from ui.orders.service_words import liable_words, reason_words
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from warehouse_app.orders.links import Links


def links_card(links: Links, show: Callable[[str], object], parent: QWidget) -> QFrame:
    """A card of the order's details; ``show(number)`` opens another order."""
    frame = card(parent)
    inside = column(frame, gap=1, margin=4)
    inside.addWidget(Text("service.links", role="small", parent=frame))
    why = {"reason": reason_words(links.reason), "liable": liable_words(links.liable)}
    if links.origin == "manual":
        inside.addWidget(_said(frame, "service.link_manual", **why))
    if links.original:
        _linked(inside, _said(frame, "service.link_resend_of", **why), links.original, show)
    for resent in links.resent:
        state = Sentence(f"orders.state_{resent.state}")
        told = {"state": state, "reason": reason_words(resent.reason), "liable": liable_words(resent.liable)}
        _linked(inside, _said(frame, "service.link_sent_again", **told), resent.number, show)
    return frame


def _said(parent: QWidget, code: str, **fields: object) -> Text:
    words = Text(wrap=True, parent=parent)
    words.show_code(code, **fields)
    return words


def _linked(inside: QVBoxLayout, words: Text, number: str, show: Callable[[str], object]) -> None:
    """What it is, and the other order's number to press."""
    inside.addWidget(words)
    line = row()
    button = Button(kind="quiet", icon="orders", parent=words.parentWidget())
    button.show_plain(number)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda: show(number))
    line.addWidget(button)
    line.addStretch(1)
    inside.addLayout(line)
