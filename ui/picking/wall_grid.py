"""The sorting wall drawn as it stands: numbered slots, each told by colour, shape and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.language import tr
from ui.theme import LARGE_PX, SMALL_PX, ToneName, space
from warehouse_app.picking.sorting.queries import WallSlot
from warehouse_app.picking.sorting.rules import SlotState

LOOKS: dict[SlotState, tuple[ToneName | None, str]] = {
    SlotState.EMPTY: (None, "box-empty"),
    SlotState.FILLING: ("information", "next"),
    SlotState.COMPLETE: ("right", "complete"),
    SlotState.STOPPED: ("blocked", "blocked"),
    SlotState.PACKED: (None, "parcel"),
}
"""The tone and the shape of each state; its word is ``ways.slot_<state>``."""
_MOST_COLUMNS, _CELL_WIDE, _CELL_HIGH, _GAP = 10, space(23), space(17), space(1)
_ICON_PX = 20


class WallGrid(QWidget):
    """Paints itself: a scan changes one slot and no layout is computed for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slots: list[WallSlot] = []
        self.last = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def show_slots(self, slots: Sequence[WallSlot]) -> None:
        """Show a wall."""
        self.slots = list(slots)
        self.setMinimumHeight(self._rows() * _CELL_HIGH)
        self.setAccessibleDescription("\n".join(f"{slot.number}: {state_words(slot)}" for slot in slots))
        self.update()

    def change_slot(self, slot: WallSlot) -> None:
        """Show one slot anew, and frame it: this is the one just spoken of."""
        place = next((n for n, shown in enumerate(self.slots) if shown.number == slot.number), None)
        if place is None:
            return
        self.slots[place] = slot
        self.frame_slot(slot.number)

    def frame_slot(self, number: int) -> None:
        """Frame the slot spoken of; 0 for none."""
        for changed in (self.last, number):
            place = next((n for n, shown in enumerate(self.slots) if shown.number == changed), None)
            if place is not None:
                self.update(self.place_of(place))
        self.last = number

    def columns(self) -> int:
        """How many slots stand side by side."""
        return max(1, min(_MOST_COLUMNS, len(self.slots), self.width() // _CELL_WIDE))

    def place_of(self, index: int) -> QRect:
        """Where a slot is drawn: row by row, as the slots are numbered."""
        columns = self.columns()
        wide = min(self.width() // columns, 2 * _CELL_WIDE)
        high = min(max(_CELL_HIGH, self.height() // self._rows()), 2 * _CELL_HIGH)
        return QRect(index % columns * wide, index // columns * high, wide - _GAP, high - _GAP)

    def sizeHint(self) -> QSize:
        """Room for every slot."""
        return QSize(space(120), self._rows() * _CELL_HIGH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may mean another number of rows."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._rows() * _CELL_HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slots that are to be drawn anew."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, slot in enumerate(self.slots):
            place = self.place_of(index)
            if event.rect().intersects(place):
                self._draw(painter, place, slot)
        painter.end()

    def _rows(self) -> int:
        return max(1, -(-len(self.slots) // self.columns()))

    def _draw(self, painter: QPainter, place: QRect, slot: WallSlot) -> None:
        tokens = theme.current()
        tone, shape = LOOKS[slot.state]
        background = tokens.tone(tone).tint if tone else tokens.sunken if slot.state is SlotState.PACKED else tokens.raised
        colour = tokens.tone(tone).text if tone else tokens.muted
        framed = slot.number == self.last
        pen = QPen(QColor(tokens.accent if framed else colour if tone else tokens.outline), 4 if framed else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(background))
        inset = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(place).adjusted(inset, inset, -inset, -inset), 6, 6)
        inside = place.adjusted(space(2), space(1), -space(2), -space(1))
        painter.drawPixmap(
            inside.right() - _ICON_PX, inside.top() + space(1), icons.pixmap(shape, colour, _ICON_PX, self.devicePixelRatioF())
        )
        painter.setPen(QColor(tokens.text))
        painter.setFont(self._font(LARGE_PX, bold=True))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(slot.number))
        painter.setPen(QColor(colour))
        painter.setFont(self._font(SMALL_PX + 1, bold=bool(tone)))
        words = painter.fontMetrics().elidedText(state_words(slot), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)

    def _font(self, pixels: int, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font


def state_words(slot: WallSlot) -> str:
    """The state of a slot in words."""
    return tr(f"ways.slot_{slot.state.value}", sorted=slot.sorted, needed=slot.needed)
