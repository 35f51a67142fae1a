"""What can be done with products and SKUs: opens the form for it, says what came of it, shows what was made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.catalog.barcode_forms import BarcodeForm, MoveBarcodeForm, UnbindForm
from ui.catalog.edit_forms import ProductForm, RenameForm, SkuForm
from ui.catalog.measures_form import MeasuresForm
from ui.catalog.merge_form import MergeForm
from ui.catalog.new_forms import MatrixForm, NewSkuForm
from ui.catalog.packing_form import PackingForm
from ui.catalog.weights_form import WeightsForm
from ui.desk import Desk
from ui.jobs import Progress
from warehouse_app.catalog.editing.queries import ProductLine, SkuDetails
from warehouse_app.catalog.making.commands import give_barcode
from warehouse_app.packing.weighing.queries import WeightProposal, weight_proposals


class Actions(QObject):
    """``sku_made(id)`` and ``product_made(id, name)`` ask the page to show what is new or what something became."""

    sku_made = Signal(int)
    product_made = Signal(int, str)

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk = desk
        self._owner = owner

    # --- making -----------------------------------------------------------------------------------------------------

    def new_sku(self, template: SkuDetails | None = None, product: ProductLine | None = None) -> None:
        """One new SKU."""
        form = NewSkuForm(self._desk, self._owner, template, product)
        form.accepted.connect(lambda: self._made(form))
        form.open()

    def _made(self, form: NewSkuForm) -> None:
        if form.made is not None:
            self._desk.messages.tell("right", "goods.sku_made", sku=form.made.seller_code)
            self.sku_made.emit(form.made.id)

    def new_skus(self, product: ProductLine | None = None, template: SkuDetails | None = None) -> None:
        """A matrix of colours and sizes."""
        form = MatrixForm(self._desk, self._owner, product, template)
        form.accepted.connect(lambda: self._matrix_made(form))
        form.open()

    def _matrix_made(self, form: MatrixForm) -> None:
        if form.matrix is not None:
            made, there = len(form.matrix.made), len(form.matrix.there)
            self._desk.messages.tell("right" if made else "information", "goods.matrix_made", made=made, there=there)
            self.product_made.emit(form.matrix.product_id, form.product.text().strip())

    # --- putting right ----------------------------------------------------------------------------------------------

    def edit_sku(self, sku: SkuDetails) -> None:
        """Colour, size, price, weight, box, bin, picture."""
        SkuForm(self._desk, self._owner, sku).open()

    def edit_product(self, product: ProductLine) -> None:
        """Name, style, category, and what kind of goods it is."""
        ProductForm(self._desk, self._owner, product).open()

    def measures(self, sku: SkuDetails) -> None:
        """The measured sizes of one piece."""
        MeasuresForm(self._desk, self._owner, sku).open()

    def weights(self) -> None:
        """What parcels have taught of weights; looked for off the window's thread."""

        def look(_progress: Progress) -> list[WeightProposal]:
            with self._desk.warehouse.reading() as session:
                return weight_proposals(session)

        def show(proposals: list[WeightProposal]) -> None:
            WeightsForm(self._desk, self._owner, proposals).open()

        self._desk.work(look, show, title_code="weighing.learned_title", owner=self)

    def at_packing(self, sku: SkuDetails) -> None:
        """What it asks for at the packing desk, and what a set is made of."""
        PackingForm(self._desk, self._owner, sku).open()

    def rename(self, sku: SkuDetails) -> None:
        """Another seller code."""
        RenameForm(self._desk, self._owner, sku).open()

    def merge(self, sku: SkuDetails) -> None:
        """Into another SKU, which is shown then."""
        form = MergeForm(self._desk, self._owner, sku.line)
        form.accepted.connect(lambda: self._merged(form, sku.line.seller_code))
        form.open()

    def _merged(self, form: MergeForm, code: str) -> None:
        if form.joined is not None:
            into, pieces, slip = form.joined.seller_code, form.joined.pieces, form.joined.slip or "–"
            self._desk.messages.tell("right", "goods.merged", sku=code, into=into, pieces=pieces, slip=slip)
            self.sku_made.emit(form.into_id)

    # --- barcodes ---------------------------------------------------------------------------------------------------

    def add_barcode(self, sku: SkuDetails, code: str = "") -> None:
        """A barcode for the SKU, ``code`` if it was scanned already."""
        form = BarcodeForm(self._desk, self._owner, sku.line, code)
        form.accepted.connect(lambda: self._bound(form, sku.line.seller_code))
        form.open()

    def _bound(self, form: BarcodeForm, seller_code: str) -> None:
        self._desk.messages.tell("right", "goods.barcode_bound", barcode=form.code.text().strip(), sku=seller_code)

    def move_barcode(self, sku: SkuDetails, code: str) -> None:
        """A barcode that stands on other goods."""
        MoveBarcodeForm(self._desk, self._owner, sku.line, code).open()

    def unbind(self, sku: SkuDetails, code: str) -> None:
        """A barcode that stands for nothing any more."""
        UnbindForm(self._desk, self._owner, sku.line, code).open()

    def give_barcodes(self, sku_ids: Sequence[int]) -> None:
        """The shop's own barcodes for SKUs that have none."""
        given = self._desk.try_command(give_barcode, list(sku_ids)) if sku_ids else None
        if given is not None:
            tone, code = ("right", "goods.barcodes_given") if given else ("information", "goods.barcodes_there")
            self._desk.messages.tell(tone, code, n=len(given))  # type: ignore[arg-type]  # both are tones
