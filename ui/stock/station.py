"""The stock station: the list of what lies where, searched by words or by scanning a product or a bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.station import Station
from ui.stock.card import SkuPane
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.stock.queries import ShopSize, StockRow, shop_size, stock_page


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which stock is shown: words searched for, one bin, one SKU; nothing of it means all."""

    text: str = ""
    bin_code: str = ""
    sku_id: int | None = None


class StockStation(Station):
    """The station."""

    name = "stock"
    title_code = "stock.title"
    icon = "shelves"
    topics = frozenset({"stock", "bins", "catalog"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = _Wanted()
        self._size = ShopSize(0, 0)
        self.search = SearchField("stock.search", self)
        self.search.searched.connect(self._search)
        self.total = Text(role="muted", parent=self)
        self.filter = Button("stock.show_all", kind="quiet", icon="close", parent=self)
        self.filter.clicked.connect(self.show_all)
        self.export = Button("stock.export", icon="export", shortcut="Ctrl+E", parent=self)
        self.export.clicked.connect(self._export)
        self.table = self._make_table()
        self.pane = SkuPane(desk, self)
        self._lay_out()

    def enter(self) -> None:
        """Fresh and ready to scan or search."""
        super().enter()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list and the open account again."""
        self._size = self.desk.read(shop_size)
        self._say_empty()
        self.table.refresh()
        self._say_total()
        self.pane.refresh()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A product shows itself and where it lies, a bin what it holds; anything else is searched for."""
        found = self._means((scan.text, *scan.alternatives))
        if found is None:
            self.answered.emit("unknown", "stock.unknown_code", {"code": scan.text}, "unknown")
            return
        if found.kind is Kind.BIN:
            self._show(_Wanted(bin_code=found.code))
            self.answered.emit("information", "stock.bin_shown", {"bin": found.code}, "")
        else:
            self._show(_Wanted(sku_id=found.id))
            self.pane.show_sku(found.id)
            self.answered.emit("information", "stock.sku_shown", {"name": self.pane.name.text()}, "")

    def show_all(self) -> None:
        """No search, no filter."""
        self.search.clear()
        self._show(_Wanted())
        self.table.setFocus()

    def _search(self, text: str) -> None:
        if text or not (self._wanted.bin_code or self._wanted.sku_id):
            self._show(_Wanted(text=text))

    def _show(self, wanted: _Wanted) -> None:
        if not wanted.text and self.search.text():
            self.search.blockSignals(True)  # the filter takes the search's place, it does not search for nothing
            self.search.clear()
            self.search.blockSignals(False)
        self._wanted = wanted
        self.filter.setVisible(wanted != _Wanted())
        self._say_empty()
        self.table.show_fetch(self._fetch)
        if self.table.model.total:
            self.table.view.selectRow(0)
        self._say_total()

    def _means(self, codes: Sequence[str]) -> Meaning | None:
        """The one resolver's answer, as far as it concerns stock."""
        found = self.desk.read(lambda session: meanings(session.connection(), codes))
        return next((meaning for meaning in found if meaning.kind in (Kind.BARCODE, Kind.SKU, Kind.BIN)), None)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_table(self) -> Table[StockRow]:
        columns = [
            Column[StockRow]("bin", "stock.column_bin", width=100),
            Column[StockRow]("seller_code", "stock.column_seller_code", width=128),
            Column[StockRow]("name", "stock.column_name", width=0),
            Column[StockRow]("colour", "stock.column_variant", _variant, width=138),
            Column[StockRow]("on_hand", "stock.on_hand", align="right", width=72),
            Column[StockRow]("reserved", "stock.reserved", align="right", width=76),
            Column[StockRow]("available", "stock.available", None, _available_tone, "right", 86),
        ]
        self.empty = EmptyState("shelves", "stock.empty_title", "stock.empty_words", self)
        self.bring_in = self.empty.add_button(Button("stock.bring_in", kind="primary", icon="import", parent=self.empty))
        self.bring_in.clicked.connect(lambda: self.goto.emit("intake"))
        self.back = self.empty.add_button(Button("stock.show_all", icon="close", parent=self.empty))
        self.back.clicked.connect(self.show_all)
        table = Table(columns, self._fetch, self.empty, self)
        table.current_changed.connect(self._chosen)
        table.offer_export()
        table.export_asked.connect(self._export)
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=5)
        head = row(gap=3)
        head.addWidget(self.total)
        head.addStretch(1)
        head.addWidget(self.filter)
        self.search.setMinimumWidth(space(76))
        head.addWidget(self.search)
        head.addWidget(self.export)
        inside.addLayout(head)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(space(3))
        both.setStyleSheet("QSplitter::handle { background: transparent; }")
        both.addWidget(self.table)
        both.addWidget(self.pane)
        self.table.setMinimumWidth(space(130))
        self.pane.setMinimumWidth(space(86))
        both.setStretchFactor(0, 5)
        both.setStretchFactor(1, 3)
        both.setSizes([760, 390])
        inside.addWidget(both, 1)
        self.filter.hide()

    def _chosen(self, stock: StockRow | None) -> None:
        if stock is not None and stock.sku_id != self.pane.sku_id:
            self.pane.show_sku(stock.sku_id)

    def _say_empty(self) -> None:
        nothing_yet = self._size.skus == 0
        self.empty.show_state(
            "shelves" if nothing_yet else "search",
            "stock.empty_title" if nothing_yet else "stock.nothing_found",
            "stock.empty_words" if nothing_yet else "stock.nothing_found_words",
        )
        self.bring_in.setVisible(nothing_yet)
        self.back.setVisible(not nothing_yet)

    def _say_total(self) -> None:
        self.total.show_code("stock.total", rows=self.table.model.total, skus=self._size.skus, pieces=self._size.pieces)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[StockRow], int]:
        return fetch_stock(self.desk, self._wanted, offset, limit, sort, descending)

    def _export(self) -> None:
        path = ask_save(self, "stock.export", "stock.csv")
        if path is None:
            return
        desk, wanted = self.desk, self._wanted
        export_table(desk, self, path, self.table.model.columns, lambda *page: fetch_stock(desk, wanted, *page))


def fetch_stock(
    desk: Desk, wanted: _Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[StockRow], int]:
    """One page of the stock that is wanted."""
    page = desk.read(
        stock_page, text=wanted.text, bin_code=wanted.bin_code, sku_id=wanted.sku_id, offset=offset, limit=limit,
        sort=sort or "bin", descending=descending,
    )  # fmt: skip
    return page.rows, page.total


def _variant(stock: StockRow) -> str:
    return " / ".join(part for part in (stock.colour, stock.size) if part)


def _available_tone(stock: StockRow) -> ToneName | None:
    """Nothing left to promise stands out."""
    return "warning" if stock.available <= 0 else None
