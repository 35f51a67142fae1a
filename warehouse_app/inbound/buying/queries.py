"""Buying as a person sees it: suppliers with their marks, what they ask, what is ordered and what is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from sqlalchemy import BigInteger, ColumnElement, Select, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.inbound.buying.prices import current_prices, newest_prices
from warehouse_app.inbound.buying.rules import COMING, Totals, is_overdue, order_totals
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Supplier, SupplierPrice
from warehouse_app.people.tables import Person
from warehouse_app.store.base import Money
from warehouse_app.store.imports import chunks
from warehouse_app.store.pages import Page

COMING_STATES = [state.value for state in COMING]


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What a supplier asks today for one piece of a SKU."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    price: Decimal
    since: date
    supplier_code: str


@dataclass(frozen=True, slots=True)
class PastPrice:
    """One price a supplier asked, or will ask, from a day on."""

    price: Decimal
    since: date
    supplier_code: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A purchase order in a list; ``amount`` counts lines without a price as nothing."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    state: str
    expected: date | None
    sent_at: datetime | None
    pieces: int
    received: int
    amount: Decimal
    note: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One SKU of a purchase order, and what the supplier calls it."""

    id: int
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    quantity: int
    received: int
    price: Decimal | None
    supplier_code: str

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else self.quantity * self.price


@dataclass(frozen=True, slots=True)
class OrderCard:
    """A purchase order with all its lines; an edit names the ``version`` it was read at."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    state: str
    expected: date | None
    overdue: bool
    note: str
    override: str
    made_at: datetime
    made_by: str
    sent_at: datetime | None
    closed_at: datetime | None
    version: int
    lines: tuple[OrderLine, ...]

    @property
    def totals(self) -> Totals:
        return order_totals((line.quantity, line.price) for line in self.lines)

    @property
    def received(self) -> int:
        return sum(line.received for line in self.lines)


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order goods may arrive for, as it is offered at receiving."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    expected: date | None
    pieces: int
    received: int


def _of_lines(figure: Any, kind: Any) -> ColumnElement[Any]:
    """A sum over the lines of the order of the outer statement."""
    total = func.coalesce(func.sum(figure), 0)
    return type_coerce(select(total).where(PurchaseLine.order_id == PurchaseOrder.id).scalar_subquery(), kind)


# SQLAlchemy would take cents times pieces for money; the sum is, in cents, as it is stored.
_CENTS = type_coerce(func.coalesce(PurchaseLine.price, Decimal(0)), BigInteger) * PurchaseLine.quantity
_PIECES = _of_lines(PurchaseLine.quantity, BigInteger)
_RECEIVED = _of_lines(PurchaseLine.received, BigInteger)
_AMOUNT = _of_lines(_CENTS, Money)
ORDERS_ORDER: dict[str, Any] = {
    "number": PurchaseOrder.id, "supplier": Supplier.name, "state": PurchaseOrder.state, "expected": PurchaseOrder.expected,
    "sent_at": PurchaseOrder.sent_at, "pieces": _PIECES, "received": _RECEIVED, "amount": _AMOUNT,
}  # fmt: skip


def prices(
    session: Session, supplier_id: int, today: date, *, text: str = "", offset: int = 0, limit: int = 100
) -> Page[PriceRow]:
    """What the supplier asks today, by seller code; searched by seller code, name or the supplier's code."""
    newest = newest_prices(supplier_id, today).c
    wanted = (
        select(
            Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, newest.price, newest.since, newest.supplier_code
        )
        .join(newest.sku_id.table, newest.sku_id == Sku.id)
        .join(Product, Product.id == Sku.product_id)
        .where(newest.rank == 1)
    )  # fmt: skip
    if text:
        searched = (Sku.seller_code, Product.name, newest.supplier_code)
        wanted = wanted.where(or_(*(column.icontains(text, autoescape=True) for column in searched)))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.execute(wanted.order_by(Sku.seller_code, Sku.id).offset(offset).limit(limit))
    return Page([PriceRow(*row) for row in rows], total)


def history(session: Session, supplier_id: int, sku_id: int) -> list[PastPrice]:
    """All prices of a SKU from a supplier, the newest day first; a day still to come is among them."""
    rows = session.execute(
        select(SupplierPrice.price, SupplierPrice.since, SupplierPrice.supplier_code, SupplierPrice.at, Person.name)
        .join(Person, Person.id == SupplierPrice.who_id)
        .where(SupplierPrice.supplier_id == supplier_id, SupplierPrice.sku_id == sku_id)
        .order_by(SupplierPrice.since.desc(), SupplierPrice.id.desc())
    )
    return [PastPrice(*row) for row in rows]


class Asked(TypedDict, total=False):
    """Which page of a list: from which row, how many (100), by which column, and whether from its end."""

    offset: int
    limit: int
    sort: str
    descending: bool


