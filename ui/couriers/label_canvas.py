"""A label design as it prints, drawn from its PDF, with its fields to be chosen, moved and sized by mouse and keys."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.language import current
from ui.theme import space
from warehouse_app.dispatch.designs.label import Label
from warehouse_app.dispatch.designs.rules import LabelDesign

STEP_MM, LEAP_MM = 0.5, 5.0
GRIP = 5  # half of a handle, in pixels
NEAR = 6  # pixels beside a thin field that still are the field
POINTS_PER_MM = 72 / 25.4
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
Side = Literal[-1, 0, 1]
Place = tuple[float, float, float, float]


def picture_of(content: bytes, pixels_per_mm: float) -> QImage:
    """The first page of a PDF."""
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    size = document.pagePointSize(0) * (pixels_per_mm / POINTS_PER_MM)
    picture = QImage(size.toSize(), QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))  # a page has no ground of its own
    painter = QPainter(picture)
    painter.drawImage(0, 0, document.render(0, size.toSize()))
    painter.end()
    document.close()
    return picture


class LabelCanvas(QWidget):
    """Signals: ``chosen(place)``, -1 for none; ``placed(place, (x, y, w, h), kind)`` in mm, ``kind`` of one step of undo;
    ``removed(place)``.
    """

    chosen = Signal(int)
    placed = Signal(int, object, str)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.design: LabelDesign | None = None
        self.editable = False
        self.place = -1
        self._picture = QImage()
        self._drag: tuple[QPointF, Place, Side, Side] | None = None
        self._dragged: Place | None = None

    def sizeHint(self) -> QSize:
        """Room for a label that can be read."""
        return QSize(space(110), space(130))

    def minimumSizeHint(self) -> QSize:
        """As small as makes sense."""
        return QSize(space(70), space(70))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_design(self, design: LabelDesign, editable: bool) -> None:
        """Show this design; its picture is ``show_label``'s."""
        self.design, self.editable = design, editable
        if self.place >= len(design.fields):
            self.place = -1
        self.setAccessibleName(design.name)
        self.update()

    def show_label(self, label: Label, dpi: int) -> None:
        """Draw a label in the design as it prints. Raises what ``draw_labels`` raises; the picture before stays then."""
        from warehouse_app.dispatch.designs.documents import draw_labels

        assert self.design is not None
        paper, _ = draw_labels([label], self.design, current(), dpi)
        self._picture = picture_of(paper.content(), self.scale * self.devicePixelRatioF())
        self.update()

    def choose(self, place: int) -> None:
        """Mark a field, -1 for none."""
        if place != self.place:
            self.place = place
            self.update()
            self.chosen.emit(place)

    @property
    def scale(self) -> float:
        """Pixels to a millimetre: the whole label is in sight."""
        assert self.design is not None
        margin = 2 * space(3)
        across, down = (self.width() - margin) / self.design.width, (self.height() - margin) / self.design.height
        return max(0.5, min(across, down))

    def rect_of(self, place: int) -> QRectF:
        """Where a field is on this widget."""
        assert self.design is not None
        field = self.design.fields[place]
        return self._rect((field.x, field.y, field.w, field.h))

    def _paper(self) -> QRectF:
        assert self.design is not None
        width, height = self.design.width * self.scale, self.design.height * self.scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _rect(self, place: Place) -> QRectF:
        scale, paper = self.scale, self._paper()
        return QRectF(paper.x() + place[0] * scale, paper.y() + place[1] * scale, place[2] * scale, place[3] * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The label, then the fields' outlines, the chosen one with its handles."""
        painter = QPainter(self)
        tokens = theme.current()
        painter.fillRect(event.rect(), QColor(tokens.sunken))
        if self.design is None:
            painter.end()
            return
        paper = self._paper()
        painter.fillRect(paper, QColor("white"))
        if not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(paper, self._picture)
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.drawRect(paper)
        if self.editable:
            self._draw_outlines(painter)
        if 0 <= self.place < len(self.design.fields):
            self._draw_chosen(painter)
        painter.end()

    def _draw_outlines(self, painter: QPainter) -> None:
        assert self.design is not None
        painter.setPen(QPen(QColor(10, 91, 181, 110), 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, field in enumerate(self.design.fields):
            if field.shown and field.kind not in ("line", "tear", "box"):
                painter.drawRect(self.rect_of(place))

    def _draw_chosen(self, painter: QPainter) -> None:
        rect = self.rect_of(self.place) if self._dragged is None else self._rect(self._dragged)
        colour = QColor(theme.LIGHT.accent)  # the paper under it is white in either theme
        tint = QColor(colour)
        tint.setAlpha(36)
        painter.setBrush(tint)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(rect)
        if self.editable:
            painter.setBrush(QColor("white"))
            for at, _, _ in self._handles(rect):
                painter.drawRect(QRectF(at.x() - GRIP, at.y() - GRIP, 2 * GRIP, 2 * GRIP))

    @staticmethod
    def _handles(rect: QRectF) -> list[tuple[QPointF, Side, Side]]:
        """Where a field can be taken to be sized, and which of its sides follow the mouse."""
        middle = rect.center()
        return [
            (rect.bottomRight(), 1, 1), (QPointF(rect.right(), middle.y()), 1, 0), (QPointF(middle.x(), rect.bottom()), 0, 1),
            (rect.topLeft(), -1, -1), (QPointF(rect.left(), middle.y()), -1, 0), (QPointF(middle.x(), rect.top()), 0, -1),
            (rect.topRight(), 1, -1), (rect.bottomLeft(), -1, 1),
        ]  # fmt: skip

    # --- mouse ------------------------------------------------------------------------------------------------------

    def field_at(self, at: QPointF) -> int:
        """The smallest shown field under a point, -1 for none."""
        if self.design is None:
            return -1
        under = []
        for place, field in enumerate(self.design.fields):
            rect = self.rect_of(place)
            if not field.shown:
                continue
            if field.kind in ("line", "tear"):
                hit = rect.adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(at)
            elif field.kind == "box":
                hit = rect.contains(at) and not rect.adjusted(NEAR, NEAR, -NEAR, -NEAR).contains(at)
            else:
                hit = rect.contains(at)
            if hit:
                under.append((field.kind in ("line", "tear", "box"), rect.width() * rect.height(), place))
        return min(under)[2] if under else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a field, and take it at a handle or in its middle."""
        if self.design is None or event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        grip = self._grip_at(at)
        if grip is None:
            self.choose(self.field_at(at))
        if self.place >= 0 and self.editable:
            field = self.design.fields[self.place]
            self._drag = (at, (field.x, field.y, field.w, field.h), *(grip or (0, 0)))

    def _grip_at(self, at: QPointF) -> tuple[Side, Side] | None:
        if self.place < 0 or not self.editable:
            return None
        near = GRIP + 2
        for point, across, down in self._handles(self.rect_of(self.place)):
            if abs(point.x() - at.x()) <= near and abs(point.y() - at.y()) <= near:
                return across, down
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The outline follows; the label is drawn anew when the mouse lets go."""
        if self._drag is None:
            self.setCursor(self._cursor_at(event.position()))
            return
        begin, (x, y, w, h), across, down = self._drag
        moved = (event.position() - begin) / self.scale
        dx, dy = _half(moved.x()), _half(moved.y())
        if across == down == 0:
            self._dragged = (x + dx, y + dy, w, h)
        else:
            left, top = x + (dx if across < 0 else 0), y + (dy if down < 0 else 0)
            right, bottom = x + w + (dx if across > 0 else 0), y + h + (dy if down > 0 else 0)
            self._dragged = (min(left, right), min(top, bottom), abs(right - left), abs(bottom - top))
        self.update()

    def _cursor_at(self, at: QPointF) -> Qt.CursorShape:
        grip = self._grip_at(at)
        if grip is None:
            over = self.editable and self.field_at(at) >= 0
            return Qt.CursorShape.SizeAllCursor if over else Qt.CursorShape.ArrowCursor
        across, down = grip
        if not across or not down:
            return Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.SizeFDiagCursor if across == down else Qt.CursorShape.SizeBDiagCursor

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The field stays where it was put."""
        dragged, self._drag, self._dragged = self._dragged, None, None
        if dragged is not None and self.place >= 0:
            self.placed.emit(self.place, dragged, "")
        self.update()

    # --- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by half a millimetre, with Shift by five; with Ctrl they size. Delete takes the field away."""
        key = Qt.Key(event.key())
        if self.design is None or self.place < 0 or not self.editable:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            field, modifiers = self.design.fields[self.place], event.modifiers()
            far = LEAP_MM if modifiers & Qt.KeyboardModifier.ShiftModifier else STEP_MM
            dx, dy = (far * way for way in _ARROWS[key])
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self.placed.emit(self.place, (field.x, field.y, field.w + dx, field.h + dy), "size")
            else:
                self.placed.emit(self.place, (field.x + dx, field.y + dy, field.w, field.h), "move")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.place)
        elif key == Qt.Key.Key_Escape:
            self.choose(-1)
        else:
            super().keyPressEvent(event)

    def middle_of(self, place: int) -> QPoint:
        """The middle of a field on this widget."""
        return self.rect_of(place).center().toPoint()


def _half(mm: float) -> float:
    """To the nearest half millimetre."""
    return round(mm * 2) / 2
