"""The stock list: what lies where, by bin and SKU or grouped otherwise, searched by words or by scanning a product or a bin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.bursts import Scan
from ui.catalog.labels_form import offer_labels
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.stock.card import SkuPane
from ui.stock.lists import GROUPINGS, Grouping, Wanted, fetch_groups, fetch_stock, group_columns, stock_columns
from ui.stock.matrix_pane import MatrixPane
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.remembered import remember_split
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Combo, Text
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.stock.looks.queries import By, GroupRow
from warehouse_app.stock.queries import ShopSize, StockRow, shop_size

_NEXT: dict[By, Grouping] = {"zone": "bin", "category": "product", "product": "sku", "sku": "place", "bin": "place"}
"""What is listed when a group is opened: bins of a zone, SKUs of a product, and in the end where they lie."""

_CHOOSE_GROUP = ("stockroom.choose_group", "stockroom.choose_group_words")


class StockListPage(Page):
    """The page."""

    topics = frozenset({"stock", "bins", "catalog", "purchases", "receipts", "lots"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = Wanted()
        self._size = ShopSize(0, 0)
        self.by = Combo([(f"stockroom.by_{name}", name) for name in GROUPINGS], parent=self)
        self.search = SearchField("stock.search", self)
        self.total = Text(role="muted", parent=self)
        self.filter = Button("stock.show_all", kind="quiet", icon="close", parent=self)
        self.export = Button("stock.export", icon="export", shortcut="Ctrl+E", parent=self)
        self.labels = Button("goods.labels", icon="barcode", shortcut="Ctrl+L", parent=self)
        self._lists = QStackedWidget(self)
        self._groups: dict[Grouping, Table[GroupRow]] = {}
        self.table = self._make_table()
        self._lists.addWidget(self.table)
        self.pane = SkuPane(desk, self)
        self.product_pane = MatrixPane(desk, self)
        self._panes = QStackedWidget(self)
        self._panes.addWidget(self.pane)
        self._panes.addWidget(self.product_pane)
        self._lay_out()
        self._connect()

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan or search."""
        self.shown.setFocus()

    def refresh(self) -> None:
        """Read the list and the open account again."""
        self._size = self.desk.read(shop_size)
        self._say_empty()
        self.shown.refresh()
        self._say_total()
        self.pane.refresh()
        if self._panes.currentIndex() and self.product_pane.product_id is not None:
            self.product_pane.show_product(self.product_pane.product_id)

    def take_scan(self, scan: Scan) -> None:
        """A product shows itself and where it lies, a bin what it holds; anything else is searched for."""
        found = self._means((scan.text, *scan.alternatives))
        if found is None:
            self.answered.emit("unknown", "stock.unknown_code", {"code": scan.text}, "unknown")
            return
        if found.kind is Kind.BIN:
            self.show_wanted("place", Wanted(bin_code=found.code))
            self.answered.emit("information", "stock.bin_shown", {"bin": found.code}, "")
        else:
            self.show_sku(found.id)
            self.answered.emit("information", "stock.sku_shown", {"name": self.pane.name.text()}, "")

    # --- what is shown ----------------------------------------------------------------------------------------------

    @property
    def grouping(self) -> Grouping:
        """What the list is grouped by."""
        return next(name for name in GROUPINGS if name == self.by.value())

    @property
    def shown(self) -> Table[Any]:
        """The list that is in sight."""
        by = self.grouping
        return self.table if by == "place" else self._group_table(by)

    def show_by(self, by: Grouping) -> None:
        """Group by something else; what was searched for stays, one bin or SKU does not."""
        self.show_wanted(by, Wanted(text=self._wanted.text))

    def show_all(self) -> None:
        """No search, no filter."""
        self.search.clear()
        self.show_wanted(self.grouping, Wanted())
        self.shown.setFocus()

    def show_sku(self, sku_id: int) -> None:
        """Where a SKU lies, and its account."""
        self.show_wanted("place", Wanted(sku_id=sku_id))
        self._panes.setCurrentWidget(self.pane)
        self.pane.show_sku(sku_id)

    def show_wanted(self, by: Grouping, wanted: Wanted) -> None:
        """List this, grouped like this."""
        if self.search.text().strip() != wanted.text:
            self.search.blockSignals(True)  # the filter takes the search's place, it does not search for nothing
            self.search.setText(wanted.text)
            self.search.blockSignals(False)
        self._wanted = wanted
        self.by.blockSignals(True)
        self.by.choose(by)
        self.by.blockSignals(False)
        self.filter.setVisible(wanted != Wanted())
        self._say_empty()
        self._lists.setCurrentWidget(self.shown)
        self.shown.show_fetch(self._fetch_groups if by != "place" else self._fetch)
        if self.shown.model.total:
            self.shown.view.selectRow(0)
        self._chosen(self.shown.current())
        self._say_total()

    def _search(self, text: str) -> None:
        if text or not (self._wanted.bin_code or self._wanted.sku_id):
            self.show_wanted(self.grouping, Wanted(text=text))

    def _means(self, codes: Sequence[str]) -> Meaning | None:
        """The one resolver's answer, as far as it concerns stock."""
        found = self.desk.read(lambda session: meanings(session.connection(), codes))
        return next((meaning for meaning in found if meaning.kind in (Kind.BARCODE, Kind.SKU, Kind.BIN)), None)

    def _chosen(self, line: StockRow | GroupRow | None) -> None:
        """Show what the list's cursor is on: the account of a SKU, the matrix of a product."""
        if isinstance(line, GroupRow):
            if self.grouping == "product":
                self._panes.setCurrentWidget(self.product_pane)
                self.product_pane.show_product(line.id)
                return
            self._show_account(line.id if self.grouping == "sku" else None)
        elif line is not None:
            self._show_account(line.sku_id)

    def _show_account(self, sku_id: int | None) -> None:
        self._panes.setCurrentWidget(self.pane)
        if sku_id != self.pane.sku_id:
            self.pane.show_sku(sku_id)

    def _opened(self, line: GroupRow) -> None:
        """Enter on a group: what is in it."""
        by = self.grouping
        if by == "place":
            return
        if by == "sku":
            self.show_sku(line.id)
        elif by == "bin":
            self.show_wanted("place", Wanted(bin_code=line.code))
        elif line.code:
            self.show_wanted(_NEXT[by], Wanted(text=line.code))

    def _say_empty(self) -> None:
        nothing_yet = self._size.skus == 0
        self.shown.empty.show_state(
            "shelves" if nothing_yet else "search",
            "stock.empty_title" if nothing_yet else "stock.nothing_found",
            "stock.empty_words" if nothing_yet else "stock.nothing_found_words",
        )
        of_place = self.grouping == "place"
        self.pane.invitation.show_state(
            "shelves", *(("stock.choose_title", "stock.choose_words") if of_place else _CHOOSE_GROUP)
        )  # fmt: skip
        self.bring_in.setVisible(nothing_yet)
        self.back.setVisible(not nothing_yet)

    def _say_total(self) -> None:
        self.total.show_code("stock.total", rows=self.shown.model.total, skus=self._size.skus, pieces=self._size.pieces)

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[StockRow], int]:
        return fetch_stock(self.desk, self._wanted, offset, limit, sort, descending)

    def _fetch_groups(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[GroupRow], int]:
        by = self.grouping
        if by == "place":
            return (), 0
        return fetch_groups(self.desk, by, self._wanted.text, self._today(), offset, limit, sort, descending)

    def _today(self) -> date:
        return self.desk.warehouse.clock().astimezone().date()

    def _ask_labels(self) -> None:
        """Labels for the goods of the selected rows."""
        chosen = self.shown.selected()
        if self.grouping == "place":
            ids = [line.sku_id for line in chosen]
        else:
            ids = [line.id for line in chosen] if self.grouping == "sku" else []
        if ids:
            offer_labels(self.desk, self, list(dict.fromkeys(ids)), None)
        else:
            self.desk.messages.tell("information", "goods.choose_rows")

    def _export(self) -> None:
        path = ask_save(self, "stock.export", "stock.csv")
        if path is None:
            return
        desk, wanted, by, today = self.desk, self._wanted, self.grouping, self._today()
        if by == "place":
            export_table(desk, self, path, stock_columns(), lambda *page: fetch_stock(desk, wanted, *page))
        else:
            export_table(desk, self, path, group_columns(by), lambda *page: fetch_groups(desk, by, wanted.text, today, *page))

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_table(self) -> Table[StockRow]:
        self.empty = EmptyState("shelves", "stock.empty_title", "stock.empty_words", self)
        self.bring_in = self.empty.add_button(Button("stock.bring_in", kind="primary", icon="import", parent=self.empty))
        self.bring_in.clicked.connect(lambda: self.goto.emit("intake"))
        self.back = self.empty.add_button(Button("stock.show_all", icon="close", parent=self.empty))
        self.back.clicked.connect(self.show_all)
        table = Table(stock_columns(), self._fetch, self.empty, self)
        table.remember(self.desk.lists, "stock")
        self._wire(table)
        return table

    def _group_table(self, by: By) -> Table[GroupRow]:
        """The list of a grouping, made when it is first wanted; its order is kept while the window is open."""
        if by not in self._groups:
            empty = EmptyState("search", "stock.nothing_found", "stock.nothing_found_words", self)
            table = Table(group_columns(by), self._fetch_groups, empty, self)
            table.remember(self.desk.lists, f"stock_by_{by}")
            self._wire(table)
            if by == "sku":
                table.view.verticalHeader().setDefaultSectionSize(space(13))  # two lines: name, colour and size
            table.activated.connect(self._opened)
            self._lists.addWidget(table)
            self._groups[by] = table
        return self._groups[by]

    def _wire(self, table: Table[Any]) -> None:
        table.current_changed.connect(self._chosen)
        table.offer_export()
        table.export_asked.connect(self._export)

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=3)
        head.addWidget(Text("stockroom.group_by", role="muted", parent=self))
        self.by.setMinimumWidth(space(44))
        head.addWidget(self.by)
        head.addWidget(self.total)
        head.addStretch(1)
        head.addWidget(self.filter)
        self.search.setMinimumWidth(space(60))
        head.addWidget(self.search)
        head.addWidget(self.labels)
        head.addWidget(self.export)
        inside.addLayout(head)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(space(3))
        both.setStyleSheet("QSplitter::handle { background: transparent; }")
        both.addWidget(self._lists)
        both.addWidget(self._panes)
        self._lists.setMinimumWidth(space(130))
        self._panes.setMinimumWidth(space(96))
        both.setStretchFactor(0, 5)
        both.setStretchFactor(1, 3)
        both.setSizes([716, 434])
        remember_split(both, self.desk.lists, "split_stock")
        inside.addWidget(both, 1)
        self.filter.hide()

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.filter.clicked.connect(self.show_all)
        self.export.clicked.connect(self._export)
        self.labels.clicked.connect(self._ask_labels)
        self.by.currentIndexChanged.connect(lambda _: self.show_by(self.grouping))
        self.product_pane.sku_asked.connect(self.show_sku)
