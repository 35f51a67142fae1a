"""What is being done by hand, as big as can be: the bin goods come from, what is wanted next, and what lies there.

The panel only shows and asks; the page decides what a scan means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.stock.hand_posting import Told, WriteOff
from ui.stock.hand_rules import Hand, Mode
from ui.theme import ToneName, space
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.people.rules import Right
from warehouse_app.stock.looks.screens import Lying

ICONS = {
    Mode.MOVE: "next", Mode.BIN: "shelves", Mode.TAKE_OUT: "hand", Mode.WRITE_OFF: "warning", Mode.CORRECT: "check",
    Mode.RELEASE: "refresh",
}  # fmt: skip
NEEDS = {Mode.WRITE_OFF: Right.WRITE_OFF, Mode.CORRECT: Right.WRITE_OFF, Mode.RELEASE: Right.WRITE_OFF}
_REASONED = frozenset({Mode.WRITE_OFF, Mode.CORRECT, Mode.RELEASE})
_LONGEST = 200


class ModeBar(QWidget):
    """The six things that can be done; ``chosen(Mode)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = {mode: Chip(f"stockroom.mode_{mode.value}", icon=ICONS[mode], parent=self) for mode in Mode}
        inside = row(self, gap=2)
        for mode in ICONS:
            chip = self.chips[mode]
            chip.setMinimumHeight(space(12))
            chip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(lambda _=False, mode=mode: self.chosen.emit(mode))
            inside.addWidget(chip)

    def show_mode(self, mode: Mode, desk: Desk) -> None:
        """Press the chip of this mode; those without the right cannot be pressed."""
        for each, chip in self.chips.items():
            chip.setChecked(each is mode)
            allowed = desk.logged_in and desk.may(NEEDS.get(each, Right.MOVE_STOCK))
            chip.setEnabled(allowed)
            chip.show_tip("" if allowed else "stockroom.no_right")


@dataclass(frozen=True, slots=True)
class HandLine:
    """Goods in the open place, and how many of them are in hand (or were counted); None for none."""

    sku_id: int
    seller_code: str
    name: str
    variant: str
    lot: str
    on_hand: int
    reserved: int
    now: int | None


