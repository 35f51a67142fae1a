"""The fields of a SKU made at the receiving desk: product, style, colour, size; the seller code follows the shop's rule."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.language import tr
from ui.theme import space
from ui.widgets.text import Field, Text
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.catalog.making.skus import NewSku


class NewSkuFields(QWidget):
    """``take_template`` fills in what is alike; ``wanted`` is what was filled in."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._template: SkuLine | None = None
        self.template = Text("inbound.new_no_template", role="small", wrap=True, parent=self)
        self.product = Field("inbound.new_product_hint", parent=self)
        self.style_number = Field("inbound.new_style_hint", parent=self)
        self.category = Field("inbound.new_category_hint", parent=self)
        self.colour = Field("inbound.new_colour_hint", parent=self)
        self.size_word = Field("inbound.new_size_hint", parent=self)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        grid.addWidget(self.template, 0, 0, 1, 2)
        self._add(grid, "inbound.new_product", self.product, 1, 0, wide=2)
        self._add(grid, "inbound.new_style", self.style_number, 3, 0)
        self._add(grid, "inbound.new_category", self.category, 3, 1)
        self._add(grid, "inbound.new_colour", self.colour, 5, 0)
        self._add(grid, "inbound.new_size", self.size_word, 5, 1)
        grid.setRowStretch(7, 1)

    def _add(self, grid: QGridLayout, label: str, field: Field, line: int, place: int, *, wide: int = 1) -> None:
        words = Text(label, role="small", parent=self)
        words.setBuddy(field)
        field.setAccessibleName(tr(label))
        grid.addWidget(words, line, place, 1, wide)
        grid.addWidget(field, line + 1, place, 1, wide)

    def take_template(self, sku: SkuLine) -> None:
        """A SKU of the same kind: its product and style, and its colour to begin with."""
        self._template = sku
        self.product.setText(sku.name)
        self.style_number.setText(sku.style)
        self.category.setText(sku.category)
        self.colour.setText(sku.colour)
        self.template.show_code("inbound.new_template", sku=sku.seller_code)

    def wanted(self) -> NewSku:
        """What was filled in; the template counts while the product is its own."""
        template = self._template
        same = template is not None and template.name == self.product.text().strip()
        return NewSku(
            product=self.product.text().strip(), style=self.style_number.text().strip(), colour=self.colour.text().strip(),
            size=self.size_word.text().strip(), category=self.category.text().strip(),
            template_sku_id=template.id if template is not None and same else None,
        )  # fmt: skip
