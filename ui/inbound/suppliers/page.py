"""The page of suppliers: the list with what is open, owed and how good they are, and one of them beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.inbound.buying.papers import Papers
from ui.inbound.buying.words import NONE, money_words, today_at
from ui.inbound.suppliers.card import SupplierPane, score_words
from ui.inbound.suppliers.form import SupplierForm
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.search_field import SearchField
from ui.widgets.text import Button, Check
from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.editing.queries import sku_details
from warehouse_app.inbound.account.queries import balances
from warehouse_app.inbound.buying.commands import retire_supplier, save_supplier
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.inbound.buying.suppliers import SupplierRow, suppliers
from warehouse_app.people.rules import Right

_WIDE_ONLY = {"contact": 560, "phone": 690, "lead_days": 780, "parts": 1080}
"""Columns that are shown only when the list is at least so many pixels wide; the card beside it says the same."""


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """A supplier as the list shows it."""

    id: int
    name: str
    contact: str
    phone: str
    lead_days: int | None
    open_orders: int
    overdue_orders: int
    owed: Decimal
    mark: int | None
    row: SupplierRow

    @property
    def parts(self) -> str:
        return score_words(self.row.score)


class SuppliersPage(Page):
    """The page. Goods scanned show their price at the chosen supplier."""

    topics = frozenset({"suppliers", "purchases", "receipts", "returns", "account"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._text = ""
        self._fresh: int | None = None
        self.papers = Papers(desk, self)
        self.search = SearchField("purchasing.find_supplier", self)
        self.retired = Check("purchasing.show_retired", parent=self)
        self.new = Button("purchasing.new_supplier", kind="primary", icon="plus", shortcut="Ctrl+N", parent=self)
        self.empty = EmptyState("person", "purchasing.no_suppliers", "purchasing.no_suppliers_words", self)
        self.empty.words.setFixedWidth(space(78))
        self.new_here = self.empty.add_button(Button("purchasing.new_supplier", kind="primary", icon="plus", parent=self.empty))
        self.list = ShortTable(_columns(), self.empty, self, many=False)
        self.pane = SupplierPane(desk, self.papers, self)
        self._lay_out()
        self._connect()

    def enter(self) -> None:
        """Ready to search."""
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the list and the shown supplier again."""
        self.new.setVisible(self.desk.may(Right.BUY))
        self.new_here.setVisible(self.desk.may(Right.BUY) and not self._text)
        self._say_empty()
        self.list.show_rows(self._read())
        self._choose(self._fresh)
        self._fresh = None
        self._fit()

    def take_scan(self, scan: Scan) -> None:
        """Show what the chosen supplier asks for the goods scanned."""
        codes = (scan.text, *scan.alternatives)
        named = self.desk.read(lambda session: goods(session.connection(), codes))
        found = None if named is None else self.desk.read(sku_details, named.sku_id)
        if found is None or self.pane.row is None:
            self.answered.emit("unknown", "purchasing.unknown_code", {"scanned": scan.text}, "unknown")
            return
        self.pane.tabs.setCurrentIndex(0)
        self.pane.prices.search.setText(found.line.seller_code)
        self.answered.emit("information", "purchasing.price_of_sku", {"sku": found.line.seller_code}, "")

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=3)
        inside.addWidget(self.papers)
        listed = QWidget(self)
        left = column(listed, gap=2)
        head = row(gap=2)
        head.addWidget(self.search, 1)
        head.addWidget(self.new)
        left.addLayout(head)
        left.addWidget(self.list, 1)
        left.addWidget(self.retired)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(space(3))
        both.setStyleSheet("QSplitter::handle { background: transparent; }")
        both.addWidget(listed)
        both.addWidget(self.pane)
        listed.setMinimumWidth(space(108))
        self.pane.setMinimumWidth(space(150))
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 1)
        both.setSizes([450, 700])
        remember_split(both, self.desk.lists, "split_suppliers")
        both.splitterMoved.connect(lambda *_: self._fit())
        inside.addWidget(both, 1)

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.retired.toggled.connect(lambda _: self.refresh())
        self.new.clicked.connect(self.ask_new)
        self.new_here.clicked.connect(self.ask_new)
        self.list.table.current_changed.connect(self._chosen)
        self.list.table.activated.connect(lambda line: self._asked("edit", line.row))
        self.list.table.offer_export()
        self.list.table.export_asked.connect(self._export)
        self.pane.asked.connect(self._asked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.list.width()
        for number, shown in enumerate(self.list.table.model.columns):
            self.list.table.view.setColumnHidden(number, width < _WIDE_ONLY.get(shown.key, 0))

    def _read(self) -> list[SupplierLine]:
        found = self.desk.read(suppliers, today_at(self.desk), text=self._text, retired=self.retired.isChecked())
        owed = self.desk.read(balances)
        return [
            SupplierLine(
                row.id, row.name, row.contact, row.phone, row.lead_days, row.open_orders, row.overdue_orders, owed[row.id],
                row.score.mark, row,
            )
            for row in found
        ]  # fmt: skip

    def _search(self, text: str) -> None:
        self._text = text
        self.refresh()

    def _say_empty(self) -> None:
        kind = "suppliers_found" if self._text else "suppliers"
        self.empty.show_state("search" if self._text else "person", f"purchasing.no_{kind}", f"purchasing.no_{kind}_words")

    def _choose(self, supplier_id: int | None) -> None:
        """Put the cursor on a supplier: the one asked for, the one shown, or the first."""
        wanted = supplier_id if supplier_id is not None else self.pane.row.id if self.pane.row else None
        lines = list(self.list.table.model.rows())
        place = next((number for number, line in enumerate(lines) if line.id == wanted), 0)
        if lines:
            self.list.table.view.selectRow(place)
        self.pane.show_supplier(lines[place].id if lines else None)

    def _chosen(self, line: SupplierLine | None) -> None:
        if line is not None and (self.pane.row is None or self.pane.row.id != line.id):
            self.pane.show_supplier(line.id)

    # --- what can be done -------------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Ask for a new supplier, and show it."""
        form = SupplierForm(self.desk, self)
        form.accepted.connect(lambda: self._show_new(form.supplier_id))
        form.open()

    def _show_new(self, supplier_id: int | None) -> None:
        self._fresh = supplier_id
        self.search.clear()
        self.refresh()

    def _asked(self, action: str, shown: SupplierRow) -> None:
        if action == "edit" and self.desk.may(Right.BUY):
            SupplierForm(self.desk, self, shown).open()
        elif action == "retire":
            self.desk.try_command(retire_supplier, shown.id)
        elif action == "use_again":
            self.desk.try_command(save_supplier, _fields_of(shown), shown.id)

    def _export(self) -> None:
        path = ask_save(self, "purchasing.export", "suppliers.csv")
        if path is not None:
            export_table(self.desk, self, path, self.list.table.model.columns, partial(_slice, list(self.list.rows)))


def _slice(
    lines: Sequence[SupplierLine], offset: int, limit: int, _sort: str | None, _descending: bool
) -> tuple[Sequence[SupplierLine], int]:
    return lines[offset : offset + limit], len(lines)


def _fields_of(row: SupplierRow) -> SupplierFields:
    return SupplierFields(
        row.name, row.contact, row.phone, row.address, row.note, row.lead_days, row.minimum_amount, row.minimum_pieces
    )


def _columns() -> list[Column[SupplierLine]]:
    return [
        Column[SupplierLine]("name", "purchasing.column_supplier", None, _retired_tone, width=0),
        Column[SupplierLine]("contact", "purchasing.column_contact", width=100),
        Column[SupplierLine]("phone", "purchasing.column_phone", width=128),
        Column[SupplierLine]("lead_days", "purchasing.column_lead_days", align="right", width=90),
        Column[SupplierLine]("open_orders", "purchasing.column_open_orders", None, _overdue_tone, "right", 104),
        Column[SupplierLine]("owed", "purchasing.column_owed", lambda line: money_words(line.owed), None, "right", 104),
        Column[SupplierLine]("mark", "purchasing.column_mark", _mark, align="right", width=66),
        Column[SupplierLine]("parts", "purchasing.column_parts", width=300),
    ]


def _retired_tone(line: SupplierLine) -> ToneName | None:
    return None if line.row.active else "blocked"


def _overdue_tone(line: SupplierLine) -> ToneName | None:
    return "warning" if line.overdue_orders else None


def _mark(line: SupplierLine) -> str:
    return NONE if line.mark is None else str(line.mark)
