"""What is asked for after an item's scan, in the parcel's middle: serial number, lot, a look at it, the rest of a set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.bursts import Scan
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.packing.painted import PaintedRow, PaintedRows
from ui.packing.verdicts import variant_of
from ui.theme import space
from ui.widgets.item_card import Picture
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text
from warehouse_app.packing import commands
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.asks import Ask, Part, open_ask
from warehouse_app.packing.rules import Command, Step
from warehouse_app.packing.ticking import tick_kind
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation

_LOTS_MOST = 6
_TICKS = {
    Command.TICK_CARD.value: "card",
    Command.TICK_INVOICE.value: "invoice",
    Command.TICK_LEAFLET.value: "leaflet",
    Command.TICK_GIFT.value: "gift",
}


class AskingHand(Hand):
    """Shows what is asked for; lots and the look may also be answered by hand."""

    step = Step.CAPTURE

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.card = AskCard(self.desk.folder.pictures, station.panel)
        self.card.answered.connect(self.answer)

    def page(self) -> QWidget:
        """The card."""
        return self.card

    def answer(self, code: str) -> None:
        """What was chosen or confirmed by hand goes the way of a scan."""
        parcel = self.station.parcel
        if parcel is None:
            return
        answer = self.desk.try_command(commands.scan, parcel.view.id, (code,), new_action())
        if answer is not None:
            self.station.show_answer(answer)

    def insists(self) -> bool:
        """Whether a look is to be confirmed."""
        parcel = self.station.parcel
        asked = parcel is not None and parcel.noted and bool(parcel.owes & Step.CAPTURE)
        return asked and self.card.ask is not None and self.card.ask.kind == "look"

    def confirm(self) -> bool:
        """It was looked at."""
        if self.insists():
            self.answer(Command.CONFIRM.value)
            return True
        return False

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """Keep what the answer asks for; a parcel opened in the middle of it is read."""
        asked = None if answer is None else answer.fields.get("ask")
        if parcel is None or not parcel.owes & Step.CAPTURE:
            self.card.ask = None
        elif isinstance(asked, Ask):
            self.card.show_ask(asked)
        elif answer is None or answer.parcel is not None:
            parcel_id = parcel.view.id
            found = self.desk.read(lambda session: open_ask(session.connection(), parcel_id))
            if found is not None:
                self.card.show_ask(found)


class TickingHand(Hand):
    """The command barcodes that tick a kind of thing to do."""

    def take(self, scan: Scan) -> bool:
        """Tick the first open thing of the kind."""
        kind = _TICKS.get(scan.text)
        if kind is None:
            return False
        parcel = self.station.parcel
        if parcel is None:
            self.desk.messages.tell("information", "capture.no_parcel")
            return True
        self.station.show_answer(self.desk.command(tick_kind, parcel.view.id, kind, new_action(), scan.text))
        return True


_HIGH, _LEAST = space(56), space(34)
_TITLE_LOW_PX = 24


class AskCard(QFrame):
    """One thing that is asked for. ``answered`` with a lot that was chosen, or the confirmation of a look.

    Where a note above it leaves little height, all stands closer and what the band says anyway is left out.
    """

    answered = Signal(str)

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.ask: Ask | None = None
        self._low = False
        self._pictures = pictures
        self.picture = Picture(self)
        self.item = Text(role="large", wrap=True, parent=self)
        self.title = Text(role="item", wrap=True, parent=self)
        self.words = Text(role="text", wrap=True, parent=self)
        self.parts = PaintedRows(self)
        self.looked = Button("capture.looked", kind="primary", icon="check", parent=self, key="F2")
        self.looked.setMinimumHeight(space(13))
        self.looked.clicked.connect(lambda: self.answered.emit(Command.CONFIRM.value))
        self.lots = [Button(kind="plain", parent=self) for _ in range(_LOTS_MOST)]
        self._lay_out()
        for shown in (self.parts, self.looked, *self.lots):  # each for what asks for it
            shown.hide()

    def _lay_out(self) -> None:
        inside = self._inside = row(self, gap=6, margin=4)
        inside.addWidget(self.picture)
        side = self._side = column(gap=3)
        side.addStretch(1)
        for widget in (self.item, self.title, self.words, self.parts):
            side.addWidget(widget)
        side.addWidget(self.looked, 0, Qt.AlignmentFlag.AlignLeft)
        buttons = row(gap=2)
        for index, button in enumerate(self.lots):
            button.setMinimumHeight(space(13))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses it by chance
            button.clicked.connect(lambda _checked, index=index: self._choose(index))
            buttons.addWidget(button)
        buttons.addStretch(1)
        side.addLayout(buttons)
        side.addStretch(1)
        inside.addLayout(side, 1)
        self.looked.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def minimumSizeHint(self) -> QSize:
        """What it needs where it is low."""
        return QSize(super().minimumSizeHint().width(), _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Closer together on a low screen."""
        super().resizeEvent(event)
        low = self.height() < _HIGH
        if low != self._low:
            self._low = low
            edge = space(2 if low else 4)
            self._inside.setContentsMargins(edge, edge, edge, edge)
            self._side.setSpacing(space(1 if low else 3))
            self.title.setStyleSheet(f"font-size: {_TITLE_LOW_PX}px;" if low else "")
            self.looked.setMinimumHeight(space(10 if low else 13))
            self.words.setVisible(not low)
        self.picture.setFixedWidth(max(space(20), min(self.picture.sizeHint().width(), self.height() - space(4))))

    def _choose(self, index: int) -> None:
        if self.ask is not None and index < len(self.ask.lots):
            self.answered.emit(self.ask.lots[index][0])

    def show_ask(self, ask: Ask) -> None:
        """Show what is asked for now."""
        self.ask = ask
        self.picture.show_file(self._pictures / ask.picture if ask.picture else None)
        self.item.show_plain(f"{ask.name} {variant_of(ask.colour, ask.size)}")
        if ask.kind == "look":
            self.title.show_plain(ask.words)
        else:
            self.title.show_code(f"capture.page_{ask.kind}", done=min(ask.done + 1, ask.wanted), wanted=ask.wanted)
        self.words.show_code(f"capture.page_words_{ask.kind}")
        self.looked.setVisible(ask.kind == "look")
        self.parts.setVisible(ask.kind == "part")
        self.parts.show_rows([_part(part) for part in ask.parts])
        lots = ask.lots if ask.kind == "lot" else ()
        for index, button in enumerate(self.lots):
            button.setVisible(index < len(lots))
            if index < len(lots):
                button.show_code("capture.lot_button", lot=lots[index][0], pieces=lots[index][1])


def _part(part: Part) -> PaintedRow:
    full = part.done >= part.pieces
    return PaintedRow(
        "right" if full else "next", "right" if full else "information", f"{part.name} {variant_of(part.colour, part.size)}",
        number=f"{part.done} / {part.pieces}", faded=full,
    )  # fmt: skip
