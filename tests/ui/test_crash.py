"""What nobody expected: logged always, shown once for each kind, and the program goes on."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Noise
from ui.crash import Crash, CrashDoor, CrashWindow

pytestmark = pytest.mark.usefixtures("chinese")

EMPTY: list[str] = []


@pytest.fixture
def door(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashDoor]:
    made = CrashDoor(tmp_path / "logs" / "packdesk.log")
    made.install()
    yield made
    made.remove()
    for window in windows():
        window.close()


def windows() -> list[CrashWindow]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashWindow) and widget.isVisible()]


@pytest.fixture
def button(qtbot: QtBot) -> QPushButton:
    """A button whose slot falls over, each time on the same line, and then counts."""
    made = QPushButton()
    qtbot.addWidget(made)
    made.clicked.connect(lambda: EMPTY[0])
    made.pressed.connect(lambda: made.setProperty("pressed", (made.property("pressed") or 0) + 1))
    return made


def test_one_window_for_each_kind_and_the_program_goes_on(door: CrashDoor, button: QPushButton):
    told: list[Crash] = []
    door.crashed.connect(told.append)
    for _ in range(5):
        button.click()
    assert button.property("pressed") == 5
    assert len(windows()) == 1
    assert windows()[0].details.count("IndexError") == 1
    assert [crash.kind[0] for crash in told] == ["IndexError"]


def test_every_one_is_in_the_log(door: CrashDoor, button: QPushButton):
    for _ in range(3):
        button.click()
    log = door.log_file.read_text(encoding="utf-8")
    assert log.count("IndexError: list index out of range") == 3
    assert "test_crash.py" in log


def test_another_kind_stands_below_in_the_same_window(door: CrashDoor, button: QPushButton):
    button.clicked.connect(lambda: {}["a"])
    button.click()
    assert len(windows()) == 1
    assert windows()[0].details.index("IndexError") < windows()[0].details.index("KeyError")


def test_the_same_class_on_another_line_is_another_kind(door: CrashDoor, button: QPushButton):
    button.clicked.connect(lambda: EMPTY[1])
    button.click()
    assert windows()[0].details.count("IndexError") == 2


def test_a_window_that_was_closed_stays_closed_until_something_new(door: CrashDoor, button: QPushButton, qtbot: QtBot):
    button.click()
    with qtbot.waitSignal(windows()[0].destroyed):
        windows()[0].go_on.click()
    button.click()
    assert windows() == []
    button.clicked.connect(lambda: {}["a"])
    button.click()
    assert "KeyError" in windows()[0].details


def test_the_window_stops_nobody_and_copies_the_details(door: CrashDoor, button: QPushButton):
    button.click()
    window = windows()[0]
    assert not window.isModal()
    window.copy.click()
    assert QGuiApplication.clipboard().text() == window.details
    assert "IndexError" in window.details


def test_a_bug_in_a_thread_is_shown_on_the_windows_thread(door: CrashDoor, qtbot: QtBot):
    shown_on: list[threading.Thread] = []
    door.crashed.connect(lambda crash: shown_on.append(threading.current_thread()))
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(windows()))
    assert "ZeroDivisionError" in windows()[0].details
    assert shown_on == [threading.main_thread()]


def test_a_bug_in_a_destructor_is_shown_too(door: CrashDoor):
    class Torn:
        def __del__(self) -> None:
            raise RuntimeError("at the end")

    Torn()
    gc.collect()
    assert "at the end" in windows()[0].details


def test_the_end_of_a_thread_by_exit_is_no_bug(door: CrashDoor):
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    QApplication.processEvents()
    assert windows() == []


def test_control_c_still_ends_the_program(door: CrashDoor, noise: Noise):
    error = KeyboardInterrupt()
    sys.excepthook(KeyboardInterrupt, error, None)
    assert noise.exceptions.pop() is error
    assert windows() == []


def test_a_door_for_machines_shows_nothing_but_tells(tmp_path: Path, button: QPushButton):
    door = CrashDoor(tmp_path / "packdesk.log", show_window=False)
    told: list[Crash] = []
    door.crashed.connect(told.append)
    door.install()
    button.click()
    door.remove()
    assert (windows(), len(told)) == ([], 1)
    assert "IndexError" in door.log_file.read_text(encoding="utf-8")


def test_the_hooks_are_given_back(tmp_path: Path, qtbot: QtBot):
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    door = CrashDoor(tmp_path / "packdesk.log")
    door.install()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) != before
    door.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
