"""Big tiles, each a count and a word; the chosen one filters the list below. They paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import icons, theme
from ui.language import tr
from ui.theme import ToneName, space


class CountTile(QAbstractButton):
    """A count with its word (the sentence ``code``); ``tone`` gives colour and icon to a count over 0."""

    figure_px = 32

    def __init__(self, code: str, tone: ToneName | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._tone, self._count = code, tone, 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def count(self) -> int:
        """The number shown."""
        return self._count

    def figure(self) -> str:
        """What is written big."""
        return f"{self._count:,}"

    def words(self) -> str:
        """What is written below it."""
        return tr(self._code)

    def show_count(self, count: int) -> None:
        """Show another number."""
        self._count = count
        self._say()

    def sizeHint(self) -> QSize:
        """Wide enough for five digits."""
        return QSize(space(34), space(20))

    def minimumSizeHint(self) -> QSize:
        """Five of them fit beside each other on a small screen."""
        return QSize(space(26), space(20))

    def changeEvent(self, event: QEvent) -> None:
        """The word in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, count, icon and word."""
        tokens = theme.current()
        tone = tokens.tone(self._tone) if self._tone is not None and self._count else None
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_frame(painter, tone.tint if tone is not None else tokens.raised)
        inside = self.rect().adjusted(space(4), space(2), -space(3), -space(2))
        painter.setPen(QColor(tone.text if tone is not None else tokens.text if self._count else tokens.muted))
        painter.setFont(self._font(self.figure_px, bold=True))
        upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() * 62 // 100)
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.figure())
        if tone is not None and self._tone is not None:
            icon = icons.pixmap(self._tone, tone.text, 22, self.devicePixelRatioF())
            painter.drawPixmap(inside.right() - 22, upper.center().y() - 11, icon)
        painter.setFont(self._font(theme.TEXT_PX, bold=self.isChecked()))
        painter.setPen(QColor(tokens.text if self._count or self.isChecked() else tokens.muted))
        lower = QRect(inside.left(), upper.bottom(), inside.width(), inside.bottom() - upper.bottom())
        word = painter.fontMetrics().elidedText(self.words(), Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
        painter.end()

    def _draw_frame(self, painter: QPainter, ground: str) -> None:
        tokens = theme.current()
        chosen = self.isChecked()
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(tokens.accent if chosen or self.hasFocus() else tokens.line), 2 if chosen else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 12, 12)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(self.rect().adjusted(5, 5, -5, -5), 8, 8)

    def _font(self, pixels: int, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def _say(self) -> None:
        self.setAccessibleName(f"{self.words()} {self.figure()}")
        self.update()
