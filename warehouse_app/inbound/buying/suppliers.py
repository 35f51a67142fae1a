"""Suppliers as a person sees them: who they are, what is open with them, and the mark their deliveries earned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse_app.errors import NotFound
from warehouse_app.inbound.buying.rules import COMING, OPEN, OrderState, Score, SupplierFacts, is_overdue, score
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, Supplier

CLOSED = "closed"  # of orders and receipts alike


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier with what is open and how good the deliveries were; minimum order and lead time None where unknown."""

    id: int
    name: str
    contact: str
    phone: str
    address: str
    note: str
    lead_days: int | None
    minimum_amount: Decimal | None
    minimum_pieces: int | None
    active: bool
    open_orders: int
    overdue_orders: int
    last_delivery: datetime | None
    score: Score


@dataclass(slots=True)
class _Standing:
    open_orders: int = 0
    overdue_orders: int = 0
    last_delivery: datetime | None = None
    facts: SupplierFacts = field(default_factory=SupplierFacts)


def suppliers(session: Session, today: date, *, text: str = "", retired: bool = False) -> list[SupplierRow]:
    """Suppliers by name, those no longer used only when asked for; searched by name, contact and phone."""
    wanted = select(Supplier.__table__).order_by(Supplier.name, Supplier.id)
    if not retired:
        wanted = wanted.where(Supplier.active)
    if text:
        searched = [column.icontains(text, autoescape=True) for column in (Supplier.name, Supplier.contact, Supplier.phone)]
        wanted = wanted.where(searched[0] | searched[1] | searched[2])
    heads = session.execute(wanted).all()
    standing = _standing(session, None, today)
    return [_row(head, standing[head.id]) for head in heads]


def supplier(session: Session, supplier_id: int, today: date) -> SupplierRow:
    """One supplier, used or retired. Raises NotFound."""
    head = session.execute(select(Supplier.__table__).where(Supplier.id == supplier_id)).one_or_none()
    if head is None:
        raise NotFound("buying.no_such_supplier")
    return _row(head, _standing(session, supplier_id, today)[supplier_id])


def supplier_named(session: Session, name: str) -> int | None:
    """The supplier of exactly that name; None when there is none."""
    return session.scalar(select(Supplier.id).where(Supplier.name == name))


def _row(head: Any, standing: _Standing) -> SupplierRow:
    return SupplierRow(
        head.id, head.name, head.contact, head.phone, head.address, head.note, head.lead_days, head.minimum_amount,
        head.minimum_pieces, head.active, standing.open_orders, standing.overdue_orders, standing.last_delivery,
        score(standing.facts),
    )  # fmt: skip


def _standing(session: Session, supplier_id: int | None, today: date) -> dict[int, _Standing]:
    """Orders and deliveries of one supplier, or of all, in three statements."""
    found: dict[int, _Standing] = defaultdict(_Standing)
    _count_orders(session, supplier_id, today, found)
    short = func.sum(
        case((PurchaseLine.quantity > PurchaseLine.received, PurchaseLine.quantity - PurchaseLine.received), else_=0)
    )
    closed_orders = (
        select(PurchaseOrder.supplier_id, func.sum(PurchaseLine.quantity), short)
        .join(PurchaseLine, PurchaseLine.order_id == PurchaseOrder.id)
        .where(PurchaseOrder.state == CLOSED)
        .group_by(PurchaseOrder.supplier_id)
    )
    for who, ordered, missing in _rows(session, closed_orders, PurchaseOrder.supplier_id, supplier_id):
        found[who].facts = replace(found[who].facts, ordered=int(ordered), short=int(missing))
    received = (
        select(
            Receipt.supplier_id, func.max(Receipt.closed_at), func.sum(ReceiptLine.counted), func.sum(ReceiptLine.defective)
        )
        .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .where(Receipt.state == CLOSED, Receipt.supplier_id.is_not(None))
        .group_by(Receipt.supplier_id)
    )  # fmt: skip
    for who, last, counted, defective in _rows(session, received, Receipt.supplier_id, supplier_id):
        found[who].last_delivery = last
        found[who].facts = replace(found[who].facts, counted=int(counted), defective=int(defective))
    return found


def _count_orders(session: Session, supplier_id: int | None, today: date, found: dict[int, _Standing]) -> None:
    """How many orders are open, and how many of those with an expected day saw nothing by then."""
    first = func.min(Receipt.closed_at)
    orders = (
        select(PurchaseOrder.supplier_id, PurchaseOrder.state, PurchaseOrder.expected, first)
        .outerjoin(Receipt, (Receipt.order_id == PurchaseOrder.id) & (Receipt.state == CLOSED))
        .where(PurchaseOrder.state != OrderState.CANCELLED.value)
        .group_by(PurchaseOrder.id, PurchaseOrder.supplier_id, PurchaseOrder.state, PurchaseOrder.expected)
    )
    for who, state, expected, arrived in _rows(session, orders, PurchaseOrder.supplier_id, supplier_id):
        standing = found[who]
        standing.open_orders += state in OPEN
        standing.overdue_orders += is_overdue(state, expected, today)
        missed = state in COMING and arrived is None and is_overdue(state, expected, today)
        if expected is None or not (state == CLOSED or missed):
            continue
        late = missed or (arrived is not None and arrived.astimezone().date() > expected)
        facts = standing.facts
        standing.facts = replace(facts, orders=facts.orders + 1, late=facts.late + late)


def _rows(session: Session, wanted: Any, column: Any, supplier_id: int | None) -> Sequence[Any]:
    return session.execute(wanted if supplier_id is None else wanted.where(column == supplier_id)).all()
