"""Somebody at the packing desk of the real window: what the benchmarks of the desk type into."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.packing.boxes.materials import add_materials
from tests.shop import do
from ui.app import App
from ui.application import make_application
from ui.packing.station import PackingStation
from ui.preferences import Preferences
from ui.widgets.verdict_band import VerdictBand
from warehouse_app.people.commands import add_person
from warehouse_app.people.settings import change_settings
from warehouse_app.store.settings import DECLARED
from warehouse_app.store.warehouse import Actor, Warehouse

PATIENCE = 10.0
EVERYTHING: dict[str, Any] = {"weigh_policy": "must", "photo_policy": "must", "check_share": True, "check_share_percent": 5}
"""What a shop may switch on beside the goods, as far as there is such a setting; boxes are suggested (``ask_for_all``)."""


class Painted(QObject):
    """Notes when the band was painted last, and how long this thread had worked by then."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at = self.worked = 0.0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at, self.worked = time.perf_counter(), time.thread_time()
        return False


def ask_for_all(warehouse: Warehouse) -> None:
    """The desk is to weigh, to take a picture, to suggest boxes, and to have one parcel in twenty counted again."""
    add_materials(warehouse, stock=1_000, policy="suggest")
    do(warehouse, change_settings, {name: value for name, value in EVERYTHING.items() if name in DECLARED})


@dataclass(slots=True)
class Seat:
    """The running program, its packing station, and the band whose painting is the answer."""

    running: App
    station: PackingStation
    painted: Painted
    worked_ms: float = 0.0
    """Processor time of the window's thread from the last Enter to its painted answer."""

    def type(self, code: str) -> float:
        """Type a code; milliseconds from its Enter to the painted answer."""
        for character in code:
            self.key(character, Qt.Key(ord(character.upper())))
        QApplication.processEvents()
        self.painted.at = 0.0
        started, worked = time.perf_counter(), time.thread_time()
        self.key("\r", Qt.Key.Key_Return)
        while not self.painted.at:
            QApplication.processEvents()
            if time.perf_counter() - started > PATIENCE:
                raise SystemExit("no answer was painted within ten seconds")
        self.worked_ms = (self.painted.worked - worked) * 1000
        taken = self.painted.at - started
        QApplication.processEvents()
        return taken * 1000

    def rest(self, seconds: float) -> None:
        """What a hand needs to the next parcel: what goes on behind the window has the time it has at a desk."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            QApplication.processEvents()
            time.sleep(0.001)

    def key(self, character: str, key: Qt.Key) -> None:
        """Press and release one key."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self.running.window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character))


@contextmanager
def seated(warehouse: Warehouse) -> Iterator[Seat]:
    """The window at the packing station, the owner logged in."""
    make_application("zh_CN")
    person = do(warehouse, add_person, f"bench {time.time_ns()}", "1234", "owner")
    running = App(warehouse, Preferences(sound=False), station="packing")
    running.start()
    running.desk.sit_down(Actor(person.id, person.name, person.role))
    QApplication.processEvents()
    station = running.window.workplace.current
    assert isinstance(station, PackingStation)
    running.window.activateWindow()
    station.setFocus()
    band = next(band for band in running.window.findChildren(VerdictBand) if band.isVisible())
    try:
        yield Seat(running, station, Painted(band))
    finally:
        running.stop()
        QApplication.processEvents()
