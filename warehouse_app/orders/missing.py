"""What short orders lack: goods that are not there, and of sets the components they could be made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.free import free_pieces
from warehouse_app.orders.sets.queries import free_of, kits_of, names_of
from warehouse_app.orders.sets.rules import Kits, wanted_by_sku
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.stock.tables import Balance


@dataclass(frozen=True, slots=True)
class Missing:
    """What a short order lacks."""

    order_id: int
    number: str
    seller_code: str
    name: str
    wanted: int
    available: int
    ship_by: datetime | None = None
    sku_id: int | None = None
    of_sets: tuple[str, ...] = ()  # names of the sets it is a component of


def missing(session: Session, order_ids: Sequence[int] | None = None, today: date | None = None) -> list[Missing]:
    """What the short orders lack, oldest deadline first: what may be promised is less than they want. ``today`` rules out
    lots that have expired by then.
    """
    short = select(OrderLine.sku_id).join(Order, Order.id == OrderLine.order_id).where(OrderLine.live, Order.state == "short")
    free = free_pieces(today).where(Balance.sku_id.in_(short.where(OrderLine.sku_id.is_not(None)))).subquery()
    wanted = (
        select(
            Order.id, Order.number, Order.ship_by, OrderLine.sku_id, OrderLine.seller_code, OrderLine.title, Product.name,
            func.sum(OrderLine.quantity).label("wanted"), func.coalesce(func.max(free.c.free), 0).label("free"),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(Sku, Sku.id == OrderLine.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .outerjoin(free, free.c.sku_id == OrderLine.sku_id)
        .where(OrderLine.live, Order.state == "short")
        .group_by(Order.id, Order.number, OrderLine.sku_id, OrderLine.seller_code, OrderLine.title, Product.name, Order.ship_by)
        .order_by(Order.ship_by.nulls_last(), Order.id)
    )  # fmt: skip
    if order_ids is not None:
        wanted = wanted.where(Order.id.in_(order_ids))
    lacking = [
        Missing(r.id, r.number, r.seller_code, r.name or r.title, int(r.wanted), int(r.free), r.ship_by, r.sku_id)
        for r in session.execute(wanted)
    ]
    return [row for row in _in_components(session.connection(), lacking, today) if row.wanted > row.available]


def _in_components(connection: Connection, rows: Sequence[Missing], today: date | None) -> list[Missing]:
    """The same rows, but of sets that are short the components they lack of; the components' rows say for which sets."""
    kits = kits_of(connection, {row.sku_id for row in rows if row.sku_id is not None and row.wanted > row.available})
    if not kits:
        return list(rows)
    parts = {part for kit in kits.values() for part in kit}
    free = {row.sku_id: row.available for row in rows if row.sku_id is not None} | free_of(connection, parts, today)
    of_parts = select(Sku.id, Sku.seller_code, Product.name).join(Product, Product.id == Sku.product_id)
    goods = {row.id: (row.seller_code, row.name) for row in connection.execute(of_parts.where(Sku.id.in_(parts)))}
    names = names_of(connection, kits.keys())
    found: list[Missing] = []
    for _, group in groupby(rows, key=lambda row: row.order_id):
        found += _spread(list(group), free, kits, goods, names)
    return found


def _spread(
    rows: Sequence[Missing], free: Mapping[int, int], kits: Kits, parts: Mapping[int, tuple[str, str]], names: Mapping[int, str]
) -> list[Missing]:
    """One order's rows with its sets made of components."""
    sums = Counter[int]()
    for row in rows:
        if row.sku_id is not None:
            sums[row.sku_id] += row.wanted
    wanted, for_sets = wanted_by_sku(sums, free, kits)
    whole = [row for row in rows if row.sku_id is None or (row.sku_id not in for_sets and row.sku_id not in kits)]
    known = {row.sku_id: row for row in rows}
    for part, sets in sorted(for_sets.items()):
        code, name = parts[part]
        row = known.get(part) or replace(rows[0], seller_code=code, name=name, sku_id=part)
        of_sets = tuple(sorted(names[kit] for kit in sets))
        whole.append(replace(row, wanted=wanted[part], available=free.get(part, 0), of_sets=of_sets))
    return whole
