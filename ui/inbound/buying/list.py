"""The list of purchase orders: by state, supplier or words, long and paged, into a file; overdue ones stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.inbound.buying.words import day_words, money_words, today_at
from ui.inbound.supplier_choice import SupplierChoice
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button
from warehouse_app.inbound.buying.queries import OrderRow, orders_page

STATES = ("open", "draft", "sent", "partly", "overdue", "closed", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are shown; ``chip`` is one of ``STATES``."""

    chip: str = "open"
    text: str = ""
    supplier_id: int | None = None


class OrderList(QWidget):
    """``chosen(OrderRow or None)``: the cursor moved; ``opened(OrderRow)``: Enter or double click; ``asked_new()``."""

    chosen = Signal(object)
    opened = Signal(object)
    asked_new = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted = Wanted()
        self.chips = {state: Chip(parent=self) for state in STATES}
        self.search = SearchField("purchasing.find_order", self)
        self.supplier = SupplierChoice("purchasing.all_suppliers", self)
        self.export = Button(kind="quiet", icon="export", shortcut="Ctrl+E", parent=self)
        self.export.show_tip("purchasing.export")
        self.table = self._make_table()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the list and the counts on the chips again."""
        self.supplier.fill(self._desk)
        self._count()
        self.table.refresh()
        if self.table.current() is None and self.table.model.total:
            self.table.view.selectRow(0)
        elif not self.table.model.total:
            self.chosen.emit(None)

    def show_only(self, *, chip: str = "all", text: str = "") -> None:
        """Show the orders of one chip or with some words, the first of them chosen."""
        self.chips[chip].setChecked(True)
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self.supplier.choose(None)
        self._show(Wanted(chip, text))

    def show_order(self, number: str) -> None:
        """Put the cursor on the order of that number, in a list where it is."""
        if self.table.current() is None or number not in {order.number for order in self.table.model.rows(200)}:
            self.show_only(text=number)
        for place, order in enumerate(self.table.model.rows(200)):
            if order.number == number:
                self.table.view.selectRow(place)
                break

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_table(self) -> Table[OrderRow]:
        columns = [
            Column[OrderRow]("number", "purchasing.column_number", width=118),
            Column[OrderRow]("supplier", "purchasing.column_supplier", width=0),
            Column[OrderRow]("state", "purchasing.column_state", state_words, width=92),
            Column[OrderRow]("expected", "purchasing.column_expected", expected_words, expected_tone, width=164),
            Column[OrderRow]("received", "purchasing.column_pieces", _pieces, align="right", width=84),
            Column[OrderRow]("amount", "purchasing.column_amount", lambda order: money_words(order.amount), None, "right", 92),
        ]
        self.empty = EmptyState("orders", "purchasing.no_orders", "purchasing.no_orders_words", self)
        self.new_here = self.empty.add_button(Button("purchasing.new_order", kind="primary", icon="plus", parent=self.empty))
        table = Table(columns, self._fetch, self.empty, self, many=False)
        table.remember(self._desk.lists, "purchase_orders")
        table.offer_export()
        return table

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        flow = Flow(self)
        for chip in self.chips.values():
            group.addButton(chip)
            flow.add(chip)
        self.chips[self.wanted.chip].setChecked(True)
        inside = column(self, gap=2)
        inside.addWidget(flow)
        line = row(gap=2)
        line.addWidget(self.search, 1)
        self.supplier.setFixedWidth(space(48))
        line.addWidget(self.supplier)
        line.addWidget(self.export)
        inside.addLayout(line)
        inside.addWidget(self.table, 1)

    def _connect(self) -> None:
        for state, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, state=state: self._show(replace(self.wanted, chip=state)))
        self.search.searched.connect(lambda text: self._show(replace(self.wanted, text=text)))
        self.supplier.activated.connect(
            lambda _: self._show(replace(self.wanted, supplier_id=cast("int | None", self.supplier.value())))
        )
        self.table.current_changed.connect(self.chosen)
        self.table.activated.connect(self.opened)
        self.table.export_asked.connect(self._export)
        self.export.clicked.connect(self._export)
        self.new_here.clicked.connect(self.asked_new)

    # --- reading ----------------------------------------------------------------------------------------------------

    def _show(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._count()
        self.table.show_fetch(self._fetch)
        if self.table.model.total:
            self.table.view.selectRow(0)
        else:
            self.chosen.emit(None)

    def _count(self) -> None:
        today = today_at(self._desk)
        for state, chip in self.chips.items():
            total = fetch_orders(self._desk, replace(self.wanted, chip=state), today, 0, 1, None, False)[1]
            chip.show_code(f"purchasing.chip_{state}", n=total)
        searched = self.wanted.text or self.wanted.supplier_id is not None or self.wanted.chip not in ("open", "all")
        kind = "found" if searched else "orders"
        self.empty.show_state("search" if searched else "orders", f"purchasing.no_{kind}", f"purchasing.no_{kind}_words")

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[OrderRow], int]:
        return fetch_orders(self._desk, self.wanted, today_at(self._desk), offset, limit, sort, descending)

    def _export(self) -> None:
        path = ask_save(self, "purchasing.export", "purchase-orders.csv")
        if path is not None:
            desk, wanted, today = self._desk, self.wanted, today_at(self._desk)
            export_table(desk, self, path, self.table.model.columns, lambda *page: fetch_orders(desk, wanted, today, *page))


def fetch_orders(
    desk: Desk, wanted: Wanted, today: date, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[OrderRow], int]:
    """One page of the orders that are wanted, the newest first unless sorted."""
    page = desk.read(
        orders_page, today, text=wanted.text, state="" if wanted.chip in ("all", "overdue") else wanted.chip,
        supplier_id=wanted.supplier_id, overdue_only=wanted.chip == "overdue", offset=offset, limit=limit,
        sort=sort or "number", descending=descending if sort else True,
    )  # fmt: skip
    return page.rows, page.total


def state_words(order: OrderRow) -> str:
    """The order's state."""
    return tr(f"purchasing.state_{order.state}")


def expected_words(order: OrderRow) -> str:
    """The day the goods are expected, and that it has gone by."""
    day = day_words(order.expected)
    return tr("purchasing.overdue", day=day) if order.overdue else day


def expected_tone(order: OrderRow) -> ToneName | None:
    """Overdue orders stand out."""
    return "warning" if order.overdue else None


def _pieces(order: OrderRow) -> str:
    return f"{order.received:,} / {order.pieces:,}"
