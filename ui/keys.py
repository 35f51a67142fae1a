"""What one key event says: when it was pressed, which characters it gives, what it commands."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.bursts import GROUP_SEPARATOR, Suffix, fold

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_LINE_ENDS_WITH_CTRL = frozenset({Qt.Key.Key_J, Qt.Key.Key_M})
MODIFIER_KEYS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}
)
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CLOCK_JUMP_MS = 60_000


class Clock:
    """One timeline out of event timestamps (milliseconds, any origin, sometimes missing) and arrival times."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._arrival = self._at
        self._stamp = 0

    def moment(self, event: QKeyEvent) -> float:
        """When a key was pressed, in seconds; only differences mean anything."""
        stamp, arrival = event.timestamp(), time.monotonic()
        between = stamp - self._stamp
        if stamp and self._stamp and 0 <= between < _CLOCK_JUMP_MS:
            self._at += between / 1000
        else:
            self._at += arrival - self._arrival
        self._stamp, self._arrival = stamp, arrival
        return self._at

    def now(self) -> float:
        """This moment on the same timeline."""
        return self._at + time.monotonic() - self._arrival


def mark(event: QKeyEvent) -> object:
    """What tells one key event from the next while Qt offers it to one widget after the other."""
    return (event.timestamp(), event.key(), event.text())


def characters(event: QKeyEvent) -> str:
    """The printable characters of a key, FNC1 among them; empty for commands. Ctrl with Alt is AltGr."""
    text, modifiers = event.text(), event.modifiers()
    if text == GROUP_SEPARATOR:
        return text
    ctrl, alt = bool(modifiers & _CTRL), bool(modifiers & _ALT)
    if ctrl != alt or modifiers & _META:
        return ""
    return "".join(char for char in text if fold(char))


def is_end(event: QKeyEvent) -> bool:
    """Enter, Return, Tab or the rare Linefeed key: the suffix of a scanner."""
    return (event.key() in _ENDS or event.text() == "\n") and not event.modifiers() & (_CTRL | _ALT | _META)


def is_line_end(event: QKeyEvent) -> bool:
    """Ctrl+J and Ctrl+M: how some scanners send LF and CR."""
    return event.key() in _LINE_ENDS_WITH_CTRL and bool(event.modifiers() & _CTRL)


def suffix_of(event: QKeyEvent) -> Suffix:
    """Which suffix an ending key is."""
    return "tab" if event.key() == Qt.Key.Key_Tab else "enter"


def is_edit(event: QKeyEvent) -> bool:
    """Escape or Backspace."""
    return event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)


def corrected(char: str, event: QKeyEvent) -> str:
    """The letter a real key should have given by its Shift state, when CapsLock turned it; else nothing."""
    if not event.nativeScanCode() or not (char.isascii() and char.isalpha()):
        return ""
    shifted = bool(event.modifiers() & _SHIFT)
    return char.swapcase() if char.isupper() != shifted else ""
