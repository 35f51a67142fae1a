"""The bills: brought in from files, opened, taken out again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.couriers.freight.bill_form import BillForm, BillSample
from ui.couriers.freight.bill_pane import BillPane
from ui.couriers.freight.problems_form import ProblemsForm
from ui.couriers.freight.remove_form import RemoveForm
from ui.couriers.freight.words import bill_columns
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_open
from ui.intake.station import READABLE
from ui.jobs import Progress
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text
from warehouse_app.dispatch.freight.bringing import BillOrder, bring_in_bill, remove_bill
from warehouse_app.dispatch.freight.commands import remember_columns
from warehouse_app.dispatch.freight.comparing import compare
from warehouse_app.dispatch.freight.files import BILLS
from warehouse_app.dispatch.freight.queries import BillRow, bill_summary, bills, problems
from warehouse_app.errors import Unreadable, WarehouseError
from warehouse_app.recognising import sample

_TOUCHES = frozenset({"freight"})
_AGAIN = ("freight.wrong_columns", "freight.ruined_numbers", "sheets.unknown_layout")


class BillsTab(QWidget):
    """The list of bills, and one bill in its place. ``prices_asked``: the couriers' price tables come first."""

    prices_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.bring_button = Button("freight.bring_in", kind="primary", icon="import", shortcut="Ctrl+O", parent=self)
        self.open_button = Button("freight.open", icon="next", parent=self)
        empty = EmptyState("file", "freight.no_bills", "freight.no_bills_words", self)
        self.empty_button = empty.add_button(Button("freight.bring_in", kind="primary", icon="import", parent=self))
        self.prices_button = empty.add_button(Button("freight.to_prices", icon="tag", parent=self))
        self.list = ShortTable(bill_columns(), empty, self, many=False)
        self.pane = BillPane(desk, self)
        self.stack = QStackedWidget(self)
        self._front = QWidget(self.stack)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the bills, and the one that is shown."""
        self.list.show_rows(self._desk.read(bills))
        self.open_button.setEnabled(bool(self.list.rows))
        if self.list.rows and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        if self.stack.currentWidget() is self.pane:
            self.pane.refresh()

    def show_bill(self, bill_id: int) -> None:
        """Open one bill."""
        self.stack.setCurrentWidget(self.pane)
        self.pane.show_bill(bill_id)
        self.pane.table.setFocus()

    def show_list(self) -> None:
        """Back to all bills."""
        self.stack.setCurrentWidget(self._front)
        self.list.setFocus()

    # --- bringing in ------------------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for a bill's file."""
        chosen = ask_open(self, "freight.bring_in", READABLE)
        if chosen:
            self.look_at(chosen[0])

    def look_at(self, path: Path) -> None:
        """Read the beginning of a file and ask what it is."""
        known = tuple(BILLS.known_names())

        def work(progress: Progress) -> BillSample:
            progress.step(0, 0)
            return BillSample(path, sample(path, known))

        self._desk.work(work, self._ask, title_code="intake.reading", owner=self)

    def _ask(self, looked: BillSample, before: BillOrder | None = None) -> None:
        form = BillForm(self._desk, looked, self, before)
        form.accepted.connect(lambda: self._bring_in(looked, form))
        form.open()

    def _bring_in(self, looked: BillSample, form: BillForm) -> None:
        desk, actor, order, header = self._desk, self._desk.actor, form.wanted, form.header
        assert order is not None  # an accepted form has one

        def work(progress: Progress) -> int:
            return bring_in_bill(desk.warehouse, actor, desk.name, order, progress)

        def done(bill_id: int) -> None:
            desk.command(remember_columns, order.courier, header, dict(order.columns))
            desk.sounds.play("complete")
            self.show_bill(bill_id)

        def failed(error: WarehouseError) -> None:
            desk.messages.error(error)
            if isinstance(error, Unreadable) and error.code in _AGAIN:
                self._ask(looked, order)

        desk.work(work, done, title_code="freight.comparing", owner=self, failed=failed, touches=_TOUCHES)

    # --- one bill ---------------------------------------------------------------------------------------------------

    def compare_again(self, bill_id: int) -> None:
        """Compare a bill again: prices or weights were put right."""
        desk, actor = self._desk, self._desk.actor

        def work(progress: Progress) -> None:
            compare(desk.warehouse, actor, desk.name, bill_id, progress)

        def done(_: None) -> None:
            desk.messages.tell("right", "freight.compared")

        desk.work(work, done, title_code="freight.comparing", owner=self, touches=_TOUCHES)

    def ask_remove(self, bill_id: int) -> None:
        """Take a bill out, but ask first when anything of it was decided."""
        found = self._desk.read(bill_summary, bill_id)
        if found is None or found.row.differences == found.row.undecided:
            self.remove(bill_id)
            return
        form = RemoveForm(found.row, self)
        form.accepted.connect(lambda: self.remove(bill_id))
        form.open()

    def remove(self, bill_id: int) -> None:
        """Take a bill out; its file can be brought in again at any time."""
        desk, actor = self._desk, self._desk.actor

        def work(progress: Progress) -> None:
            remove_bill(desk.warehouse, actor, desk.name, bill_id, progress)

        def done(_: None) -> None:
            desk.messages.tell("right", "freight.removed")
            self.show_list()

        desk.work(work, done, title_code="freight.removing", owner=self, touches=_TOUCHES)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self)
        inside.addWidget(self.stack)
        front = column(self._front, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        top = row(gap=2)
        top.addWidget(Text("freight.bills_words", role="muted", wrap=True, parent=self), 1)
        top.addWidget(self.open_button)
        top.addWidget(self.bring_button)
        front.addLayout(top)
        front.addWidget(self.list, 1)
        self.stack.addWidget(self._front)
        self.stack.addWidget(self.pane)

    def _connect(self) -> None:
        self.bring_button.clicked.connect(self.ask_file)
        self.empty_button.clicked.connect(self.ask_file)
        self.prices_button.clicked.connect(self.prices_asked)
        self.open_button.clicked.connect(lambda: self._open(self.list.table.current()))
        self.list.table.activated.connect(self._open)
        self.pane.back.connect(self.show_list)
        self.pane.compare_asked.connect(self.compare_again)
        self.pane.remove_asked.connect(self.ask_remove)
        self.pane.problems_asked.connect(lambda bill: ProblemsForm(self._desk.read(problems, bill), self).open())

    def _open(self, bill: BillRow | None) -> None:
        if bill is not None:
            self.show_bill(bill.id)
