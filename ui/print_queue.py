"""This desk's printing: labels that wait are printed off the window's thread, one after the other for each printer.

It looks whenever something was queued or set up, and now and then for a printer that was off. Nobody need be logged in: the
person who made a label had the right to, and a printer finishes its pile over lunch.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QTimer

from ui import printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.language import tr
from ui.theme import ToneName
from warehouse_app.dispatch.printing.commands import PRINTING, recover
from warehouse_app.dispatch.printing.queries import PrinterRow, waiting_printers
from warehouse_app.dispatch.printing.rules import JobState
from warehouse_app.errors import WarehouseError

TOPICS = frozenset({"print_jobs"})
_LOOK_AT = frozenset({"print_jobs", "printers", "settings"})
_LOOK_EVERY_MS = 5_000
_AT_ONCE = 10  # labels after which the screens are told and other printers get their turn
_REST_S = (5.0, 10.0, 20.0, 40.0, 60.0)
"""How long a printer that cannot be reached is left alone, the first time, the second, and so on."""


@dataclass(slots=True)
class Batch:
    """What became of some labels of one printer."""

    printed: list[str] = field(default_factory=list)
    error: WarehouseError | None = None
    unreachable: bool = False
    more: bool = False


@dataclass(slots=True)
class _Rest:
    until: float
    times: int
    error: WarehouseError


class PrintQueue(QObject):
    """One for each desk (``PrintQueue.of``). ``start`` it once somebody works here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._at_work: set[str] = set()
        self._resting: dict[str, _Rest] = {}
        self._printed: dict[str, list[str]] = {}
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self, interval=0, singleShot=True)  # the answer to a scan is painted first
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._something_changed)

    @classmethod
    def of(cls, desk: Desk) -> PrintQueue:
        """The queue of this desk, made when it is first asked for."""
        there = desk.findChild(cls)
        return there if there is not None else cls(desk)

    def start(self) -> None:
        """Begin: what this desk had sent when it last ended, and heard nothing of, is asked about."""
        if self._timer.isActive():
            return
        self._timer.start()
        try:
            self._desk.command_as_program(recover)
        except WarehouseError as error:
            self._desk.messages.error(error)
        self._soon.start()

    def trouble(self, printer: str) -> WarehouseError | None:
        """Why a printer is left alone for a moment; None when it is not."""
        rest = self._resting.get(printer)
        return None if rest is None else rest.error

    def words_of(self, one: PrinterRow) -> str:
        """How a printer stands, in words."""
        if one.setup.paused:
            return tr("printing.state_paused", n=one.waiting)
        if one.waiting:
            off = self.trouble(one.setup.name) is not None
            return tr("printing.state_off" if off else "printing.state_waiting", n=one.waiting)
        return tr("printing.state_ready")

    def tone_of(self, one: PrinterRow) -> ToneName:
        """How a printer stands, as a tone."""
        if one.setup.paused:
            return "warning"
        if one.waiting:
            return "wrong" if self.trouble(one.setup.name) is not None else "information"
        return "right"

    def try_again(self, printer: str) -> None:
        """Do not wait any longer for a printer that was off."""
        self._resting.pop(printer, None)
        self.look()

    def look(self) -> None:
        """Give every printer that has labels before it, and is neither at work nor resting, its next ones."""
        if not self._timer.isActive() or self._desk.jobs.over:
            return
        try:
            waiting = self._desk.read(waiting_printers, self._desk.name, self._desk.warehouse.clock() - PRINTING)
        except WarehouseError:
            return  # the database is busy; the next look is soon
        now = time.monotonic()
        for printer in waiting:
            rest = self._resting.get(printer)
            if printer not in self._at_work and (rest is None or rest.until <= now):
                self._print(printer)

    def _something_changed(self, topics: frozenset[str]) -> None:
        if topics & _LOOK_AT and self._timer.isActive():
            self._soon.start()

    def _print(self, printer: str) -> None:
        self._at_work.add(printer)
        warehouse, desk_name = self._desk.warehouse, self._desk.name

        def work(progress: Progress) -> Batch:
            from warehouse_app.dispatch.printing.worker import print_next

            batch = Batch()
            for _ in range(_AT_ONCE):
                progress.step(0, 0)
                ended = print_next(warehouse, desk_name, printer, partial(printing.transport_of, warehouse))
                if ended is None:
                    return batch
                batch.error = ended.error or batch.error
                if ended.state is JobState.PRINTED:
                    batch.printed.append(ended.waybill)
                elif ended.state is JobState.WAITING:
                    batch.unreachable = True
                    return batch
            batch.more = True
            return batch

        def failed(error: WarehouseError) -> None:
            self._rest(printer, error)  # not again at once, whatever it was
            self._desk.messages.error(error)

        job = self._desk.work(
            work, lambda batch: self._done(printer, batch), failed=failed, title_code="dispatch.printing", owner=self,
            touches=TOPICS, quiet=True, prints=True,
        )  # fmt: skip
        job.ended.connect(lambda: self._at_work.discard(printer))  # also when a mistake of the program's ended it

    def _done(self, printer: str, batch: Batch) -> None:
        out = self._printed.setdefault(printer, [])
        out += batch.printed
        if batch.error is not None:
            known = self.trouble(printer)
            if known is None or known.code != batch.error.code:  # a printer that stays off is told of once
                self._desk.messages.error(batch.error)
        if batch.unreachable and batch.error is not None:
            self._rest(printer, batch.error)
        elif batch.printed:
            self._resting.pop(printer, None)
        if out and not batch.more:
            self._tell(printer, self._printed.pop(printer))
        self.look()

    def _rest(self, printer: str, error: WarehouseError) -> None:
        before = self._resting.get(printer)
        times = 0 if before is None else before.times + 1
        self._resting[printer] = _Rest(time.monotonic() + _REST_S[min(times, len(_REST_S) - 1)], times, error)

    def _tell(self, printer: str, waybills: list[str]) -> None:
        if len(waybills) == 1:
            self._desk.messages.tell("right", "packing.label_printed", waybill=waybills[0])
        else:
            self._desk.messages.tell("right", "printing.came_out", n=len(waybills), printer=printing.shown_printer(printer))
