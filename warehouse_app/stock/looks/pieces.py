"""Pieces on hand of given SKUs, in one figure each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.imports import chunks


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
