"""The colour x size matrix to be filled in by keyboard: Enter and the arrows go from cell to cell, hints say what is expected."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ui.theme import space
from ui.widgets.text import Field, Text
from warehouse_app.inbound.receiving.grid import Cell, Grid

_CELL_WIDTH = space(14)
_STEPS = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0),
}  # fmt: skip


class CountCell(Field):
    """Pieces of one SKU; empty means none. ``moved(row, column)`` asks for a neighbour."""

    moved = Signal(int, int)

    def __init__(self, cell: Cell, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.cell = cell
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), self))
        self.setText(str(cell.counted) if cell.counted else "")
        self.setPlaceholderText("0")
        self.setFixedWidth(_CELL_WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(f"{cell.colour} {cell.size}")
        self._before = self.pieces

    @property
    def pieces(self) -> int:
        """What is filled in."""
        return int(self.text() or 0)

    @property
    def changed(self) -> bool:
        """Whether it was filled in differently from what was counted when it was opened."""
        return self.pieces != self._before

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Enter leave the cell; left and right only from the end of the text or when all of it is marked."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._leaves(step[1]):
            super().keyPressEvent(event)
            return
        self.moved.emit(*step)

    def _leaves(self, sideways: int) -> bool:
        if not sideways or self.hasSelectedText() or not self.text():
            return True
        return self.cursorPosition() == (0 if sideways < 0 else len(self.text()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All marked: the next digit replaces it."""
        super().focusInEvent(event)
        self.selectAll()


class CellGrid(QScrollArea):
    """``left()`` when Enter goes past the last cell; ``edited()`` when a figure changed."""

    left = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cells: list[list[CountCell | None]] = []
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_grid(self, grid: Grid) -> None:
        """Another product."""
        sheet = QWidget(self)
        sheet.setAutoFillBackground(False)
        layout = QGridLayout(sheet)
        layout.setContentsMargins(0, 0, space(3), space(2))
        layout.setHorizontalSpacing(space(1))
        layout.setVerticalSpacing(space(1))
        for column, size in enumerate(grid.sizes):
            layout.addWidget(_words(size, sheet, "text"), 0, column + 1, Qt.AlignmentFlag.AlignLeft)
        self.cells = []
        for row, colour in enumerate(grid.colours):
            layout.addWidget(_words(colour, sheet, "text"), row + 1, 0)
            self.cells.append([self._add(layout, sheet, cell, row, column) for column, cell in enumerate(grid.cells[row])])
        layout.setColumnStretch(len(grid.sizes) + 1, 1)
        layout.setRowStretch(len(grid.colours) + 1, 1)
        self.setWidget(sheet)
        sheet.setAutoFillBackground(False)  # setWidget() had turned it on

    def _add(self, layout: QGridLayout, sheet: QWidget, cell: Cell | None, row: int, column: int) -> CountCell | None:
        if cell is None:
            layout.addWidget(_words("–", sheet), row + 1, column + 1)
            return None
        holder = QWidget(sheet)
        inside = QGridLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setHorizontalSpacing(space(1))
        field = CountCell(cell, holder)
        field.moved.connect(lambda down, right: self._move(row, column, down, right))
        field.textEdited.connect(lambda _: self.edited.emit())
        inside.addWidget(field, 0, 0)
        hint = _words("" if cell.expected is None else f"/ {cell.expected}", holder)
        hint.setMinimumWidth(space(7))
        inside.addWidget(hint, 0, 1)
        layout.addWidget(holder, row + 1, column + 1)
        return field

    def all_cells(self) -> Iterator[CountCell]:
        """Every cell that can be filled in, row by row."""
        return (cell for row in self.cells for cell in row if cell is not None)

    def figures(self) -> dict[int, int]:
        """What was filled in differently, by SKU: another desk may be counting the others."""
        return {cell.cell.sku_id: cell.pieces for cell in self.all_cells() if cell.changed}

    def focus_first(self) -> None:
        """The first cell takes the keys."""
        first = next(self.all_cells(), None)
        if first is not None:
            self._go_to(first)

    def _move(self, row: int, column: int, down: int, right: int) -> None:
        """The next cell that way, passing over gaps; at the foot of a column the head of the next one."""
        row, column = row + down, column + right
        while 0 <= row <= len(self.cells) and 0 <= column < len(self.cells[0]):
            if row == len(self.cells):
                row, column = 0, column + 1
                continue
            cell = self.cells[row][column]
            if cell is not None:
                self._go_to(cell)
                return
            row, column = row + down, column + right
        if down > 0:
            self.left.emit()

    def _go_to(self, cell: CountCell) -> None:
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(cell, space(10), space(10))


def _words(text: str, parent: QWidget, role: str = "small") -> Text:
    words = Text(role="text" if role == "text" else "small", parent=parent)
    words.show_plain(text)
    return words
