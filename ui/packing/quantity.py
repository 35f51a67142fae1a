"""A number keyed before an item: typed as x12 or *12, chosen with F8, or scanned as PD-QTY-12. Big until it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.packing.actions import ActionName
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.text import Field, Text
from warehouse_app.errors import BadInput, NotAllowed, WarehouseError
from warehouse_app.packing import commands, keying
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.rules import Command, Step
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation


class QuantityHand(Hand):
    """Keeps the keyed number for the next item's scan. It is gone once an item was judged with it, or with the parcel."""

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.pieces = 0
        self.badge = KeyedBadge(station.panel)
        station.panel.above_middle(self.badge)
        self.desk.person_changed.connect(self.drop)

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """Asking for a number."""
        return {"quantity": self.ask}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """While pieces are missing, and nothing is asked for that comes before the next."""
        return parcel is not None and not parcel.full and not parcel.owes & Step.CAPTURE

    def ask(self) -> None:
        """Ask how many pieces the next scan counts."""
        if self.station.parcel is None:
            self.desk.messages.tell("information", "capture.no_parcel")
            return
        if self.station.parcel.owes & Step.CAPTURE:
            self._scan(self.station.parcel, (Command.QUANTITY.value,))  # refused: what is asked for comes first
            return
        if not self.desk.command(keying.may_key):
            refused = NotAllowed("people.not_allowed", name=self.desk.actor.name, right=Right.KEY_QUANTITY.value)
            self.desk.messages.error(refused)
            return
        form = AskPieces(self.desk, self.station)
        form.accepted.connect(lambda: self.key(form.keyed))
        form.open()

    def key(self, pieces: int) -> None:
        """The next item's scan counts so many pieces."""
        self.pieces = pieces
        self.badge.show_pieces(pieces)
        self.station.answered.emit("next", "capture.keyed_title", {"pieces": pieces, "detail": "capture.keyed_words"}, "")
        self.desk.sounds.speak(tr("capture.keyed_title", pieces=pieces), level="counts")

    def drop(self) -> None:
        """No number is keyed."""
        self.pieces = 0
        self.badge.hide()

    def back(self) -> bool:
        """Undo and Escape take the number back before they take anything else."""
        if not self.pieces:
            return False
        self.drop()
        self.station.answered.emit("information", "capture.dropped_title", {"detail": "capture.dropped_words"}, "right")
        return True

    def take(self, scan: Scan) -> bool:
        """A number is kept; with one kept, the next item is scanned with it. What an item asks for is never taken for one."""
        parcel = self.station.parcel
        asked = parcel is not None and parcel.owes & Step.CAPTURE
        number = None if asked else keying.number_of(scan.text, typed=scan.source == "typed")
        if number is not None and self._numbered(scan.text):
            return True
        if not self.pieces or parcel is None:
            return False
        self._scan(parcel, (scan.text, *scan.alternatives))
        return True

    def _scan(self, parcel: OpenParcel, codes: Sequence[str]) -> None:
        answer = self.desk.command(commands.scan, parcel.view.id, codes, new_action(), self.pieces)
        if answer.sku_id is not None:
            self.drop()
        self.station.show_answer(answer)

    def _numbered(self, text: str) -> bool:
        if self.station.parcel is None:
            self.desk.messages.tell("information", "capture.no_parcel")
            return True
        pieces = self.desk.command(keying.key, text)
        if pieces is not None:
            self.key(pieces)
        return pieces is not None

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """Another parcel, or one that is full, knows nothing of the number."""
        if self.pieces and (parcel is None or parcel.full or (answer is not None and answer.parcel is not None)):
            self.drop()
        self.station.buttons["quantity"].setEnabled(self.can("quantity", parcel))


class KeyedBadge(QFrame):
    """The keyed number, readable from two metres."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.number = Text(role="count", parent=self)
        self.words = Text("capture.badge", role="large", parent=self)
        inside = row(self, gap=4, margin=1)
        inside.addSpacing(space(4))
        inside.addWidget(self.number)
        inside.addWidget(self.words, 1)
        self.hide()

    def show_pieces(self, pieces: int) -> None:
        """Show the number until it is used."""
        self.number.show_plain(f"× {pieces}")
        self.show()


class AskPieces(FormDialog):
    """How many pieces, then Enter. ``keyed`` is the number afterwards."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("capture.ask_title", parent, accept="capture.ask_accept", width=420)
        self._desk = desk
        self.keyed = 0
        self.number = Field("capture.ask_example", takes="typing", parent=self.sheet)
        self.number.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,4}"), self.number))
        self.add_field("capture.ask_label", self.number)

    def submit(self) -> None:
        """Take the number. Raises BadInput for nothing or 0, NotAllowed."""
        try:
            if not self.number.text():
                raise BadInput("capture.bad_number", most=keying.MOST)
            self.keyed = self._desk.command(keying.key, f"{Command.QUANTITY.value}-{int(self.number.text())}") or 0
        except WarehouseError as error:
            self.show_mistake(error, self.number)
            raise
