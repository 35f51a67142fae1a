"""The page of goods back: what lies in quarantine, the returns, what is not replaced yet, and one return beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.papers import Papers
from ui.inbound.buying.words import today_at
from ui.inbound.sendback.card import ReturnPane
from ui.inbound.sendback.credit import CreditForm
from ui.inbound.sendback.form import ReturnForm
from ui.inbound.sendback.list import ReturnsTab, unreplaced_columns
from ui.inbound.sendback.quarantine import QuarantineTab
from ui.inbound.sendback.words import open_line_columns
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.tabs import Tabs
from warehouse_app.catalog.codes import goods
from warehouse_app.inbound.codes import PaperKind, inbound_paper
from warehouse_app.inbound.sendback.commands import cancel_return, send_return, undo_return
from warehouse_app.inbound.sendback.quarantine import QuarantineRow
from warehouse_app.inbound.sendback.queries import (
    ReturnLineRow,
    ReturnRow,
    ReturnSheet,
    Unreplaced,
    UnreplacedLine,
    return_,
    unreplaced,
    unreplaced_lines,
)
from warehouse_app.words import Language

QUARANTINE, RETURNS, OPEN = range(3)


class GoodsBackPage(Page):
    """The page. A return's number opens it; goods scanned are ticked in quarantine."""

    topics = frozenset({"returns", "stock", "receipts", "suppliers", "account"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.papers = Papers(desk, self)
        self.quarantine = QuarantineTab(desk, self)
        self.returns = ReturnsTab(desk, self)
        self.open = ShortTable(
            unreplaced_columns(), EmptyState("complete", "purchasing.all_settled", parent=self), self, many=False
        )
        self.open_lines = ShortTable(
            open_line_columns(short=True), EmptyState("complete", "purchasing.all_settled", parent=self), self, many=False
        )
        self.pane = ReturnPane(desk, self)
        self.tabs = Tabs(self)
        self._lay_out()
        self._connect()

    def enter(self) -> None:
        """Ready to scan or to choose."""
        (self.quarantine.list, self.returns.table, self.open)[self.tabs.currentIndex()].setFocus()

    def refresh(self) -> None:
        """Read everything again."""
        self.quarantine.refresh()
        self.returns.refresh()
        self.open.show_rows(self.desk.read(unreplaced, today_at(self.desk)))
        if self.open.table.current() is None and self.open.rows:
            self.open.table.view.selectRow(0)
        self._show_open(self.open.table.current())
        self.pane.refresh()
        for number, code, count in (
            (QUARANTINE, "purchasing.tab_quarantine", self.quarantine.pieces),
            (OPEN, "purchasing.tab_unreplaced", sum(row_.pieces for row_ in self.open.rows)),
        ):
            self.tabs.name(number, code, n=f" {count}" if count else "")

    def take_scan(self, scan: Scan) -> None:
        """A return's number shows it; goods are ticked where they lie in quarantine."""
        codes = (scan.text, *scan.alternatives)
        with self.desk.warehouse.reading() as session:
            paper = inbound_paper(session.connection(), codes)
            named = goods(session.connection(), codes)
        if paper is not None and paper.kind is PaperKind.RETURN:
            self.show_return(paper.number)
            self.answered.emit("information", "purchasing.return_shown", {"number": paper.number}, "")
        elif named is None:
            self.answered.emit("unknown", "purchasing.unknown_code", {"scanned": scan.text}, "unknown")
        else:
            self._tick(named.sku_id, scan.text)

    def show_return(self, number: str) -> None:
        """Show one return, found by its number."""
        self.tabs.setCurrentIndex(RETURNS)
        self.returns.show_number(number)

    def _tick(self, sku_id: int, code: str) -> None:
        self.tabs.setCurrentIndex(QUARANTINE)
        held = self.quarantine.tick_sku(sku_id)
        if held is None:
            self.answered.emit("wrong", "purchasing.not_in_quarantine", {"scanned": code}, "wrong")
        else:
            self.answered.emit("right", "purchasing.ticked", {"sku": held.seller_code, "pieces": held.pieces}, "right")

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=3)
        inside.addWidget(self.papers)
        waiting = QWidget(self)
        both = column(waiting, gap=2)
        both.setContentsMargins(0, space(2), 0, 0)
        both.addWidget(self.open, 2)
        both.addWidget(self.open_lines, 3)
        self.tabs.add(self.quarantine, "purchasing.tab_quarantine", n="")
        self.tabs.add(self.returns, "purchasing.tab_returns")
        self.tabs.add(waiting, "purchasing.tab_unreplaced", n="")
        halves = row(gap=4)
        halves.addWidget(self.tabs, 5)
        halves.addWidget(self.pane, 7)
        self.pane.setMinimumWidth(space(130))
        self.pane.hide()
        inside.addLayout(halves, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda number: self.pane.setVisible(number != QUARANTINE))
        self.quarantine.return_asked.connect(self.write_new)
        self.returns.chosen.connect(self._chosen)
        self.open.table.current_changed.connect(self._show_open)
        self.open_lines.table.current_changed.connect(self._chosen_line)
        self.pane.asked.connect(self._asked)
        self.pane.credit_asked.connect(self._ask_credit)

    def _chosen(self, chosen: ReturnRow | None) -> None:
        self.pane.show_return(None if chosen is None else chosen.id)

    def _show_open(self, chosen: Unreplaced | None) -> None:
        shown = chosen or next(iter(self.open.rows), None)
        self.open_lines.show_rows([] if shown is None else self.desk.read(unreplaced_lines, shown.supplier_id))

    def _chosen_line(self, line: UnreplacedLine | None) -> None:
        if line is not None and (self.pane.sheet is None or self.pane.sheet.head.id != line.return_id):
            self.pane.show_return(line.return_id)

    # --- what can be done -------------------------------------------------------------------------------------------

    def write_new(self, held: Sequence[QuarantineRow]) -> None:
        """Write a return of goods from quarantine; more can be scanned into it."""
        self._write(ReturnForm(self.desk, held, self))

    def make_papers(self, return_id: int, *, print_now: bool = False) -> None:
        """Make the return's list, in two copies."""
        warehouse = self.desk.warehouse

        def make(spoken: Language) -> Sequence[Path]:
            from warehouse_app.inbound.sendback.documents import make_return_list  # brings reportlab along

            return (make_return_list(warehouse, return_id, spoken),)

        self.papers.make(make, print_now=print_now)

    def _write(self, form: ReturnForm) -> None:
        form.accepted.connect(lambda: self._written(form.return_id))
        form.open()

    def _written(self, return_id: int | None) -> None:
        self.quarantine.clear_ticks()
        if return_id is not None:
            self.show_return(self.desk.read(return_, return_id).head.number)

    def _asked(self, action: str, sheet: ReturnSheet) -> None:
        if action == "edit":
            self._write(ReturnForm(self.desk, (), self, sheet))
        elif action == "cancel":
            self.desk.try_command(cancel_return, sheet.head.id)
        elif action == "undo":
            self.desk.try_command(undo_return, sheet.head.id)
        elif action == "papers":
            self.make_papers(sheet.head.id)
        elif action == "exchange":
            self._receive(sheet.head.id)
        else:
            self._send(sheet)

    def _send(self, sheet: ReturnSheet) -> None:
        pieces = self.desk.try_command(send_return, sheet.head.id)
        if pieces is not None:
            self.desk.messages.tell("right", "purchasing.return_gone", number=sheet.head.number, pieces=pieces)
            self.make_papers(sheet.head.id, print_now=True)

    def _ask_credit(self, line: ReturnLineRow | None) -> None:
        if line is not None and line.open:
            CreditForm(self.desk, line, self).open()

    def _receive(self, return_id: int) -> None:
        """Open the receiving page of the same station, with a receipt of the goods that came in exchange."""
        self.page_asked.emit("receive", return_id)
