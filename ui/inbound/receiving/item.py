"""The item just counted, as big as can be: picture, name, colour and size, how many of how many, and the verdict."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from ui.icons import IconView
from ui.inbound.receiving.looks import LOOKS, answer_fields, count_words, got_code, variant_of
from ui.theme import space
from ui.widgets.item_card import Picture
from ui.widgets.layouts import column, row
from ui.widgets.text import Text
from ui.widgets.toned import Toned
from ui.widgets.verdict_band import TONE_OF
from warehouse_app.inbound.receiving.scanning import ReceiveAnswer

_NAME_MOST = 30
"""Characters of a product's name that are still read at a glance; platforms allow sixty."""
_PICTURE_PX = space(36)


class Invitation(QWidget):
    """What to scan first, in a card that is too low for an empty screen's words."""

    def __init__(self, title: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        inside = row(self, gap=5, margin=5)
        inside.addStretch(1)
        inside.addWidget(IconView("scan", 72, "accent", self))
        said = column(gap=2)
        said.addStretch(1)
        said.addWidget(Text(title, role="large", parent=self))
        said.addWidget(Text(words, role="muted", wrap=True, parent=self))
        said.addStretch(1)
        inside.addLayout(said, 6)
        inside.addStretch(1)


class ReceivedCard(QFrame):
    """Shows an answer; before the first one it says what to do."""

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setProperty("role", "card")
        self.setFixedHeight(space(46))
        self.sku_id: int | None = None
        self.picture = Picture(self, size=_PICTURE_PX)
        self.name = Text(role="item", parent=self)
        self.variant = Text(role="large", parent=self)
        self.verdict = Toned(role="large", size=26, parent=self)
        self.count = Text(role="count", parent=self)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._page = QWidget(self)
        self._invitation = Invitation("inbound.scan_goods", "inbound.scan_goods_words", self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self._page)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = row(self._page, gap=5, margin=5)
        inside.addWidget(self.picture)
        words = column(gap=2)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.variant)
        words.addWidget(self.verdict)
        words.addStretch(1)
        inside.addLayout(words, 1)
        inside.addWidget(self.count)
        self.name.setMinimumWidth(space(20))
        self.variant.setMinimumWidth(space(20))

    def show_answer(self, answer: ReceiveAnswer) -> None:
        """Show what was counted; a code that names no goods leaves the item before it."""
        if answer.sku_id is None:
            return
        self.sku_id = answer.sku_id
        name = answer.name if len(answer.name) <= _NAME_MOST else answer.name[: _NAME_MOST - 1] + "…"
        self.picture.show_file(self._pictures / answer.picture if answer.picture else None)
        self.name.show_plain(name)
        self.variant.show_plain("   ".join(part for part in (variant_of(answer.colour, answer.size), answer.seller_code) if part))
        self.count.show_plain(count_words(answer.counted, answer.expected))
        fields = {key: value for key, value in answer_fields(answer).items() if key != "detail"}
        self.verdict.show_said(TONE_OF[LOOKS[answer.verdict].kind], got_code(answer.verdict), fields)
        self._stack.setCurrentWidget(self._page)

    def clear(self) -> None:
        """Nothing was counted yet."""
        self.sku_id = None
        self._stack.setCurrentWidget(self._invitation)
