"""What is known of goods: who sells them, how long he takes, what is there, on its way and wanted, what sells on a usual day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.buying.rules import OPEN
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Supplier, SupplierPrice
from warehouse_app.orders.rules import GONE, State
from warehouse_app.orders.sets.queries import line_goods
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.restock.rehearsing.goods import Facts
from warehouse_app.restock.rehearsing.sold import paid_between
from warehouse_app.restock.tables import RestockFigure, RestockTerms
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks

USUAL_DAYS = 28
_WANTING = [state.value for state in State if state not in (*GONE, State.CANCELLED, State.UNPAID)]


def facts_of(session: Session, sku_ids: Iterable[int], today: date) -> dict[int, Facts]:
    """The facts of these SKUs; those nobody knows are left out."""
    found: dict[int, Facts] = {}
    usual_lead = int(settings.get(session, "restock_lead_days"))
    for part in chunks(sorted(set(sku_ids))):
        lying, wanted, coming = _lying(session, part), _wanted(session, part), _coming(session, part)
        sellers, daily, terms = _sellers(session, part), _daily(session, part, today), _terms(session, part)
        for row in _skus(session, part):
            own = terms.get(row.id)
            seller = sellers.get(row.id)
            told = own.lead_days if own is not None else None
            lead = told if told is not None else seller.lead_days if seller is not None else None
            found[row.id] = Facts(
                row.id, row.seller_code, row.name, row.colour, row.size, row.category, row.price,
                seller.id if seller is not None else None, seller.name if seller is not None else "",
                usual_lead if lead is None else lead,
                own.minimum if own is not None else None, own.pack if own is not None else None,
                lying.get(row.id, 0) - wanted.get(row.id, 0), tuple(coming.get(row.id, ())), daily.get(row.id, Fraction(0)),
            )  # fmt: skip
    return found


def _skus(session: Session, sku_ids: Sequence[int]) -> Iterable[Any]:
    return session.execute(
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Product.category, Sku.price)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id.in_(sku_ids))
    )


def _terms(session: Session, sku_ids: Sequence[int]) -> dict[int, Any]:
    columns = ("sku_id", "lead_days", "minimum", "pack")
    rows = session.execute(
        select(*(getattr(RestockTerms, name) for name in columns)).where(RestockTerms.sku_id.in_(sku_ids))
    )
    return {row.sku_id: row for row in rows}


def _lying(session: Session, sku_ids: Sequence[int]) -> dict[int, int]:
    """Pieces in sellable bins and at the receiving dock."""
    rows = session.execute(
        select(Balance.sku_id, func.sum(Balance.on_hand).label("pieces"))
        .join(Location, Location.id == Balance.location_id)
        .where(Balance.sku_id.in_(sku_ids), Location.kind == "bin", Location.sellable | (Location.role == "dock"))
        .where(Location.role != "desk")
        .group_by(Balance.sku_id)
    )
    return {row.sku_id: int(row.pieces) for row in rows}


def _wanted(session: Session, sku_ids: Sequence[int]) -> dict[int, int]:
    """Pieces that open orders want, promised or not; sets that are made up want their components."""
    open_orders = select(Order.id).where(Order.state.in_(_WANTING))
    lines = line_goods(OrderLine.order_id.in_(open_orders)).subquery()
    rows = session.execute(
        select(lines.c.sku_id, func.sum(lines.c.pieces).label("pieces"))
        .where(lines.c.sku_id.in_(sku_ids))
        .group_by(lines.c.sku_id)
    )
    return {row.sku_id: int(row.pieces) for row in rows}


def _coming(session: Session, sku_ids: Sequence[int]) -> Mapping[int, list[tuple[date | None, int]]]:
    """What purchase orders still bring, drafts among them: what is being ordered is not ordered twice."""
    rows = session.execute(
        select(PurchaseLine.sku_id, PurchaseOrder.expected, PurchaseLine.quantity - PurchaseLine.received)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseLine.sku_id.in_(sku_ids), PurchaseOrder.state.in_([state.value for state in OPEN]))
        .where(PurchaseLine.quantity > PurchaseLine.received)
        .order_by(PurchaseOrder.expected, PurchaseLine.id)
    )
    found: dict[int, list[tuple[date | None, int]]] = defaultdict(list)
    for sku_id, expected, pieces in rows:
        found[sku_id].append((expected, int(pieces)))
    return found


def _sellers(session: Session, sku_ids: Sequence[int]) -> dict[int, Any]:
    """Who sells each SKU: as decided for it, else who sold it last, else who named a price last."""
    chosen: dict[int, int] = {}
    prices = select(SupplierPrice.sku_id, SupplierPrice.supplier_id).order_by(SupplierPrice.id)
    orders = (
        select(PurchaseLine.sku_id, PurchaseOrder.supplier_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.state != "cancelled")
        .order_by(PurchaseOrder.id)
    )
    decided = select(RestockTerms.sku_id, RestockTerms.supplier_id).where(RestockTerms.supplier_id.is_not(None))
    for query, column in ((prices, SupplierPrice.sku_id), (orders, PurchaseLine.sku_id), (decided, RestockTerms.sku_id)):
        for sku_id, supplier_id in session.execute(query.where(column.in_(sku_ids))):
            chosen[sku_id] = supplier_id
    known = {
        row.id: row
        for some in chunks(sorted(set(chosen.values())))
        for row in session.execute(select(Supplier.id, Supplier.name, Supplier.lead_days).where(Supplier.id.in_(some)))
    }
    return {sku_id: known[supplier_id] for sku_id, supplier_id in chosen.items()}


def _daily(session: Session, sku_ids: Sequence[int], today: date) -> dict[int, Fraction]:
    """Pieces on a usual day: as forecast by the last run, else the mean of the last four weeks."""
    sold = session.execute(
        select(OrderLine.sku_id, func.sum(OrderLine.quantity).label("pieces"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.sku_id.in_(sku_ids), OrderLine.live)
        .where(paid_between(today - timedelta(days=USUAL_DAYS), today - timedelta(days=1)))
        .group_by(OrderLine.sku_id)
    )
    found = {row.sku_id: Fraction(int(row.pieces), USUAL_DAYS) for row in sold}
    figures = session.execute(select(RestockFigure.sku_id, RestockFigure.daily).where(RestockFigure.sku_id.in_(sku_ids)))
    return found | {row.sku_id: Fraction(round(max(row.daily, 0.0) * 1000), 1000) for row in figures}
