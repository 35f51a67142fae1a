"""The composition root: everything one running program is made of, put together in one place and handed to who needs it."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from ui import theme
from ui.crash import CrashDoor
from ui.desk import Desk
from ui.jobs import Jobs
from ui.language import tr
from ui.messages import Messages
from ui.options import Options
from ui.preferences import Preferences
from ui.scanner import ScanFilter
from ui.sounds import Sounds
from ui.window import Window
from warehouse_app.errors import Conflict, WarehouseError
from warehouse_app.packing.codes import known_codes
from warehouse_app.store.folder import LOCK, Folder
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

LOG_FILE = "packdesk.log"
_BOX_STAYS_MS = 30_000
_SOUNDS_AFTER_MS = 400  # the first picture of the window comes first


class App(QObject):
    """One running program on an opened warehouse: messages, sounds, jobs, desk, scan filter, window."""

    def __init__(
        self,
        warehouse: Warehouse,
        kept: Preferences,
        *,
        station: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.warehouse = warehouse
        self.messages = Messages(self)
        self.sounds = Sounds(self, on=kept.sound, speech=kept.speech)
        self.jobs = Jobs(self.messages.error, self)
        self.desk = Desk(warehouse, self.messages, self.sounds, self.jobs, name=kept.desk, parent=self)
        self.scans = ScanFilter(self, known=self._is_known, known_codes=self._known_codes)
        self.window = Window(self.desk, self.scans, station)
        theme.dress(self.window)

    def start(self) -> None:
        """Look at every key from now on, and show the window."""
        self.scans.install()
        self.window.open()
        QTimer.singleShot(_SOUNDS_AFTER_MS, self.sounds, self.sounds.prepare)

    def stop(self) -> None:
        """Take the window away and end all work; the warehouse stays open."""
        self.scans.remove()
        self.desk.lists.settle()
        self.jobs.shutdown()
        self.window.close()
        self.window.deleteLater()

    def _is_known(self, text: str) -> bool:
        return bool(self._known_codes([text]))

    def _known_codes(self, texts: Collection[str]) -> set[str]:
        with self.window.warehouse.reading() as session:
            return known_codes(session.connection(), texts)


@dataclass(frozen=True, slots=True)
class Opened:
    """A running program with what has to be given back when it ends."""

    program: App
    door: CrashDoor
    lock: QLockFile

    def close(self) -> None:
        """Take the window away, end all work, close the warehouse and leave the folder to others."""
        self.program.stop()
        self.program.warehouse.close()
        self.door.remove()
        self.lock.unlock()


def open_program(options: Options, kept: Preferences, folder: Folder) -> Opened:
    """Open the data folder and build everything on it. Raises WarehouseError when it cannot be opened."""
    folder.make()
    lock = take_lock(folder.root)
    door = CrashDoor(folder.logs / LOG_FILE)
    door.install()
    try:
        warehouse = open_warehouse(folder.root)
    except WarehouseError:
        door.remove()
        lock.unlock()
        raise
    program = App(warehouse, replace(kept, desk=options.desk or kept.desk), station=options.station)
    return Opened(program, door, lock)


def take_lock(folder: Path) -> QLockFile:
    """The data folder for this program alone. Raises Conflict when another copy has it open.

    A lock whose program was killed does not count: Qt looks whether that process still lives.
    """
    lock = QLockFile(str(folder / LOCK))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        raise Conflict("window.second_copy", folder=str(folder))
    return lock


def tell_plainly(sentence: str) -> None:
    """Say why there is no window: on the terminal and, where somebody may look at a screen, in a box that goes by itself."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
    if QApplication.platformName() in ("offscreen", "minimal"):
        return
    box = QMessageBox(QMessageBox.Icon.Information, tr("window.title"), sentence)
    QTimer.singleShot(_BOX_STAYS_MS, box, box.reject)
    box.exec()
