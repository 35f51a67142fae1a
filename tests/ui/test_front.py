"""The front takes keys before anything else is loaded, and gives them on in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.program import program, take_on
from ui.app import App
from ui.front import Front
from warehouse_app.people.commands import NewPerson
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def owner(local_warehouse: Warehouse) -> NewPerson:
    return take_on(local_warehouse)


@pytest.fixture
def running(local_warehouse: Warehouse, owner: NewPerson, qapp: QApplication) -> Iterator[App]:
    with program(local_warehouse, qapp) as started:
        yield started


def press(front: Front, code: str, start_ms: int) -> None:
    keys = [(ord(char), char) for char in code] + [(Qt.Key.Key_Return.value, "\r")]
    for number, (key, text) in enumerate(keys):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(start_ms + number * 10)
            front.event(event)  # as before the scan filter is there


def test_codes_typed_before_the_program_was_loaded_arrive_in_order(running: App, owner: NewPerson, qtbot: QtBot) -> None:
    front = Front()
    qtbot.addWidget(front)
    heard: list[str] = []
    running.scans.scanned.connect(lambda scan: heard.append(scan.text))
    press(front, owner.badge, 1_000)
    press(front, "75000000000001", 1_200)
    front.hand_over(running.window)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [owner.badge, "75000000000001"]
    assert running.desk.actor.name == owner.name


def test_it_says_once_that_it_is_on_the_screen(qtbot: QtBot) -> None:
    front = Front()
    qtbot.addWidget(front)
    seen: list[bool] = []
    front.painted.connect(lambda: seen.append(True))
    with qtbot.waitSignal(front.painted):
        front.show()
    front.repaint()
    front.repaint()
    qtbot.waitUntil(lambda: seen == [True])
