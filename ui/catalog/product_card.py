"""One product beside the list: what it comes in, its SKUs, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.catalog.actions import Actions
from ui.catalog.lists import Wanted, fetch_skus, sku_columns
from ui.desk import Desk
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from warehouse_app.catalog.editing.queries import ProductLine, SkuLine
from warehouse_app.people.rules import Right


class ProductCard(QWidget):
    """The card; ``sku_asked(sku id)`` when one of its SKUs is opened, ``labels_asked(sku ids)`` for all or the chosen."""

    sku_asked = Signal(int)
    labels_asked = Signal(object)

    def __init__(self, desk: Desk, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._actions = actions
        self.product: ProductLine | None = None
        self.name = Heading(parent=self)
        self.name.setWordWrap(True)
        self.about = Text(role="muted", wrap=True, parent=self)
        self.colours = Text(role="small", wrap=True, parent=self)
        self.sizes = Text(role="small", wrap=True, parent=self)
        none = EmptyState("tag", "goods.no_skus", parent=self)
        none.words.setMinimumWidth(0)
        self.skus: Table[SkuLine] = Table(sku_columns(short=True), self._fetch, none, self)
        self.skus.activated.connect(lambda sku: self.sku_asked.emit(sku.id))
        self.edit = self._button("goods.edit_product", "note", actions.edit_product)
        self.add_skus = self._button("goods.more_skus", "plus", actions.new_skus)
        self.labels = self._button("goods.labels", "label", lambda _product: self.labels_asked.emit(self.sku_ids()))
        self.give_barcodes = self._button("goods.give_barcodes", "barcode", lambda _product: self._give_barcodes())
        self._lay_out()

    def _button(self, code: str, icon: str, do: Callable[[ProductLine], None]) -> Button:
        made = Button(code, icon=icon, parent=self)
        made.clicked.connect(lambda: self._do(do))
        return made

    def _do(self, do: Callable[[ProductLine], None]) -> None:
        if self.product is not None:
            do(self.product)

    def show_product(self, product: ProductLine) -> None:
        """Show a product."""
        same = self.product is not None and self.product.id == product.id
        self.product = product
        self.name.show_plain(product.name)
        parts = [product.style, product.category]
        self.about.show_plain(" · ".join(part for part in parts if part))
        self.about.setVisible(bool(self.about.text()))
        self.colours.show_code("goods.in_colours", n=len(product.colours), words="  ".join(product.colours))
        self.colours.setVisible(bool(product.colours))
        self.sizes.show_code("goods.in_sizes", n=len(product.sizes), words="  ".join(product.sizes))
        self.sizes.setVisible(bool(product.sizes))
        self.material.setVisible(product.material)
        self.lots.setVisible(product.lots)
        makes = self._desk.may(Right.IMPORT_PRODUCTS)
        self.edit.setVisible(self._desk.may(Right.EDIT_PRODUCTS))
        self.add_skus.setVisible(makes)
        self.give_barcodes.setVisible(makes and product.barcodes_missing > 0)
        if same:
            self.skus.refresh()
        else:
            self.skus.show_fetch(self._fetch)

    def sku_ids(self) -> list[int]:
        """The chosen SKUs; none chosen: all of the product."""
        return [sku.id for sku in self.skus.selected() or list(self.skus.model.rows())]

    def _give_barcodes(self) -> None:
        self._actions.give_barcodes([sku.id for sku in self.skus.model.rows() if not sku.barcodes])

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[SkuLine], int]:
        if self.product is None:
            return (), 0
        return fetch_skus(self._desk, Wanted("skus", product_id=self.product.id), offset, limit, sort, descending)

    def _lay_out(self) -> None:
        frame = card(self)
        column(self).addWidget(frame)
        inside = column(frame, gap=2, margin=4)
        self.material = Text("goods.is_material", role="small", parent=frame)
        self.lots = Text("goods.by_lot", role="small", parent=frame)
        for text in (self.name, self.about, self.colours, self.sizes, self.material, self.lots):
            inside.addWidget(text)
        inside.addWidget(self.skus, 1)
        foot = Flow(frame, gap=2)
        for button in (self.labels, self.add_skus, self.edit, self.give_barcodes):
            foot.add(button)
        inside.addWidget(foot)
