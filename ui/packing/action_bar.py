"""The desk's actions as large touch targets: an icon, the words, and the key below them, in two rows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.language import tr
from ui.packing.actions import ACTIONS, Action, ActionName
from ui.theme import space
from ui.widgets.text import Worded

HIGH = space(12)
_ICON_PX = 24
_WORDS_PX = (15, 14, 13)
_ROWS = 2
AT_THE_SIDE: tuple[ActionName, ...] = ("asides", "mistakes", "records", "sheet")
"""These stand beside the day's figures: they open something and do nothing to a parcel."""


class ActionButton(Worded, QAbstractButton):
    """One action. It paints itself: its words are made smaller before they are cut, and its key is always seen."""

    def __init__(self, action: Action, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        super().__init__(parent)
        self.action = action
        self._narrow = narrow  # words and key alone
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HIGH)
        self.show_code(action.code, key="")

    def show_count(self, count: int) -> None:
        """How many there are of what it opens; 0 shows none."""
        words = tr(self.action.code, key="").strip()
        self.setText(f"{words} {count}" if count else words)

    def sizeHint(self) -> QSize:
        """As wide as its row lets it be."""
        return QSize(space(30), HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, words and key on a button of the theme's colours."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = tokens.line if self.isDown() else tokens.sunken if self.underMouse() else tokens.raised
        painter.setBrush(QColor(ground if self.isEnabled() else tokens.surface))
        painter.setPen(QColor(tokens.accent if self.hasFocus() else tokens.outline if self.isEnabled() else tokens.line))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        colour = tokens.text if self.isEnabled() else tokens.muted
        if not self._narrow:
            picture = icons.pixmap(self.action.icon, colour, _ICON_PX, self.devicePixelRatioF())
            painter.drawPixmap(space(2), (self.height() - _ICON_PX) // 2, picture)
        upper, lower = self._lines()
        self._write(painter, upper, self.text(), colour, bold=self.isEnabled())
        self._write(painter, lower, self.action.key, tokens.muted, bold=False)
        painter.end()

    def _lines(self) -> tuple[QRect, QRect]:
        """The places of the two lines, beside the icon where there is one."""
        high = (self.height() - space(2)) // 2
        left = space(1) if self._narrow else _ICON_PX + space(4)
        upper = QRect(left, space(1), self.width() - left - space(1), high)
        return upper, upper.translated(0, high)

    def _write(self, painter: QPainter, place: QRect, words: str, colour: str, *, bold: bool) -> None:
        font = QFont(self.font())
        font.setBold(bold)
        for pixels in _WORDS_PX:
            font.setPixelSize(pixels)
            if QFontMetrics(font).horizontalAdvance(words) <= place.width():
                break
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _say(self, sentence: str) -> None:
        self.setText(sentence.strip())
        self.setAccessibleName(f"{sentence.strip()} {self.action.key}")


class ActionBar(QWidget):
    """Every action of the desk that is not at its side, in as many columns as two rows need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space(1))
        shown = [action for action in ACTIONS if action.name not in AT_THE_SIDE]
        columns = -(-len(shown) // _ROWS)
        self.buttons = {action.name: ActionButton(action, self) for action in shown}
        for number, button in enumerate(self.buttons.values()):
            grid.addWidget(button, number // columns, number % columns)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
