"""Noise fails a test of the window: an exception that escapes a slot, a warning of Qt's, a widget or thread left behind.

Qt and PySide carry on after all of these, so without this guard a test would stay green over a broken screen.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator
from types import TracebackType

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.wedge import CODES, NEVER, Bench, Wedge, focus
from ui import language
from ui.scanner import ScanFilter

HARMLESS = (
    "This plugin does not support propagateSizeHints",  # Qt's offscreen platform about itself, whatever we do
    "QPainter::begin(): Returned false",  # a file or printer that cannot be opened: ``begin`` answered so to who asked
)
"""Warnings that are no fault of the program; every other one is."""
_LOUD = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
_THREADS_END_S = 2.0
_failed = pytest.StashKey[bool]()


class Noise:
    """What happened behind the test's back. A test that expects an exception takes it out of ``exceptions``."""

    def __init__(self) -> None:
        self.exceptions: list[BaseException] = []
        self.warnings: list[str] = []

    def exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Stands in for ``sys.excepthook``, where PySide sends what a slot or an overridden method raised."""
        self.exceptions.append(error)

    def message(self, level: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """Stands in for Qt's own message handler."""
        if level in _LOUD and not text.startswith(HARMLESS):
            self.warnings.append(text)

    def complaints(self) -> list[str]:
        """One text for each thing heard; forgets them."""
        heard = ["an exception escaped:\n" + "".join(traceback.format_exception(error)) for error in self.exceptions]
        heard += [f"Qt warned: {text}" for text in self.warnings]
        self.exceptions.clear()
        self.warnings.clear()
        return heard


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure: its traceback keeps the test's widgets, which are then no leak."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def noise(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Noise]:
    """Listens while the test and all its fixtures run, and complains after them."""
    heard = Noise()
    widgets, threads = _windows(qapp), set(threading.enumerate())
    hook, sys.excepthook = sys.excepthook, heard.exception
    handler = qInstallMessageHandler(heard.message)
    yield heard
    _finish_deleting()
    complaints = heard.complaints()
    if not request.node.stash.get(_failed, False):
        complaints += _left_widgets(qapp, widgets) + _left_threads(threads)
    qInstallMessageHandler(handler)
    sys.excepthook = hook
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    """The window speaks Chinese when the test begins, and again when it has ended."""
    language.switch("zh_CN")
    yield
    language.switch("zh_CN")


@pytest.fixture
def bench(qtbot: QtBot, chinese: None) -> Bench:
    """A window to scan into, shown and active, the focus on a place that takes no text."""
    made = Bench()
    qtbot.addWidget(made)
    focus(qtbot, made.place)
    return made


@pytest.fixture
def make_wedge(qtbot: QtBot, bench: Bench) -> Iterator[Callable[..., Wedge]]:
    """Makes a scanner and a scan filter that knows ``CODES``; a test says how long the silence after a code is."""
    made: list[ScanFilter] = []

    def make(quiet_gap: float = NEVER, prefix: str = "") -> Wedge:
        filter_ = ScanFilter(
            bench,
            known=lambda text: text in CODES,
            known_codes=lambda texts: set(CODES) & set(texts),
            quiet_gap=quiet_gap,
            prefix=prefix,
        )
        filter_.install()
        made.append(filter_)
        return Wedge(filter_, qtbot)

    yield make
    for filter_ in made:
        filter_.remove()


@pytest.fixture
def wedge(make_wedge: Callable[..., Wedge]) -> Wedge:
    """A scanner that ends its codes with Enter or Tab."""
    return make_wedge()


def _windows(app: QApplication) -> list[QWidget]:
    return [widget for widget in app.topLevelWidgets() if shiboken6.isValid(widget)]


def _finish_deleting() -> None:
    """Do what ``deleteLater`` put off: outside ``exec`` Qt does not do it by itself."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def _left_widgets(app: QApplication, before: list[QWidget]) -> list[str]:
    return [f"a window was left behind: {widget!r}" for widget in _windows(app) if widget not in before]


def _left_threads(before: set[threading.Thread]) -> list[str]:
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(_THREADS_END_S)
    return [f"a thread was left running: {thread.name}" for thread in left if thread.is_alive()]
