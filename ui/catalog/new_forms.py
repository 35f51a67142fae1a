"""Making SKUs: one, with what is alike taken over from another, or every colour in every size of a product."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.catalog import entering
from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.catalog.editing.queries import ProductLine, SkuDetails
from warehouse_app.catalog.making.commands import MadeSku, Matrix, new_sku, new_skus
from warehouse_app.catalog.making.skus import NewSku


class NewSkuForm(FormDialog):
    """One new SKU; ``made`` is it, once accepted. A code scanned while it is open is the new SKU's barcode."""

    def __init__(self, desk: Desk, parent: QWidget, template: SkuDetails | None, product: ProductLine | None) -> None:
        super().__init__("goods.new_sku_title", parent, accept="goods.make", width=560)
        self._desk = desk
        self._template = template
        self.made: MadeSku | None = None
        self.product = Field("goods.product_example", parent=self.sheet)
        self.style_number = Field("goods.style_example", parent=self.sheet)
        self.category = Field("goods.category_example", parent=self.sheet)
        self.colour = Field("goods.colour_example", parent=self.sheet)
        self.size_ = Field("goods.size_example", parent=self.sheet)
        self.price = Field(parent=self.sheet)
        self.barcode = Field("goods.scan_or_leave", takes="scan", parent=self.sheet)
        self._place_fields()
        self._fill(template, product)

    def _place_fields(self) -> None:
        if self._template is not None:
            code = self._template.line.seller_code
            self.body.addWidget(Text("goods.like_template", role="small", wrap=True, parent=self.sheet, sku=code))
        self.add_field("goods.product", self.product)
        self.add_beside(("goods.style", self.style_number), ("goods.category", self.category))
        self.add_beside(("goods.colour", self.colour), ("goods.size", self.size_), ("goods.price", self.price))
        self.add_field("goods.barcode", self.barcode)
        self.body.addWidget(Text("goods.code_by_rule", role="small", wrap=True, parent=self.sheet))

    def _fill(self, template: SkuDetails | None, product: ProductLine | None) -> None:
        if template is not None:
            line = template.line
            self._say(line.name, line.style, line.category)
            self.colour.setText(line.colour)
            self.price.setText(entering.told(line.price))
        elif product is not None:
            self._say(product.name, product.style, product.category)

    def _say(self, name: str, style: str, category: str) -> None:
        self.product.setText(name)
        self.style_number.setText(style)
        self.category.setText(category)

    def open(self) -> None:
        """A product that is known needs no name: begin with the colour."""
        super().open()
        if self.product.text():
            self.colour.setFocus()
            self.colour.selectAll()

    def take_scan(self, scan: Scan) -> None:
        """The new SKU's barcode."""
        self.barcode.setText(scan.text)

    def submit(self) -> None:
        """Make it. Raises what ``new_sku`` raises."""
        template_id = None if self._template is None else self._template.line.id
        wanted = NewSku(
            product=self.product.text(), style=self.style_number.text(), colour=self.colour.text(), size=self.size_.text(),
            price=entering.price(self.price.text()), barcode=self.barcode.text(), category=self.category.text(),
            template_sku_id=template_id,
        )  # fmt: skip
        self.made = self._desk.command(new_sku, wanted)


class MatrixForm(FormDialog):
    """Every colour in every size; ``matrix`` is what came of it. What is there already is left as it is."""

    def __init__(self, desk: Desk, parent: QWidget, product: ProductLine | None, template: SkuDetails | None = None) -> None:
        super().__init__("goods.matrix_title", parent, accept="goods.make", width=560)
        self._desk = desk
        self._template = template
        self.matrix: Matrix | None = None
        self.product = Field("goods.product_example", parent=self.sheet)
        self.style_number = Field("goods.style_example", parent=self.sheet)
        self.category = Field("goods.category_example", parent=self.sheet)
        self.price = Field(parent=self.sheet)
        self.colours = Field("goods.colours_example", parent=self.sheet)
        self.sizes = Field("goods.sizes_example", parent=self.sheet)
        self.count = Text(role="muted", parent=self.sheet)
        self.add_field("goods.product", self.product)
        self.add_beside(("goods.style", self.style_number), ("goods.category", self.category), ("goods.price", self.price))
        self.add_field("goods.colours", self.colours)
        self.add_field("goods.sizes", self.sizes)
        self.body.addWidget(self.count)
        for field in (self.colours, self.sizes):
            field.textChanged.connect(self._say_count)
        self._fill(product)

    def _fill(self, product: ProductLine | None) -> None:
        if product is not None:
            self.product.setText(product.name)
            self.style_number.setText(product.style)
            self.category.setText(product.category)
            self.colours.setText(", ".join(product.colours))
            self.sizes.setText(", ".join(product.sizes))
        self._say_count()

    def open(self) -> None:
        """A product that is known needs no name: begin with the colours."""
        super().open()
        if self.product.text():
            self.colours.setFocus()
            self.colours.end(False)

    def submit(self) -> None:
        """Make what is lacking. Raises what ``new_skus`` raises."""
        wanted = NewSku(
            product=self.product.text(), style=self.style_number.text(), price=entering.price(self.price.text()),
            category=self.category.text(), template_sku_id=None if self._template is None else self._template.line.id,
        )  # fmt: skip
        colours, sizes = entering.words(self.colours.text()), entering.words(self.sizes.text())
        self.matrix = self._desk.command(new_skus, wanted, colours, sizes)

    def _say_count(self) -> None:
        colours, sizes = len(entering.words(self.colours.text())), len(entering.words(self.sizes.text()))
        self.count.show_code("goods.matrix_count", colours=colours, sizes=sizes, skus=colours * sizes)
