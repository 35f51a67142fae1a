"""A whole product at once: its colours down, its sizes across, and how many pieces of each are wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.catalog.sizes import size_key

_MOST_PIECES = 1_000_000
_CELL = space(18)
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


def matrix(skus: Sequence[SkuLine]) -> tuple[list[str], list[str], dict[tuple[int, int], SkuLine]]:
    """Row captions (colours), column captions (sizes) and the SKU in each cell; twins get a row under their code."""
    sizes = sorted({sku.size for sku in skus}, key=size_key)
    rows: list[str] = []
    cells: dict[tuple[int, int], SkuLine] = {}
    for sku in sorted(skus, key=lambda sku: (sku.colour, size_key(sku.size), sku.seller_code)):
        caption, across = sku.colour, sizes.index(sku.size)
        if caption in rows and (rows.index(caption), across) in cells:
            caption = sku.seller_code
        if caption not in rows:
            rows.append(caption)
        cells[(rows.index(caption), across)] = sku
    return rows, sizes, cells


class GridForm(FormDialog):
    """``take(pieces by SKU id)`` is called with every cell, 0 for an empty one. Arrow keys and Tab move."""

    def __init__(
        self, skus: Sequence[SkuLine], before: Mapping[int, int], take: Callable[[dict[int, int]], None], parent: QWidget
    ) -> None:
        rows, sizes, self._cells = matrix(skus)
        width = min(max(560, 260 + len(sizes) * (_CELL + space(2))), parent.window().width() - space(20))
        super().__init__("purchasing.grid_title", parent, accept="purchasing.grid_take", width=width, name=skus[0].name)
        self._take = take
        self._shape = (len(rows), len(sizes))
        self.total = Text(role="large", parent=self.sheet)
        self.fields = {place: self._field(sku, before.get(sku.id, 0)) for place, sku in self._cells.items()}
        self.body.addWidget(Text("purchasing.grid_words", role="muted", wrap=True, parent=self.sheet))
        self.body.addWidget(self._grid(rows, sizes), 1)
        self.body.addWidget(self.total)
        self._add_up()

    def submit(self) -> None:
        """Hand the figures over."""
        self._take({sku.id: int(self.fields[place].text() or 0) for place, sku in self._cells.items()})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys go from cell to cell."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            place = next((place for place, field in self.fields.items() if field is watched), None)
            if place is not None:
                self._go(place, _STEPS[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _go(self, place: tuple[int, int], step: tuple[int, int]) -> None:
        down, across = place
        for _ in range(max(self._shape)):
            down, across = down + step[0], across + step[1]
            if (down, across) in self.fields:
                self.fields[(down, across)].setFocus()
                self.fields[(down, across)].selectAll()
                return

    def _field(self, sku: SkuLine, pieces: int) -> Field:
        field = Field(parent=self.sheet)
        field.setText(str(pieces) if pieces else "")
        field.setValidator(QIntValidator(0, _MOST_PIECES, field))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setFixedWidth(_CELL)
        field.setToolTip(sku.seller_code)
        field.setAccessibleName(f"{sku.colour} {sku.size}")
        field.textChanged.connect(self._add_up)
        field.installEventFilter(self)
        return field

    def _grid(self, rows: Sequence[str], sizes: Sequence[str]) -> QWidget:
        inside = QWidget(self.sheet)
        grid = QGridLayout(inside)
        grid.setSpacing(space(2))
        for across, size in enumerate(sizes, 1):
            grid.addWidget(_caption(size, inside), 0, across, Qt.AlignmentFlag.AlignRight)
        for down, colour in enumerate(rows, 1):
            grid.addWidget(_caption(colour, inside), down, 0)
        for (down, across), field in sorted(self.fields.items()):
            grid.addWidget(field, down + 1, across + 1)
        grid.setColumnStretch(len(sizes) + 1, 1)
        grid.setRowStretch(len(rows) + 1, 1)
        scroll = QScrollArea(self.sheet)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        scroll.setMinimumHeight(min(space(14) + len(rows) * space(12), space(98)))
        return scroll

    def _add_up(self) -> None:
        fields = getattr(self, "fields", {})
        pieces = sum(int(field.text() or 0) for field in fields.values())
        self.total.show_code("purchasing.grid_total", pieces=f"{pieces:,}")


def _caption(text: str, parent: QWidget) -> Text:
    words = Text(parent=parent)
    words.show_plain(text or "–")
    return words
