"""Restock computed once a day: from the log-in on it looks whether today was computed, and does it in the background.

The rail shows how many alerts are new, beside any work; nothing takes the focus, and nobody waits for it. What it needs of the
station is imported with the first look, after the log-in: the program starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desk import Desk
from ui.jobs import Job, Progress
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right

if TYPE_CHECKING:
    from warehouse_app.restock.running import Ran

_LOOK_EVERY_MS = 600_000
_FIRST_LOOK_MS = 400  # the station that is open is painted before
_TOPICS = frozenset({"restock", "purchases"})


class RestockClock(QObject):
    """One for each desk (``RestockClock.of``). ``found``: alerts nobody has decided about; ``changed``: it is another number."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._job: Job | None = None
        self._quick: Job | None = None
        self.found = 0
        self.timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self.timer.timeout.connect(self.look)
        self._first = QTimer(self, interval=_FIRST_LOOK_MS, singleShot=True)
        self._first.timeout.connect(self.look)
        desk.person_changed.connect(self._person_changed)
        desk.changed.connect(self._something_changed)
        self._person_changed()

    @classmethod
    def of(cls, desk: Desk) -> RestockClock:
        """The clock of this desk, made when it is first asked for."""
        there = desk.findChild(cls)
        return there if there is not None else cls(desk)

    def look(self) -> None:
        """Count what is new; compute a new day. A shop that never computed anything begins by hand."""
        if self._desk.jobs.over:  # the program is being closed
            return
        self._count()
        if self._desk.may(Right.RESTOCK):
            from warehouse_app.restock.queries import newest_run

            newest = self._desk.read(newest_run)
            if newest is not None and newest.day < self._desk.warehouse.clock().astimezone().date():
                self.run(quiet=True)
            elif newest is not None:
                self.freshen()

    def run(self, *, quiet: bool) -> None:
        """Compute everything, off the window's thread; once at a time."""
        if _is_under_way(self._job):
            if not quiet:
                self._desk.messages.tell("information", "restock.computing_already")
            return
        desk, actor, name = self._desk, self._desk.actor, self._desk.name

        def work(progress: Progress) -> Ran:
            from warehouse_app.restock.running import run_restock  # brings numpy along

            return run_restock(desk.warehouse, actor, name, progress, daily=quiet)

        def done(made: Ran) -> None:
            if not quiet:
                desk.messages.tell("right", "restock.run_done", skus=made.skus, opened=made.opened, seconds=f"{made.seconds:.1f}")

        self._job = desk.work(
            work, done, title_code="restock.computing", owner=self, failed=_say_nothing if quiet else None,
            touches=frozenset({"restock"}), quiet=quiet,
        )  # fmt: skip

    def freshen(self) -> None:
        """Positions as they are now, so that what was just ordered is not asked for again; off the window's thread."""
        if not self._desk.logged_in or _is_under_way(self._quick) or _is_under_way(self._job):
            return
        desk, actor, name = self._desk, self._desk.actor, self._desk.name

        def work(progress: Progress) -> int:
            from warehouse_app.restock.freshening import freshen

            progress.step(0, 0)
            return freshen(desk.warehouse, actor, name)

        def done(changed: int) -> None:
            if changed:
                desk.changed.emit(frozenset({"restock"}))

        self._quick = desk.work(work, done, title_code="restock.computing", owner=self, failed=_say_nothing, quiet=True)

    def _count(self) -> None:
        found = 0
        if self._desk.logged_in:
            from warehouse_app.restock.queries import new_alerts

            found = self._desk.read(new_alerts)
        if found != self.found:
            self.found = found
            self.changed.emit()

    def _person_changed(self) -> None:
        if self._desk.logged_in:
            self.timer.start()
            self._first.start()
        else:
            self.timer.stop()
            self._first.stop()
            self._count()

    def _something_changed(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._count()


def _is_under_way(job: Job | None) -> bool:
    return job is not None and not job.has_ended


def _say_nothing(_error: WarehouseError) -> None:
    """What nobody asked for needs no answer: it is tried again at the next look."""