class Asked(QWidget):
    """What a person has to say besides scanning: who takes the goods, why, and what became of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = Field("stockroom.person", parent=self)
        self.kind = Combo([("stockroom.kind_damage", "damage"), ("stockroom.kind_loss", "loss")], parent=self)
        self.kind.setMinimumWidth(space(34))
        self.reason = Field("stockroom.reason", parent=self)
        self.to_quarantine = Check("stockroom.to_quarantine", parent=self)
        for field in (self.person, self.reason):
            field.setMaxLength(_LONGEST)
        inside = row(self, gap=2)
        inside.addWidget(self.kind)
        inside.addWidget(self.person, 1)
        inside.addWidget(self.reason, 2)
        inside.addWidget(self.to_quarantine)
        self.kind.currentIndexChanged.connect(self._kind_chosen)

    def show_mode(self, mode: Mode) -> None:
        """Ask what this mode needs; a reason belongs to what was done, not to what is done next."""
        self.reason.clear()
        self.person.setVisible(mode is Mode.TAKE_OUT)
        self.kind.setVisible(mode is Mode.WRITE_OFF)
        self.to_quarantine.setVisible(mode is Mode.WRITE_OFF)
        self.reason.setVisible(mode is not Mode.BIN)
        self.reason.show_code("stockroom.reason" if mode in _REASONED else "stockroom.note")
        self._kind_chosen()

    def told(self) -> Told:
        """What was said."""
        kind: WriteOff = "loss" if self.kind.value() == "loss" else "damage"
        away = self.to_quarantine.isEnabled() and self.to_quarantine.isChecked()
        return Told(self.person.text().strip(), self.reason.text().strip(), kind, away)

    def show_missing(self, code: str) -> None:
        """Lead to the field a mistake speaks of; no code takes the marks away."""
        for field, missing in ((self.person, "shelves.person_missing"), (self.reason, "shelves.reason_missing")):
            field.show_mistake(code == missing)
            if code == missing:
                field.setFocus()

    def _kind_chosen(self) -> None:
        lost = self.kind.value() == "loss"
        self.to_quarantine.setEnabled(not lost)
        if lost:
            self.to_quarantine.setChecked(False)


class HandPanel(QFrame):
    """``keyed(int)`` when pieces were typed, ``picked(HandLine)`` when a line was pressed in place of a scan."""

    keyed = Signal(int)
    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.source = Text(role="bin", parent=self)
        self.wanted = Text(role="large", wrap=True, parent=self)
        self.in_hand = Text(role="count", parent=self)
        self.in_hand_words = Text(role="muted", parent=self)
        self.pieces = Field("stockroom.pieces", takes="typing", parent=self)
        self.pieces.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,5}"), self.pieces))
        self.pieces.setFixedWidth(space(26))
        self.pieces.show_tip("stockroom.pieces_tip")
        self.asked = Asked(self)
        self.empty = EmptyState("scan", "stockroom.hand_scan", "stockroom.how_move", self)
        self.lines = ShortTable(_columns(), self.empty, self, many=False)
        self._lay_out()
        self.pieces.returnPressed.connect(self._typed)
        self.lines.table.activated.connect(self.picked)

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=4)
        head = row(gap=3)
        head.addWidget(self.source, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.wanted, 1)
        number = column(gap=0)
        number.addWidget(self.in_hand, 0, Qt.AlignmentFlag.AlignRight)
        number.addWidget(self.in_hand_words, 0, Qt.AlignmentFlag.AlignRight)
        head.addLayout(number)
        inside.addLayout(head)
        said = row(gap=2)
        said.addWidget(self.asked, 1)
        said.addWidget(self.pieces)
        inside.addLayout(said)
        inside.addWidget(self.lines, 1)

    def show_mode(self, mode: Mode) -> None:
        """Another thing is done now."""
        self.asked.show_mode(mode)
        self.pieces.setVisible(mode is not Mode.BIN)
        self.empty.show_state("scan", "stockroom.hand_scan", f"stockroom.how_{mode.value}")

    def show_hand(self, hand: Hand, bin_words: str, lying: Sequence[Lying], found: Lying | None) -> None:
        """Where the work stands; ``found`` are goods that are counted where none were known to lie."""
        self.source.setVisible(hand.source is not None)
        if bin_words:
            self.source.show_plain(bin_words)
        else:  # quarantine has no code a person knows
            self.source.show_code("stockroom.place_quarantine")
        self.wanted.show_code(f"stockroom.want_{_wanted(hand)}", n=hand.next_pieces or 0)
        pieces = sum(one.pieces for one in hand.taken)
        self.in_hand.show_plain(f"{pieces:,}" if hand.taken else "")
        self.in_hand_words.show_code("" if not hand.taken else f"stockroom.hand_{_count(hand)}")
        now = {(one.sku_id, one.lot): one.pieces for one in hand.taken}
        goods = [*lying, found] if found is not None else list(lying)
        self.lines.show_rows([_line(one, now.get((one.sku_id, one.lot))) for one in goods])
        if hand.taken:
            last = (hand.taken[-1].sku_id, hand.taken[-1].lot)
            number = next((n for n, one in enumerate(goods) if (one.sku_id, one.lot) == last), 0)
            self.lines.table.view.selectRow(number)

    def _typed(self) -> None:
        text = self.pieces.text()
        self.pieces.clear()
        if text:
            self.keyed.emit(int(text))


def _wanted(hand: Hand) -> str:
    """What the desk waits for."""
    if hand.source is None:
        return "source"
    if hand.next_pieces is not None:
        return "item_of"
    if hand.mode is Mode.BIN:
        return "target"
    if not hand.taken:
        return "count" if hand.mode is Mode.CORRECT else "item"
    return {Mode.MOVE: "more_or_target", Mode.TAKE_OUT: "more_or_confirm", Mode.RELEASE: "target"}.get(hand.mode, "confirm")


def _count(hand: Hand) -> str:
    return "counted" if hand.mode is Mode.CORRECT else "taken"


def _line(one: Lying, now: int | None) -> HandLine:
    variant = " / ".join(part for part in (one.colour, one.size) if part)
    return HandLine(one.sku_id, one.seller_code, one.name, variant, one.lot, one.on_hand, one.reserved, now)


def _columns() -> list[Column[HandLine]]:
    return [
        Column[HandLine]("seller_code", "stock.column_seller_code", width=128),
        Column[HandLine]("name", "stock.column_name", width=0),
        Column[HandLine]("variant", "stock.column_variant", width=124),
        Column[HandLine]("lot", "stockroom.lot", width=84),
        Column[HandLine]("on_hand", "stock.on_hand", align="right", width=76),
        Column[HandLine]("reserved", "stock.reserved", align="right", width=82),
        Column[HandLine]("now", "stockroom.column_now", _now, _now_tone, "right", 88),
    ]


def _now(line: HandLine) -> str:
    return "" if line.now is None else f"{line.now:,}"


def _now_tone(line: HandLine) -> ToneName | None:
    return None if line.now is None else "information"