def orders_page(
    session: Session, today: date, *, text: str = "", state: str = "", supplier_id: int | None = None,
    overdue_only: bool = False, **page: Unpack[Asked],
) -> Page[OrderRow]:  # fmt: skip
    """Purchase orders, the newest first unless asked otherwise; searched by number, supplier, note, and the SKUs on them.

    ``state`` may also be "open": drafts and those on their way. Sorted by a key of ORDERS_ORDER.
    """
    wanted = select(PurchaseOrder.id).join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
    if supplier_id is not None:
        wanted = wanted.where(PurchaseOrder.supplier_id == supplier_id)
    if state:
        wanted = wanted.where(PurchaseOrder.state.in_(["draft", *COMING_STATES] if state == "open" else [state]))
    if overdue_only:
        wanted = wanted.where(PurchaseOrder.state.in_(COMING_STATES), PurchaseOrder.expected < today)
    wanted = _searched(wanted, text) if text else wanted
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = ORDERS_ORDER[page.get("sort", "number")]
    descending = page.get("descending", True)
    by = (key.desc().nulls_last() if descending else key.asc().nulls_last(), PurchaseOrder.id.desc())
    rows = session.execute(
        wanted.add_columns(
            PurchaseOrder.number, PurchaseOrder.supplier_id, Supplier.name, PurchaseOrder.state, PurchaseOrder.expected,
            PurchaseOrder.sent_at, _PIECES, _RECEIVED, _AMOUNT, PurchaseOrder.note,
        ).order_by(*by).offset(page.get("offset", 0)).limit(page.get("limit", 100))
    )  # fmt: skip
    return Page([_order_row(*row, today=today) for row in rows], total)


def _searched(wanted: Select[Any], text: str) -> Select[Any]:
    on_it = (
        exists()
        .where(PurchaseLine.order_id == PurchaseOrder.id, Sku.id == PurchaseLine.sku_id, Product.id == Sku.product_id)
        .where(or_(Sku.seller_code.icontains(text, autoescape=True), Product.name.icontains(text, autoescape=True)))
    )
    own = (PurchaseOrder.number, Supplier.name, PurchaseOrder.note)
    return wanted.where(or_(*(column.icontains(text, autoescape=True) for column in own), on_it))


def _order_row(*told: Any, today: date) -> OrderRow:
    order_id, number, supplier_id, supplier, state, expected, sent_at, pieces, received, amount, note = told
    return OrderRow(
        order_id, number, supplier_id, supplier, state, expected, sent_at, int(pieces), int(received), amount, note,
        is_overdue(state, expected, today),
    )  # fmt: skip


def order(session: Session, order_id: int, today: date) -> OrderCard:
    """One purchase order, its lines by seller code. Raises NotFound."""
    head = session.execute(
        select(PurchaseOrder.__table__, Supplier.name.label("supplier"), Person.name.label("made_by"))
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Person, Person.id == PurchaseOrder.who_id)
        .where(PurchaseOrder.id == order_id)
    ).one_or_none()
    if head is None:
        raise NotFound("buying.no_such_order")
    return OrderCard(
        head.id, head.number, head.supplier_id, head.supplier, head.state, head.expected,
        is_overdue(head.state, head.expected, today), head.note, head.override, head.at, head.made_by, head.sent_at,
        head.closed_at, head.version, _order_lines(session, order_id, head.supplier_id, today),
    )  # fmt: skip


def _order_lines(session: Session, order_id: int, supplier_id: int, today: date) -> tuple[OrderLine, ...]:
    rows = session.execute(
        select(
            PurchaseLine.id, Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, PurchaseLine.quantity,
            PurchaseLine.received, PurchaseLine.price,
        )
        .join(Sku, Sku.id == PurchaseLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(PurchaseLine.order_id == order_id)
        .order_by(Sku.seller_code)
    ).all()  # fmt: skip
    theirs = current_prices(session, supplier_id, [row[1] for row in rows], today)
    return tuple(OrderLine(*row, theirs[row[1]].supplier_code if row[1] in theirs else "") for row in rows)


def expected_pieces(session: Session, sku_ids: Sequence[int] | None = None) -> dict[int, int]:
    """Pieces by SKU that orders on their way will still bring; of these SKUs, or of all. SKUs with none are left out."""
    missing = func.sum(PurchaseLine.quantity - PurchaseLine.received)
    wanted = (
        select(PurchaseLine.sku_id, missing)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.state.in_(COMING_STATES), PurchaseLine.quantity > PurchaseLine.received)
        .group_by(PurchaseLine.sku_id)
    )
    parts = [wanted] if sku_ids is None else [wanted.where(PurchaseLine.sku_id.in_(part)) for part in chunks(sku_ids)]
    return {sku_id: int(pieces) for part in parts for sku_id, pieces in session.execute(part)}


def open_orders_of(session: Session, supplier_id: int | None = None) -> list[OpenOrder]:
    """Orders goods may arrive for, the one expected first on top; of one supplier, or of all."""
    wanted = (
        select(
            PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.supplier_id, Supplier.name, PurchaseOrder.expected,
            _PIECES, _RECEIVED,
        )
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .where(PurchaseOrder.state.in_(COMING_STATES))
        .order_by(PurchaseOrder.expected.asc().nulls_last(), PurchaseOrder.id)
    )  # fmt: skip
    if supplier_id is not None:
        wanted = wanted.where(PurchaseOrder.supplier_id == supplier_id)
    return [
        OpenOrder(i, number, supplier, name, expected, int(pieces), int(received))
        for i, number, supplier, name, expected, pieces, received in session.execute(wanted)
    ]
