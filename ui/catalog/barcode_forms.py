"""Barcodes: a new one for a SKU, scanned into the form; one that stands on other goods, moved to them or taken away."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.bursts import Scan
from ui.catalog.lists import variant
from ui.catalog.sku_search import SkuSearch
from ui.desk import Desk
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.catalog.editing.commands import move_barcode, unbind_barcode
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.catalog.making.commands import bind_barcode
from warehouse_app.catalog.rules import MOST_PIECES
from warehouse_app.errors import Conflict
from warehouse_app.packing.codes import Kind, meanings

_GOODS = frozenset({Kind.BARCODE, Kind.SKU})


class BarcodeForm(FormDialog):
    """A barcode for a SKU: scan it, say how many pieces one scan means."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuLine, code: str = "") -> None:
        super().__init__("goods.add_barcode_title", parent, accept="goods.bind")
        self._desk = desk
        self._sku_id = sku.id
        name = " ".join(part for part in (sku.name, variant(sku)) if part)
        self.body.addWidget(Text("goods.for_sku", wrap=True, parent=self.sheet, sku=sku.seller_code, name=name))
        self.code = Field("goods.scan_barcode", takes="scan", parent=self.sheet)
        self.code.setText(code)
        self.multiple = QSpinBox(self.sheet)
        self.multiple.setRange(1, MOST_PIECES)
        self.multiple.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.add_field("goods.barcode", self.code)
        self.add_field("goods.multiple", self.multiple)
        self.body.addWidget(Text("goods.multiple_words", role="small", wrap=True, parent=self.sheet))

    def take_scan(self, scan: Scan) -> None:
        """The barcode."""
        self.code.setText(scan.text)
        self.show_mistake(None)
        self.accept_button.setFocus()

    def submit(self) -> None:
        """Bind it. Raises what ``bind_barcode`` raises, Conflict ``goods.not_goods`` for the code of a bin, a parcel, a badge."""
        code = self.code.text().strip()
        found = self._desk.read(lambda session: meanings(session.connection(), [code]))
        other = next((meaning for meaning in found if meaning.kind not in _GOODS), None)
        if other is not None and other.kind is not Kind.COMMAND:  # those the command refuses with words of its own
            raise Conflict("goods.not_goods", text=code)
        self._desk.command(bind_barcode, code, self._sku_id, self.multiple.value())


class MoveBarcodeForm(FormDialog):
    """A barcode of one SKU goes to another, searched for or scanned."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuLine, code: str) -> None:
        super().__init__("goods.move_barcode_title", parent, accept="goods.move_barcode", width=680, barcode=code)
        self._desk = desk
        self._code = code
        fields = {"sku": sku.seller_code, "name": sku.name}
        self.body.addWidget(Text("goods.move_barcode_words", role="small", wrap=True, parent=self.sheet, **fields))
        self.target = SkuSearch(desk, self.sheet, without=sku.id)
        self.target.settled.connect(self.accept_button.setFocus)
        self.body.addWidget(self.target)
        self.reason = Field(parent=self.sheet)
        self.add_field("goods.reason", self.reason)

    def take_scan(self, scan: Scan) -> None:
        """The goods it goes to."""
        if not self.target.take_scan(scan):
            self.mistake.show_code("goods.unknown_code", text=scan.text)
            self.mistake.show()

    def submit(self) -> None:
        """Move it. Raises what ``move_barcode`` raises."""
        self._desk.command(move_barcode, self._code, self.target.chosen().id, self.reason.text())


class UnbindForm(FormDialog):
    """A barcode stands for nothing any more."""

    def __init__(self, desk: Desk, parent: QWidget, sku: SkuLine, code: str) -> None:
        super().__init__("goods.unbind_title", parent, accept="goods.unbind", barcode=code)
        self._desk = desk
        self._code = code
        self.body.addWidget(Text("goods.unbind_words", wrap=True, parent=self.sheet, sku=sku.seller_code, name=sku.name))
        self.accept_button.setProperty("kind", "danger")

    def submit(self) -> None:
        """Take it away. Raises what ``unbind_barcode`` raises."""
        self._desk.command(unbind_barcode, self._code)
