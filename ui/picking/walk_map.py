"""A wave's walk on the floor map: its bins numbered in walking order, the line from the desk past them and back.

Arrows go from halt to halt, a click chooses one, + and - zoom; at first the whole floor is in sight.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.language import tr
from ui.picking.walk_plan import SMALLEST, Grid, Halt, WalkPlan, fitting, grid_of, plan_walk
from ui.stock.floor_looks import Look
from ui.stock.floor_map import FloorMap
from ui.stock.floor_plan import Cell, Plan
from warehouse_app.picking.tour import PickTour

_ZOOMS = (1.0, 1.5, 2.2, 3.2)
_NEXT = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_BADGE, _ASIDE, _ARROW = 22, 3, 6


class WalkMap(FloorMap):
    """``halt_chosen(Halt)`` when one was clicked or reached by the arrow keys; ``drawn`` is what the map shows."""

    halt_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawn = WalkPlan(Plan(SMALLEST))
        self._tour: PickTour | None = None
        self._grid = Grid({}, {}, {}, {})
        self._zoomed = 0
        self._halt: Halt | None = None
        self._halts: dict[int, Halt] = {}  # by the id of the cell's bin

    @property
    def halt(self) -> Halt | None:
        """The halt that is marked."""
        return self._halt

    def show_walk(self, tour: PickTour) -> None:
        """Draw this walk, the whole floor in sight."""
        if self._tour is None or tour.floor is not self._tour.floor:
            self._grid = grid_of(tour.floor)
        self._tour, self._halt, self.current = tour, None, None
        self._zoomed = 0
        self._plan_anew()

    def show_stop(self, bin_code: str) -> Halt | None:
        """Mark the halt at which a bin is picked from, and bring it into sight; None when it stands nowhere."""
        self._halt = self.drawn.halt_of(bin_code)
        self.current = None
        if self._halt is not None:
            self.show_bin(self._halt.cell.bin.id)
        self.viewport().update()
        return self._halt

    def zoom(self, steps: int) -> None:
        """Larger or smaller cells."""
        before = self._zoomed
        self._zoomed = min(max(self._zoomed + steps, 0), len(_ZOOMS) - 1)
        if self._zoomed != before:
            self._plan_anew()
            if self._halt is not None:
                self._bring_into_sight(self.plan.rect(self._halt.cell))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The floor fits the new size."""
        super().resizeEvent(event)
        self._plan_anew()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows follow the walk."""
        step = _NEXT.get(Qt.Key(event.key()))
        if step is None or not self.drawn.halts:
            super().keyPressEvent(event)
            return
        last = len(self.drawn.halts) - 1
        number = (0 if step > 0 else last) if self._halt is None else self._halt.number - 1 + step
        self._choose(self.drawn.halts[min(max(number, 0), last)].cell)

    def _plan_anew(self) -> None:
        if self._tour is None:
            return
        size = fitting(self.viewport().size(), self._grid, _ZOOMS[self._zoomed])
        self.drawn = plan_walk(self._tour, self._grid, size)
        self.plan = self.drawn.plan
        self._halts = {halt.cell.bin.id: halt for halt in self.drawn.halts}
        if self._halt is not None:
            self._halt = self.drawn.halt_of(self._halt.bins[0])
        self._set_bars()
        self.viewport().update()

    def _choose(self, cell: Cell) -> None:
        halt = self._halts.get(cell.bin.id)
        if halt is not None:
            self.show_stop(halt.bins[0])
            self.halt_chosen.emit(halt)

    # --- drawing ----------------------------------------------------------------------------------------------------

    def _shown(self, cell: Cell) -> tuple[Look, str]:
        return (Look.LOW if self._halts.get(cell.bin.id) is not None else Look.EMPTY), ""

    def _tip(self, cell: Cell) -> str:
        halt = self._halts.get(cell.bin.id)
        if halt is None:
            return cell.bin.code
        return tr("service.walk_halt", number=halt.number, bins=tr("orders.separator").join(halt.bins))

    def _draw_over(self, painter: QPainter) -> None:
        if self.drawn.desk is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_path(painter)
        self._draw_desk(painter)
        self._draw_halts(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _draw_path(self, painter: QPainter) -> None:
        """The walk; there and back in one lane are two lines, each on its right-hand side, with arrows."""
        tokens = theme.current()
        painter.setPen(QPen(QColor(tokens.information.text), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(QColor(tokens.information.text))
        ends: list[QPointF] = []
        for here, there in pairwise(self.drawn.path):
            one, other = _aside(here, there)
            if ends:
                painter.drawLine(ends[-1], one)
            painter.drawLine(one, other)
            _draw_arrow(painter, one, other)
            ends.append(other)

    def _draw_desk(self, painter: QPainter) -> None:
        if self.drawn.desk is None:
            return
        tone = theme.current().next
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.band))
        painter.drawRoundedRect(self.drawn.desk, 6, 6)
        painter.setPen(QColor(tone.on_band))
        painter.drawText(self.drawn.desk, Qt.AlignmentFlag.AlignCenter, tr("service.walk_desk"))

    def _draw_halts(self, painter: QPainter) -> None:
        """Numbers, as many as there is room for; the marked one always, where it is small a dot stands for it."""
        bold = QFont(painter.font())
        bold.setBold(True)
        painter.setFont(bold)
        taken: list[QRectF] = []
        marked = [self._halt] if self._halt is not None else []
        for halt in (*marked, *self.drawn.halts):
            if halt is self._halt and taken:
                continue
            middle = QPointF(self.plan.rect(halt.cell).center())
            at = _badge(painter, middle, str(halt.number))
            if any(at.intersects(other) for other in taken):
                _draw_dot(painter, middle)
                continue
            taken.append(at)
            _draw_badge(painter, at, str(halt.number), marked=halt is self._halt)


def _badge(painter: QPainter, middle: QPointF, number: str) -> QRectF:
    wide = max(_BADGE, painter.fontMetrics().horizontalAdvance(number) + 10)
    return QRectF(middle.x() - wide / 2, middle.y() - _BADGE / 2, wide, _BADGE)


def _draw_badge(painter: QPainter, at: QRectF, number: str, *, marked: bool) -> None:
    tokens = theme.current()
    fill, words = (tokens.warning.band, tokens.warning.on_band) if marked else (tokens.accent, tokens.on_accent)
    painter.setPen(QPen(QColor(tokens.text if marked else tokens.raised), 2))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(at, _BADGE / 2, _BADGE / 2)
    painter.setPen(QColor(words))
    painter.drawText(at, Qt.AlignmentFlag.AlignCenter, number)


def _draw_dot(painter: QPainter, middle: QPointF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().accent))
    painter.drawEllipse(middle, 4, 4)


def _aside(here: QPoint, there: QPoint) -> tuple[QPointF, QPointF]:
    """The line a little to the right of the way one walks."""
    across, down = there.x() - here.x(), there.y() - here.y()
    away = (
        QPointF(0, _ASIDE if across > 0 else -_ASIDE) if abs(across) > abs(down) else QPointF(-_ASIDE if down > 0 else _ASIDE, 0)
    )
    return QPointF(here) + away, QPointF(there) + away


def _draw_arrow(painter: QPainter, one: QPointF, other: QPointF) -> None:
    """A head on a line that is long enough for it, nearer its beginning: the way back has one elsewhere."""
    along = other - one
    length = (along.x() ** 2 + along.y() ** 2) ** 0.5
    if length < 4 * _ARROW:
        return
    step = QPointF(along.x() / length, along.y() / length) * _ARROW
    side = QPointF(-step.y(), step.x()) * 0.7
    middle = one + along * 0.4
    painter.drawPolygon(QPolygonF([middle + step, middle - step * 0.4 + side, middle - step * 0.4 - side]))
