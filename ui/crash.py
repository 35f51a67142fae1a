"""The crash door: what nobody expected ends here, is logged, shown once per kind in plain words, and the app goes on.

``CrashDoor(log_file).install()`` first thing after the QApplication is made. It takes exceptions of Qt slots (PySide
hands them to ``sys.excepthook``), of threads and of destructors. Mistakes a person can make (``WarehouseError``) are not
for it: they go to ``ui.messages``.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from ui import theme
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Heading, Text

log = logging.getLogger("packdesk.crash")
LOG_BYTES, LOG_FILES = 1_000_000, 5


@dataclass(frozen=True, slots=True)
class Crash:
    """A bug that came to light: its kind (what and where), and the traceback as text."""

    kind: tuple[str, str, int]
    details: str


class CrashDoor(QObject):
    """Catches what nobody caught. ``crashed(Crash)`` comes once per kind, on the window's thread.

    ``show_window`` false: only log and signal.
    """

    crashed = Signal(object)
    _caught = Signal(object)

    def __init__(self, log_file: Path, parent: QObject | None = None, *, show_window: bool = True) -> None:
        super().__init__(parent)
        self.log_file = log_file
        self._show_window = show_window
        self._seen: set[tuple[str, str, int]] = set()
        self._window: CrashWindow | None = None
        self._handler: logging.Handler | None = None
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._caught.connect(self._tell, Qt.ConnectionType.AutoConnection)

    def install(self) -> None:
        """Take over the three hooks of Python, and write the program's log to the file from now on."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._handler = _log_to(self.log_file)
        sys.excepthook = self._exception
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._in_destructor

    def remove(self) -> None:
        """Give the hooks back and close the log file."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def _exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("unexpected error\n%s", details)
        self._caught.emit(Crash(_kind(kind, trace), details))

    def _in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None and caught.exc_type is not SystemExit:
            self._exception(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _in_destructor(self, caught: sys.UnraisableHookArgs) -> None:
        if caught.exc_value is not None:
            self._exception(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _tell(self, crash: Crash) -> None:
        if crash.kind in self._seen:
            return
        self._seen.add(crash.kind)
        if self._show_window:
            if self._window is None:
                self._window = CrashWindow(self.log_file, QApplication.activeWindow())
                self._window.destroyed.connect(self._window_gone)
            self._window.add(crash)
            self._window.show()
        self.crashed.emit(crash)

    def _window_gone(self) -> None:
        self._window = None


class CrashWindow(QDialog):
    """Says that something went wrong, where the log is, and copies the details for whoever can mend it. Not modal."""

    def __init__(self, log_file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setMaximumHeight(space(60))
        self.copy = Button("ui.copy_details", icon="copy", parent=self)
        self.copy.clicked.connect(self._copy)
        self.go_on = Button("ui.go_on", kind="primary", parent=self)
        self.go_on.clicked.connect(self.close)
        inside = column(self, gap=3, margin=6)
        inside.addWidget(Heading("ui.crash_title", parent=self))
        inside.addWidget(Text("ui.crash_words", wrap=True, parent=self))
        where = Text("ui.crash_log", role="muted", wrap=True, parent=self, place=str(log_file))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(where)
        inside.addWidget(self._details)
        buttons = row(gap=2)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.go_on)
        inside.addLayout(buttons)
        theme.dress(self)

    @property
    def details(self) -> str:
        """All tracebacks shown."""
        return self._details.toPlainText()

    def add(self, crash: Crash) -> None:
        """Show one more traceback below the others."""
        self._details.appendPlainText(crash.details)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)


def _log_to(path: Path) -> logging.Handler:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


def _kind(kind: type[BaseException], trace: TracebackType | None) -> tuple[str, str, int]:
    """What and where: the class of the error and the line that raised it."""
    frames = traceback.extract_tb(trace)
    last = frames[-1] if frames else None
    return (kind.__qualname__, last.filename if last else "", (last.lineno or 0) if last else 0)
