"""One SKU beside the list: picture, names, codes, box and weight, measures, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QWidget

from ui.catalog import entering
from ui.catalog.actions import Actions
from ui.catalog.lists import variant
from ui.desk import Desk
from ui.language import Sentence
from ui.theme import space
from ui.widgets.chips import Flow
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, empty, row
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import Button, Heading, Kind, Text
from warehouse_app.catalog.editing.queries import ProductLine, SkuDetails, sku_details
from warehouse_app.people.rules import Right

_NONE = "–"


class SkuCard(QWidget):
    """The card; ``labels_asked(sku id)`` and ``siblings_asked(sku id)`` (all of its product) are the page's."""

    labels_asked = Signal(int)
    siblings_asked = Signal(int)

    def __init__(self, desk: Desk, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._actions = actions
        self.sku: SkuDetails | None = None
        self.picture = Picture(self, size=space(26))
        self.name = Heading(parent=self)
        self.name.setWordWrap(True)
        self.variant = Text(role="large", wrap=True, parent=self)
        self.code = Text(role="text", wrap=True, parent=self)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.former = Text(role="small", wrap=True, parent=self)
        self.product = Text(role="small", wrap=True, parent=self)
        self.facts = {name: Text(parent=self) for name in ("price", "weight", "box", "home_bin")}
        self.measures = Text(wrap=True, parent=self)
        self._barcodes = column(gap=1)
        self._barcodes_shown: tuple[int, tuple[tuple[str, int], ...], bool] | None = None
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        def button(code: str, icon: str, do: Callable[[SkuDetails], None], kind: Kind = "plain") -> Button:
            made = Button(code, kind=kind, icon=icon, parent=self)
            made.clicked.connect(lambda: self._do(do))
            return made

        actions = self._actions
        self.labels = button("goods.labels", "label", lambda sku: self.labels_asked.emit(sku.line.id))
        self.like_this = button("goods.new_like_this", "plus", actions.new_sku)
        self.edit = button("goods.edit_sku", "note", actions.edit_sku)
        self.edit_product = button("goods.edit_product", "products", lambda sku: actions.edit_product(product_of(sku)))
        self.rename = button("goods.rename_ask", "tag", actions.rename)
        self.at_packing = button("capture.at_packing", "parcel", actions.at_packing)
        self.merge = button("goods.merge_ask", "next", actions.merge)
        self.add_barcode = button("goods.add_barcode", "barcode", actions.add_barcode, "quiet")
        self.give_barcode = button("goods.give_barcode", "plus", lambda sku: actions.give_barcodes([sku.line.id]), "quiet")
        self.edit_measures = button("goods.edit_measures", "note", actions.measures, "quiet")
        self.siblings = button("goods.siblings", "products", self._ask_siblings, "quiet")

    def _do(self, do: Callable[[SkuDetails], None]) -> None:
        if self.sku is not None:
            do(self.sku)

    def _ask_siblings(self, sku: SkuDetails) -> None:
        self.siblings_asked.emit(sku.line.id)

    # --- showing ----------------------------------------------------------------------------------------------------

    def show_sku(self, sku_id: int) -> bool:
        """Show a SKU; says whether there is one."""
        self.sku = self._desk.read(sku_details, sku_id)
        if self.sku is not None:
            self._show(self.sku)
        return self.sku is not None

    def _show(self, sku: SkuDetails) -> None:
        line = sku.line
        self.picture.show_file(self._desk.folder.pictures / line.picture if line.picture else None)
        self.name.show_plain(line.name)
        self.variant.show_plain(variant(line))
        self.variant.setVisible(bool(self.variant.text()))
        self.code.show_code("goods.seller_code_is", sku=line.seller_code)
        self.former.show_code("goods.former_codes", codes="  ".join(sku.former_codes))
        self.former.setVisible(bool(sku.former_codes))
        self.product.show_plain(" · ".join(part for part in (line.style, line.category) if part))
        self.product.setVisible(bool(self.product.text()))
        self.facts["price"].show_plain(entering.told(line.price) or _NONE)
        self.facts["weight"].show_plain(_NONE if line.weight_g is None else f"{line.weight_g} g")
        self.facts["box"].show_plain(box_words(sku))
        self.facts["home_bin"].show_plain(line.home_bin or _NONE)
        self.measures.show_plain("   ".join(f"{name} {entering.centimetres(mm)} cm" for name, mm in sku.measures) or _NONE)
        self._show_flags(sku)
        self._show_barcodes(sku)
        self._show_rights(sku)

    def _show_flags(self, sku: SkuDetails) -> None:
        for flag, on in ((self.material, sku.material), (self.lots, sku.lots), (self.retired, not sku.active)):
            flag.setVisible(on)
        sides = [entering.centimetres(side) for side in sku.inner_mm if side]
        self.inside.setVisible(bool(sku.packs))
        if sku.packs:
            size = " × ".join(sides) if len(sides) == len(sku.inner_mm) else _NONE
            self.inside.show_code("boxes.inside", kind=Sentence(f"boxes.kind_{sku.packs}"), size=size)

    def _show_barcodes(self, sku: SkuDetails) -> None:
        may = self._desk.may(Right.EDIT_PRODUCTS) and sku.active
        shown = (sku.line.id, sku.multiples, may)
        if shown == self._barcodes_shown:  # a form may stand open that was called from one of these lines
            return
        self._barcodes_shown = shown
        empty(self._barcodes)
        for code, multiple in sku.multiples:
            self._barcodes.addWidget(self._barcode_line(code, multiple, may=may))
        if not sku.multiples:
            self._barcodes.addWidget(Text("goods.no_barcode", role="muted", wrap=True, parent=self._inside))

    def _barcode_line(self, code: str, multiple: int, *, may: bool) -> QWidget:
        holder = QWidget(self._inside)
        line = row(holder, gap=1)
        words = Text(parent=holder)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.show_plain(code)
        line.addWidget(words)
        if multiple > 1:
            line.addWidget(Text("goods.pieces_a_scan", role="small", parent=holder, n=multiple))
        line.addStretch(1)
        if may:
            move = Button("goods.move", kind="quiet", parent=holder)
            move.clicked.connect(lambda: self._do(lambda sku: self._actions.move_barcode(sku, code)))
            away = Button("goods.unbind", kind="quiet", parent=holder)
            away.clicked.connect(lambda: self._do(lambda sku: self._actions.unbind(sku, code)))
            line.addWidget(move)
            line.addWidget(away)
        return holder

    def _show_rights(self, sku: SkuDetails) -> None:
        edits = self._desk.may(Right.EDIT_PRODUCTS) and sku.active
        makes = self._desk.may(Right.IMPORT_PRODUCTS) and sku.active
        for button in (self.edit, self.edit_product, self.at_packing, self.rename, self.merge, self.edit_measures):
            button.setVisible(edits)
        for button in (self.like_this, self.add_barcode):
            button.setVisible(makes)
        self.give_barcode.setVisible(makes and not sku.multiples)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        frame = card(self)
        column(self).addWidget(frame)
        outside = column(frame, gap=2, margin=4)
        self._inside = QWidget(frame)
        area = Scrolled(self._inside, frame)
        inside = column(self._inside, gap=2)
        inside.setContentsMargins(0, 0, space(2), 0)
        inside.addLayout(self._head())
        inside.addWidget(self._line())
        inside.addLayout(self._titled("goods.barcodes", self.add_barcode, self.give_barcode))
        inside.addLayout(self._barcodes)
        inside.addWidget(self._line())
        inside.addLayout(self._facts_grid())
        inside.addWidget(self._line())
        inside.addLayout(self._titled("goods.measures", self.edit_measures))
        inside.addWidget(self.measures)
        inside.addStretch(1)
        outside.addWidget(area, 1)
        outside.addWidget(self._foot(frame))

    def _head(self) -> QLayout:
        head = row(gap=4)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=1)
        for text in (self.name, self.variant, self.code, self.former, self.product):
            words.addWidget(text)
        self.material = Text("goods.is_material", role="small", parent=self)
        self.lots = Text("goods.by_lot", role="small", parent=self)
        self.retired = Text("goods.retired", role="mistake", parent=self)
        self.inside = Text(role="small", wrap=True, parent=self)
        for flag in (self.material, self.inside, self.lots, self.retired):
            words.addWidget(flag)
        words.addWidget(self.siblings, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        head.addLayout(words, 1)
        return head

    def _titled(self, title: str, *buttons: Button) -> QLayout:
        line = row(gap=1)
        line.addWidget(Text(title, role="muted", parent=self._inside), 1)
        for button in buttons:
            line.addWidget(button)
        return line

    def _facts_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        for number, (name, words) in enumerate(self.facts.items()):
            grid.addWidget(Text(f"goods.{name}", role="small", parent=self._inside), 0, number)
            grid.addWidget(words, 1, number)
            grid.setColumnStretch(number, 2 if name == "box" else 1)
        return grid

    def _line(self) -> QFrame:
        return card(self._inside, role="line")

    def _foot(self, frame: QWidget) -> Flow:
        foot = Flow(frame, gap=2)
        for button in (self.labels, self.edit, self.edit_product, self.like_this, self.at_packing, self.rename, self.merge):
            foot.add(button)
        return foot


def product_of(sku: SkuDetails) -> ProductLine:
    """The SKU's product, as far as the SKU's card tells of it."""
    line = sku.line
    return ProductLine(
        line.product_id, line.name, line.style, line.category, sku.material, sku.lots, 0, (), (), 0,
        liquid=sku.liquid, fragile=sku.fragile,
    )  # fmt: skip


def box_words(sku: SkuDetails) -> str:
    """Length, width and height in centimetres, a dash for what is not known."""
    sides = (sku.length_mm, sku.width_mm, sku.height_mm)
    if all(side is None for side in sides):
        return _NONE
    return " × ".join(entering.centimetres(side) or _NONE for side in sides) + " cm"
