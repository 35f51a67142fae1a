"""A hand at the keyboard and a pair of eyes, for the demo: types real key events and waits until something is so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from ui.app import App
from ui.scan_queue import holder

_LOOK_EVERY_MS = 5
_PATIENCE_MS = 60_000
_KEY_MS = 10
_SETTLE_MS = 140  # pictures, timers of 0 ms, the lists at the side, curves of what the cursor rests on
_PAINT_MS = 30


class NothingCame(Exception):
    """What the hand waited for did not come: the demo has failed."""


class Hand:
    """Works a shown window."""

    def __init__(self, running: App) -> None:
        self.running = running
        self._heard = 0
        self._stamp = 1_000
        running.scans.scanned.connect(self._hear)

    def type(self, text: str, *, end: bool = True) -> None:
        """Keys for whatever has the focus, 10 ms apart by their own timestamps; Enter at the end."""
        for char in text:
            self._key(ord(char.upper()) if char.isascii() else 0, char)
        if end:
            self._key(Qt.Key.Key_Return.value, "\r")

    def scan(self, code: str) -> None:
        """Type a code and wait until it was taken: by the station, or by the form before it."""
        heard, form = self._heard, holder()
        self.type(code)
        self.wait(lambda: self._heard > heard or (form is not None and holder() is not form))

    def wait(self, there: Callable[[], bool]) -> None:
        """Let the window work until it is so. Raises NothingCame after a minute."""
        loop, look, patience = QEventLoop(), QTimer(), QTimer()
        look.timeout.connect(lambda: loop.quit() if there() else None)
        patience.timeout.connect(lambda: loop.exit(1))
        look.start(_LOOK_EVERY_MS)
        patience.start(_PATIENCE_MS)
        if loop.exec() != 0:
            raise NothingCame

    def rest(self) -> None:
        """Let everything be painted that waits for it, and all work end."""
        for settle_ms in (_SETTLE_MS, _PAINT_MS):  # what waits for a cursor to rest begins its work only then
            self.wait(lambda: self.running.jobs.running == 0)
            loop = QEventLoop()
            QTimer.singleShot(settle_ms, loop.quit)
            loop.exec()

    def picture(self, file: Path) -> None:
        """What the window shows now, as a PNG."""
        self.rest()
        self.running.window.grab().save(str(file))

    def _hear(self, _scan: object) -> None:
        self._heard += 1

    def _key(self, key: int, text: str) -> None:
        self._stamp += _KEY_MS
        target = QApplication.focusWidget() or self.running.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self._stamp)
            QApplication.sendEvent(target, event)
