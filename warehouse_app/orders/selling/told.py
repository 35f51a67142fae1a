"""When a shop was last told what it may sell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.orders.tables import SaleState
from warehouse_app.people.tables import Person


@dataclass(frozen=True, slots=True)
class LastTold:
    """When a shop was last told what it may sell, and by whom ("" when that person is not kept)."""

    at: datetime
    who: str


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
