"""Putting a SKU or its product right: colour, size, price, weight, box, home bin, picture; name, style, category; the code."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.catalog import entering, pictures
from ui.catalog.entering import told
from ui.desk import Desk
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.item_card import Picture
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Check, Combo, Field, Text
from warehouse_app.catalog.editing.commands import ProductChanges, SkuChanges, edit_product, edit_sku, rename_sku
from warehouse_app.catalog.editing.queries import ProductLine, SkuDetails
from warehouse_app.catalog.rules import Packs


class SkuForm(FormDialog):
    """What is kept of one colour and size."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuDetails) -> None:
        super().__init__("goods.edit_sku_title", parent, accept="ui.save", width=560, sku=sku.line.seller_code)
        self._desk = desk
        self._sku = sku
        self._chosen = pictures.Chosen(desk.folder.pictures)
        line = sku.line
        self.colour, self.size_ = self._field(line.colour), self._field(line.size)
        self.price, self.weight = self._field(told(line.price)), self._field(told(line.weight_g))
        self.home_bin = self._field(line.home_bin)
        self.box = [self._field(entering.centimetres(mm)) for mm in (sku.length_mm, sku.width_mm, sku.height_mm)]
        self.picture = Picture(self.sheet, size=space(20))
        self.picture.show_file(desk.folder.pictures / line.picture if line.picture else None)
        self.choose_picture = Button("goods.choose_picture", icon="picture", parent=self.sheet)
        self.choose_picture.clicked.connect(self._choose_picture)
        self._place_fields()
        if sku.material:
            self._add_material()

    def _add_material(self) -> None:
        sku = self._sku
        kinds = [("boxes.kind_none", ""), *((f"boxes.kind_{kind}", kind.value) for kind in Packs)]
        self.packs = Combo(kinds, parent=self.sheet)
        self.packs.choose(sku.packs)
        self.inner = [self._field(entering.centimetres(mm)) for mm in sku.inner_mm]
        self.carries, self.least = self._field(told(sku.carries_g)), self._field(told(sku.least))
        self.add_beside(("boxes.kind", self.packs), ("boxes.carries", self.carries), ("boxes.least", self.least))
        length, width, height = self.inner
        self.add_beside(("boxes.inner_length", length), ("boxes.inner_width", width), ("boxes.inner_height", height))

    def _field(self, text: str) -> Field:
        field = Field(parent=self.sheet)
        field.setText(text)
        return field

    def _place_fields(self) -> None:
        self.add_beside(("goods.colour", self.colour), ("goods.size", self.size_))
        self.add_beside(("goods.price", self.price), ("goods.weight", self.weight), ("goods.home_bin", self.home_bin))
        length, width, height = self.box
        self.add_beside(("goods.length", length), ("goods.width", width), ("goods.height", height))
        line = row(gap=4)
        line.addWidget(self.picture)
        words = column(gap=2)
        words.addStretch(1)
        words.addWidget(self.choose_picture)
        words.addWidget(Text("goods.picture_words", role="small", wrap=True, parent=self.sheet))
        words.addStretch(1)
        line.addLayout(words, 1)
        self.body.addLayout(line)

    def _choose_picture(self) -> None:
        if self._chosen.ask(self):
            self.picture.show_file(self._chosen.source)

    def submit(self) -> None:
        """Change what differs. Raises what ``edit_sku`` raises."""
        length, width, height = (entering.millimetres(field.text()) for field in self.box)
        changes = SkuChanges(
            colour=self.colour.text(), size=self.size_.text(), price=entering.price(self.price.text()),
            weight_g=entering.grams(self.weight.text()), length_mm=length, width_mm=width, height_mm=height,
            home_bin=self.home_bin.text(),
        )  # fmt: skip
        if self._sku.material:
            changes["packs"] = str(self.packs.value() or "")
            inside = [entering.millimetres(field.text()) for field in self.inner]
            changes["inner_length_mm"], changes["inner_width_mm"], changes["inner_height_mm"] = inside
            changes["carries_g"] = entering.grams(self.carries.text())
            changes["least"] = entering.pieces(self.least.text())
        if self._chosen.source is not None:
            changes["picture"] = self._chosen.keep()
        self._desk.command(edit_sku, self._sku.line.id, changes)


class ProductForm(FormDialog):
    """What is kept of a product, for all its colours and sizes."""

    def __init__(self, desk: Desk, parent: QWidget, product: ProductLine) -> None:
        super().__init__("goods.edit_product_title", parent, accept="ui.save", width=520)
        self._desk = desk
        self._product_id = product.id
        self.name = Field("goods.product_example", parent=self.sheet)
        self.style_number = Field("goods.style_example", parent=self.sheet)
        self.category = Field("goods.category_example", parent=self.sheet)
        self.material = Check("goods.material", parent=self.sheet)
        self.lots = Check("goods.lots", parent=self.sheet)
        self.liquid = Check("goods.liquid", parent=self.sheet)
        self.fragile = Check("goods.fragile", parent=self.sheet)
        self.add_field("goods.product", self.name)
        self.add_beside(("goods.style", self.style_number), ("goods.category", self.category))
        for box in (self.material, self.lots, self.liquid, self.fragile):
            self.body.addWidget(box)
        self.body.addWidget(Text("goods.style_words", role="small", wrap=True, parent=self.sheet))
        self.name.setText(product.name)
        self.style_number.setText(product.style)
        self.category.setText(product.category)
        self.material.setChecked(product.material)
        self.lots.setChecked(product.lots)
        self.liquid.setChecked(product.liquid)
        self.fragile.setChecked(product.fragile)

    def submit(self) -> None:
        """Change what differs. Raises what ``edit_product`` raises."""
        changes = ProductChanges(
            name=self.name.text(), category=self.category.text(), style=self.style_number.text(),
            material=self.material.isChecked(), lots=self.lots.isChecked(),
            liquid=self.liquid.isChecked(), fragile=self.fragile.isChecked(),
        )  # fmt: skip
        self._desk.command(edit_product, self._product_id, changes)


class RenameForm(FormDialog):
    """Another seller code; the old one keeps finding the SKU."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuDetails) -> None:
        super().__init__("goods.rename_title", parent, accept="goods.rename", sku=sku.line.seller_code)
        self._desk = desk
        self._sku_id = sku.line.id
        self.code = Field(parent=self.sheet)
        self.code.setText(sku.line.seller_code)
        self.add_field("goods.new_code", self.code)
        self.reason = Field(parent=self.sheet)
        self.add_field("goods.reason", self.reason)
        self.body.addWidget(Text("goods.rename_words", role="small", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Rename it. Raises what ``rename_sku`` raises."""
        self._desk.command(rename_sku, self._sku_id, self.code.text(), self.reason.text())
