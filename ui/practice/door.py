"""The door between the real desk and the practice room: exactly one of them takes scans.

The practice shop is made in a temporary folder, off the window's thread, and thrown away with it. A code goes to where it
was scanned: neither door opens while codes wait in the queue.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from ui.desk import Desk
from ui.jobs import Progress
from ui.language import current
from ui.scan_queue import holder
from ui.scanner import ScanFilter
from warehouse_app.errors import WarehouseError

if TYPE_CHECKING:  # loaded with the first practice, not with the window
    from ui.practice.room import PracticeRoom
    from warehouse_app.practice.shop import Shop

_LOOK_AGAIN_MS = 20


class PracticeDoor(QObject):
    """``open`` makes the shop and goes in; ``leave`` goes back; ``close`` does so at once. ``closed``: the desk is real again."""

    closed = Signal()

    def __init__(self, desk: Desk, scans: ScanFilter, pages: QStackedWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._scans = scans
        self._pages = pages
        self._folder: Path | None = None
        self._shop: Shop | None = None
        self.room: PracticeRoom | None = None

    def open(self) -> None:
        """Make a fresh shop, then go in. Nothing while one is made or open."""
        if self._folder is not None:
            return
        folder = self._folder = Path(tempfile.mkdtemp(prefix="packdesk-practice-"))
        trainee, language = self._desk.actor, current()

        def make(_: Progress) -> Shop:
            from warehouse_app.practice.shop import open_shop

            return open_shop(folder, trainee, language)

        self._desk.work(make, self._made, failed=self._failed, title_code="practice.making", owner=self)

    def leave(self) -> None:
        """Back to the real desk, once the practice has answered what was scanned in it."""
        if self._scans.queue.waiting:
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self.leave)
        else:
            self.close()

    def close(self) -> None:
        """Back to the real desk now; the practice shop is gone. Nothing where there is none."""
        room, self.room = self.room, None
        if room is not None:
            room.desk.stand_up()  # no timer of the station reads from now on
            self._pages.removeWidget(room)
            room.hide()
            room.deleteLater()
        if self._shop is not None:
            self._shop.warehouse.close()
            self._shop = None
            self._throw_away()
        if room is not None:
            self.closed.emit()

    def _made(self, shop: Shop) -> None:
        self._shop = shop
        self._enter()

    def _failed(self, error: WarehouseError) -> None:
        self._throw_away()
        self._desk.messages.error(error)

    def _enter(self) -> None:
        shop = self._shop
        if shop is None:
            return
        if not self._desk.logged_in:
            self.close()
        elif self._scans.queue.waiting or holder() is not None:
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._enter)
        else:
            self._go_in(shop)

    def _go_in(self, shop: Shop) -> None:
        from ui.practice.room import PracticeRoom

        room = self.room = PracticeRoom(self._desk, shop, self._pages)
        room.ended.connect(self.leave)
        room.again.connect(self._begin_anew)
        self._scans.buffer_changed.connect(room.stripe.box.show_buffer)
        self._pages.addWidget(room)
        self._pages.setCurrentWidget(room)
        room.enter()

    def _begin_anew(self) -> None:
        self.close()
        self.open()

    def _throw_away(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
