"""Waves of one SKU for many parcels: which released orders are alike, so that every piece of the wave can go into any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.merging import as_parcels
from warehouse_app.picking.selecting import by_priority, going_parcels, pieces_of


@dataclass(frozen=True, slots=True)
class Alike:
    """Orders whose parcels hold the same number of pieces of one SKU and nothing else, the most urgent first."""

    seller_code: str
    name: str
    pieces: int
    parcels: tuple[tuple[int, ...], ...]

    def orders(self, limit: int | None = None) -> list[int]:
        """The orders of all its parcels, or of the first ``limit``."""
        return [order_id for parcel in self.parcels[:limit] for order_id in parcel]


def alike(session: Session, order_ids: Sequence[int] | None = None) -> Alike | None:
    """The largest such group among the released orders (or these of them), the most urgent of equal ones; None without any."""
    place = session.connection()
    parcels = going_parcels(place) if order_ids is None else as_parcels(place, by_priority(place, order_ids))
    goods = pieces_of(session.connection(), [order_id for parcel in parcels for order_id in parcel])
    groups: dict[tuple[int, int], list[tuple[int, ...]]] = defaultdict(list)
    for parcel in parcels:
        pieces: dict[int, int] = defaultdict(int)
        for order_id in parcel:
            for sku_id, quantity in goods[order_id].items():
                pieces[sku_id] += quantity
        if len(pieces) == 1:
            groups[next(iter(pieces.items()))].append(parcel)
    if not groups:
        return None
    sku_id, quantity = max(groups, key=lambda key: len(groups[key]))
    named = session.execute(select(Sku.seller_code, Product.name).join(Product).where(Sku.id == sku_id)).one()
    return Alike(named.seller_code, named.name, quantity, tuple(groups[sku_id, quantity]))
