"""The label of a parcel that began without it: made when the parcel is complete, one after the other, and put before the
printer (``ui.print_queue``).

Off the window's thread; the next scan never waits. A label that came out before is not made again. Where no printer is
chosen, the file is the label.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui import language
from ui.couriers.troubles import tell_troubles
from ui.desk import Desk
from ui.jobs import Progress
from warehouse_app.errors import WarehouseError
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Actor

if TYPE_CHECKING:
    from warehouse_app.dispatch.labels import LabelTrouble

    Made = tuple[str, str, Path, list[LabelTrouble]]


class LabelPrinting(QObject):
    """``add`` each parcel as it is completed."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[tuple[int, Actor]] = deque()
        self._at_work = False

    def add(self, parcel_id: int) -> None:
        """Make this parcel's label if it has none yet."""
        self._waiting.append((parcel_id, self._desk.actor))
        self._next()

    def _next(self) -> None:
        if self._at_work or not self._waiting:
            return
        self._at_work = True
        parcel_id, actor = self._waiting.popleft()
        desk, spoken = self._desk, language.current()

        def work(progress: Progress) -> Made | None:
            from warehouse_app.dispatch.label_needs import label_lacking
            from warehouse_app.dispatch.papers import make_parcel_label, troubles_of

            with desk.warehouse.reading() as session:
                waybill = label_lacking(session, parcel_id, desk.warehouse.clock())
                printer = str(settings.get(session, "label_printer"))
            if waybill is None:
                return None
            troubles = troubles_of(desk.warehouse, [parcel_id], spoken)
            file, _ = make_parcel_label(desk.warehouse, actor, desk.name, parcel_id, spoken, queued=True)
            return waybill, printer, file, troubles

        topics = frozenset({"print_jobs"})
        desk.work(work, self._done, failed=self._failed, title_code="packing.printing_label", owner=self, touches=topics)

    def _done(self, made: Made | None) -> None:
        if made is not None:
            waybill, printer, file, troubles = made
            tell_troubles(self._desk, troubles)  # nobody waits here: it is told with the label in the hand
            if not printer:
                self._desk.messages.tell("right", "packing.label_made", waybill=waybill, file=str(file))
        self._at_work = False
        self._next()

    def _failed(self, error: WarehouseError) -> None:
        self._desk.changed.emit(frozenset({"print_jobs"}))
        self._desk.messages.error(error)
        self._at_work = False
        self._next()
