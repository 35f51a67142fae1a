"""Products: found by words or by a scan, as products, as SKUs, or as SKUs that no barcode names; the chosen one beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui import language
from ui.bursts import Scan
from ui.catalog.actions import Actions
from ui.catalog.labels_form import offer_labels
from ui.catalog.lists import VIEWS, View, Wanted, fetch_products, fetch_skus, product_columns, sku_columns
from ui.catalog.product_card import ProductCard
from ui.catalog.sku_card import SkuCard, product_of
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.remembered import remember_split
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.editing.queries import ProductLine, SkuLine
from warehouse_app.catalog.kits.commands import export_kits
from warehouse_app.people.rules import Right

_SIBLINGS = 500  # rows looked through for the one that was scanned; a product has far fewer


class ProductsPage(Page):
    """The page."""

    topics = frozenset({"catalog"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = Wanted()
        self.actions_ = Actions(desk, self)
        self.search = SearchField("goods.search", self)
        self.views: dict[View, Chip] = {view: Chip(f"goods.view_{view}", parent=self) for view in VIEWS}
        self.filter = Button("goods.all_products", kind="quiet", icon="close", parent=self)
        self.total = Text(role="muted", parent=self)
        self._make_buttons()
        self._make_tables()
        self.sku_card = SkuCard(desk, self.actions_, self)
        self.product_card = ProductCard(desk, self.actions_, self)
        self._lay_out()
        self._connect()
        self._show(Wanted())

    def enter(self) -> None:
        """Ready to scan or search."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list and the open card again."""
        self._show_rights()
        self.table.refresh()
        self._say_total()
        self._refresh_card()

    # --- what is shown ----------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> Wanted:
        """What the list shows."""
        return self._wanted

    @property
    def table(self) -> Table[ProductLine] | Table[SkuLine]:
        """The list that is shown."""
        return self.products if self._wanted.view == "products" else self.skus

    def show_view(self, view: View) -> None:
        """Another list, with the words that were searched for."""
        self._show(Wanted(view, self._wanted.text))

    def show_product(self, product_id: int, name: str) -> None:
        """The SKUs of one product."""
        self._clear_search()
        self._show(Wanted("skus", product_id=product_id, product=name))

    def show_sku(self, sku_id: int) -> bool:
        """One SKU among those of its product; says whether there is one."""
        if not self.sku_card.show_sku(sku_id) or self.sku_card.sku is None:
            return False
        line = self.sku_card.sku.line
        self.show_product(line.product_id, line.name)
        rows = self.skus.model.rows(most=_SIBLINGS)
        place = next((number for number, sku in enumerate(rows) if sku.id == sku_id), None)
        if place is not None:
            self.skus.view.selectRow(place)
        self.cards.setCurrentWidget(self.sku_card)
        return True

    def take_scan(self, scan: Scan) -> None:
        """Goods show themselves. Among SKUs without a barcode an unknown code is offered to the chosen one."""
        found = self.desk.read(lambda session: goods(session.connection(), (scan.text, *scan.alternatives)))
        if found is not None and self.show_sku(found.sku_id):
            code = "goods.carton_shown" if found.multiple > 1 else "goods.sku_shown"
            self.answered.emit("information", code, {"name": self.sku_card.name.text(), "pieces": found.multiple}, "")
            return
        chosen = self.sku_card.sku if self.cards.currentWidget() is self.sku_card else None
        if chosen is not None and self._wanted.view == "missing" and self.desk.may(Right.IMPORT_PRODUCTS):
            self.actions_.add_barcode(chosen, scan.text)
            return
        self.answered.emit("unknown", "goods.unknown_code", {"text": scan.text}, "unknown")

    def _search(self, text: str) -> None:
        self._show(replace(self._wanted, text=text))

    def _show(self, wanted: Wanted) -> None:
        self._wanted = wanted
        for view, chip in self.views.items():
            chip.setChecked(view == wanted.view)
        self.filter.setVisible(wanted.product_id is not None)
        self.sku_card.siblings.setVisible(wanted.product_id is None)
        if wanted.product_id is not None:
            self.filter.show_code("goods.only_product", name=_short(wanted.product))
        self._say_empty()
        self._show_rights()
        if wanted.view == "products":
            self.products.show_fetch(self._fetch_products)
        else:
            self.skus.show_fetch(self._fetch_skus)
        self.lists.setCurrentWidget(self.table)
        if self.table.model.total:
            self.table.view.selectRow(0)
        else:
            self.cards.setCurrentIndex(0)
        self._say_total()

    def _show_all(self) -> None:
        self._clear_search()
        self._show(Wanted("products" if self._wanted.product_id is not None else self._wanted.view))

    def _clear_search(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)

    def _product_chosen(self, product: ProductLine | None) -> None:
        if product is not None:
            self.product_card.show_product(product)
            self.cards.setCurrentWidget(self.product_card)

    def _sku_chosen(self, sku: SkuLine | None) -> None:
        if sku is not None and self.sku_card.show_sku(sku.id):
            self.cards.setCurrentWidget(self.sku_card)

    def _refresh_card(self) -> None:
        if not self.table.model.total:
            self.cards.setCurrentIndex(0)
        elif self._wanted.view == "products":
            self._product_chosen(self.products.current())
        else:
            self._sku_chosen(self.skus.current())

    # --- doing ------------------------------------------------------------------------------------------------------

    def chosen_skus(self) -> list[int]:
        """The SKUs that are meant: the selected rows; in the list of products those of the product that is shown."""
        if self._wanted.view == "products":
            return self.product_card.sku_ids() if self.products.current() is not None else []
        return [sku.id for sku in self.skus.selected()]

    def ask_labels(self, sku_ids: Sequence[int]) -> None:
        """Labels for these SKUs."""
        if sku_ids:
            offer_labels(self.desk, self, list(sku_ids), None)
        else:
            self.desk.messages.tell("information", "goods.choose_rows")

    def _new(self) -> None:
        if self._wanted.view == "products":
            self.actions_.new_sku(product=self.products.current())
        elif self._wanted.product_id is not None:
            self.actions_.new_sku(template=self.sku_card.sku)
        else:
            self.actions_.new_sku()

    def _new_many(self) -> None:
        sku = self.sku_card.sku
        if self._wanted.view == "products":
            self.actions_.new_skus(self.products.current())
        elif self._wanted.product_id is not None and sku is not None:
            self.actions_.new_skus(product_of(sku), template=sku)
        else:
            self.actions_.new_skus()

    def _give_barcodes(self) -> None:
        self.actions_.give_barcodes(self.chosen_skus())

    def _export(self) -> None:
        path = ask_save(self, "goods.export", f"{self._wanted.view}.csv")
        if path is None:
            return
        desk, wanted = self.desk, self._wanted
        if wanted.view == "products":
            columns = self.products.model.columns
            export_table(desk, self, path, columns, lambda *page: fetch_products(desk, wanted, *page))
        else:
            export_table(desk, self, path, self.skus.model.columns, lambda *page: fetch_skus(desk, wanted, *page))

    def _export_sets(self) -> None:
        """What sets are made of, in the layout it is brought in; without any set the blank form."""
        path = ask_save(self, "sets.export", "sets.csv", "*.csv *.xlsx")
        if path is None:
            return
        rows = self.desk.try_command(export_kits, path, language.current())
        if rows is not None:
            self.desk.messages.tell("right", "sets.exported", n=rows, file=path.name)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.new = Button("goods.new_sku", kind="primary", icon="plus", shortcut="Ctrl+N", parent=self)
        self.new_many = Button("goods.new_matrix", icon="plus", shortcut="Ctrl+M", parent=self)
        self.labels = Button("goods.labels", icon="label", shortcut="Ctrl+L", parent=self)
        self.give_barcodes = Button("goods.give_barcodes", icon="barcode", parent=self)
        self.export = Button("goods.export", icon="export", shortcut="Ctrl+E", parent=self)
        self.weights = Button("weighing.learned_open", kind="quiet", icon="weigh", parent=self)
        self.sets = Button("sets.export", kind="quiet", icon="export", parent=self)

    def _make_tables(self) -> None:
        self.empties = {view: EmptyState("tag", "goods.none_title", "goods.none_words", self) for view in ("products", "skus")}
        self.bring_in = {}
        self.back = {}
        for view, empty in self.empties.items():
            bring_in = Button("goods.bring_in", kind="primary", icon="import", parent=empty)
            bring_in.clicked.connect(lambda: self.goto.emit("intake"))
            back = Button("goods.all_products", icon="close", parent=empty)
            back.clicked.connect(self._show_all)
            self.bring_in[view], self.back[view] = empty.add_button(bring_in), empty.add_button(back)
        self.products: Table[ProductLine] = Table(product_columns(), self._fetch_products, self.empties["products"], self)
        self.products.remember(self.desk.lists, "products")
        self.skus: Table[SkuLine] = Table(sku_columns(), self._fetch_skus, self.empties["skus"], self)
        self.skus.remember(self.desk.lists, "skus")
        for table in (self.products, self.skus):
            table.offer_export()
            table.export_asked.connect(self._export)

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        for chip in self.views.values():
            head.addWidget(chip)
        self.search.setMinimumWidth(space(50))
        head.addWidget(self.search, 1)
        for button in (self.give_barcodes, self.labels, self.new_many, self.new):
            head.addWidget(button)
        inside.addLayout(head)
        self.lists = QStackedWidget(self)
        self.lists.addWidget(self.products)
        self.lists.addWidget(self.skus)
        self.cards = QStackedWidget(self)
        invitation = EmptyState("tag", "goods.choose_title", "goods.choose_words", self)
        invitation.words.setMinimumWidth(space(60))
        for widget in (invitation, self.sku_card, self.product_card):
            self.cards.addWidget(widget)
        inside.addWidget(self._halves(), 1)

    def _halves(self) -> QSplitter:
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(space(3))
        both.setStyleSheet("QSplitter::handle { background: transparent; }")
        left = QWidget(both)
        below = column(left, gap=2)
        below.addWidget(self.lists, 1)
        foot = row(gap=2)
        foot.addWidget(self.total)
        foot.addStretch(1)
        foot.addWidget(self.filter)
        foot.addWidget(self.weights)
        foot.addWidget(self.sets)
        foot.addWidget(self.export)
        below.addLayout(foot)
        both.addWidget(left)
        both.addWidget(self.cards)
        left.setMinimumWidth(space(120))
        self.cards.setMinimumWidth(space(96))
        both.setStretchFactor(0, 5)
        both.setStretchFactor(1, 3)
        both.setSizes([700, 450])
        remember_split(both, self.desk.lists, "split_products")
        return both

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        for view, chip in self.views.items():
            chip.clicked.connect(lambda _=False, view=view: self.show_view(view))
        self.filter.clicked.connect(self._show_all)
        self.products.current_changed.connect(self._product_chosen)
        self.products.activated.connect(lambda product: self.show_product(product.id, product.name))
        self.skus.current_changed.connect(self._sku_chosen)
        self.new.clicked.connect(self._new)
        self.new_many.clicked.connect(self._new_many)
        self.labels.clicked.connect(lambda: self.ask_labels(self.chosen_skus()))
        self.give_barcodes.clicked.connect(self._give_barcodes)
        self.export.clicked.connect(self._export)
        self.weights.clicked.connect(self.actions_.weights)
        self.sets.clicked.connect(self._export_sets)
        self.sku_card.labels_asked.connect(lambda sku_id: self.ask_labels([sku_id]))
        self.sku_card.siblings_asked.connect(self.show_sku)
        self.product_card.sku_asked.connect(self.show_sku)
        self.product_card.labels_asked.connect(self.ask_labels)
        self.actions_.sku_made.connect(self.show_sku)
        self.actions_.product_made.connect(self.show_product)

    def _show_rights(self) -> None:
        makes = self.desk.logged_in and self.desk.may(Right.IMPORT_PRODUCTS)
        self.new.setVisible(makes)
        self.new_many.setVisible(makes)
        self.give_barcodes.setVisible(makes and self._wanted.view == "missing")
        self.weights.setVisible(self.desk.logged_in and self.desk.may(Right.EDIT_PRODUCTS))
        self.sets.setVisible(self.desk.logged_in and self.desk.may(Right.EXPORT))

    def _say_empty(self) -> None:
        wanted = self._wanted
        searched = bool(wanted.text) or wanted.product_id is not None
        if searched:
            state = ("search", "goods.nothing_found", "goods.nothing_found_words")
        elif wanted.view == "missing":
            state = ("complete", "goods.none_missing", "goods.none_missing_words")
        else:
            state = ("tag", "goods.none_title", "goods.none_words")
        for view, empty in self.empties.items():
            empty.show_state(*state)
            self.bring_in[view].setVisible(not searched and wanted.view != "missing")
            self.back[view].setVisible(searched)

    def _say_total(self) -> None:
        self.total.show_code(f"goods.total_{self._wanted.view}", n=self.table.model.total)

    def _fetch_products(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[ProductLine], int]:
        return fetch_products(self.desk, self._wanted, offset, limit, sort, descending)

    def _fetch_skus(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[SkuLine], int]:
        return fetch_skus(self.desk, self._wanted, offset, limit, sort, descending)


def _short(name: str, most: int = 16) -> str:
    """A name that fits on a button."""
    return name if len(name) <= most else name[: most - 1] + "…"
