"""Lists that paint themselves: a scan changes one number, and no layout of the window is computed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.theme import space

ROW_PX = space(9)
_ICON_PX = 20
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class PaintedRow:
    """One row: an icon in a theme token's colour, the main words, a second column, and a number at the right.

    ``chosen`` rows stand on the selection's colour, ``faded`` ones in the muted one.
    """

    icon: str
    token: str
    words: str
    aside: str = ""
    number: str = ""
    chosen: bool = False
    faded: bool = False


class PaintedRows(QWidget):
    """Rows in one or two columns, as many as fit the width; as high as its rows, or ``most`` rows."""

    def __init__(self, parent: QWidget | None = None, *, most: int = 0, column_px: int = 0) -> None:
        super().__init__(parent)
        self._rows: list[PaintedRow] = []
        self._most = most
        self._column_px = column_px
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> tuple[PaintedRow, ...]:
        """What is shown."""
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[PaintedRow]) -> None:
        """Show other rows."""
        grew = len(rows) != len(self._rows)
        self._rows = list(rows)
        self.setAccessibleDescription("\n".join(f"{row.words} {row.aside} {row.number}" for row in rows[:50]))
        if grew:
            self.updateGeometry()
        self.update()

    def change_row(self, index: int, row: PaintedRow) -> None:
        """Show one row anew."""
        if self._rows[index] != row:
            self._rows[index] = row
            self.update(self.place_of(index))

    def columns(self) -> int:
        """How many columns fit."""
        return max(1, min(2, self.width() // self._column_px)) if self._column_px else 1

    def place_of(self, index: int) -> QRect:
        """Where a row is drawn: down the first column, then the next."""
        columns = self.columns()
        high = -(-len(self._rows) // columns) or 1
        width = self.width() // columns
        return QRect(index // high * width, index % high * ROW_PX, width, ROW_PX)

    def sizeHint(self) -> QSize:
        """As high as the rows in the columns there are; a list with ``most`` keeps its height."""
        high = self._most or -(-len(self._rows) // self.columns())
        return QSize(space(60), high * ROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may mean another number of columns."""
        super().resizeEvent(event)
        if self._column_px:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows in sight."""
        painter = QPainter(self)
        shown = self._rows[: self._most] if self._most else self._rows
        for index, row in enumerate(shown):
            place = self.place_of(index)
            cut = self._most and place.bottom() > self.height()  # a list with ``most`` may be given less room than it asks for
            if place.intersects(event.rect()) and not cut:
                self._draw(painter, place, row)
        painter.end()

    def _draw(self, painter: QPainter, place: QRect, row: PaintedRow) -> None:
        tokens = theme.current()
        if row.chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection))
            painter.drawRoundedRect(place.adjusted(0, 1, -space(1), -1), 8, 8)
        icon = icons.pixmap(row.icon, tokens.colour(row.token), _ICON_PX, self.devicePixelRatioF())
        painter.drawPixmap(place.left() + space(2), place.top() + (ROW_PX - _ICON_PX) // 2, icon)
        inside = place.adjusted(space(9), 0, -space(3), 0)
        inside = self._draw_number(painter, inside, row)
        if row.aside:
            width = min(inside.width() * 2 // 5, space(34))
            aside = QRect(inside.right() - width, inside.top(), width, inside.height())
            self._draw_text(painter, aside, row.aside, tokens.muted, theme.SMALL_PX, _RIGHT)
            inside.setRight(aside.left() - space(2))
        colour = tokens.muted if row.faded else tokens.text
        self._draw_text(painter, inside, row.words, colour, theme.TEXT_PX, _LEFT, bold=row.chosen)

    def _draw_number(self, painter: QPainter, inside: QRect, row: PaintedRow) -> QRect:
        """Draw the number at the right; returns what is left of the row."""
        if not row.number:
            return inside
        width = space(15)
        place = QRect(inside.right() - width, inside.top(), width, inside.height())
        colour = theme.current().muted if row.faded else theme.current().text
        self._draw_text(painter, place, row.number, colour, 18, _RIGHT, bold=True)
        return inside.adjusted(0, 0, -width - space(2), 0)

    def _draw_text(
        self, painter: QPainter, place: QRect, text: str, colour: str, pixels: int, side: Qt.AlignmentFlag, *,
        bold: bool = False,
    ) -> None:  # fmt: skip
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, side | _MIDDLE, shown)
