"""The label printers: added by address, tried out, paused, removed, and which of them labels go to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui import language
from ui.couriers.printer_form import PrinterForm
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.jobs import Progress
from ui.language import tr
from ui.print_queue import PrintQueue
from ui.printing import is_component, shown_printer, transport_of
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Check, Text
from warehouse_app.dispatch.printing import printers as commands
from warehouse_app.dispatch.printing.queries import PrinterRow, printer_rows
from warehouse_app.dispatch.printing.rules import PrinterSetup
from warehouse_app.people.rules import Right
from warehouse_app.store import settings

TOPICS = frozenset({"printers", "print_jobs", "settings"})


class PrintersPage(Page):
    """See the module. Setting up is for those who may change settings; trying out and pausing is for everybody."""

    topics = TOPICS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.queue = PrintQueue.of(desk)
        self.list = ShortTable(self._columns(), self._empty(), self, many=False)
        self.add = Button("printing.add", kind="primary", icon="plus", parent=self)
        self.choose = Button("printing.choose", icon="check", parent=self)
        self.test = Button("printing.test", icon="print", parent=self)
        self.pause = Button("printing.pause", icon="pause", parent=self)
        self.change = Button("printing.change", icon="settings", parent=self)
        self.remove = Button("printing.remove", icon="cancel", parent=self)
        self.on_complete = Check("printing.on_complete", parent=self)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[PrinterRow]]:
        return [
            Column("name", "printing.col_name", lambda one: shown_printer(one.setup.name), width=200, sortable=False),
            Column("chosen", "printing.col_chosen", _chosen_words, _chosen_tone, width=150, sortable=False),
            Column(
                "kind", "printing.col_kind", lambda one: tr(f"printing.short_{one.setup.kind.value}"), width=150, sortable=False
            ),
            Column(
                "address",
                "printing.col_address",
                _address,
                width=230,
                sortable=False,
            ),
            Column("dpi", "printing.col_dpi", lambda one: str(one.setup.dpi), align="right", width=80, sortable=False),
            Column("state", "printing.col_state", self._state_words, self._state_tone, width=0, sortable=False),
        ]

    def _empty(self) -> EmptyState:
        empty = EmptyState("print", "printing.none", "printing.none_words", self)
        self.add_first = empty.add_button(Button("printing.add", kind="primary", icon="plus", parent=empty))
        return empty

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        top = row(gap=2)
        top.addWidget(Text("printing.words", role="muted", wrap=True, parent=self), 1)
        top.addWidget(self.add)
        inside.addLayout(top)
        inside.addWidget(self.list, 1)
        foot = row(gap=2)
        for button in (self.test, self.choose, self.pause, self.change, self.remove):
            foot.addWidget(button)
        foot.addStretch(1)
        inside.addLayout(foot)
        inside.addWidget(self.on_complete)

    def _connect(self) -> None:
        for button in (self.add, self.add_first):
            button.clicked.connect(self._ask_add)
        self.test.clicked.connect(lambda: self._with_current(self._test))
        self.pause.clicked.connect(lambda: self._with_current(self._pause))
        self.change.clicked.connect(lambda: self._with_current(self._ask_change))
        self.choose.clicked.connect(lambda: self._with_current(self._choose))
        self.remove.clicked.connect(
            lambda: self._with_current(lambda one: self.desk.try_command(commands.remove_printer, one.setup.name))
        )
        self.on_complete.clicked.connect(
            lambda: self.desk.try_command(commands.choose_label_on_complete, self.on_complete.isChecked())
        )
        self.list.table.current_changed.connect(self._offer)
        self.list.table.activated.connect(self._ask_change)

    # --- the page ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the printers again; the one that was chosen stays chosen."""
        before = self.list.table.current()
        rows = self.desk.read(printer_rows)
        self.list.show_rows(rows)
        names = [one.setup.name for one in rows]
        if rows:
            self.list.table.view.selectRow(names.index(before.setup.name) if before and before.setup.name in names else 0)
        self.on_complete.setChecked(bool(self.desk.read(settings.get, "label_on_complete")))
        self._offer(self.list.table.current())

    def _offer(self, one: PrinterRow | None) -> None:
        may = self.desk.logged_in and self.desk.may(Right.SETTINGS)
        for button in (self.add, self.add_first, self.choose, self.change, self.remove):
            button.setVisible(may)
        self.on_complete.setEnabled(may)
        ordinary = one is not None and not is_component(one.setup.address)  # a component prints a platform's labels only
        self.test.setEnabled(ordinary)
        self.pause.setEnabled(one is not None)
        self.change.setEnabled(ordinary)
        self.choose.setEnabled(one is not None and not one.chosen)
        self.remove.setEnabled(one is not None and one.set_up)
        paused = one is not None and one.setup.paused
        self.pause.show_code("printing.go_on" if paused else "printing.pause")
        self.pause.show_icon("next" if paused else "pause")

    def _with_current(self, do: Callable[[PrinterRow], object]) -> None:
        if (one := self.list.table.current()) is not None:
            do(one)

    # --- what can be done -------------------------------------------------------------------------------------------

    def _ask_add(self) -> None:
        PrinterForm(lambda setup: self.desk.command(commands.add_printer, setup), self).open()

    def _ask_change(self, one: PrinterRow | None) -> None:
        if one is None or is_component(one.setup.address) or not self.desk.may(Right.SETTINGS):
            return
        command = commands.change_printer if one.set_up else commands.add_printer
        PrinterForm(lambda setup: self.desk.command(command, setup), self, one.setup).open()

    def _choose(self, one: PrinterRow) -> None:
        self.desk.try_command(commands.choose_printer, one.setup.name)

    def _pause(self, one: PrinterRow) -> None:
        self.desk.try_command(commands.pause_printer, one.setup.name, paused=not one.setup.paused)

    def _test(self, one: PrinterRow) -> None:
        """One page, not through the queue: it tells at once whether the printer is there."""
        setup, spoken, folder, warehouse = one.setup, language.current(), self.desk.folder.documents, self.desk.warehouse
        size = str(self.desk.read(settings.get, "label_size"))

        def work(_progress: Progress) -> PrinterSetup:
            from warehouse_app.dispatch.printing.documents import write_test_page
            from warehouse_app.dispatch.printing.transports import Sheet

            file = folder / "printer-test.pdf"
            write_test_page(file, setup, size, spoken)
            transport_of(warehouse, setup).print_sheet(Sheet(file, 1, "", 0))
            return setup

        def done(setup: PrinterSetup) -> None:
            self.desk.messages.tell("right", "printing.test_sent", printer=setup.name)
            self.queue.try_again(setup.name)

        self.desk.work(work, done, title_code="printing.testing", owner=self, prints=True)

    # --- words ------------------------------------------------------------------------------------------------------

    def _state_words(self, one: PrinterRow) -> str:
        if _to_look_at(one):
            return tr("printing.state_look", n=one.failed + one.asked)
        return self.queue.words_of(one)

    def _state_tone(self, one: PrinterRow) -> ToneName | None:
        return "wrong" if _to_look_at(one) else self.queue.tone_of(one)


def _to_look_at(one: PrinterRow) -> bool:
    return not one.setup.paused and bool(one.failed or one.asked)


def _address(one: PrinterRow) -> str:
    return "" if is_component(one.setup.address) else one.setup.address


def _chosen_words(one: PrinterRow) -> str:
    return tr("printing.is_chosen") if one.chosen else ""


def _chosen_tone(one: PrinterRow) -> ToneName | None:
    return "right" if one.chosen else None
