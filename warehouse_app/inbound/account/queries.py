"""A supplier's account as a person sees it: receipts and what is owed for each, entries, balances, statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.errors import BadInput, NotFound
from warehouse_app.inbound.account.rules import NOTHING, Bill, Entry, Settlement, settle
from warehouse_app.inbound.tables import Receipt, Supplier, SupplierEntry, SupplierReturn
from warehouse_app.people.tables import Person
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A closed receipt as it stands in the account; ``freight`` is on the supplier's bill, ``other_freight`` a carrier's."""

    receipt_id: int
    number: str
    closed_at: datetime
    delivery_note: str
    amount: Decimal
    freight: Decimal
    other_freight: Decimal
    paid: Decimal
    owed: Decimal


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of an account. ``undone`` says that a later line takes it back."""

    id: int
    supplier_id: int
    supplier: str
    day: date
    kind: str
    amount: Decimal
    receipt: str
    sent_back: str  # the number of the return it is about
    note: str
    who: str
    at: datetime
    undoes_id: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry of a statement; above zero ``amount`` is owed more, and ``balance`` is what is owed after it."""

    day: date
    kind: str
    document: str
    note: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """A supplier's account from one day to another, both included."""

    supplier: str
    first_day: date
    last_day: date
    opening: Decimal
    lines: tuple[StatementLine, ...]
    closing: Decimal

    @property
    def owed_more(self) -> Decimal:
        return sum((line.amount for line in self.lines if line.amount > 0), NOTHING)

    @property
    def owed_less(self) -> Decimal:
        return sum((-line.amount for line in self.lines if line.amount < 0), NOTHING)


def settlement(session: Session, supplier_id: int) -> Settlement:
    """Which of the supplier's receipts are paid, and what money no receipt has taken."""
    rows = session.execute(
        select(
            SupplierEntry.id, SupplierEntry.kind, SupplierEntry.amount, SupplierEntry.receipt_id, SupplierEntry.undoes_id
        )
        .where(SupplierEntry.supplier_id == supplier_id)
        .order_by(SupplierEntry.day, SupplierEntry.id)
    )  # fmt: skip
    return settle([Entry(*row) for row in rows])


def receipts_of(session: Session, supplier_id: int, *, offset: int = 0, limit: int = 100) -> Page[ReceiptRow]:
    """The supplier's closed receipts, the newest first, each with what is paid and owed. Raises NotFound."""
    _name(session, supplier_id)
    closed = select(Receipt).where(Receipt.supplier_id == supplier_id, Receipt.state == "closed")
    total = session.scalar(select(func.count()).select_from(closed.subquery())) or 0
    bills = {bill.receipt_id: bill for bill in settlement(session, supplier_id).bills}
    page = session.execute(
        select(Receipt.id, Receipt.number, Receipt.closed_at, Receipt.delivery_note, Receipt.freight, Receipt.freight_owed)
        .where(Receipt.supplier_id == supplier_id, Receipt.state == "closed")
        .order_by(Receipt.closed_at.desc(), Receipt.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return Page([_receipt_row(row, bills.get(row.id, Bill(row.id, NOTHING, NOTHING, NOTHING))) for row in page], total)


def _receipt_row(row: Any, bill: Bill) -> ReceiptRow:
    return ReceiptRow(
        row.id, row.number, row.closed_at, row.delivery_note, bill.amount, bill.freight,
        NOTHING if row.freight_owed else row.freight, bill.paid, bill.owed,
    )  # fmt: skip


def entries_page(
    session: Session, supplier_id: int | None = None, *, offset: int = 0, limit: int = 100, descending: bool = True
) -> Page[EntryRow]:  # fmt: skip
    """Entries of one account or of all, the newest day first unless asked otherwise."""
    chosen = select(SupplierEntry.id)
    if supplier_id is not None:
        chosen = chosen.where(SupplierEntry.supplier_id == supplier_id)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    keys = (SupplierEntry.day, SupplierEntry.id)
    by = [key.desc() for key in keys] if descending else list(keys)
    page = chosen.order_by(*by).offset(offset).limit(limit).subquery()
    undoing = aliased(SupplierEntry)
    rows: Any = session.execute(
        select(
            SupplierEntry.id, SupplierEntry.supplier_id, Supplier.name, SupplierEntry.day, SupplierEntry.kind,
            SupplierEntry.amount, func.coalesce(Receipt.number, ""), func.coalesce(SupplierReturn.number, ""),
            SupplierEntry.note, Person.name, SupplierEntry.at, SupplierEntry.undoes_id, undoing.id.is_not(None),
        )
        .join(page, page.c.id == SupplierEntry.id)
        .join(Supplier, Supplier.id == SupplierEntry.supplier_id)
        .join(Person, Person.id == SupplierEntry.who_id)
        .outerjoin(Receipt, Receipt.id == SupplierEntry.receipt_id)
        .outerjoin(SupplierReturn, SupplierReturn.id == SupplierEntry.return_id)
        .outerjoin(undoing, undoing.undoes_id == SupplierEntry.id)
        .order_by(*by)
    )  # fmt: skip
    return Page([EntryRow(*row) for row in rows], total)


def balance(session: Session, supplier_id: int) -> Decimal:
    """What the shop owes the supplier; below zero it has paid in advance."""
    return _sum(session, SupplierEntry.supplier_id == supplier_id)


def balances(session: Session) -> dict[int, Decimal]:
    """What is owed to each supplier that has an account, by supplier id; 0 for all others."""
    rows = session.execute(select(SupplierEntry.supplier_id, func.sum(SupplierEntry.amount)).group_by(SupplierEntry.supplier_id))
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for row in rows:
        found[row[0]] = row[1]
    return found


def statement(session: Session, supplier_id: int, first_day: date, last_day: date) -> Statement:
    """The account of a period with its running balance. Raises BadInput ``account.bad_period``, NotFound."""
    if first_day > last_day:
        raise BadInput("account.bad_period", first=first_day.isoformat(), last=last_day.isoformat())
    name = _name(session, supplier_id)
    running = opening = _sum(session, SupplierEntry.supplier_id == supplier_id, SupplierEntry.day < first_day)
    rows = session.execute(
        select(
            SupplierEntry.day, SupplierEntry.kind, func.coalesce(Receipt.number, SupplierReturn.number, ""), SupplierEntry.note,
            SupplierEntry.amount,
        )
        .outerjoin(Receipt, Receipt.id == SupplierEntry.receipt_id)
        .outerjoin(SupplierReturn, SupplierReturn.id == SupplierEntry.return_id)
        .where(SupplierEntry.supplier_id == supplier_id, SupplierEntry.day.between(first_day, last_day))
        .order_by(SupplierEntry.day, SupplierEntry.id)
    )  # fmt: skip
    lines = []
    for row in rows:
        running += row[-1]
        lines.append(StatementLine(*row, balance=running))
    return Statement(name, first_day, last_day, opening, tuple(lines), running)


def _sum(session: Session, *which: Any) -> Decimal:
    found: Decimal | None = session.scalar(select(func.sum(SupplierEntry.amount)).where(*which))
    return NOTHING if found is None else found


def _name(session: Session, supplier_id: int) -> str:
    name = session.scalar(select(Supplier.name).where(Supplier.id == supplier_id))
    if name is None:
        raise NotFound("account.no_such_supplier")
    return name
