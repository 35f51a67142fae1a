"""The whole window on a test's warehouse, and a scanner: real key events to whatever has the focus."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import do
from ui import language, theme
from ui.app import App
from ui.packing.station import PackingStation
from ui.preferences import Preferences
from warehouse_app.packing.queries import LineView, ParcelView, parcel_view
from warehouse_app.people.commands import NewPerson, add_person
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Actor, Warehouse

PIN = "4711"
KEY_MS = 10


@contextlib.contextmanager
def program(warehouse: Warehouse, app: QApplication, station: str = "") -> Iterator[App]:
    """The program as ``packdesk`` runs it: window shown, every key filtered. No sound."""
    language.switch("zh_CN")
    theme.apply(app, "light")
    running = App(warehouse, Preferences(desk="desk 1", sound=False), station=station)
    running.start()
    yield running
    running.stop()


@contextlib.contextmanager
def at_work(warehouse: Warehouse, app: QApplication, station: str) -> Iterator[App]:
    """The program with its owner sitting at a station."""
    owner = take_on(warehouse)
    with program(warehouse, app) as running:
        running.desk.sit_down(actor(owner))
        running.window.show_station(station)
        yield running


def take_on(warehouse: Warehouse, name: str = "王店主", role: Role = Role.OWNER) -> NewPerson:
    """Somebody who can log in; the first becomes the owner."""
    return do(warehouse, add_person, name, PIN, role)


def actor(person: NewPerson) -> Actor:
    return Actor(person.id, person.name, person.role)


class Scanner:
    """Sends codes key by key, 10 ms apart by the events' own timestamps: no sleeping."""

    def __init__(self, running: App, qtbot: QtBot) -> None:
        self.running = running
        self.qtbot = qtbot
        self.heard: list[str] = []
        self.key_ms = KEY_MS
        self._stamp = 1_000
        running.scans.scanned.connect(lambda scan: self.heard.append(scan.text))

    def send(self, text: str, *, suffix: bool = True) -> None:
        """Type a code without waiting for the answer."""
        for char in text:
            self._key(ord(char.upper()), char)
        if suffix:
            self._key(Qt.Key.Key_Return.value, "\r")

    def pause(self, milliseconds: int) -> None:
        """Let time pass on the events' own clock."""
        self._stamp += milliseconds

    def scan(self, *codes: str) -> None:
        """Type codes one after the other and wait until all were taken."""
        wanted = len(self.heard) + len(codes)
        for code in codes:
            self.send(code)
        self.qtbot.waitUntil(lambda: len(self.heard) == wanted and not self.running.scans.queue.waiting)

    def _key(self, key: int, text: str) -> None:
        self._stamp += self.key_ms
        target = QApplication.focusWidget() or self.running.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self._stamp)
            QApplication.sendEvent(target, event)


def packing(running: App) -> PackingStation:
    """The packing station, which must be open."""
    station = running.window.workplace.current
    assert isinstance(station, PackingStation)
    return station


def view(warehouse: Warehouse, parcel_id: int) -> ParcelView:
    """A parcel as the database has it now."""
    with warehouse.reading() as session:
        return parcel_view(session.connection(), parcel_id)


def piece_codes(lines: tuple[LineView, ...]) -> list[str]:
    """The seller code of every piece still wanted: a code the desk takes like a barcode."""
    return [line.seller_code for line in lines for _ in range(line.needed - line.scanned)]
