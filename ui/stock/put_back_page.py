"""Carrying goods of stopped parcels back from the packing desk: scan the bin, scan the goods, or the other way round.

The steps are those of putting away (``putaway.rules``); what waits and where it came from is ``packing.waiting``.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.put_away.item import PutAwayCard
from ui.inbound.put_away.lines import Waiting, age_words
from ui.inbound.receiving.looks import item_words, variant_of
from ui.inbound.receiving.quantity import keyed_quantity
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Heading
from warehouse_app.catalog.codes import goods
from warehouse_app.inbound.putaway.rules import (
    Answer,
    BinScan,
    Flow,
    ItemScan,
    Keyed,
    Meaning,
    Said,
    Strange,
    Suggestion,
    Wanted,
    Why,
    next_step,
)
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command
from warehouse_app.packing.stopping import Back, put_back, undo_put_back
from warehouse_app.packing.waiting import PutBackRow, put_backs
from warehouse_app.store.warehouse import new_action

_OLD_HOURS = 24


class PutBackPage(Page):
    """See the module."""

    topics = frozenset({"put_backs", "stock", "parcels"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.flow = Flow()
        self.rows: list[PutBackRow] = []
        self._bins: dict[int, str] = {}
        self._last: list[str] = []
        self.card = PutAwayCard(desk.folder.pictures, self)
        self.card.count_words.show_code("stopping.left")
        self.title = Heading("stopping.waiting", parent=self, n=0)
        self.reset_button = Button("inbound.do_reset_put", kind="quiet", icon="close", parent=self)
        self.undo_button = Button("inbound.do_undo_put", icon="undo", parent=self)
        nothing = EmptyState("complete", "stopping.nothing", "stopping.nothing_words", self)
        self.table: ShortTable[PutBackRow] = ShortTable(self._columns(), nothing, self, many=False)
        self._lay_out()
        for key, button, do in (("F8", self.undo_button, self.undo), ("F4", self.reset_button, self.reset)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(do)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            button.clicked.connect(do)
        self.table.table.activated.connect(lambda line: self._step(ItemScan(line.sku_id, 1, line.lot)))

    def _columns(self) -> list[Column[PutBackRow]]:
        clock = self.desk.warehouse.clock
        return [
            Column[PutBackRow]("bin", "stopping.col_bin", width=120),
            Column[PutBackRow]("left", "stopping.col_left", align="right", width=80),
            Column[PutBackRow]("name", "inbound.col_name", width=0),
            Column[PutBackRow]("colour", "inbound.col_variant", lambda line: variant_of(line.colour, line.size), width=140),
            Column[PutBackRow]("seller_code", "inbound.col_code", width=130),
            Column[PutBackRow]("waybill", "stopping.col_parcel", width=160),
            Column[PutBackRow]("at", "inbound.col_age", lambda line: age_words(line.at, clock()), self._tone, width=104),
        ]

    def _tone(self, line: PutBackRow) -> ToneName | None:
        """What waits longer than a day stands out."""
        waited = self.desk.warehouse.clock() - line.at
        return "warning" if waited.total_seconds() >= _OLD_HOURS * 3600 else None

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(self.card)
        head = row(gap=2)
        head.addWidget(self.title, 1)
        head.addWidget(self.reset_button)
        head.addWidget(self.undo_button)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read what waits."""
        self.rows = self.desk.read(put_backs)
        self.table.show_rows(self.rows)
        self.title.show_code("stopping.waiting", n=sum(line.left for line in self.rows))
        self._show_step()

    def take_subject(self, subject: object) -> None:
        """A parcel's id: its goods are shown first."""
        place = next((number for number, line in enumerate(self.rows) if line.parcel_id == subject), None)
        if place is not None:
            self.table.table.view.selectRow(place)

    # --- scans ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A command, a number of pieces, a bin, goods, or a stopped parcel's label. Raises what the command raises."""
        codes = (scan.text, *scan.alternatives)
        if Command.UNDO in codes:
            self.undo_loudly()
        elif Command.LEAVE in codes:
            self.reset()
        else:
            self._step(self._meaning(codes), scan.text)

    def _meaning(self, codes: Sequence[str]) -> Meaning:
        found = self.desk.read(lambda session: goods(session.connection(), codes))
        if found is not None:
            lot = next((line.lot for line in self.rows if line.sku_id == found.sku_id), "")
            return ItemScan(found.sku_id, found.multiple, lot)
        with self.desk.warehouse.reading() as session:
            named = meanings(session.connection(), codes)
        for one in named:
            if one.kind is Kind.BIN:
                self._bins[one.id] = one.code
                return BinScan(one.id)
            if one.kind is Kind.PARCEL:
                self.take_subject(one.id)
        pieces = keyed_quantity(codes)
        return Strange() if pieces is None else Keyed(pieces)

    def _line(self, sku_id: int | None) -> PutBackRow | None:
        return next((line for line in self.rows if line.sku_id == sku_id), None)

    def _left(self, sku_id: int) -> int:
        return sum(line.left for line in self.rows if line.sku_id == sku_id)

    def _step(self, meaning: Meaning, scanned: str = "") -> None:
        flow, answer = next_step(self.flow, meaning)
        line = self._line(answer.sku_id)
        if isinstance(meaning, Strange):
            self.answered.emit("unknown", "inbound.put_strange", {"scanned": scanned}, "unknown")
        elif answer.sku_id is not None and line is None:
            self.answered.emit("wrong", "stopping.not_waiting", {}, "wrong")
        elif answer.said is Said.PUT and line is not None:
            self._put(flow, answer, line)
        else:
            self.flow = flow
            self._say(answer, line)

    def _say(self, answer: Answer, line: PutBackRow | None) -> None:
        """A step that moves nothing."""
        fields: dict[str, object] = {"bin": self._bins.get(answer.location_id or 0, ""), "pieces": answer.pieces or 0}
        fields["item"] = "" if line is None else item_words(line.name, line.colour, line.size)
        warns = answer.said in (Said.ITEM_FIRST, Said.NOT_POSITIVE)
        tone, sound = ("warning", "warn") if warns else ("next", "right")
        self.answered.emit(tone, f"inbound.put_{answer.said.value}", fields, sound)
        if line is not None:
            self._show_item(line, self._left(line.sku_id))
        elif answer.said is Said.BIN_CHOSEN:
            self.card.clear()
        self._show_step()

    def _put(self, flow: Flow, answer: Answer, line: PutBackRow) -> None:
        assert answer.location_id is not None
        pieces = self._left(line.sku_id) if answer.pieces is None else answer.pieces
        action = new_action()
        done = self.desk.command(put_back, answer.location_id, line.sku_id, pieces, action)
        self._last.append(action)
        self.flow = flow
        self.refresh()
        self._answer(done, line)

    def _answer(self, done: Back, line: PutBackRow) -> None:
        item = item_words(line.name, line.colour, line.size)
        fields = {"bin": done.bin, "pieces": done.pieces, "left": done.left, "item": item}
        tone = "complete" if not done.left else "right"
        detail = "stopping.put_done_all" if not done.left else "inbound.put_done_left"
        self.answered.emit(tone, "inbound.put_done", {**fields, "detail": detail}, tone)
        self._show_item(line, done.left)
        self._show_step()

    # --- undo -------------------------------------------------------------------------------------------------------

    def undo_loudly(self) -> None:
        """The last put-back of this desk waits on the desk again. Raises what the command raises."""
        pieces = self.desk.command(undo_put_back, self._last[-1] if self._last else "", new_action())
        self._undone(pieces)

    def undo(self) -> None:
        """The same by key or button: what cannot be undone is told."""
        pieces = self.desk.try_command(undo_put_back, self._last[-1] if self._last else "", new_action())
        if pieces is not None:
            self._undone(pieces)

    def _undone(self, pieces: int) -> None:
        self._last.pop()
        self.refresh()
        self.answered.emit("information", "stopping.undone", {"pieces": pieces}, "right")

    def reset(self) -> None:
        """Forget the open bin or the shown item."""
        self.flow = Flow()
        self.card.clear()
        self._show_step()

    # --- showing ----------------------------------------------------------------------------------------------------

    def _show_item(self, line: PutBackRow, left: int) -> None:
        shown = Waiting(line.sku_id, line.seller_code, line.name, line.colour, line.size, line.picture, line.lot, left)
        places = {row.location_id: row for row in self.rows if row.sku_id == line.sku_id}
        bins = [Suggestion(row.location_id, row.bin, row.left, Why.SAME_SKU) for row in places.values()]
        self.card.show_item(shown, left, bins)

    def _show_step(self) -> None:
        bin_code, pieces = self._bins.get(self.flow.location_id or 0, ""), self.flow.pieces
        if self.flow.wanted is Wanted.BIN and pieces is not None:
            self.card.show_wanted("", "inbound.want_bin_for", n=pieces)
        else:
            self.card.show_wanted(bin_code, f"inbound.want_{self.flow.wanted.value}")
        self.reset_button.setEnabled(self.flow != Flow())
        self.undo_button.setEnabled(bool(self._last))
