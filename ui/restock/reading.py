"""A list read off the window's thread: one reading at a time; what is asked for meanwhile is read once more after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from ui.desk import Desk
from ui.jobs import Job, Progress
from warehouse_app.errors import WarehouseError

T = TypeVar("T")


class Reading(QObject, Generic[T]):
    """``query`` reads, ``show`` gets what it read. ``ended()`` after that, or after a mistake, which is told as usual.

    ``quiet``: no progress is shown, nobody waits for it.
    """

    ended = Signal()

    def __init__(
        self, desk: Desk, query: Callable[[Session], T], show: Callable[[T], None], title_code: str, owner: QObject, *,
        quiet: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(owner)
        self._desk, self._query, self._show, self._title_code, self._quiet = desk, query, show, title_code, quiet
        self._job: Job | None = None
        self._again = False

    @property
    def is_under_way(self) -> bool:
        """Whether something is being read."""
        return self._job is not None

    def start(self) -> None:
        """Read, now or after what is being read."""
        if self._job is not None:
            self._again = True
            return
        desk, query = self._desk, self._query

        def work(progress: Progress) -> T:
            progress.step(0, 0)
            with desk.warehouse.reading() as session:
                return query(session)

        self._job = desk.work(
            work, self._done, title_code=self._title_code, owner=self, failed=self._failed, quiet=self._quiet
        )  # fmt: skip
        self._job.ended.connect(self._free)

    def _free(self) -> None:
        """Comes before the answer."""
        self._job = None
        if self._again:
            self._again = False
            self.start()

    def _done(self, found: T) -> None:
        self._show(found)
        self.ended.emit()

    def _failed(self, error: WarehouseError) -> None:
        self._desk.messages.error(error)
        self.ended.emit()
