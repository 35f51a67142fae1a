"""Counting a whole product at once: its colours and sizes as a matrix, saved in one step."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.inbound.receiving.cells import CellGrid
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.search_field import SearchField
from ui.widgets.text import Combo, Text
from warehouse_app.catalog.editing.queries import products_page, sku_details
from warehouse_app.inbound.receiving.grid import Grid, grid, products_of
from warehouse_app.inbound.receiving.scanning import set_counts
from warehouse_app.store.warehouse import new_action

_FOUND_MOST = 50
_LEAST_WIDTH, _MOST_WIDTH = space(150), space(300)


class GridForm(FormDialog):
    """Opens with the product of the SKU counted last, else with the first of the receipt; others are found by searching."""

    def __init__(self, desk: Desk, receipt_id: int, sku_id: int | None, parent: QWidget) -> None:
        width = min(_MOST_WIDTH, max(_LEAST_WIDTH, parent.window().width() - space(16)))
        super().__init__("inbound.grid_title", parent, accept="inbound.grid_save", width=width)
        self._desk, self._receipt_id = desk, receipt_id
        self._action = new_action()
        self.grid: Grid | None = None
        self.search = SearchField("inbound.grid_search", self.sheet)
        self.products = Combo(parent=self.sheet)
        self.total = Text(role="muted", parent=self.sheet)
        self.hint = Text("inbound.grid_hint", role="small", wrap=True, parent=self.sheet)
        self.matrix = CellGrid(self.sheet)
        self.matrix.setMinimumHeight(min(space(100), parent.window().height() - space(90)))
        self._arrange()
        self.search.searched.connect(self._search)
        self.products.currentIndexChanged.connect(lambda _: self._show_product())
        self.matrix.edited.connect(self._show_total)
        self.matrix.left.connect(self.accept_button.setFocus)
        self._offer_own(sku_id)

    def _arrange(self) -> None:
        head = row(gap=3)
        head.addWidget(self.products, 1)
        self.search.setFixedWidth(space(64))
        head.addWidget(self.search)
        self.body.addLayout(head)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.matrix, 1)
        self.buttons.insertWidget(0, self.total)

    def open(self) -> None:
        """In the first cell at once."""
        super().open()
        if self.grid is not None:
            self.matrix.focus_first()
        else:
            self.search.setFocus()

    # --- which product ----------------------------------------------------------------------------------------------

    def _offer_own(self, sku_id: int | None) -> None:
        own = [(product.product_id, product.name) for product in self._desk.read(products_of, self._receipt_id)]
        details = self._desk.read(sku_details, sku_id) if sku_id is not None else None
        self._offer(own, None if details is None else details.line.product_id)

    def _search(self, text: str) -> None:
        if not text:
            self._offer_own(None)
            return
        found = self._desk.read(products_page, text=text, limit=_FOUND_MOST).rows
        self._offer([(product.id, product.name) for product in found], None)

    def _offer(self, products: Iterable[tuple[int, str]], chosen: int | None) -> None:
        self.products.blockSignals(True)
        self.products.clear_entries()
        for product_id, name in products:
            self.products.add_plain(name, product_id)
        if chosen is not None:
            self.products.choose(chosen)
        if self.products.currentIndex() < 0 and self.products.count():
            self.products.setCurrentIndex(0)
        self.products.blockSignals(False)
        self._show_product()

    def _show_product(self) -> None:
        product_id = self.products.value()
        self.matrix.setVisible(isinstance(product_id, int))
        if not isinstance(product_id, int):
            self.grid = None
            self.hint.show_code("inbound.grid_none" if self.search.text() else "inbound.grid_choose")
            self.accept_button.setEnabled(False)
            self.total.show_plain("")
            return
        self.grid = self._desk.read(grid, self._receipt_id, product_id)
        self.matrix.show_grid(self.grid)
        self.matrix.setEnabled(not self.grid.lots)
        self.accept_button.setEnabled(not self.grid.lots)
        self.hint.show_code("inbound.grid_lots" if self.grid.lots else "inbound.grid_hint")
        self._show_total()

    def _show_total(self) -> None:
        cells = list(self.matrix.all_cells())
        pieces = sum(cell.pieces for cell in cells)
        expected = sum(cell.cell.expected or 0 for cell in cells)
        planned = any(cell.cell.expected is not None for cell in cells)
        code = "inbound.grid_total" if planned else "inbound.grid_total_blind"
        self.total.show_code(code, pieces=pieces, expected=expected, skus=len(cells))

    def submit(self) -> None:
        """Write what was filled in differently, all or nothing. Raises what ``set_counts`` raises."""
        figures = self.matrix.figures()
        if figures:
            answer = self._desk.command(set_counts, self._receipt_id, figures, self._action)
            self._desk.messages.tell("right", "inbound.grid_saved", n=len(answer.changed))
