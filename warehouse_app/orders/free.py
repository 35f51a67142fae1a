"""What may be promised to orders: free pieces, bin by bin, or SKU by SKU."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, cast, func, select

from warehouse_app.orders.rules import Free
from warehouse_app.stock.locking import LOCKED
from warehouse_app.stock.looks.figures import may_be_sold
from warehouse_app.stock.tables import Balance, Location, Lot
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

Stock = dict[int, list[Free]]  # SKU id -> what is free, bin by bin
_TODAY: Any = bindparam("today", type_=Lot.expires.type)
_free = Query(
    select(
        Balance.location_id,
        Balance.sku_id,
        Balance.lot,
        Location.walk_key,
        (Balance.on_hand - Balance.reserved).label("free"),
        Lot.expires,
        Balance.location_id.in_(LOCKED).label("locked"),
    )
    .join(Location, Location.id == Balance.location_id)
    .outerjoin(Lot, and_(Lot.sku_id == Balance.sku_id, Lot.code == Balance.lot))
    .where(may_be_sold(_TODAY), Balance.on_hand > Balance.reserved, Balance.sku_id.in_(bindparam("skus", expanding=True))),
    "skus",
)


def free_pieces(today: date | None) -> Select[int, int]:
    """A query for ``sku_id`` and ``free``, the pieces that may be promised of each SKU; those without any are left out.

    ``today``: a lot may be sold on its last day; None: lots of any age.
    """
    free = cast(func.sum(Balance.on_hand - Balance.reserved), Integer).label("free")
    return select(Balance.sku_id, free).where(may_be_sold(today), Balance.on_hand > Balance.reserved).group_by(Balance.sku_id)


def free_stock(tx: Tx, sku_ids: set[int]) -> Stock:
    """What may be promised now of these SKUs."""
    stock: Stock = defaultdict(list)
    today = tx.now.astimezone().date()
    for part in chunks(sorted(sku_ids)):
        for row in _free.all(tx.connection, today=today, skus=part):
            stock[row.sku_id].append(Free(row.location_id, row.lot, row.walk_key, row.free, row.expires, bool(row.locked)))
    return stock
