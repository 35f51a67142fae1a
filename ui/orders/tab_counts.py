"""The numbers on the orders station's tabs, counted off the window's thread: the tabs nobody looks at are not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy.orm import Session

from ui.desk import Desk
from warehouse_app.orders.merging import suggestions
from warehouse_app.orders.missing import missing
from warehouse_app.orders.shorts.queries import how_many

_REST_MS = 50  # what comes in a burst is counted once


@dataclass(frozen=True, slots=True)
class TabCounts:
    """Orders that lack something, all short orders, and groups that could travel together."""

    lacking: int
    short: int
    merging: int


def tab_counts(session: Session, today: date) -> TabCounts:
    """What stands on the tabs."""
    lacking = {row.order_id for row in missing(session, today=today)}
    return TabCounts(len(lacking), how_many(session), len(suggestions(session)))


class TabCounter(QObject):
    """``counted(TabCounts)`` some time after ``ask``; one count at a time, and a last one after the last question."""

    counted = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._counting = False
        self._soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._soon.timeout.connect(self._count)

    def ask(self) -> None:
        """Something changed."""
        self._soon.start()

    def _count(self) -> None:
        if not self._desk.logged_in:
            return
        if self._counting:
            self._soon.start()
            return
        self._counting = True
        desk, today = self._desk, self._desk.warehouse.clock().astimezone().date()
        job = desk.work(
            lambda _: desk.read(tab_counts, today), self.counted.emit, title_code="ui.working", owner=self, quiet=True
        )
        job.ended.connect(self._ended)

    def _ended(self) -> None:
        self._counting = False
