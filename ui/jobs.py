"""The one door off the window's thread, for all work over about 50 ms: imports, PDFs, reports, backups.

    jobs.run(work, done, title_code="orders.importing")

``work(progress)`` runs in another thread with sessions of its own and no widget in reach; ``done(result)`` or
``failed(error)`` is called once, on the window's thread. A bug in the work goes to the crash door.

The other thread touches nothing of Qt, not even to say that it is done: the window's thread looks. Objects of Qt that two
threads hold at once are destroyed under one's feet by the other, rarely and without a word.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from ui.garbage import Garbage
from warehouse_app.errors import Cancelled, WarehouseError

T = TypeVar("T")
THREADS = 2
PRINTERS = 4
"""Threads of their own for printing: a printer that is off holds up none of the other work."""
_LOOK_EVERY_MS = 10


class Progress:
    """What work is given to say how far it is. ``step`` is also where it learns that it should stop."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self.latest: tuple[int, int] | None = None

    def step(self, done: int, total: int) -> None:
        """``done`` of ``total`` is finished (0: not known); raises ``Cancelled`` when the person stopped the work."""
        if self._stop.is_set():
            raise Cancelled
        self.latest = (done, total)


class _Task:
    """What goes into the other thread and comes back. ``over`` is set last: from then on only the window's thread looks."""

    def __init__(self, work: Callable[[Progress], object], progress: Progress) -> None:
        self.work: Callable[[Progress], object] | None = work
        self.progress = progress
        self.result: object = None
        self.error: BaseException | None = None
        self.over = False

    def run(self) -> None:
        """In the other thread: exactly one answer, whatever happens."""
        assert self.work is not None
        try:
            self.result = self.work(self.progress)
        except BaseException as error:
            self.error = error
        self.over = True

    def take(self) -> tuple[object, BaseException | None]:
        """On the window's thread, once: the answer. Nothing is left in the task for the other thread to let go of."""
        answer = self.result, self.error
        self.work = self.result = self.error = None
        return answer


class Job(QObject):
    """One piece of work under way. ``progressed(done, total)`` and ``ended()`` come on the window's thread."""

    progressed = Signal(int, int)
    ended = Signal()

    def __init__(
        self,
        title_code: str,
        done: Callable[[object], None],
        failed: Callable[[WarehouseError], None],
        owner: QObject | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.title_code = title_code
        self.stop = threading.Event()
        self.has_ended = False
        self._done, self._failed = done, failed
        self._owner, self._has_owner = owner, owner is not None
        self._silenced = False

    def cancel(self) -> None:
        """Ask the work to stop; it ends at its next step with ``Cancelled``."""
        self.stop.set()

    def silence(self) -> None:
        """Nobody wants the answer any more."""
        self._silenced = True

    def answer(self, result: object, error: BaseException | None) -> None:
        """Give the answer to who asked, once."""
        self.has_ended = True
        self.ended.emit()
        wanted = not self._silenced and (not self._has_owner or shiboken6.isValid(self._owner))
        if error is not None and not isinstance(error, WarehouseError):
            sys.excepthook(type(error), error, error.__traceback__)
        elif not wanted:
            return
        elif isinstance(error, WarehouseError):
            self._failed(error)
        else:
            self._done(result)


class Jobs(QObject):
    """Runs work in two threads. ``show_error`` gets errors nobody else takes (``Messages.error``)."""

    started = Signal(object)

    def __init__(self, show_error: Callable[[WarehouseError], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show_error = show_error
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="packdesk-job")
        self._printing = ThreadPoolExecutor(PRINTERS, thread_name_prefix="packdesk-print")
        self._running: list[tuple[Job, _Task]] = []
        self.over = False  # after ``shutdown`` nothing can be started any more
        self._garbage = Garbage(self)
        self._look = QTimer(self, interval=_LOOK_EVERY_MS)
        self._look.timeout.connect(self._look_at_all)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.shutdown)

    @property
    def running(self) -> int:
        """How many pieces of work have not answered yet."""
        return len(self._running)

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[WarehouseError], None] | None = None,
        *,
        title_code: str = "ui.working",
        owner: QObject | None = None,
        quiet: bool = False,
        prints: bool = False,
    ) -> Job:
        """Start work. When ``owner`` (the screen that asked) is gone by then, nobody is answered. ``quiet``: nobody is told.

        ``prints``: it waits for printers, in threads that do nothing else. After ``shutdown`` nothing is begun: a clock that
        strikes while the program is being closed gets a job that is silent and stopped.
        """
        job = Job(title_code, cast(Callable[[object], None], done), failed or self._show_error, owner, self)
        if self.over:
            job.cancel()
            job.silence()
            return job
        task = _Task(work, Progress(job.stop))
        self._running.append((job, task))
        if not quiet:
            self.started.emit(job)
        self._look.start()
        (self._printing if prints else self._threads).submit(task.run)
        return job

    def _look_at_all(self) -> None:
        for job, task in list(self._running):
            over = task.over  # asked first: the last progress is then there as well
            if task.progress.latest is not None:
                latest, task.progress.latest = task.progress.latest, None
                job.progressed.emit(*latest)
            if over and (job, task) in self._running:
                self._running.remove((job, task))
                job.deleteLater()
                job.answer(*task.take())
        if not self._running:
            self._look.stop()

    def cancel_all(self) -> None:
        """Ask all work to stop."""
        for job, _ in self._running:
            job.cancel()

    def shutdown(self) -> None:
        """Stop all work and wait for the threads to end; nobody is answered any more. For closing the program."""
        self.over = True
        self.cancel_all()
        for job, _ in self._running:
            job.silence()
        for threads in (self._threads, self._printing):
            threads.shutdown(wait=True, cancel_futures=True)
        self._look.stop()
        self._running.clear()
        self._garbage.stop()
