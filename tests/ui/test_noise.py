"""The guard of this folder is itself proved: noise of each kind fails a test, and a quiet test passes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

REPO = Path(__file__).resolve().parents[2]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.ui.conftest"]
NOISY = """
import threading
from PySide6.QtCore import QObject, QTimer, Signal, qWarning
from PySide6.QtWidgets import QWidget

kept = []
stop = threading.Event()

class Bell(QObject):
    rung = Signal()

def fall(*_):
    raise ValueError("in a slot")

def test_quiet(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()

def test_slot(qtbot):
    bell = Bell()
    bell.rung.connect(fall)
    bell.rung.emit()

def test_timer(qtbot):
    done = []
    QTimer.singleShot(0, fall)
    QTimer.singleShot(0, lambda: done.append(1))
    qtbot.waitUntil(lambda: done)

def test_paint(qtbot):
    class Torn(QWidget):
        def paintEvent(self, event):
            fall()
    widget = Torn()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.grab()

def test_qt_warning(qtbot):
    qWarning("something is odd")

def test_harmless_qt_warning(qtbot):
    qWarning("This plugin does not support propagateSizeHints()")

def test_left_widget(qtbot):
    kept.append(QWidget())

def test_left_thread(qtbot):
    threading.Thread(target=stop.wait, name="left", daemon=True).start()

def test_expected_exception(noise):
    bell = Bell()
    bell.rung.connect(fall)
    bell.rung.emit()
    assert isinstance(noise.exceptions.pop(), ValueError)
"""
VERDICTS = {
    "test_quiet": None,
    "test_slot": "an exception escaped",
    "test_timer": "an exception escaped",
    "test_paint": "an exception escaped",
    "test_qt_warning": "Qt warned: something is odd",
    "test_harmless_qt_warning": None,
    "test_left_widget": "a window was left behind",
    "test_left_thread": "a thread was left running: left",
    "test_expected_exception": None,
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a pytest of its own says about each noisy test: "" for passed."""
    folder = tmp_path_factory.mktemp("noisy")
    (folder / "test_noisy.py").write_text(NOISY, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    report = folder / "report.xml"
    subprocess.run(
        [*PYTEST, f"--junitxml={report}", str(folder)],
        cwd=REPO,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
    )
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return {case.get("name", ""): "".join(f"{part.get('message')} {part.text}" for part in case) for case in cases}


@pytest.mark.parametrize(("name", "words"), VERDICTS.items())
def test_the_guard_hears(verdicts: dict[str, str], name: str, words: str | None):
    if words is None:
        assert verdicts[name] == ""
    else:
        assert words in verdicts[name]
