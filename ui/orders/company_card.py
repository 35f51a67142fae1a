"""The card of an order's company: the others of its parcel, its parts or its original, each a press away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QWidget

from ui.language import tr
from ui.orders.wording import Said
from ui.widgets.layouts import card, column
from ui.widgets.text import Button, Text
from ui.widgets.toned import Toned
from warehouse_app.orders.company import Company, Mate


def company_card(company: Company, parent: QWidget, ask: Callable[[str], object]) -> QFrame:
    """``ask(number)`` shows the order whose number was pressed."""
    frame = card(parent)
    inside = column(frame, gap=1, margin=4)
    groups: tuple[tuple[str, Sequence[Mate]], ...] = (
        ("merging.company", company.together),
        ("merging.original", (company.original,) if company.original else ()),
        ("merging.other_parts" if company.original else "merging.parts", company.parts),
        ("merging.cancelled_parts", company.cancelled),
    )
    for title, mates in groups:
        if not mates:
            continue
        inside.addWidget(Text(title, role="small", parent=frame))
        for mate in mates:
            inside.addWidget(_link(mate, frame, ask))
    if company.last:
        alone = Toned(role="text", parent=frame)
        alone.show_said("information", "merging.only_this_left", {})
        inside.addWidget(alone)
    if company.together:
        words = Toned(role="text", parent=frame)
        said = _waiting(company)
        words.show_said(said.tone, said.code, said.fields)
        inside.addWidget(words)
    return frame


def _link(mate: Mate, parent: QWidget, ask: Callable[[str], object]) -> Button:
    button = Button("merging.together_with", kind="plain", icon="next", parent=parent, number=mate.number, state=_state(mate))
    button.setStyleSheet("text-align: left;")
    button.clicked.connect(lambda _=False: ask(mate.number))
    return button


def _waiting(company: Company) -> Said:
    """Whether the group may go, or whom it waits for."""
    mate = company.waits_for
    if mate is None:
        return Said("merging.all_ready", {}, "right")
    return Said("merging.waits_for", {"number": mate.number, "state": _state(mate)}, "warning")


def _state(mate: Mate) -> str:
    state = tr(f"orders.state_{mate.state}")  # the details are made anew in another language
    return tr("orders.state_held", state=state) if mate.hold else state
