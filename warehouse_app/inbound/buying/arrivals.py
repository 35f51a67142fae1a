"""What is on its way, by SKU: how many pieces purchase orders still bring, and on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.inbound.buying.rules import COMING
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class Arrival:
    """Pieces one purchase order still brings; ``day`` None when nobody knows."""

    pieces: int
    day: date | None
    number: str


def arrivals(session: Session, sku_ids: Sequence[int]) -> dict[int, tuple[Arrival, ...]]:
    """What is on its way of these SKUs, the first to arrive first. SKUs of which nothing is are left out."""
    found: dict[int, list[Arrival]] = defaultdict(list)
    wanted = (
        select(PurchaseLine.sku_id, PurchaseLine.quantity, PurchaseLine.received, PurchaseOrder.expected, PurchaseOrder.number)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.state.in_([state.value for state in COMING]), PurchaseLine.quantity > PurchaseLine.received)
        .order_by(PurchaseOrder.expected.asc().nulls_last(), PurchaseOrder.id)
    )
    for part in chunks(sorted(set(sku_ids))):
        for row in session.execute(wanted.where(PurchaseLine.sku_id.in_(part))):
            found[row.sku_id].append(Arrival(row.quantity - row.received, row.expected, row.number))
    return {sku_id: tuple(each) for sku_id, each in found.items()}
