"""The one door off the window's thread, for all work over about 50 ms: imports, PDFs, reports, backups.

    jobs.run(work, done, title_code="orders.importing")

``work(progress)`` runs in another thread with sessions of its own and no widget in reach; ``done(result)`` or
``failed(error)`` is called once, on the window's thread. A bug in the work goes to the crash door.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from warehouse_app.errors import Cancelled, WarehouseError

T = TypeVar("T")
_SHOW_EVERY = 0.05
THREADS = 2


class Progress:
    """What work is given to say how far it is. ``step`` is also where it learns that it should stop."""

    def __init__(self, shown: Callable[[int, int], None], stop: threading.Event) -> None:
        self._shown = shown
        self._stop = stop
        self._last = 0.0

    def step(self, done: int, total: int) -> None:
        """``done`` of ``total`` is finished (0: not known); raises ``Cancelled`` when the person stopped the work."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= _SHOW_EVERY or done == total:
            self._last = now
            self._shown(done, total)


class Job(QObject):
    """One piece of work under way. ``progressed(done, total)`` and ``ended()`` come on the window's thread."""

    progressed = Signal(int, int)
    ended = Signal()
    _answered = Signal(object, object)

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
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop; it ends at its next step with ``Cancelled``."""
        self.stop.set()

    def silence(self) -> None:
        """Nobody wants the answer any more."""
        self._silenced = True

    def _answer(self, result: object, error: object) -> None:
        """On the window's thread, once."""
        self.has_ended = True
        self.ended.emit()
        wanted = not self._silenced and (not self._has_owner or shiboken6.isValid(self._owner))
        if isinstance(error, BaseException) and not isinstance(error, WarehouseError):
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
        self._running: list[Job] = []
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
    ) -> Job:
        """Start work. When ``owner`` (the screen that asked) is gone by then, nobody is answered."""
        job = Job(title_code, cast(Callable[[object], None], done), failed or self._show_error, owner, self)
        job.ended.connect(self._forget_ended)
        self._running.append(job)
        self.started.emit(job)
        self._threads.submit(_work, work, job)
        return job

    def _forget_ended(self) -> None:
        for job in [job for job in self._running if job.has_ended]:
            self._running.remove(job)
            job.deleteLater()

    def cancel_all(self) -> None:
        """Ask all work to stop."""
        for job in self._running:
            job.cancel()

    def shutdown(self) -> None:
        """Stop all work and wait for the threads to end; nobody is answered any more. For closing the program."""
        self.cancel_all()
        for job in self._running:
            job.silence()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._running.clear()


def _work(work: Callable[[Progress], object], job: Job) -> None:
    """In the other thread: exactly one answer, whatever happens."""
    try:
        result = work(Progress(job.progressed.emit, job.stop))
    except BaseException as error:
        job._answered.emit(None, error)
    else:
        job._answered.emit(result, None)
