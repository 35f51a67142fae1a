"""A supplier's money: the receipts with what is paid and owed for each, and the account with its running balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_save, export_table
from ui.inbound.buying.forms import ReasonForm
from ui.inbound.buying.words import money_words
from ui.inbound.suppliers.account_forms import MoneyForm, PeriodForm
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button
from ui.widgets.toned import Toned
from warehouse_app.inbound.account.commands import reverse_entry
from warehouse_app.inbound.account.queries import EntryRow, ReceiptRow, balance, entries_page, receipts_of
from warehouse_app.people.rules import Right

_ALL = 100_000


class ReceiptsTab(QWidget):
    """Receipts filed, the newest first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supplier_id: int | None = None
        empty = EmptyState("inbound", "purchasing.no_receipts", parent=self)
        self.table: Table[ReceiptRow] = Table(_receipt_columns(), self._fetch, empty, self, many=False)
        self.pay_button = Button("purchasing.pay_receipt", icon="check", parent=self)
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        inside.addWidget(self.table, 1)
        foot = row(gap=2)
        foot.addStretch(1)
        foot.addWidget(self.pay_button)
        inside.addLayout(foot)
        self.table.offer_export()
        self.table.export_asked.connect(self._export)
        self.table.current_changed.connect(self._offer)
        self.table.activated.connect(self._pay)
        self.pay_button.clicked.connect(lambda: self._pay(self.table.current()))

    def show_supplier(self, supplier_id: int) -> None:
        """Show a supplier's receipts."""
        self._supplier_id = supplier_id
        self.table.refresh()
        if self.table.current() is None and self.table.model.total:
            self.table.view.selectRow(0)
        self._offer(self.table.current())

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[ReceiptRow], int]:
        return fetch_receipts(self._desk, self._supplier_id, offset, limit, sort, descending)

    def _offer(self, receipt: ReceiptRow | None) -> None:
        self.pay_button.setVisible(self._desk.may(Right.PAY))
        self.pay_button.setEnabled(receipt is not None and receipt.owed > 0)

    def _pay(self, receipt: ReceiptRow | None) -> None:
        if receipt is not None and receipt.owed > 0 and self._supplier_id is not None and self._desk.may(Right.PAY):
            MoneyForm(self._desk, "pay", self._supplier_id, receipt.owed, self, receipt).open()

    def _export(self) -> None:
        path = ask_save(self, "purchasing.export", "receipts.csv")
        if path is not None:
            desk, supplier_id = self._desk, self._supplier_id
            columns = self.table.model.columns
            export_table(desk, self, path, columns, lambda *page: fetch_receipts(desk, supplier_id, *page))


def fetch_receipts(
    desk: Desk, supplier_id: int | None, offset: int, limit: int, _sort: str | None, _descending: bool
) -> tuple[Sequence[ReceiptRow], int]:
    """One page of a supplier's receipts."""
    if supplier_id is None:
        return [], 0
    page = desk.read(receipts_of, supplier_id, offset=offset, limit=limit)
    return page.rows, page.total


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One entry with what was owed after it."""

    id: int
    day: date
    kind: str
    document: str
    note: str
    amount: Decimal
    balance: Decimal
    can_be_reversed: bool
    undone: bool


class AccountTab(QWidget):
    """Entries, the newest first, and what can be put down. ``statement_asked(first day, last day)``."""

    statement_asked = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._supplier_id: int | None = None
        self._owed = Decimal(0)
        self.owed = Toned(role="large", parent=self)
        self.entries = ShortTable(_entry_columns(), EmptyState("note", "purchasing.no_entries", parent=self), self, many=False)
        self.pay_button = Button("purchasing.pay", kind="primary", icon="check", parent=self)
        self.credit_button = Button("purchasing.credit", icon="plus", parent=self)
        self.reverse_button = Button("purchasing.reverse", kind="danger", icon="undo", parent=self)
        self.statement_button = Button("purchasing.statement", icon="file", parent=self)
        self._lay_out()
        self._connect()

    def show_supplier(self, supplier_id: int) -> None:
        """Show a supplier's account."""
        self._supplier_id = supplier_id
        self._owed = self._desk.read(balance, supplier_id)
        tone: ToneName | None = "information" if self._owed < 0 else None
        code = "purchasing.in_advance" if self._owed < 0 else "purchasing.owed_now"
        self.owed.show_toned(tone, code, amount=f"{abs(self._owed):,.2f}")
        page = self._desk.read(entries_page, supplier_id, limit=_ALL, descending=False)
        self.entries.show_rows(running(page.rows)[::-1])
        for button in (self.pay_button, self.credit_button):
            button.setVisible(self._desk.may(Right.PAY))
        self._offer(self.entries.table.current())

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        inside.addWidget(self.owed)
        inside.addWidget(self.entries, 1)
        foot = Flow(self, gap=2)
        for button in (self.pay_button, self.credit_button, self.reverse_button, self.statement_button):
            foot.add(button)
        inside.addWidget(foot)

    def _connect(self) -> None:
        self.entries.table.current_changed.connect(self._offer)
        self.pay_button.clicked.connect(lambda: self._ask_money(credited=False))
        self.credit_button.clicked.connect(lambda: self._ask_money(credited=True))
        self.reverse_button.clicked.connect(self._ask_reverse)
        self.statement_button.clicked.connect(lambda: PeriodForm(self._desk, self.statement_asked.emit, self).open())

    def _offer(self, line: AccountLine | None) -> None:
        self.reverse_button.setVisible(self._desk.may(Right.PAY) and line is not None and line.can_be_reversed)

    def _ask_money(self, *, credited: bool) -> None:
        if self._supplier_id is not None:
            MoneyForm(self._desk, "credit" if credited else "pay", self._supplier_id, self._owed, self).open()

    def _ask_reverse(self) -> None:
        line = self.entries.table.current()
        if line is not None:
            ReasonForm(
                "purchasing.reverse_title", "purchasing.reverse_words", "purchasing.reverse",
                lambda reason: self._desk.command(reverse_entry, line.id, reason), self, amount=f"{abs(line.amount):,.2f}",
            ).open()  # fmt: skip


