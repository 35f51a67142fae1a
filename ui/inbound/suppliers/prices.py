"""What a supplier asks for one piece of each SKU today, what he asked before, and setting a price."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.inbound.buying.words import DayField, money_words, today_at, typed_money, variant_words
from ui.inbound.sku_picker import SkuPicker
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Field, Text
from warehouse_app.catalog.editing.queries import SkuLine
from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.commands import set_price
from warehouse_app.inbound.buying.queries import PastPrice, PriceRow, history, prices
from warehouse_app.people.rules import Right


class PricesTab(QWidget):
    """The tab; ``show_supplier`` says whose."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supplier_id: int | None = None
        self._text = ""
        self.search = SearchField("purchasing.find_sku", self)
        self.set_button = Button("purchasing.set_price", kind="primary", icon="tag", shortcut="F6", parent=self)
        empty = EmptyState("tag", "purchasing.no_prices", "purchasing.no_prices_words", self)
        empty.words.setFixedWidth(space(70))
        self.table: Table[PriceRow] = Table(_columns(), self._fetch, empty, self, many=False)
        self.table.remember(desk.lists, "supplier_prices")
        self.past = ShortTable(_past_columns(), EmptyState("history", "purchasing.no_past_prices", parent=self), self)
        self._lay_out()
        self.search.searched.connect(self._search)
        self.set_button.clicked.connect(lambda: self.ask_price(None))
        self.table.activated.connect(self.ask_price)
        self.table.current_changed.connect(self._show_past)

    def show_supplier(self, supplier_id: int) -> None:
        """Show the prices of a supplier."""
        self._supplier_id = supplier_id
        self.set_button.setVisible(self._desk.may(Right.BUY))
        self.table.refresh()
        if self.table.current() is None and self.table.model.total:
            self.table.view.selectRow(0)
        self._show_past(self.table.current())

    def ask_price(self, priced: PriceRow | None) -> None:
        """Ask for a price: of this SKU, or of one that is found first."""
        if self._supplier_id is not None and self._desk.may(Right.BUY):
            PriceForm(self._desk, self._supplier_id, priced, self).open()

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        head = row(gap=2)
        head.addWidget(self.search, 1)
        head.addWidget(self.set_button)
        inside.addLayout(head)
        both = row(gap=3)
        both.addWidget(self.table, 1)
        self.past.setFixedWidth(space(66))
        both.addWidget(self.past)
        inside.addLayout(both, 1)

    def _search(self, text: str) -> None:
        self._text = text
        self.table.show_fetch(self._fetch)

    def _fetch(self, offset: int, limit: int, _sort: str | None, _descending: bool) -> tuple[Sequence[PriceRow], int]:
        if self._supplier_id is None:
            return [], 0
        today = today_at(self._desk)
        page = self._desk.read(prices, self._supplier_id, today, text=self._text, offset=offset, limit=limit)
        return page.rows, page.total

    def _show_past(self, priced: PriceRow | None) -> None:
        known = priced is not None and self._supplier_id is not None
        self.past.show_rows(self._desk.read(history, self._supplier_id, priced.sku_id) if known else [])  # type: ignore[arg-type, union-attr]


class PriceForm(FormDialog):
    """A new price for a SKU; the old ones are kept."""

    def __init__(self, desk: Desk, supplier_id: int, priced: PriceRow | None, parent: QWidget) -> None:
        super().__init__("purchasing.price_title", parent, accept="ui.save", width=600)
        self._desk, self._supplier_id = desk, supplier_id
        self.sku_id = None if priced is None else priced.sku_id
        self.picker = SkuPicker(desk, self.sheet, rows=3) if priced is None else None
        self.goods = Text("purchasing.sku_missing", role="text", wrap=True, parent=self.sheet)
        self.price = Field("purchasing.hint_price", parent=self.sheet)
        self.since = DayField(today_at(desk), self.sheet)
        self.code = Field("purchasing.hint_supplier_code", parent=self.sheet)
        self.code.setMaxLength(60)
        if self.picker is not None:
            self.picker.picked.connect(self._picked)
            self.picker.table.view.clicked.connect(self.picker.pick)
            self.body.addWidget(self.picker)
        self.body.addWidget(self.goods)
        if priced is not None:
            self._show_goods(priced)
            self.price.setText(str(priced.price))
            self.code.setText(priced.supplier_code)
        self.add_beside(
            ("purchasing.price_of_one", self.price), ("purchasing.since", self.since),
            ("purchasing.supplier_code", self.code),
        )  # fmt: skip

    def take_scan(self, scan: Scan) -> None:
        """Goods scanned are the SKU whose price is meant."""
        if self.picker is not None and not self.picker.take_scan(scan):
            self.show_mistake(BadInput("purchasing.unknown_code", scanned=scan.text))

    def submit(self) -> None:
        """Set it. Raises what ``set_price`` raises, BadInput when no SKU or no price is there."""
        price = typed_money(self.price.text())
        if self.sku_id is None:
            raise BadInput("purchasing.sku_missing")
        if price is None:
            raise BadInput("purchasing.price_missing")
        self._desk.command(set_price, self._supplier_id, self.sku_id, price, self.since.day, self.code.text())

    def _picked(self, sku: SkuLine) -> None:
        self.sku_id = sku.id
        self._show_goods(sku)
        self.price.setFocus()

    def _show_goods(self, goods: PriceRow | SkuLine) -> None:
        self.goods.show_plain(" · ".join(part for part in (goods.seller_code, goods.name, variant_words(goods)) if part))


def _columns() -> list[Column[PriceRow]]:
    return [
        Column[PriceRow]("seller_code", "purchasing.column_sku", width=112, sortable=False),
        Column[PriceRow]("name", "purchasing.column_name", width=0, sortable=False),
        Column[PriceRow]("colour", "purchasing.column_variant", variant_words, width=96, sortable=False),
        Column[PriceRow](
            "price", "purchasing.column_price", lambda p: money_words(p.price), None, "right", width=80, sortable=False
        ),
    ]  # fmt: skip


def _past_columns() -> list[Column[PastPrice]]:
    return [
        Column[PastPrice]("since", "purchasing.column_since", width=102),
        Column[PastPrice]("price", "purchasing.column_price", lambda past: money_words(past.price), None, "right", width=72),
        Column[PastPrice]("who", "purchasing.column_who", width=0),
    ]
