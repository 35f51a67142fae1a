"""What the second check shows: parcels that wait for one, the count this person had open, and differences that were found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.tables import Order
from warehouse_app.packing.checking.tables import CheckDifference, SecondCheck
from warehouse_app.packing.tables import Scan
from warehouse_app.packing.waits import waits_for_check
from warehouse_app.people.tables import Person
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelOrder


@dataclass(frozen=True, slots=True)
class WaitingCheck:
    """A parcel that is packed and waits for its second check. ``state``: waits, open (``who`` counts it) or different."""

    parcel_id: int
    waybill: str
    courier: str
    ship_by: datetime | None
    state: str
    who: str


@dataclass(frozen=True, slots=True)
class Counting:
    """A blind count somebody had open: the parcel and the pieces counted so far, and nothing of what it needs."""

    parcel_id: int
    waybill: str
    counted: int


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One SKU whose counts differ, as it is shown: pieces needed, packed by the first person, counted by the second."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    needed: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a count that ended different found, and who counted."""

    first: str
    second: str
    lines: tuple[DifferenceView, ...]


_newest = select(func.max(SecondCheck.id)).where(SecondCheck.parcel_id == Parcel.id, SecondCheck.state != "void")


def waiting_checks(session: Session, limit: int = 20) -> list[WaitingCheck]:
    """Parcels that wait for their second check, the oldest deadline first; stopped ones are left out."""
    check, counter = aliased(SecondCheck), aliased(Person)
    rows = session.execute(
        select(Parcel.id, Parcel.waybill, Parcel.courier, func.min(Order.ship_by).label("ship_by"), check.state, counter.name)
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .outerjoin(check, check.id == _newest.correlate(Parcel).scalar_subquery())
        .outerjoin(counter, counter.id == check.who_id)
        .where(Parcel.state == "open", waits_for_check, ~is_stopped)
        .group_by(Parcel.id, check.state, counter.name)
        .order_by(func.min(Order.ship_by).nulls_last(), Parcel.id)
        .limit(limit)
    )
    return [WaitingCheck(r.id, r.waybill or "", r.courier, r.ship_by, r.state or "waits", r.name or "") for r in rows]


def counting_here(session: Session, desk: str, who: int) -> Counting | None:
    """The blind count this person had open at this desk; so a crash or a pause loses nothing."""
    last = select(func.max(Scan.id)).where(Scan.desk == desk).scalar_subquery()
    row = session.execute(
        select(Parcel.id, Parcel.waybill, SecondCheck.counted)
        .join(Scan, Scan.parcel_id == Parcel.id)
        .join(SecondCheck, and_(SecondCheck.parcel_id == Parcel.id, SecondCheck.state == "open"))
        .where(Scan.id == last, Parcel.state == "open", SecondCheck.who_id == who, ~SecondCheck.left)
    ).one_or_none()
    return None if row is None else Counting(row.id, row.waybill or "", row.counted)


def found_by(connection: Connection, parcel_id: int) -> Found | None:
    """The difference of the parcel that is not solved yet: what the newest ended count found."""
    first, second = aliased(Person), aliased(Person)
    check = connection.execute(
        select(SecondCheck.id, SecondCheck.state, first.name.label("first"), second.name.label("second"))
        .join(first, first.id == SecondCheck.first_id)
        .join(second, second.id == SecondCheck.who_id)
        .where(SecondCheck.parcel_id == parcel_id, SecondCheck.state.in_(("equal", "different")))
        .order_by(SecondCheck.id.desc())
        .limit(1)
    ).first()
    if check is None or check.state == "equal":
        return None
    rows = connection.execute(_differences(check.id))
    return Found(check.first, check.second, tuple(DifferenceView(*row) for row in rows))


def _differences(check_id: int) -> Any:
    return (
        select(
            Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture,
            CheckDifference.needed, CheckDifference.first, CheckDifference.second,
        )
        .join(Sku, Sku.id == CheckDifference.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(CheckDifference.check_id == check_id)
        .order_by((CheckDifference.needed == 0).asc(), Sku.seller_code)
    )  # fmt: skip
