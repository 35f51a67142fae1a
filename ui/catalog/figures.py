"""Two figures these screens show that no room downstairs tells yet: pieces on the shelves by SKU, and who last told a shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.orders.tables import SaleState
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class LastTold:
    """When a shop was last told what it may sell, and by whom ("" when that person is not kept)."""

    at: datetime
    who: str


def on_hand_of(session: Session, sku_ids: Sequence[int]) -> dict[int, int]:
    """Pieces of these SKUs in bins and on the dock; those of which there are none are left out."""
    found: dict[int, int] = {}
    for part in chunks(sku_ids):
        wanted = (
            select(Balance.sku_id, func.sum(Balance.on_hand))
            .join(Location, Location.id == Balance.location_id)
            .where(Balance.sku_id.in_(part), Location.kind == "bin")
            .group_by(Balance.sku_id)
        )
        found |= {row[0]: int(row[1]) for row in session.execute(wanted) if row[1] > 0}
    return found


def last_told(session: Session, shop_id: int) -> LastTold | None:
    """The last export to this shop; None when it was never told anything."""
    row = session.execute(
        select(SaleState.at, Person.name)
        .outerjoin(Person, Person.id == SaleState.who_id)
        .where(SaleState.shop_id == shop_id)
        .order_by(SaleState.at.desc(), SaleState.sku_id)
        .limit(1)
    ).one_or_none()
    return None if row is None else LastTold(row.at, row.name or "")
