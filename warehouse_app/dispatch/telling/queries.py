"""Differences between the shop's files and the house, as the list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.dispatch.telling.tables import ShopDifference
from warehouse_app.orders.tables import Order, Shop
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelOrder

MOST_SETTLED = 500


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """An order of which the shop's file says something else. ``settled_how`` is "" while it stands."""

    id: int
    order_id: int
    number: str
    shop: str
    kind: str
    state: str
    there: str
    waybill: str
    told: bool
    file: str
    at: datetime
    settled_how: str
    settled_by: str
    settled_at: datetime | None
    reason: str


def differences(session: Session, *, settled: bool = False) -> list[DifferenceRow]:
    """Those that stand, the oldest first; or the last that were settled."""
    who = aliased(Person)
    waybill: Any = (
        select(func.max(Parcel.waybill))
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .where(ParcelOrder.order_id == Order.id, Parcel.state != "cancelled")
        .correlate(Order)
        .scalar_subquery()
    )
    wanted = (
        select(
            ShopDifference.__table__, Order.number, Shop.name.label("shop"), Order.state, Order.platform_status,
            waybill.label("waybill"), who.name.label("by"),
        )
        .join(Order, Order.id == ShopDifference.order_id)
        .join(Shop, Shop.id == Order.shop_id)
        .outerjoin(who, who.id == ShopDifference.settled_by)
    )  # fmt: skip
    if settled:
        wanted = wanted.where(ShopDifference.settled_at.is_not(None)).order_by(ShopDifference.settled_at.desc())
        wanted = wanted.limit(MOST_SETTLED)
    else:
        wanted = wanted.where(ShopDifference.settled_at.is_(None)).order_by(ShopDifference.id)
    return [
        DifferenceRow(
            r.id, r.order_id, r.number, r.shop, r.kind, r.state, r.platform_status, r.waybill or "", r.told, r.file, r.at,
            r.settled_how, r.by or "", r.settled_at, r.reason,
        )
        for r in session.execute(wanted)
    ]  # fmt: skip


def open_differences(session: Session) -> int:
    """How many stand."""
    return session.scalar(select(func.count()).where(ShopDifference.settled_at.is_(None))) or 0
