"""The front: the first window on the screen, made of Qt alone, that keeps every key until somebody can read it.

It shows a bar code and no words, because the words, the theme and the scan filter are loaded behind it.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

USUAL = (1366, 768)
TITLE = "Packdesk"
BARS = (3, 1, 2, 1, 1, 3, 1, 2, 2, 1, 3, 1, 1, 2, 1, 3)  # widths of bars, in units; the spaces between are one wide
UNIT, HEIGHT = 4, 96
PAPER, INK = QColor("#f4f6f8"), QColor("#0b5cb8")


class Front(QWidget):
    """Takes keys and shows that the program is coming. ``painted`` comes once, when it is on the screen."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(TITLE)
        self.resize(*USUAL)
        self._keys: list[QKeyEvent] = []
        self._seen = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep it, with its own moment, so that a scanner's burst is still one when it is read."""
        self._keys.append(event.clone())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Keep it as well."""
        self._keys.append(event.clone())

    def hand_over(self, window: QWidget) -> None:
        """Give all keys kept so far to the window that takes this one's place, as if they were pressed there."""
        kept, self._keys = self._keys, []
        for key in kept:
            QApplication.sendEvent(QApplication.focusWidget() or window, key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar code in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        width = (sum(BARS) + len(BARS) - 1) * UNIT
        x, y = (self.width() - width) // 2, (self.height() - HEIGHT) // 2
        for bar in BARS:
            painter.fillRect(QRect(x, y, bar * UNIT, HEIGHT), INK)
            x += (bar + 1) * UNIT
        painter.end()
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)
