"""The print queue: labels that wait, that failed, or of which nobody knows whether they came out; and the printers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.orders.wording import local
from ui.print_queue import PrintQueue
from ui.printing import shown_printer
from ui.theme import ToneName, space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.text import Button, Combo, Text
from warehouse_app.dispatch.printing import commands
from warehouse_app.dispatch.printing.printers import pause_printer
from warehouse_app.dispatch.printing.queries import OPEN, PrinterRow, QueueRow, printer_rows, queue
from warehouse_app.dispatch.printing.rules import GIVEN_UP, JobState

_SIDE = space(78)
_TONES: dict[JobState, ToneName | None] = {
    JobState.WAITING: "information",
    JobState.SENT: "next",
    JobState.UNKNOWN: "warning",
    JobState.FAILED: "wrong",
    JobState.PRINTED: "right",
    JobState.CANCELLED: None,
}
FILTERS: dict[str, tuple[JobState, ...]] = {
    "open": OPEN,
    "waiting": (JobState.WAITING, JobState.SENT),
    "unknown": (JobState.UNKNOWN,),
    "failed": (JobState.FAILED,),
    "printed": (JobState.PRINTED,),
    "cancelled": (JobState.CANCELLED,),
}


class PrintQueuePage(QWidget):
    """``printers_asked()``: to where printers are set up."""

    printers_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.queue = PrintQueue.of(desk)
        self._filter, self._number = "open", ""
        self.chips = {name: Chip(f"printing.filter_{name}", parent=self) for name in FILTERS}
        self.search = SearchField("printing.search", self)
        empty = EmptyState("print", "printing.queue_empty", "printing.queue_empty_words", self)
        self.list = ShortTable(self._columns(), empty, self)
        self.about = Text(role="muted", wrap=True, parent=self)
        self.retry = Button("printing.retry", kind="primary", icon="redo", parent=self)
        self.came_out = Button("printing.it_came_out", icon="check", parent=self)
        self.other = Button("printing.other_printer", icon="print", parent=self)
        self.cancel = Button("printing.cancel", icon="cancel", parent=self)
        none = EmptyState("print", "printing.none", parent=self, margin=2)
        self.printers = ShortTable(self._printer_columns(), none, self, many=False)
        self.pause = Button("printing.pause", icon="pause", parent=self)
        self.now = Button("printing.try_now", icon="refresh", parent=self)
        self.set_up = Button("printing.set_up", icon="settings", parent=self)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[QueueRow]]:
        return [
            Column("state", "printing.col_state", lambda one: tr(f"printing.is_{one.state}"), _tone, width=142),
            Column("waybill", "printing.col_waybill", width=142),
            Column("wave", "printing.col_wave", lambda one: f"{one.wave} #{one.slot}", width=122),
            Column("printer", "printing.col_printer", lambda one: shown_printer(one.printer), width=104),
            Column("error", "printing.col_why", self._why, width=0, sortable=False),
            Column("at", "printing.col_at", lambda one: local(one.at), width=104),
        ]

    def _printer_columns(self) -> list[Column[PrinterRow]]:
        return [
            Column("name", "printing.col_name", lambda one: shown_printer(one.setup.name), width=116, sortable=False),
            Column("state", "printing.col_state", self.queue.words_of, self.queue.tone_of, width=0, sortable=False),
        ]

    def _lay_out(self) -> None:
        inside = row(self, gap=4)
        inside.setContentsMargins(0, space(3), 0, 0)
        left = column(gap=2)
        top = row(gap=2)
        chips = Flow(self)
        for chip in self.chips.values():
            chips.add(chip)
        top.addWidget(chips, 1)
        self.search.setFixedWidth(space(60))
        top.addWidget(self.search)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        left.addWidget(self.about)
        foot = row(gap=2)
        for button in (self.retry, self.came_out, self.other, self.cancel):
            foot.addWidget(button)
        foot.addStretch(1)
        left.addLayout(foot)
        inside.addLayout(left, 1)
        side = column(gap=2)
        side.addWidget(Text("printing.printers", role="muted", parent=self))
        self.printers.setFixedWidth(_SIDE)
        side.addWidget(self.printers, 1)
        below = row(gap=2)
        below.addWidget(self.pause)
        below.addWidget(self.now)
        below.addStretch(1)
        side.addLayout(below)
        side.addWidget(self.set_up)
        inside.addLayout(side)

    def _connect(self) -> None:
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, name=name: self.show_filter(name))
        self.search.searched.connect(self._search)
        self.retry.clicked.connect(lambda: self._do(commands.retry))
        self.came_out.clicked.connect(lambda: self._do(commands.came_out))
        self.cancel.clicked.connect(lambda: self._do(commands.cancel))
        self.other.clicked.connect(self._ask_printer)
        self.pause.clicked.connect(self._pause)
        self.now.clicked.connect(self._try_now)
        self.set_up.clicked.connect(self.printers_asked)
        self.list.table.current_changed.connect(lambda _: self._offer())
        self.list.table.view.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        self.printers.table.current_changed.connect(lambda _: self._offer_printer())

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read labels and printers again."""
        shown = bool(self.list.rows)
        labels = self.desk.read(queue, FILTERS[self._filter], number=self._number)
        self.list.show_moving_rows(labels, lambda one: one.id)
        rows, before = self.desk.read(printer_rows), self.printers.table.current()
        self.printers.show_rows(rows)
        names = [one.setup.name for one in rows]
        if rows:
            self.printers.table.view.selectRow(names.index(before.setup.name) if before and before.setup.name in names else 0)
        for name, chip in self.chips.items():
            chip.setChecked(name == self._filter)
        if not shown:
            self._choose_first()
        self._offer()
        self._offer_printer()

    def show_filter(self, name: str) -> None:
        """List the labels of these states."""
        self._filter = name
        self.refresh()
        self._choose_first()

    def _search(self, text: str) -> None:
        self._number = text.strip()
        self.refresh()
        self._choose_first()

    def _choose_first(self) -> None:
        if self.list.rows and not self.list.table.selected():
            self.list.table.view.selectRow(0)

    def _offer(self) -> None:
        chosen = self.list.table.selected()
        self.about.show_plain(self._why(chosen[0]) if len(chosen) == 1 else "")
        states = {one.state for one in chosen}
        over = {JobState.PRINTED, JobState.SENT}
        self.retry.setEnabled(bool(states) and not states & (over | {JobState.WAITING}))
        self.came_out.setEnabled(states == {JobState.UNKNOWN})
        self.other.setEnabled(bool(states) and not states & over)
        self.cancel.setEnabled(bool(states) and not states & (over | {JobState.CANCELLED}))
        self.came_out.setVisible(JobState.UNKNOWN in states)

    def _offer_printer(self) -> None:
        one = self.printers.table.current()
        paused = one is not None and one.setup.paused
        self.pause.setEnabled(one is not None)
        self.pause.show_code("printing.go_on" if paused else "printing.pause")
        self.pause.show_icon("next" if paused else "pause")
        self.now.setEnabled(one is not None and not paused and self.queue.trouble(one.setup.name) is not None)

    def changeEvent(self, event: QEvent) -> None:
        """Why the chosen label is not on paper, in the new language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "printers"):
            self._offer()
        super().changeEvent(event)

    # --- what can be done -------------------------------------------------------------------------------------------

    def _do(self, command: Callable[..., None]) -> None:
        if chosen := self._chosen():
            self.desk.try_command(command, chosen)

    def _chosen(self) -> list[int]:
        return [one.id for one in self.list.table.selected()]

    def _ask_printer(self) -> None:
        names = [one.setup.name for one in self.printers.rows]
        here, chosen = {one.printer for one in self.list.table.selected()}, self._chosen()
        send = partial(self.desk.try_command, commands.retry, chosen)  # those chosen now, whatever the queue does meanwhile
        form = PrinterChoice([name for name in names if {name} != here], send, self)
        form.open()

    def _pause(self) -> None:
        if (one := self.printers.table.current()) is not None:
            self.desk.try_command(pause_printer, one.setup.name, paused=not one.setup.paused)

    def _try_now(self) -> None:
        if (one := self.printers.table.current()) is not None:
            self.queue.try_again(one.setup.name)

    # --- words ------------------------------------------------------------------------------------------------------

    def _why(self, one: QueueRow) -> str:
        if one.state is JobState.WAITING and not one.error and one.desk != self.desk.name:
            return tr("printing.why_other_desk", desk=one.desk)
        return why(one)


def _tone(one: QueueRow) -> ToneName | None:
    return _TONES[one.state]


class PrinterChoice(FormDialog):
    """Which printer labels go to instead. ``send(name)``."""

    def __init__(self, names: Sequence[str], send: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("printing.other_title", parent, accept="printing.send")
        self._send = send
        self.printer = Combo(parent=self.sheet)
        for name in names:
            self.printer.add_plain(shown_printer(name), name)
        self.add_field("printing.col_printer", self.printer)
        if not names:
            self.body.addWidget(Text("printing.no_other", role="muted", wrap=True, parent=self.sheet))
        self.accept_button.setEnabled(bool(names))

    def submit(self) -> None:
        """Send them there."""
        self._send(str(self.printer.value()))


def why(one: QueueRow) -> str:
    """Why a label is not on paper, in a few words; who made it where there is nothing to say."""
    if not one.error:
        return ""
    if one.state is JobState.UNKNOWN:
        return tr("printing.why_unknown")
    if one.error in GIVEN_UP:
        return tr(one.error)
    try:
        about = {"printer": shown_printer(one.printer), "waybill": one.waybill, "number": one.waybill, "file": one.file.name}
        return tr(one.error, words="?", there="?", **about)
    except (KeyError, IndexError):  # the words of whoever stopped it, kept as they are
        return one.error
