"""One product beside the list: its colours down, its sizes across, with one figure of each SKU, and sums at the edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from ui.desk import Desk
from ui.language import tr
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Combo, Heading, Text
from warehouse_app.stock.looks.figures import Figures
from warehouse_app.stock.looks.matrix import Matrix, MatrixCell, matrix

_SHOWN = (
    ("stock.on_hand", "on_hand"), ("stock.available", "available"), ("stock.reserved", "reserved"),
    ("stockroom.column_dock", "dock"), ("stockroom.column_quarantined", "quarantined"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sum:
    """Figures of several cells, and the one SKU behind them if it is only one."""

    value: int
    sku_id: int | None
    tip: str


class MatrixPane(QWidget):
    """``sku_asked(sku id)`` when a cell was pressed."""

    sku_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._matrix: Matrix | None = None
        self.name = Heading(parent=self)
        self.name.setWordWrap(True)
        self.figure = Combo(_SHOWN, parent=self)
        self.grid = QTableWidget(self)
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.setTabKeyNavigation(False)
        self.grid.verticalHeader().setDefaultSectionSize(space(10))
        self.grid.horizontalHeader().setDefaultSectionSize(space(16))
        frame = card(self)
        inside = column(frame, gap=3, margin=4)
        inside.addWidget(self.name)
        head = row(gap=2)
        head.addWidget(Text("stockroom.matrix_shows", role="muted", parent=frame))
        head.addWidget(self.figure)
        head.addStretch(1)
        inside.addLayout(head)
        inside.addWidget(self.grid, 1)
        column(self).addWidget(frame)
        self.figure.currentIndexChanged.connect(lambda _: self._fill())
        self.grid.cellActivated.connect(self._pressed)

    @property
    def product_id(self) -> int | None:
        """The product shown."""
        return None if self._matrix is None else self._matrix.product_id

    def show_product(self, product_id: int) -> None:
        """Show a product; expired lots count as not available."""
        today = self._desk.warehouse.clock().astimezone().date()
        self._matrix = self._desk.read(matrix, product_id, today)
        self.name.show_plain(self._matrix.name)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """The edges in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _fill(self) -> None:
        found = self._matrix
        if found is None:
            return
        self.grid.clear()
        self.grid.setRowCount(len(found.colours) + 1)
        self.grid.setColumnCount(len(found.sizes) + 1)
        every = tr("stockroom.matrix_sum")
        self.grid.setVerticalHeaderLabels([*(colour or tr("stockroom.no_colour") for colour in found.colours), every])
        self.grid.setHorizontalHeaderLabels([*(size or tr("stockroom.no_size") for size in found.sizes), every])
        for line, colour in enumerate((*found.colours, None)):
            for place, size in enumerate((*found.sizes, None)):
                self.grid.setItem(line, place, self._item(found, colour, size))

    def _item(self, found: Matrix, colour: str | None, size: str | None) -> QTableWidgetItem:
        cells = [cell for cell in found.cells if colour in (None, cell.colour) and size in (None, cell.size)]
        summed = _sum(cells, str(self.figure.value()), one=colour is not None and size is not None)
        item = QTableWidgetItem("–" if not cells else f"{summed.value:,}")
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(Qt.ItemDataRole.UserRole, summed.sku_id)
        item.setToolTip(summed.tip)
        if colour is None or size is None:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        return item

    def _pressed(self, line: int, place: int) -> None:
        item = self.grid.item(line, place)
        sku_id = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        if sku_id is not None:
            self.sku_asked.emit(sku_id)


def _sum(cells: Sequence[MatrixCell], name: str, *, one: bool) -> _Sum:
    value = sum(int(getattr(cell.figures, name)) for cell in cells)
    tip = "\n\n".join(_tip(cell.seller_code, cell.figures) for cell in cells) if one else ""
    return _Sum(value, cells[0].sku_id if one and len(cells) == 1 else None, tip)


def _tip(sku: str, figures: Figures) -> str:
    return tr(
        "stockroom.matrix_tip", sku=sku, on_hand=figures.on_hand, reserved=figures.reserved, available=figures.available,
        dock=figures.dock, quarantined=figures.quarantined,
    )  # fmt: skip
