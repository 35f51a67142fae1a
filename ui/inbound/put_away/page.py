"""The put-away page: what waits on the dock, where it should go, and one scan after the other until the dock is empty.

The steps (bin, then items; or item, then bin) are the pure machine of ``putaway.rules``: this page sends it each scan and
does what it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.put_away.hints import BinHints
from ui.inbound.put_away.item import DockTotal, PutAwayCard
from ui.inbound.put_away.lines import Waiting, line_columns, task_columns, waiting
from ui.inbound.receiving.looks import item_words
from ui.inbound.receiving.quantity import keyed_quantity
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Heading, Text
from warehouse_app.catalog.codes import goods
from warehouse_app.errors import Conflict
from warehouse_app.inbound.putaway.commands import PutAway, put_away, undo_my_last
from warehouse_app.inbound.putaway.queries import Task, dock_pieces, suggest, tasks
from warehouse_app.inbound.putaway.rules import Answer, BinScan, Flow, ItemScan, Keyed, Meaning, Said, Strange, Wanted, next_step
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command
from warehouse_app.store.warehouse import new_action

_REST_MS = 150
_OVERRULED = ("putaway.other_sku", "putaway.full_of_pieces", "putaway.full_of_volume", "putaway.full_of_weight")
"""Refusals a person who stands before the bin may know better than."""


class PutAwayPage(Page):
    """See the module."""

    topics = frozenset({"receipts", "putaway", "stock", "bins"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.flow = Flow()
        self.receipt_id: int | None = None
        self._lines: list[Waiting] = []
        self._bins: dict[int, str] = {}
        self._refused: Answer | None = None
        self.total = DockTotal(self)
        self.all = Chip("inbound.whole_dock", icon="tray", parent=self)
        nothing = EmptyState("complete", "inbound.no_tasks", parent=self)
        self.tasks = ShortTable(task_columns(desk.warehouse.clock), nothing, self, many=False)
        self.card = PutAwayCard(desk.folder.pictures, self)
        self.refusal = Banner(self)
        self.anyway = self.refusal.add_button(Button("inbound.put_anyway", icon="warning", parent=self.refusal))
        self.lines_title = Heading("inbound.waiting_lines", parent=self, n=0)
        self.nothing = EmptyState("complete", "inbound.dock_empty", "inbound.dock_empty_words", self)
        to_receiving = Button("inbound.to_receiving", icon="truck", kind="primary", parent=self.nothing)
        self.to_receiving = self.nothing.add_button(to_receiving)
        self.hints = BinHints(desk, self)
        self.lines = ShortTable(
            line_columns(self.hints.of), EmptyState("complete", "inbound.dock_empty", parent=self), self, many=False
        )
        self.pages = QStackedWidget(self)
        self.undo_button = Button("inbound.do_undo_put", icon="undo", parent=self)
        self.reset_button = Button("inbound.do_reset_put", kind="quiet", icon="close", parent=self)
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = row(self, gap=4)
        inside.setContentsMargins(0, space(3), 0, 0)
        left = QWidget(self)
        left.setFixedWidth(space(80))
        inner = column(left, gap=2)
        inner.addWidget(self.total)
        inner.addWidget(self.all)
        inner.addWidget(Text("inbound.tasks", role="small", parent=left))
        inner.addWidget(self.tasks, 1)
        inside.addWidget(left)
        page = QWidget(self)
        right = column(page, gap=2)
        right.addWidget(self.refusal)
        right.addWidget(self.card)
        head = row(gap=2)
        head.addWidget(self.lines_title, 1)
        head.addWidget(self.reset_button)
        head.addWidget(self.undo_button)
        right.addLayout(head)
        self.lines.setMinimumHeight(space(34))
        right.addWidget(self.lines, 1)
        self.pages.addWidget(self.nothing)
        self.pages.addWidget(page)
        inside.addWidget(self.pages, 1)

    def _connect(self) -> None:
        for key, do in (("F8", self.undo), ("F9", self.put_anyway), ("F4", self.reset)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(do)
        for button, do in ((self.undo_button, self.undo), (self.anyway, self.put_anyway), (self.reset_button, self.reset)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            button.clicked.connect(do)
        self.tasks.table.current_changed.connect(self._task_chosen)
        self.all.clicked.connect(lambda: self.show_task(None))
        self.lines.table.activated.connect(self._line_chosen)
        self.to_receiving.clicked.connect(lambda: self.page_asked.emit("receive", None))
        self._rest.timeout.connect(self.read)
        self.hints.found.connect(self.lines.table.model.retranslate)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan."""
        self.lines.setFocus()

    def refresh(self) -> None:
        """Something changed: read again as soon as nobody scans; the first time at once."""
        if self._lines or self.flow != Flow():
            self._rest.start()
        else:
            self.read()

    def read(self) -> None:
        """Read what waits."""
        self._rest.stop()
        self.total.show_pieces(self.desk.read(dock_pieces))
        rows = self.desk.read(tasks)
        if self.receipt_id is not None and all(task.receipt_id != self.receipt_id for task in rows):
            self.receipt_id = None
        if rows != self.tasks.rows:
            self.tasks.table.view.selectionModel().blockSignals(True)
            self.tasks.show_rows(rows)
            self.tasks.table.view.selectionModel().blockSignals(False)
        self._read_lines()

    def _read_lines(self) -> None:
        self._lines = self.desk.read(waiting, self.receipt_id)
        self.lines.show_rows(self._lines)
        self.hints.show_lines(self._lines)
        pieces = sum(line.pieces for line in self._lines)
        self.lines_title.show_code("inbound.waiting_lines", n=pieces)
        self.pages.setCurrentIndex(1 if self._lines else 0)
        self.all.setChecked(self.receipt_id is None)
        self._show_step()

    def take_subject(self, subject: object) -> None:
        """A receipt's id: it is put away first."""
        if isinstance(subject, int):
            self.show_task(subject)

    def show_task(self, receipt_id: int | None) -> None:
        """Work on one receipt, or on the whole dock."""
        self.receipt_id = receipt_id
        if receipt_id is None:
            self.tasks.forget_choice()
        self._read_lines()
        self.lines.setFocus()

    def _task_chosen(self, task: Task | None) -> None:
        if task is not None and task.receipt_id != self.receipt_id:
            self.show_task(task.receipt_id)

    def _line_chosen(self, line: Waiting) -> None:
        """A line that is pressed stands for a scan of its item, for goods that carry no code."""
        self._step(ItemScan(line.sku_id, 1, line.lot))

    # --- scans ------------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A command, a number of pieces, a bin or goods. Raises what the command raises."""
        codes = (scan.text, *scan.alternatives)
        self.refusal.hide()
        self.hints.pause()
        self._rest.start()
        if Command.UNDO in codes:
            self.undo_loudly()
        elif Command.CONFIRM in codes and self._refused is not None:
            self.put_anyway()
        elif Command.LEAVE in codes:
            self.reset()
        else:
            meaning = self._meaning(codes)
            if isinstance(meaning, Strange):
                self.answered.emit("unknown", "inbound.put_strange", {"scanned": scan.text}, "unknown")
            else:
                self._step(meaning)

    def _meaning(self, codes: Sequence[str]) -> Meaning:
        found = self.desk.read(lambda session: goods(session.connection(), codes))
        if found is not None:
            return ItemScan(found.sku_id, found.multiple, self._lot_of(found.sku_id))
        with self.desk.warehouse.reading() as session:
            named = meanings(session.connection(), codes)
        place = next((one for one in named if one.kind is Kind.BIN), None)
        if place is not None:
            self._bins[place.id] = place.code
            return BinScan(place.id)
        pieces = keyed_quantity(codes)
        return Strange() if pieces is None else Keyed(pieces)

    def _lot_of(self, sku_id: int) -> str:
        """The lot that is meant: of the chosen line, else the first that waits."""
        chosen = self.lines.table.current()
        if chosen is not None and chosen.sku_id == sku_id:
            return chosen.lot
        return next((line.lot for line in self._lines if line.sku_id == sku_id), "")

    def _line(self, sku_id: int | None, lot: str) -> Waiting | None:
        return next((line for line in self._lines if line.sku_id == sku_id and line.lot == lot), None)

    def _step(self, meaning: Meaning) -> None:
        flow, answer = next_step(self.flow, meaning)
        item = self._line(answer.sku_id, answer.lot)
        if answer.sku_id is not None and item is None:
            self.answered.emit("wrong", "inbound.not_waiting", {}, "wrong")
        elif answer.said is Said.PUT and item is not None:
            self._put(flow, answer, item)
        else:
            self.flow = flow
            self._say(answer, item)

    def _say(self, answer: Answer, item: Waiting | None) -> None:
        """A step that moves nothing."""
        fields: dict[str, object] = {"bin": self._bins.get(answer.location_id or 0, ""), "pieces": answer.pieces or 0}
        fields["item"] = "" if item is None else item_words(item.name, item.colour, item.size)
        warns = answer.said in (Said.ITEM_FIRST, Said.NOT_POSITIVE)
        self.answered.emit(
            "warning" if warns else "next", f"inbound.put_{answer.said.value}", fields, "warn" if warns else "right"
        )
        if item is not None:
            self._show_item(item, item.pieces)
        elif answer.said is Said.BIN_CHOSEN:
            self.card.clear()
        self._show_step()

    # --- putting away -----------------------------------------------------------------------------------------------

    def _put(self, flow: Flow, answer: Answer, item: Waiting, *, anyway: bool = False) -> None:
        assert answer.location_id is not None
        pieces = item.pieces if answer.pieces is None else answer.pieces
        self._refused = None
        try:
            done = self.desk.command(
                put_away, self.receipt_id, item.sku_id, answer.location_id, pieces, new_action(), item.lot, anyway=anyway
            )
        except Conflict as error:
            if error.code not in _OVERRULED:
                raise
            self._refused = answer
            self.refusal.show_banner("blocked", error.code, icon="blocked", **error.fields)
            self.answered.emit("blocked", error.code, {**error.fields, "detail": "inbound.put_or_anyway"}, "blocked")
            return
        self.flow = flow
        self._show_done(done, item)

    def _show_done(self, done: PutAway, item: Waiting) -> None:
        fields = {
            "bin": done.bin,
            "pieces": done.pieces,
            "left": done.left,
            "item": item_words(item.name, item.colour, item.size),
        }
        complete = done.left == 0
        code, detail = "inbound.put_done", "inbound.put_done_all" if complete else "inbound.put_done_left"
        self.answered.emit(
            "complete" if complete else "right", code, {**fields, "detail": detail}, "complete" if complete else "right"
        )
        self._lines = [_after(line, done) for line in self._lines]
        self._lines = [line for line in self._lines if line.pieces > 0]
        self._show_item(item, max(0, item.pieces - done.pieces))
        self._show_step()

    def put_anyway(self) -> None:
        """The person knows better than the bin's figures: the refused step is done all the same."""
        refused, self._refused = self._refused, None
        self.refusal.hide()
        item = None if refused is None else self._line(refused.sku_id, refused.lot)
        if refused is None or item is None:
            return
        still_open = Flow(location_id=refused.location_id) if self.flow.wanted is Wanted.ITEM else Flow()
        self._put(still_open, refused, item, anyway=True)

    def undo_loudly(self) -> None:
        """Take the person's last put-away of today back. Raises what the command raises."""
        pieces = self.desk.command(undo_my_last, new_action())
        self.answered.emit("information", "inbound.put_undone", {"pieces": pieces}, "right")
        self.read()

    def undo(self) -> None:
        """The same by key or button: what cannot be undone is told."""
        pieces = self.desk.try_command(undo_my_last, new_action())
        if pieces is not None:
            self.answered.emit("information", "inbound.put_undone", {"pieces": pieces}, "right")
            self.read()

    def reset(self) -> None:
        """Forget the open bin or the shown item."""
        self.flow, self._refused = Flow(), None
        self.refusal.hide()
        self.card.clear()
        self._show_step()

    # --- showing ----------------------------------------------------------------------------------------------------

    def _show_item(self, item: Waiting, left: int) -> None:
        places = self.desk.read(suggest, item.sku_id, left, item.lot, fast=self.hints.fast) if left else []
        self.card.show_item(item, left, places)

    def _show_step(self) -> None:
        self.reset_button.setVisible(self.flow != Flow())
        self.undo_button.setEnabled(self.desk.logged_in)
        bin_code = self._bins.get(self.flow.location_id or 0, "")
        if self.flow.wanted is Wanted.BIN and self.flow.pieces is not None:
            self.card.show_wanted("", "inbound.want_bin_for", n=self.flow.pieces)
        else:
            self.card.show_wanted(bin_code, f"inbound.want_{self.flow.wanted.value}")


def _after(line: Waiting, done: PutAway) -> Waiting:
    """A line once these pieces are gone from the dock."""
    same = (line.sku_id, line.lot) == (done.sku_id, done.lot)
    return replace(line, pieces=line.pieces - done.pieces) if same else line
