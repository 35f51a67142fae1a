"""A keyboard-wedge scanner for tests: real key events into whatever window has the focus, on a clock of their own.

Times are the events' own timestamps, so no test sleeps and a busy machine changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.bursts import Scan
from ui.scanner import ScanFilter
from ui.widgets.text import Field

SCANNER_MS, PERSON_MS = 10, 90
Suffix = Literal["enter", "tab", "none"]
ENTER, TAB, NONE = "\r", "\t", ""
SUFFIXES: dict[Suffix, str] = {"enter": ENTER, "tab": TAB, "none": NONE}

CODES = (
    "75000000000017", "SF1234567890123", "6901234567892", "6901028000017", "YT2345678901234",
    "6923450657713", "JD0123456789012", "SKU-1042-B", "6970399920224", "77120000000000",
)  # fmt: skip
"""Ten codes as a desk sees them: waybills of several couriers, EANs, a seller code. No cut of them is ambiguous."""

NEVER = 60.0
"""A quiet gap no test waits for: where a suffix ends the code, a machine that stands still must not."""
QUIET = 0.5
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_KEYS = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Enter, "\t": Qt.Key.Key_Tab}
_SCAN_CODE = 38  # any that is not 0: a real key


class Bench(QWidget):
    """A window with what may have the focus: nothing that takes text, a button, a line, a PIN field."""

    def __init__(self) -> None:
        super().__init__()
        self.place = QWidget(self)
        self.place.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button = QPushButton(self)
        self.button.setAutoDefault(True)  # Enter presses it, as in a dialog
        self.pressed = 0
        self.button.clicked.connect(self._press)
        self.line = QLineEdit("备注", self)
        self.pin = Field(takes="typing", secret=True, parent=self)
        inside = QVBoxLayout(self)
        for widget in (self.place, self.button, self.line, self.pin):
            inside.addWidget(widget)

    def _press(self) -> None:
        self.pressed += 1


class Wedge:
    """Types into the focused window. ``heard`` are the texts the filter gave out, in order; ``scans`` the scans."""

    def __init__(self, filter_: ScanFilter, qtbot: QtBot) -> None:
        self.filter = filter_
        self.qtbot = qtbot
        self.scans: list[Scan] = []
        self._stamp = 100_000
        filter_.scanned.connect(self.scans.append)

    @property
    def heard(self) -> list[str]:
        return [scan.text for scan in self.scans]

    def type(self, text: str, gap: int = SCANNER_MS, *, capslock: bool = False) -> None:
        """Key after key, ``gap`` milliseconds apart. ``capslock``: real keys while it is on."""
        for char in text:
            self.key(char, gap, capslock=capslock)

    def key(self, char: str, gap: int = SCANNER_MS, *, capslock: bool = False) -> None:
        """One key for a character, pressed and let go."""
        shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else _NO_MODIFIER
        shown = char.swapcase() if capslock else char
        key = _KEYS.get(char) or Qt.Key(ord(char.upper()))
        self.press(key, shown, shift, gap, scan_code=_SCAN_CODE if capslock else 0)

    def press(
        self,
        key: Qt.Key,
        text: str = "",
        modifiers: Qt.KeyboardModifier = _NO_MODIFIER,
        gap: int = SCANNER_MS,
        *,
        scan_code: int = 0,
        held: bool = False,
    ) -> None:
        """One key by its name."""
        self.wait(gap)
        window = QGuiApplication.focusWindow()
        assert window is not None, "no window has the focus"
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key.value, modifiers, scan_code, 0, 0, text, held)
            event.setTimestamp(self._stamp)
            QCoreApplication.sendEvent(window, event)

    def wait(self, milliseconds: int) -> None:
        """Let time pass on the events' own clock."""
        self._stamp += milliseconds

    def commit(self, text: str) -> None:
        """What an input method commits to the focused widget."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(QApplication.focusWidget(), event)

    def wait_for(self, codes: Sequence[str]) -> None:
        """Until as many codes came out, and no more wait; then they must be these."""
        self.qtbot.waitUntil(lambda: len(self.scans) >= len(codes))
        self.settle()
        assert self.heard == list(codes)

    def settle(self) -> None:
        """Let the program do all it has to do now."""
        for _ in range(5):
            QCoreApplication.processEvents()


class Typist(QObject):
    """Types one key for each turn of the event loop, so that the program works in between; then ``done``."""

    def __init__(self, wedge: Wedge, text: str, *, at: int = -1, then: Callable[[], object] | None = None) -> None:
        super().__init__(wedge.filter)
        self._wedge, self._text, self._at, self._then = wedge, text, at, then
        self.typed = 0
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._next)
        self._turn.start()

    @property
    def done(self) -> bool:
        return self.typed == len(self._text)

    def _next(self) -> None:
        if self.typed == self._at and self._then is not None:
            then, self._then = self._then, None
            self._turn.stop()
            then()  # between two keys of a code; may run an event loop of its own
            self._turn.start()
        elif not self.done:
            self.typed += 1
            self._wedge.key(self._text[self.typed - 1])
        else:
            self._turn.stop()


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Put the focus on a widget of a window that is shown and active."""
    window = widget.window()
    if not window.isVisible():
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
