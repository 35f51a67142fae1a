"""What is known of goods: who sells them, how long he takes, what is there and on its way, what sells on a usual day."""

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
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Supplier
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.restock.rehearsing.goods import Facts
from warehouse_app.restock.rehearsing.sold import paid_between
from warehouse_app.restock.rules import Parts
from warehouse_app.restock.stock_now import positions
from warehouse_app.restock.supply import suppliers_of
from warehouse_app.restock.tables import RestockFigure
from warehouse_app.store.imports import chunks

USUAL_DAYS = 28


def facts_of(session: Session, sku_ids: Iterable[int], today: date) -> dict[int, Facts]:
    """The facts of these SKUs; those nobody knows are left out. Stock, suppliers and lead times as the list of what to order."""
    found: dict[int, Facts] = {}
    stock, suppliers = positions(session, today), suppliers_of(session, today)
    daily = _daily(session, today)
    names = dict(session.execute(select(Supplier.id, Supplier.name)).all())
    for part in chunks(sorted(set(sku_ids))):
        coming = _coming(session, part)
        for row in _skus(session, part):
            supply = suppliers.of(row.id)
            found[row.id] = Facts(
                row.id, row.seller_code, row.name, row.colour, row.size, row.category, row.price, supply.supplier_id,
                names.get(supply.supplier_id, "") if supply.supplier_id is not None else "", supply.lead.days,
                supply.limits.minimum, supply.limits.pack, stock.get(row.id, Parts()).left, tuple(coming.get(row.id, ())),
                daily.get(row.id, Fraction(0)),
            )  # fmt: skip
    return found


def _skus(session: Session, sku_ids: Sequence[int]) -> Iterable[Any]:
    return session.execute(
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Product.category, Sku.price)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id.in_(sku_ids))
    )


def _coming(session: Session, sku_ids: Sequence[int]) -> Mapping[int, list[tuple[date | None, int]]]:
    """What purchase orders still bring, and when; drafts among them: what is being ordered is not ordered twice."""
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


def _daily(session: Session, today: date) -> dict[int, Fraction]:
    """Pieces on a usual day: as the last run forecast them; before the first run the mean of the last four weeks."""
    figures = session.execute(select(RestockFigure.sku_id, RestockFigure.daily)).all()
    if figures:
        return {row.sku_id: Fraction(round(max(row.daily, 0.0) * 1000), 1000) for row in figures}
    sku_id = (OrderLine.sku_id + 0).label("sku_id")  # grouped after the days are picked out, not by walking all lines ever sold
    sold = session.execute(
        select(sku_id, func.sum(OrderLine.quantity).label("pieces"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.sku_id.is_not(None), OrderLine.live)
        .where(paid_between(today - timedelta(days=USUAL_DAYS), today - timedelta(days=1)))
        .group_by(sku_id)
    )
    return {row.sku_id: Fraction(int(row.pieces), USUAL_DAYS) for row in sold}
