"""Changing an order by hand: where it goes, and what goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.language import tr
from ui.orders.forms import Question, ReasonForm
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.catalog.codes import Goods, goods
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.orders.commands import after_sales
from warehouse_app.orders.editing import EDITABLE, LONGEST, MOST_PIECES, GoodsEdit, edit_goods, edit_order
from warehouse_app.orders.queries import NOT_LEFT, OrderLineView, OrderRow, OrderView, order_view
from warehouse_app.people.rules import Right

AFTER_SALES = Question(
    "orders.after_sales_title", "orders.after_sales_do",
    ("orders.why_refunded", "orders.why_called_back", "orders.why_refused", "orders.why_damaged"),
)  # fmt: skip
_NEW_LINES = 2  # empty rows for goods to be added; more by saving and opening the form again


def can_edit(rows: Sequence[OrderRow]) -> bool:
    """One order that has not left."""
    return len(rows) == 1 and rows[0].state in (*NOT_LEFT, "unpaid")


def can_go_to_after_sales(rows: Sequence[OrderRow]) -> bool:
    """Orders that have left."""
    return bool(rows) and all(row.state in ("shipped", "done") and row.hold != "after_sales" for row in rows)


def ask_address(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> AddressForm:
    """Open the form for where the order goes."""
    form = AddressForm(desk, _view(desk, rows[0]), parent)
    form.open()
    return form


def ask_goods(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> GoodsForm:
    """Open the form for what goes."""
    form = GoodsForm(desk, _view(desk, rows[0]), parent)
    form.open()
    return form


def ask_after_sales(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> ReasonForm:
    """Ask why orders that have left go to after-sales."""
    ids = [row.id for row in rows]
    named = rows[0].number if len(rows) == 1 else tr("orders.total", n=len(rows))
    form = ReasonForm(AFTER_SALES, lambda reason: desk.command(after_sales, ids, reason), parent, orders=named)
    form.open()
    return form


def _view(desk: Desk, row: OrderRow) -> OrderView:
    return desk.read(order_view, row.id, reveal=desk.may(Right.SEE_PERSONAL))


class AddressForm(FormDialog):
    """Recipient, phones, address, courier and note. Somebody who may not see them types only what is new."""

    def __init__(self, desk: Desk, order: OrderView, parent: QWidget) -> None:
        super().__init__("orders.edit_title", parent, accept="orders.edit_do", width=space(140), number=order.row.number)
        self._desk, self._order = desk, order
        self._shown = self._values(order)
        self.fields = {name: Field("orders.edit_as_before", parent=self.sheet) for name in EDITABLE}
        for name, field in self.fields.items():
            field.setMaxLength(LONGEST)
            field.setText(self._shown[name])
        if order.row.state in ("in_wave", "picked", "packed"):
            self.body.addWidget(Text("orders.edit_stops", role="muted", wrap=True, parent=self.sheet))
        self.add_beside(*((f"orders.field_{name}", self.fields[name]) for name in ("recipient", "mobile", "phone")))
        for name in ("address", "courier", "note"):
            self.add_field(f"orders.field_{name}", self.fields[name])

    def _values(self, order: OrderView) -> dict[str, str]:
        """What stands in the fields: masked values are not shown, or they would be written back as they look."""
        sees = self._desk.may(Right.SEE_PERSONAL)
        personal = {
            "recipient": order.row.recipient, "mobile": order.mobile, "phone": order.phone, "address": order.address,
        }  # fmt: skip
        shown = {name: text if sees else "" for name, text in personal.items()}
        return {**shown, "courier": order.courier, "note": order.row.note}

    def submit(self) -> None:
        """Write what is different; a mistake keeps the form open."""
        typed = {name: field.text().strip() for name, field in self.fields.items()}
        changed = {name: text for name, text in typed.items() if text != self._shown[name]}
        try:
            self._desk.command(edit_order, self._order.row.id, changed)
        except WarehouseError as error:
            named = error.fields.get("field")
            if named is None:
                raise
            raise type(error)(error.code, **{**error.fields, "field": tr(f"orders.field_{named}")}) from error


class GoodsForm(FormDialog):
    """Every line with its SKU and its pieces, and empty rows for more; a scan puts its goods into the first empty row."""

    def __init__(self, desk: Desk, order: OrderView, parent: QWidget) -> None:
        super().__init__("orders.edit_goods_title", parent, accept="orders.edit_do", width=space(170), number=order.row.number)
        self._desk, self._order = desk, order
        self._lines: list[OrderLineView | None] = [*(line for line in order.lines if line.live), *[None] * _NEW_LINES]
        self.codes = [Field("orders.edit_code", takes="typing", parent=self.sheet) for _ in self._lines]
        self.pieces = [QSpinBox(self.sheet) for _ in self._lines]
        words = "orders.edit_goods_stops" if order.row.state in ("in_wave", "picked", "packed") else "orders.edit_goods_words"
        self.body.addWidget(Text(words, role="muted", wrap=True, parent=self.sheet))
        self._list_lines()

    def _list_lines(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(0, 1)
        for column, title in enumerate(("orders.edit_line", "orders.col_seller_code", "orders.col_pieces")):
            grid.addWidget(Text(title, role="small", parent=self.sheet), 0, column)
        for number, line in enumerate(self._lines, 1):
            code, pieces = self.codes[number - 1], self.pieces[number - 1]
            words = Text(role="text", wrap=True, parent=self.sheet)
            if line is None:
                words.show_code("orders.edit_more")
            else:
                words.show_plain("  ".join(part for part in (line.name or line.title, line.properties) if part))
                code.setText(line.sku_code or line.seller_code)
            pieces.setRange(0, MOST_PIECES)
            pieces.setValue(0 if line is None else line.quantity)
            pieces.lineEdit().setTextMargins(space(2), 0, 0, 0)
            code.setFixedWidth(space(46))
            pieces.setFixedWidth(space(24))
            for place, widget in enumerate((words, code, pieces)):
                grid.addWidget(widget, number, place)
        self.body.addLayout(grid)

    def take_scan(self, scan: Scan) -> None:
        """Goods that are on the list get one piece more, others the first empty row."""
        found = self._named((scan.text, *scan.alternatives))
        if found is None:
            self.show_mistake(BadInput("orders.edit_unknown", scanned=scan.text))
            return
        same = [number for number, code in enumerate(self.codes) if self._sku(code.text()) == found.sku_id]
        free = [number for number, code in enumerate(self.codes) if not code.text().strip()]
        if not same and not free:
            self.show_mistake(BadInput("orders.edit_full"))
            return
        number = (same or free)[0]
        self.codes[number].setText(self.codes[number].text() or found.code)
        self.pieces[number].setValue(self.pieces[number].value() + found.multiple)
        self.show_mistake(None)

    def submit(self) -> None:
        """Write the goods; a code nobody knows keeps the form open at its field."""
        edits = []
        for line, code, pieces in zip(self._lines, self.codes, self.pieces, strict=True):
            text = code.text().strip()
            if line is None and not text:
                continue
            sku_id = self._sku(text)
            if sku_id is None:
                error = BadInput("orders.edit_unknown", scanned=text)
                self.show_mistake(error, code)
                raise error
            edits.append(GoodsEdit(None if line is None else line.id, sku_id, pieces.value()))
        self._desk.command(edit_goods, self._order.row.id, edits)

    def _named(self, codes: Sequence[str]) -> Goods | None:
        return self._desk.read(lambda session: goods(session.connection(), codes))

    def _sku(self, text: str) -> int | None:
        found = self._named((text.strip(),)) if text.strip() else None
        return None if found is None else found.sku_id
