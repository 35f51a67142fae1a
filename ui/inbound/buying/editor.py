"""Writing a purchase order, in place of the list: supplier, day and note, and lines by search, by scan or by whole products.

What is written here stays until it is saved or given up, whatever other screen is opened meanwhile.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.buying.draft import DraftLine, DraftModel, DraftTable
from ui.inbound.buying.forms import OVERRIDABLE, OverrideForm
from ui.inbound.buying.grid import GridForm
from ui.inbound.buying.words import DayField, money_words, today_at, variant_words
from ui.inbound.sku_picker import SkuPicker
from ui.inbound.supplier_choice import SupplierChoice
from ui.language import Sentence
from ui.theme import space
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Check, Field, Heading, Text
from warehouse_app.catalog.editing.queries import SkuLine, skus_page
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.inbound.buying.commands import draft_order, edit_order
from warehouse_app.inbound.buying.prices import current_prices
from warehouse_app.inbound.buying.queries import OrderCard

_USUAL_DAYS = 7
_PRODUCT_LARGEST = 2_000


class OrderEditor(QWidget):
    """``saved(order id, send it)`` once the order is written; ``left()`` when it is given up."""

    saved = Signal(int, bool)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.order: OrderCard | None = None
        self.title = Heading(parent=self)
        self.totals = Text(role="large", parent=self)
        self.back = Button("purchasing.back_to_orders", kind="quiet", icon="undo", parent=self)
        self.supplier = SupplierChoice("purchasing.choose_supplier", self)
        self.has_day = Check("purchasing.expected_day", parent=self)
        self.day = DayField(today_at(desk) + timedelta(days=_USUAL_DAYS), self)
        self.note = Field("purchasing.note_hint", parent=self)
        self.picker = SkuPicker(desk, self)
        self.add_button = Button("purchasing.add_sku", icon="plus", parent=self)
        self.product_button = Button("purchasing.add_product", icon="products", shortcut="F6", parent=self)
        self.lines = DraftModel(self)
        self.table = DraftTable(self.lines, self)
        self.mistake = Text(role="mistake", wrap=True, parent=self)
        self.take_out = Button("purchasing.take_out", icon="minus", shortcut="Ctrl+D", parent=self)
        self.save_button = Button("purchasing.save_draft", icon="check", shortcut="Ctrl+S", parent=self)
        self.send_button = Button("purchasing.save_and_send", kind="primary", icon="next", shortcut="F9", parent=self)
        self._lay_out()
        self._connect()

    # --- opening ----------------------------------------------------------------------------------------------------

    def start(self, supplier_id: int | None = None) -> None:
        """A new order; with a supplier that is known already."""
        self.order = None
        self.supplier.fill(self._desk)
        self.supplier.choose(supplier_id)
        self._show_head("", today_at(self._desk) + timedelta(days=_USUAL_DAYS), has_day=False)
        self.lines.show_lines([])
        self.title.show_code("purchasing.new_title")
        self._dress(sent=False)
        (self.picker if supplier_id is not None else self.supplier).setFocus()

    def edit(self, order: OrderCard) -> None:
        """Change an order that is there."""
        self.order = order
        self.supplier.fill(self._desk, also=(order.supplier_id, order.supplier))
        self.supplier.choose(order.supplier_id)
        fallback = today_at(self._desk) + timedelta(days=_USUAL_DAYS)
        self._show_head(order.note, order.expected or fallback, has_day=order.expected is not None)
        self.lines.show_lines(
            DraftLine(
                line.sku_id, line.seller_code, line.name, variant_words(line), line.quantity, line.price, line.price is not None,
                line.received,
            )
            for line in order.lines
        )  # fmt: skip
        self.title.show_code("purchasing.edit_title", number=order.number)
        self._dress(sent=order.state != "draft")
        self.picker.setFocus()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost by leaving."""
        return not self.lines.lines

    def take_scan(self, scan: Scan) -> bool:
        """Goods scanned are ordered, a piece or a pack at a time; False when the code names none."""
        return self.picker.take_scan(scan)

    # --- writing ----------------------------------------------------------------------------------------------------

    def add(self, sku: SkuLine) -> None:
        """Put a SKU onto the order and ask for its pieces; a scanned pack counts its pieces."""
        scanned = self.picker.multiple
        line = DraftLine(sku.id, sku.seller_code, sku.name, variant_words(sku), scanned, self._usual([sku.id]).get(sku.id))
        number = self.lines.put(line, add=True)
        self.table.scrollTo(self.lines.index(number, 0))
        self.table.selectRow(number)
        if self.picker.search.hasFocus() or self.picker.table.view.hasFocus():
            self.table.type_into(number)

    def ask_product(self) -> None:
        """The whole product of the SKU under the cursor, as a grid of colours and sizes."""
        chosen = self.picker.current
        if chosen is None:
            return
        skus = self._desk.read(skus_page, product_id=chosen.product_id, limit=_PRODUCT_LARGEST).rows
        before = {line.sku_id: line.quantity for line in self.lines.lines}
        GridForm(skus, before, lambda pieces: self._take_grid(skus, pieces), self).open()

    def _take_grid(self, skus: list[SkuLine], pieces: dict[int, int]) -> None:
        prices = self._usual(list(pieces))
        for sku in skus:
            number, quantity = self.lines.row_of(sku.id), pieces.get(sku.id, 0)
            if quantity:
                variant, price = variant_words(sku), prices.get(sku.id)
                self.lines.put(DraftLine(sku.id, sku.seller_code, sku.name, variant, quantity, price), add=False)
            elif number is not None and not self.lines.lines[number].received:
                self.lines.take_out([number])

    def save(self, *, send: bool) -> None:
        """Write the order. What is wrong is shown here; a rule that may be broken asks for a reason."""
        self.table.finish_typing()
        try:
            order_id = self._write("")
        except WarehouseError as error:
            if error.code in OVERRIDABLE:
                OverrideForm(self._desk, error, lambda reason: self._write_all_the_same(reason, send=send), self).open()
            else:
                self._say(error)
            return
        self._leave(order_id, send=send)

    def _write_all_the_same(self, reason: str, *, send: bool) -> None:
        self._leave(self._write(reason), send=send)

    def _leave(self, order_id: int, *, send: bool) -> None:
        self.lines.show_lines([])
        self.saved.emit(order_id, send)

    def _write(self, override: str) -> int:
        wanted = [line.wanted() for line in self.lines.lines]
        expected = self.day.day if self.has_day.isChecked() else None
        if self.order is not None:
            self._desk.command(
                edit_order, self.order.id, self.order.version, wanted, expected, self.note.text(), override=override
            )
            return self.order.id
        supplier_id = self.supplier.supplier_id
        if supplier_id is None:
            self.supplier.setFocus()
            raise BadInput("purchasing.supplier_missing")
        return self._desk.command(draft_order, supplier_id, wanted, expected, self.note.text())

    def give_up(self) -> None:
        """Back to the list; what was not saved is gone."""
        self.lines.show_lines([])
        self.left.emit()

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        head = row(gap=3)
        head.addWidget(self.back)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.totals)
        inside.addLayout(head)
        both = row(gap=3)
        both.addWidget(self._left())
        right = column(gap=2)
        right.addWidget(self.table, 1)
        right.addWidget(self.mistake)
        foot = row(gap=2)
        foot.addWidget(self.take_out)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.send_button)
        right.addLayout(foot)
        both.addLayout(right, 1)
        inside.addLayout(both, 1)
        self.mistake.hide()

    def _left(self) -> QWidget:
        frame = card(self)
        frame.setFixedWidth(space(104))
        words = column(frame, gap=2, margin=3)
        words.addWidget(self.supplier)
        line = row(gap=2)
        line.addWidget(self.has_day, 1)
        line.addWidget(self.day)
        words.addLayout(line)
        words.addWidget(self.note)
        words.addWidget(self.picker, 1)
        buttons = row(gap=2)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.product_button, 1)
        words.addLayout(buttons)
        self.note.setMaxLength(500)
        return frame

    def _connect(self) -> None:
        self.back.clicked.connect(self.give_up)
        self.has_day.toggled.connect(self.day.setEnabled)
        self.supplier.activated.connect(lambda _: self._ask_prices())
        self.picker.picked.connect(self.add)
        self.add_button.clicked.connect(self.picker.pick)
        self.product_button.clicked.connect(self.ask_product)
        self.lines.edited.connect(self._add_up)
        self.lines.refused.connect(self._say)
        self.table.ended.connect(self.picker.start_anew)
        self.take_out.clicked.connect(lambda: self.lines.take_out(self.table.numbers()))
        self.save_button.clicked.connect(lambda _: self.save(send=False))
        self.send_button.clicked.connect(lambda: self.save(send=True))

    def _show_head(self, note: str, day: date, *, has_day: bool) -> None:
        self.note.setText(note.replace("\n", " "))
        self.day.show_day(day)
        self.has_day.setChecked(has_day)
        self.day.setEnabled(has_day)
        self.mistake.hide()

    def _dress(self, *, sent: bool) -> None:
        self.supplier.setEnabled(self.order is None)
        self.send_button.setVisible(not sent)
        self.save_button.show_code("purchasing.save_changes" if sent else "purchasing.save_draft")
        self.table.setColumnHidden(3, not sent)

    def _usual(self, sku_ids: list[int]) -> dict[int, Decimal]:
        supplier_id = self.supplier.supplier_id
        if supplier_id is None:
            return {}
        found = self._desk.read(current_prices, supplier_id, sku_ids, today_at(self._desk))
        return {sku_id: price.price for sku_id, price in found.items()}

    def _ask_prices(self) -> None:
        self.lines.show_usual(self._usual([line.sku_id for line in self.lines.lines]))

    def _add_up(self) -> None:
        totals = self.lines.totals
        unpriced = Sentence("purchasing.some_unpriced") if totals.unpriced else ""
        fields = {"kinds": len(self.lines.lines), "pieces": f"{totals.pieces:,}", "amount": money_words(totals.amount)}
        self.totals.show_code("purchasing.draft_totals", **fields, unpriced=unpriced)
        self.mistake.hide()

    def _say(self, error: WarehouseError) -> None:
        self.mistake.show_code(error.code, **error.fields)
        self.mistake.show()
