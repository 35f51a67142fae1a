"""Reads the curve of the chosen SKU off the window's thread, the last one asked for, once the cursor rests."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.buying.words import today_at
from ui.jobs import Job, Progress
from warehouse_app.restock.looks.queries import SkuLook
from warehouse_app.restock.looks.rules import Curve

_RESTS_MS = 120


class CurveReader(QWidget):
    """``read(sku_id, Curve)`` for the SKU wanted last; nothing for one the cursor has left meanwhile. Shows nothing itself."""

    read = Signal(int, object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: SkuLook | None = None
        self._job: Job | None = None
        self._rests = QTimer(self, interval=_RESTS_MS, singleShot=True)
        self._rests.timeout.connect(self._start)
        self.hide()

    def want(self, look: SkuLook | None) -> None:
        """The cursor is on this SKU now."""
        self._wanted = look
        self._rests.start()

    def _start(self) -> None:
        if self._wanted is None or (self._job is not None and not self._job.has_ended):
            return
        desk, look, today = self._desk, self._wanted, today_at(self._desk)

        def work(progress: Progress) -> Curve:
            from warehouse_app.restock.looks.curves import sku_curve  # brings numpy along

            progress.step(0, 0)
            return desk.read(sku_curve, look, today)

        self._job = desk.work(
            work, lambda curve: self._done(look, curve), title_code="restock.reading_curve", owner=self, quiet=True
        )

    def _done(self, look: SkuLook, curve: Curve) -> None:
        if self._wanted is look:
            self.read.emit(look.row.sku_id, curve)
        else:
            self._rests.start()
