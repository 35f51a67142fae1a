"""The "scan or type" box shows what the scan filter has collected; typing works wherever the focus is.

box = ScanBox(parent=bar); filter.buffer_changed.connect(box.show_buffer); filter.scanned.connect(box.show_scan)
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.bursts import Scan
from ui.language import tr
from ui.theme import space


class ScanBox(QWidget):
    """A wide box with the keys collected so far, or the last code, or an invitation to scan."""

    def __init__(self, invitation: str = "ui.scan_or_type", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invitation = invitation
        self._buffer = ""
        self._last = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(space(60))
        self.setAccessibleName(tr(invitation))

    @property
    def buffer(self) -> str:
        """The keys shown."""
        return self._buffer

    def invite(self, code: str) -> None:
        """Say what should be scanned now: "scan a waybill"."""
        self._invitation = code
        self.setAccessibleName(tr(code))
        self.update()

    def show_buffer(self, text: str) -> None:
        """Show what is being typed or scanned."""
        self._buffer = text
        self.update()

    def show_scan(self, scan: Scan) -> None:
        """Show the code that was just taken, small, until the next."""
        self._last = scan.text
        self.update()

    def sizeHint(self) -> QSize:
        """One line, large."""
        return QSize(space(110), space(11))

    def changeEvent(self, event: QEvent) -> None:
        """The invitation in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.invite(self._invitation)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, icon, keys with a caret, and the last code at the right."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.raised))
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        top = (self.height() - 22) // 2
        painter.drawPixmap(space(3), top, icons.pixmap("scan", tokens.accent, 22, self.devicePixelRatioF()))
        inside = self.rect().adjusted(space(11), 0, -space(3), 0)
        self._draw_last(painter, inside)
        self._draw_words(painter, inside)
        painter.end()

    def _draw_words(self, painter: QPainter, inside: QRect) -> None:
        tokens = theme.current()
        font = self.font()
        font.setPixelSize(18 if self._buffer else theme.TEXT_PX)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if self._buffer else tokens.muted))
        metrics = painter.fontMetrics()
        words = self._buffer or tr(self._invitation)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideLeft, inside.width() - 4)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self._buffer:
            x = inside.left() + metrics.horizontalAdvance(shown) + 2
            painter.fillRect(x, (self.height() - 22) // 2, 2, 22, QColor(tokens.accent))

    def _draw_last(self, painter: QPainter, inside: QRect) -> None:
        if not self._last or self._buffer:
            return
        font = self.font()
        font.setPixelSize(theme.SMALL_PX)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().muted))
        half = inside.adjusted(inside.width() // 2, 0, 0, 0)
        shown = painter.fontMetrics().elidedText(self._last, Qt.TextElideMode.ElideMiddle, half.width())
        painter.drawText(half, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
