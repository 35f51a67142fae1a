"""What earlier parcels tell: the materials one takes, how many an hour are packed at each desk, how many pieces are picked."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.packing.tables import ParcelMaterial, Scan
from warehouse_app.picking.tables import Parcel, PickScan
from warehouse_app.restock.rehearsing.facts import facts_of
from warehouse_app.restock.rehearsing.goods import Usage
from warehouse_app.restock.rehearsing.rules import Wishes
from warehouse_app.restock.rehearsing.sold import within
from warehouse_app.restock.rehearsing.work import Pace, Paces, pace

PACKED_LATER = 3  # days after the model's in which its parcels are packed
USAGE_DAYS, PACE_DAYS = 90, 30
FEWEST_PARCELS = 30
MOST_PARCELS, MOST_PICKS = 20_000, 50_000


def usages(session: Session, wishes: Wishes, today: date) -> tuple[tuple[Usage, ...], tuple[date, date] | None]:
    """Materials that parcels of the model days took, and of which days these were; with too few, parcels of three months."""
    own = (wishes.model_from, wishes.model_to + timedelta(days=PACKED_LATER))
    for first, last in (own, (today - timedelta(days=USAGE_DAYS), today)):
        found, parcels = _used(session, first, last)
        if parcels >= FEWEST_PARCELS:
            break
    if not found:
        return (), None
    facts = facts_of(session, found, today)
    rows = session.execute(
        select(Sku.id, Sku.packs, Sku.least)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id.in_(found), Sku.active, Product.material)
    )
    return tuple(Usage(facts[row.id], row.packs, found[row.id], parcels, row.least or 0) for row in rows), (first, last)


def _used(session: Session, first: date, last: date) -> tuple[dict[int, int], int]:
    """Pieces of each material in parcels packed on these days, and how many parcels told what they took."""
    told = within(Parcel.packed_at, first, last)
    rows = session.execute(
        select(ParcelMaterial.sku_id, func.sum(ParcelMaterial.quantity).label("pieces"))
        .join(Parcel, Parcel.id == ParcelMaterial.parcel_id)
        .where(told, ParcelMaterial.sku_id.is_not(None))
        .group_by(ParcelMaterial.sku_id)
    )
    parcels = session.scalar(
        select(func.count(ParcelMaterial.parcel_id.distinct())).join(Parcel, Parcel.id == ParcelMaterial.parcel_id).where(told)
    )
    return {row.sku_id: int(row.pieces) for row in rows}, parcels or 0


def paces(session: Session, today: date) -> Paces:
    """The paces of the last month: parcels at each desk, the busiest first, and pieces picked."""
    first = today - timedelta(days=PACE_DAYS)
    desks, packing = packing_paces(session, first, today)
    picks = session.execute(
        select(PickScan.who_id, PickScan.at, PickScan.quantity)
        .where(PickScan.kind == "taken", within(PickScan.at, first, today))
        .order_by(PickScan.id.desc())
        .limit(MOST_PICKS)
    )
    return Paces(desks, packing, pace((row.who_id, row.at, row.quantity) for row in picks))


def packing_paces(session: Session, first: date, last: date) -> tuple[tuple[Pace, ...], Pace]:
    """Parcels an hour at each desk, and at all of them. Whose parcels they were is used and not told."""
    by_desk: dict[str, list[tuple[object, datetime, int]]] = defaultdict(list)
    for row in session.execute(_packed(first, last)):
        by_desk[row.desk or ""].append(((row.packed_by, row.desk), row.packed_at, 1))
    desks = sorted((pace(done, desk) for desk, done in by_desk.items()), key=lambda one: (-one.amount, one.desk))
    whole = Pace("", sum(one.amount for one in desks), sum(one.seconds for one in desks))
    return tuple(one for one in desks if one.amount), whole


def _packed(first: date, last: date) -> Any:
    """Parcels packed, the newest first, each with the desk of its last scan."""
    newest = select(func.max(Scan.id)).where(Scan.parcel_id == Parcel.id).correlate(Parcel).scalar_subquery()
    return (
        select(Parcel.packed_by, Parcel.packed_at, Scan.desk)
        .outerjoin(Scan, Scan.id == newest)
        .where(within(Parcel.packed_at, first, last), Parcel.packed_by.is_not(None), Parcel.state != "cancelled")
        .order_by(Parcel.packed_at.desc())
        .limit(MOST_PARCELS)
    )
