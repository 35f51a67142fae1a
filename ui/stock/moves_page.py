"""Goods moved by hand: bin to bin, written off, corrected, taken out for use, let out of quarantine; each with its slip.

The steps are the pure machine of ``hand_rules``: this page sends it each scan and does what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.buying.papers import Papers
from ui.language import Sentence
from ui.stock.entering import keyed_pieces
from ui.stock.hand_panel import HandLine, HandPanel, ModeBar
from ui.stock.hand_posting import post
from ui.stock.hand_rules import (
    Answer,
    Back,
    BinScan,
    Confirm,
    Event,
    Hand,
    ItemScan,
    Keyed,
    Mode,
    Said,
    after_done,
    next_step,
)
from ui.stock.slip_list import SlipList
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.editing.queries import sku_details
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.packing.rules import Command
from warehouse_app.people.queries import people
from warehouse_app.stock.bins.rules import strip_check
from warehouse_app.stock.looks.screens import Lying, bin_line, lying_in, quarantine_id
from warehouse_app.stock.moving.slips import Moved

_WRONG = {
    Said.NOT_HERE: ("wrong", "wrong"), Said.TOO_MANY: ("extra", "extra"), Said.BIN_FIRST: ("warning", "warn"),
    Said.TARGET_WANTED: ("warning", "warn"), Said.SAME_BIN: ("warning", "warn"), Said.FINISH_FIRST: ("warning", "warn"),
    Said.NOTHING_TAKEN: ("warning", "warn"),
}  # fmt: skip
_SLIP_GONE = ("shelves.slip_undone", "shelves.other_slip", "shelves.no_such_slip")


class MovesPage(Page):
    """See the module."""

    topics = frozenset({"stock", "slips", "bins"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.hand = Hand()
        self.slip_id: int | None = None
        self._slip_number = self._slip_person = ""
        self._bin = ""
        self._lying: list[Lying] = []
        self._found: Lying | None = None
        self.modes = ModeBar(self)
        self.panel = HandPanel(self)
        self.papers = Papers(desk, self)
        self.slips = SlipList(desk, self.papers, self)
        self.confirm_button = Button("stockroom.do_confirm", kind="primary", icon="check", parent=self)
        self.back_button = Button("stockroom.do_put_back", icon="undo", parent=self)
        self.reset_button = Button("stockroom.do_start_over", kind="quiet", icon="close", parent=self)
        self.slip_button = Button("stockroom.do_new_slip", icon="note", parent=self, number="")
        self.quarantine_button = Button("stockroom.do_quarantine", icon="pause", parent=self)
        self._lay_out()
        self._connect()
        self.panel.show_mode(self.hand.mode)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan."""
        self.panel.lines.setFocus()

    def refresh(self) -> None:
        """Something changed: what lies here, and the slips."""
        self.modes.show_mode(self.hand.mode, self.desk)
        self._read_lying()
        self._show()
        self.slips.refresh()

    def show_mode(self, mode: Mode) -> None:
        """Do something else; what was in hand is forgotten, nothing was posted of it."""
        self.hand = Hand(mode, self.desk.read(quarantine_id) if mode is Mode.RELEASE else None)
        self._bin = ""
        self._found = None
        self.end_slip()
        self.panel.show_mode(mode)
        self.modes.show_mode(mode, self.desk)
        self._read_lying()
        self._show()
        if mode is Mode.TAKE_OUT and not self.panel.asked.person.text():
            self.panel.asked.person.setFocus()
        else:
            self.panel.lines.setFocus()

    def reset(self) -> None:
        """Begin again in the same mode."""
        self.show_mode(self.hand.mode)

    def end_slip(self) -> None:
        """The next thing done begins a slip of its own."""
        self.slip_id, self._slip_number, self._slip_person = None, "", ""
        self.slip_button.setVisible(False)

    # --- scans ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A command, a number of pieces, a person's badge, goods or a bin. Raises what the command raises."""
        codes = [scan.text, *scan.alternatives]
        pieces = keyed_pieces(codes)
        if Command.CONFIRM in codes:
            self.step(Confirm())
        elif Command.UNDO in codes:
            self.step(Back())
        elif Command.LEAVE in codes:
            self.reset()
        elif pieces is not None:
            self.step(Keyed(pieces))
        else:
            self._take_code(scan, codes)

    def _take_code(self, scan: Scan, codes: Sequence[str]) -> None:
        named = self.desk.read(lambda session: goods(session.connection(), codes))
        if named is not None:
            self.step(self._item(named.sku_id, named.multiple))
            return
        found = self._means(codes)
        if found is None:
            self.answered.emit("unknown", "stockroom.hand_strange", {"code": scan.text}, "unknown")
        elif found.kind is Kind.BADGE:
            self._take_badge(found.id)
        else:
            self._take_bin(found.id, found.code)

    def _take_bin(self, bin_id: int, code: str) -> None:
        """A shelf; or quarantine, where goods may be written off and counted. Goods at the dock move by put-away."""
        place = self.desk.read(bin_line, bin_id)
        quarantine = self.hand.mode in (Mode.WRITE_OFF, Mode.CORRECT) and bin_id == self.desk.read(quarantine_id)
        if quarantine:
            self.step(BinScan(bin_id))
        elif place is None or not place.active:
            self.answered.emit("wrong", "stockroom.said_no_shelf", {"bin": code}, "wrong")
        else:
            self.step(BinScan(bin_id), code)

    def _means(self, codes: Sequence[str]) -> Meaning | None:
        every = [*codes, *(plain for code in codes if (plain := strip_check(code)) is not None)]
        found = self.desk.read(lambda session: meanings(session.connection(), every))
        return next((one for one in found if one.kind in (Kind.BIN, Kind.BADGE)), None)

    def _take_badge(self, person_id: int) -> None:
        """Who takes goods out shows a badge."""
        name = next((one.name for one in self.desk.read(people) if one.id == person_id), "")
        if self.hand.mode is Mode.TAKE_OUT and name:
            self.panel.asked.person.setText(name)
            self.answered.emit("next", "stockroom.said_person", {"name": name}, "right")
        else:
            self.answered.emit("wrong", "stockroom.said_badge", {}, "wrong")

    def _item(self, sku_id: int, multiple: int, lot: str | None = None) -> ItemScan:
        """The goods as they lie here: of several lots the chosen one, else the first that has pieces left."""
        here = [one for one in self._lying if one.sku_id == sku_id and (lot is None or one.lot == lot)]
        if not here:
            return ItemScan(sku_id, lot or "", multiple, None)
        chosen = self.panel.lines.table.current()
        taken = {(one.sku_id, one.lot): one.pieces for one in self.hand.taken}
        left = [one for one in here if one.free > taken.get((sku_id, one.lot), 0)]
        by_choice = [one for one in left if chosen is not None and (chosen.sku_id, chosen.lot) == (sku_id, one.lot)]
        one = (by_choice or left or here)[0]
        return ItemScan(sku_id, one.lot, multiple, one.free)

    # --- steps ------------------------------------------------------------------------------------------------------

    def step(self, event: Event, code: str = "") -> None:
        """One step; posts when the machine says so. Raises what the command raises."""
        hand, answer = next_step(self.hand, event)
        if answer.said is Said.DO:
            self._do(answer.target, code)
            return
        moved_on = hand.source != self.hand.source
        self.hand = hand
        if moved_on:
            self._bin, self._found = code, None
            self._read_lying()
        if answer.said is Said.COUNTED and isinstance(event, ItemScan) and event.there is None:
            self._found = self._stranger(event.sku_id, event.lot)
        self._say(answer, code)
        self._show()

    def _quietly(self, do: Callable[[], None]) -> None:
        """The same by key or button: what cannot be done is told."""
        try:
            do()
        except WarehouseError as error:
            self.desk.messages.error(error)

    def _say(self, answer: Answer, code: str) -> None:
        one = answer.taken
        kind, sound = _WRONG.get(answer.said, ("next", "right"))
        fields: dict[str, object] = {"bin": code or self._where, "pieces": 0, "there": 0, "name": ""}
        if one is not None:
            fields |= {"pieces": one.pieces, "there": one.there, "name": self._name_of(one.sku_id)}
        elif answer.said is Said.PIECES_NEXT:
            fields["pieces"] = self.hand.next_pieces or 0
        self.answered.emit(kind, f"stockroom.said_{answer.said.value}", fields, sound)

    def _do(self, target: int | None, code: str) -> None:
        told = self.panel.asked.told()
        if self.hand.mode is Mode.TAKE_OUT and told.person != self._slip_person:
            self.end_slip()
        self.panel.asked.show_missing("")
        try:
            done = post(self.desk, self.hand, target, told, self.slip_id)
        except WarehouseError as error:
            self.panel.asked.show_missing(error.code)
            if error.code in _SLIP_GONE:
                self.end_slip()
            raise
        self._done(done, code or self._where)

    def _done(self, done: Moved, where: object) -> None:
        mode, self.hand = self.hand.mode, after_done(self.hand)
        self._found = None
        if self.hand.source is None:
            self._bin = ""
        if mode in (Mode.MOVE, Mode.TAKE_OUT):
            self.slip_id, self._slip_number = done.slip_id, done.number
            self._slip_person = self.panel.asked.told().person
            self.slip_button.setVisible(True)
            self.slip_button.show_code("stockroom.do_new_slip", number=done.number)
        code = "stockroom.did_nothing" if done.slip_id is None else f"stockroom.did_{mode.value}"
        self.answered.emit(
            "right", code, {"pieces": done.pieces, "bin": where, "number": done.number, "detail": "stockroom.did_on_slip"}
            if done.slip_id is not None else {"bin": where}, "complete" if mode is Mode.BIN else "right",
        )  # fmt: skip
        self._read_lying()
        self._show()

    # --- showing ----------------------------------------------------------------------------------------------------

    def _read_lying(self) -> None:
        self._lying = [] if self.hand.source is None else self.desk.read(lying_in, self.hand.source)

    def _show(self) -> None:
        self.panel.show_hand(self.hand, self._bin, self._lying, self._found)
        posts = self.hand.mode in (Mode.WRITE_OFF, Mode.CORRECT, Mode.TAKE_OUT)
        self.confirm_button.setVisible(posts)
        self.confirm_button.setEnabled(bool(self.hand.taken))
        self.quarantine_button.setVisible(self.hand.mode in (Mode.WRITE_OFF, Mode.CORRECT) and not self.hand.taken)
        self.back_button.setEnabled(bool(self.hand.taken))

    def _stranger(self, sku_id: int, lot: str) -> Lying | None:
        """Goods that were not known to lie here, for the list."""
        found = self.desk.read(sku_details, sku_id)
        if found is None:
            return None
        line = found.line
        return Lying(sku_id, line.seller_code, line.name, line.colour, line.size, "", lot, None, 0, 0)

    @property
    def _where(self) -> object:
        """The open place for a sentence; quarantine has no code a person knows."""
        return self._bin or Sentence("stockroom.place_quarantine")

    def _name_of(self, sku_id: int) -> str:
        found = next((one for one in self._lying if one.sku_id == sku_id), self._found)
        if found is None:
            return ""
        return f"{found.name} " + "/".join(part for part in (found.colour, found.size) if part)

    def _picked(self, line: HandLine) -> None:
        """A line that is pressed stands for a scan of its item, for goods that carry no code."""
        pieces = line.on_hand if self.hand.mode is Mode.CORRECT and self.hand.next_pieces is None else 1
        self._quietly(lambda: self.step(self._item(line.sku_id, pieces, line.lot)))

    def _open_quarantine(self) -> None:
        """Quarantine carries no label of its own, so a button stands for it."""
        self._take_bin(self.desk.read(quarantine_id), "")
        self.panel.lines.setFocus()

    def _slip_undone(self, number: str, pieces: int) -> None:
        if number == self._slip_number:
            self.end_slip()
        self.answered.emit("information", "stockroom.did_undo", {"number": number, "pieces": pieces}, "right")

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(self.papers)
        both = row(gap=4)
        left = column(gap=3)
        left.addWidget(self.modes)
        left.addWidget(self.panel, 1)
        foot = row(gap=2)
        foot.addWidget(self.reset_button)
        foot.addWidget(self.slip_button)
        foot.addWidget(self.quarantine_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.confirm_button)
        left.addLayout(foot)
        both.addLayout(left, 1)
        self.slips.setFixedWidth(space(90))
        both.addWidget(self.slips)
        inside.addLayout(both, 1)
        self.slip_button.hide()

    def _connect(self) -> None:
        keys: tuple[tuple[str, Button, Callable[[], None]], ...] = (
            ("F2", self.confirm_button, lambda: self._quietly(lambda: self.step(Confirm()))),
            ("F8", self.back_button, lambda: self._quietly(lambda: self.step(Back()))),
            ("F4", self.reset_button, self.reset),
        )
        for key, button, do in keys:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            button.clicked.connect(do)
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(do)
        self.slip_button.clicked.connect(self.end_slip)
        self.quarantine_button.clicked.connect(self._open_quarantine)
        self.modes.chosen.connect(self.show_mode)
        self.panel.keyed.connect(lambda pieces: self._quietly(lambda: self.step(Keyed(pieces))))
        self.panel.picked.connect(self._picked)
        self.slips.undone.connect(self._slip_undone)
