"""The colours of a seller's flags, each as a small flag with its word: colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.language import tr
from ui.theme import ThemeName, space

_ICON_PX = 24
COLOURS: Mapping[ThemeName, Mapping[str, str]] = {
    "light": {
        "red": "#c1121f", "yellow": "#9a6a00", "green": "#2a7a2a", "blue": "#0b5fb0", "purple": "#7b2fa8", "orange": "#b34700",
        "grey": "#5a6673",
    },
    "dark": {
        "red": "#ff7b7b", "yellow": "#ffd84d", "green": "#6fdc6f", "blue": "#7cc0ff", "purple": "#d4a6ff", "orange": "#ffab66",
        "grey": "#b4c0cb",
    },
}  # fmt: skip


class Flags(QWidget):
    """Flags side by side; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def colours(self) -> tuple[str, ...]:
        """What is shown."""
        return self._colours

    def show_flags(self, colours: Sequence[str]) -> None:
        """Show flags of these colours."""
        self._colours = tuple(colours)
        self.setVisible(bool(colours))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """The words in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """All flags with their words."""
        return QSize(sum(self._width(colour) for colour in self._colours), _ICON_PX + space(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.setFont(self._font())
        look, left = COLOURS[theme.current().name], 0
        for colour in self._colours:
            drawing = icons.pixmap("flag", look[colour], _ICON_PX, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - _ICON_PX) // 2, drawing)
            painter.setPen(QColor(look[colour]))
            place = QRect(left + _ICON_PX + space(1), 0, self._width(colour), self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, tr(f"ticks.flag_{colour}"))
            left += self._width(colour)
        painter.end()

    def _width(self, colour: str) -> int:
        return _ICON_PX + space(4) + QFontMetrics(self._font()).horizontalAdvance(tr(f"ticks.flag_{colour}"))

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme.TEXT_PX + 1)
        font.setBold(True)
        return font

    def _say(self) -> None:
        self.setAccessibleName(" ".join(tr(f"ticks.flag_{colour}") for colour in self._colours))
        self.updateGeometry()
        self.update()