def running(entries: Sequence[EntryRow]) -> list[AccountLine]:
    """The entries, oldest first, each with the balance after it."""
    lines, owed = [], Decimal("0.00")
    for entry in entries:
        owed += entry.amount
        lines.append(
            AccountLine(
                entry.id, entry.day, entry.kind, entry.receipt or entry.sent_back, entry.note, entry.amount, owed,
                entry.kind in ("payment", "credit") and not entry.undone, entry.undone,
            )
        )  # fmt: skip
    return lines


def _receipt_columns() -> list[Column[ReceiptRow]]:
    money = [
        Column[ReceiptRow]("amount", "purchasing.column_amount", lambda r: money_words(r.amount), None, "right", 92, False),
        Column[ReceiptRow]("freight", "purchasing.column_freight", _freight, None, "right", 84, False),
        Column[ReceiptRow]("paid", "purchasing.column_paid", lambda r: money_words(r.paid), None, "right", 92, False),
        Column[ReceiptRow]("owed", "purchasing.column_owed", lambda r: money_words(r.owed), _owed_tone, "right", 112, False),
    ]
    return [
        Column[ReceiptRow]("closed_at", "purchasing.column_day", _day, width=104, sortable=False),
        Column[ReceiptRow]("number", "purchasing.column_receipt", width=0, sortable=False),
        *money,
    ]


def _day(receipt: ReceiptRow) -> str:
    return receipt.closed_at.astimezone().date().isoformat()


def _freight(receipt: ReceiptRow) -> str:
    """The freight on the supplier's bill; what a carrier got is in brackets, because it is not owed to the supplier."""
    return f"({receipt.other_freight:,.2f})" if receipt.other_freight else money_words(receipt.freight)


def _owed_tone(receipt: ReceiptRow) -> ToneName | None:
    return "warning" if receipt.owed > 0 else "right"


def _entry_columns() -> list[Column[AccountLine]]:
    return [
        Column[AccountLine]("day", "purchasing.column_day", width=104),
        Column[AccountLine]("kind", "purchasing.column_kind", _kind, lambda e: "blocked" if e.undone else None, width=126),
        Column[AccountLine]("document", "purchasing.column_document", width=122),
        Column[AccountLine]("note", "purchasing.column_note", width=0),
        Column[AccountLine]("amount", "purchasing.column_amount", lambda e: f"{e.amount:+,.2f}", None, "right", width=96),
        Column[AccountLine]("balance", "purchasing.column_balance", lambda e: money_words(e.balance), None, "right", width=98),
    ]


def _kind(line: AccountLine) -> str:
    word = tr(f"account.kind_{line.kind}")
    return tr("purchasing.kind_undone", kind=word) if line.undone else word
