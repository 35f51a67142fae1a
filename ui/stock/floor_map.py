"""The floor as a map: every bin a cell, coloured by how full it is; only what is in sight is drawn.

The pointer over a cell tells of its bin, a click or the arrow keys choose one, Ctrl with the wheel or + and - zoom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from ui import theme
from ui.language import tr
from ui.stock.floor_looks import Look, colours, draw_cell, look_of, number_of
from ui.stock.floor_plan import HEAD, MARGIN, Cell, Plan, Row, plan_floor
from ui.theme import space
from ui.widgets.layouts import row
from ui.widgets.text import Text
from warehouse_app.stock.looks.floor import FloorAisle

SIZES = (QSize(14, 12), QSize(28, 20), QSize(46, 28), QSize(64, 36))
_NUMBERS_FROM = 46  # pixels wide: below, a number could not be read
_KEYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}

FILL_WORDS = {look: f"stockroom.look_{look.value}" for look in Look}


class FloorMap(QAbstractScrollArea):
    """``chosen(bin id)`` when a bin was clicked or reached by the arrow keys."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._aisles: Sequence[FloorAisle] = ()
        self._zoom = 2
        self.plan = Plan(SIZES[self._zoom])
        self.current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().setSingleStep(space(8))
        self.horizontalScrollBar().setSingleStep(space(8))

    def show_floor(self, aisles: Sequence[FloorAisle]) -> None:
        """Draw this floor."""
        self._aisles = aisles
        self._plan_anew()

    def show_bin(self, bin_id: int) -> None:
        """Mark a bin and bring it into sight."""
        self.current = bin_id
        cell = self.plan.cell_of(bin_id)
        if cell is not None:
            self._bring_into_sight(self.plan.rect(cell))
        self.viewport().update()

    def zoom(self, steps: int) -> None:
        """Larger or smaller cells; what stands in the middle stays there."""
        before = self._zoom
        self._zoom = min(max(self._zoom + steps, 0), len(SIZES) - 1)
        if self._zoom == before:
            return
        bar, middle = self.verticalScrollBar(), self.viewport().height() / 2
        share = (bar.value() + middle) / max(1, self.plan.size.height())
        self._plan_anew()
        bar.setValue(round(share * self.plan.size.height() - middle))

    def _plan_anew(self) -> None:
        self.plan = plan_floor(self._aisles, SIZES[self._zoom])
        self._set_bars()
        self.viewport().update()

    # --- for Qt -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less is in sight."""
        super().resizeEvent(event)
        self._set_bars()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Up and down only what comes into sight is drawn; to the side the aisles' names stand still, so all of it."""
        if dx:
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells of the part that is asked for."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.current().raised))
        offset = self._offset()
        painter.translate(-offset)
        sight = event.rect().translated(offset)
        font = QFont(self.font())
        font.setPixelSize(theme.SMALL_PX)
        painter.setFont(font)
        dress = colours()
        for cell in self.plan.cells_in(sight):
            look, words = self._shown(cell)
            draw_cell(painter, self.plan.rect(cell), look, dress[look], words)
            if cell.bin.id == self.current:
                painter.setPen(QPen(QColor(theme.current().text), 3))
                painter.drawRect(self.plan.rect(cell).adjusted(1, 1, -2, -2))
        self._draw_over(painter)
        self._draw_names(painter, sight)
        painter.end()

    def _shown(self, cell: Cell) -> tuple[Look, str]:
        """How a cell looks and what stands in it."""
        return look_of(cell.bin), number_of(cell.bin) if self.plan.cell.width() >= _NUMBERS_FROM else ""

    def _draw_over(self, painter: QPainter) -> None:
        """What a map of something else draws over the floor: nothing here."""

    def _draw_names(self, painter: QPainter, sight: QRect) -> None:
        """The aisles at the left edge, whatever is scrolled to the side."""
        tokens = theme.current()
        bold = QFont(painter.font())
        bold.setBold(True)
        left = self._offset().x()
        for each in self.plan.rows_in(sight.top(), sight.bottom()):
            at = QRect(left, each.top, HEAD, each.height)
            painter.fillRect(at.adjusted(0, -2, -2, 2), QColor(tokens.raised))
            painter.setPen(QColor(tokens.text))
            painter.setFont(bold)
            inside = at.adjusted(MARGIN, 0, -MARGIN, 0)
            if each.zone and each.height >= 2 * space(5):
                self._draw_two(painter, inside, each)
            else:
                flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextDontClip.value  # a low row's name is higher than it
                painter.drawText(inside, flags, each.aisle)

    def _draw_two(self, painter: QPainter, at: QRect, each: Row) -> None:
        half = at.height() // 2
        painter.drawText(at.adjusted(0, 0, 0, -half), Qt.AlignmentFlag.AlignBottom, each.aisle)
        plain = QFont(painter.font())
        plain.setBold(False)
        painter.setFont(plain)
        painter.setPen(QColor(theme.current().muted))
        words = painter.fontMetrics().elidedText(each.zone, Qt.TextElideMode.ElideRight, at.width())
        painter.drawText(at.adjusted(0, half, 0, 0), Qt.AlignmentFlag.AlignTop, words)

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer rests on a cell: tell of its bin."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if cell is None else self._tip(cell), self.viewport())
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bin under the pointer."""
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(cell)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms; without it the wheel scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from bin to bin, + and - zoom."""
        key = Qt.Key(event.key())
        if key in _KEYS and self.plan.order:
            cell = None if self.current is None else self.plan.cell_of(self.current)
            found = self.plan.order[0] if cell is None else self.plan.beside(cell, *_KEYS[key])
            if found is not None:
                self._choose(found)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom(1 if key == Qt.Key.Key_Plus else -1)
        else:
            super().keyPressEvent(event)

    def _tip(self, cell: Cell) -> str:
        """What the pointer is told of a cell."""
        return words_of(cell)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _choose(self, cell: Cell) -> None:
        self.show_bin(cell.bin.id)
        self.chosen.emit(cell.bin.id)

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _cell_at(self, at: QPoint) -> Cell | None:
        if at.x() < HEAD:
            return None
        place = at + self._offset()
        return self.plan.cell_at(place.x(), place.y())

    def _set_bars(self) -> None:
        room = self.viewport().size()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), self.plan.size.width(), room.width()),
            (self.verticalScrollBar(), self.plan.size.height(), room.height()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(seen)

    def _bring_into_sight(self, at: QRect) -> None:
        offset, room = self._offset(), self.viewport().size()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if not offset.x() + HEAD <= at.left() <= at.right() <= offset.x() + room.width():
            across.setValue(at.center().x() - (room.width() + HEAD) // 2)
        if not offset.y() <= at.top() <= at.bottom() <= offset.y() + room.height():
            down.setValue(at.center().y() - room.height() // 2)


class Legend(QWidget):
    """What the colours mean, each with its hatching and a word (``words``: a sentence's code for each look)."""

    def __init__(self, parent: QWidget | None = None, words: Mapping[Look, str] = MappingProxyType(FILL_WORDS)) -> None:
        super().__init__(parent)
        inside = row(self, gap=2)
        for look, code in words.items():
            inside.addWidget(_Swatch(look, self))
            inside.addWidget(Text(code, role="small", parent=self))
            inside.addSpacing(space(2))
        inside.addStretch(1)


class _Swatch(QWidget):
    """One cell of the legend."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(space(7), space(5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it as the map does."""
        painter = QPainter(self)
        draw_cell(painter, self.rect(), self._look, colours()[self._look], "")
        painter.end()


def words_of(cell: Cell) -> str:
    """What the pointer is told of a bin."""
    place = cell.bin
    fields = {"bin": place.code, "pieces": place.pieces, "kinds": place.kinds}
    if place.pieces == 0:
        return tr("stockroom.tip_empty", **fields)
    if place.used is None:
        return tr("stockroom.tip_unlimited", **fields)
    if place.overfull:
        return tr("stockroom.tip_over", **fields)
    return tr("stockroom.tip_fill", **fields, fill=round(place.used * 100))
