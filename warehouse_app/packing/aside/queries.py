"""Parcels that were begun and do not go on, and those completed with fewer pieces than wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.tables import Order
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.aside.tables import ParcelAside, ParcelShort
from warehouse_app.packing.tables import Scan
from warehouse_app.people.tables import Person
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, Wave


@dataclass(frozen=True, slots=True)
class AsideRow:
    """An open parcel that does not go on: set aside with a reason, or begun and not touched since ``at`` (no reason)."""

    parcel_id: int
    waybill: str
    wave: str
    slot: int
    scanned: int
    needed: int
    reason: Reason
    who: str
    desk: str
    at: datetime
    aside: bool


@dataclass(frozen=True, slots=True)
class ShortRow:
    """Pieces of a SKU that a parcel was completed without, who allowed it, and the order that waits for them."""

    parcel_id: int
    waybill: str
    seller_code: str
    name: str
    colour: str
    size: str
    pieces: int
    part: str
    packer: str
    allowed_by: str
    reason: Reason
    at: datetime


def asides(session: Session, now: datetime, stuck_minutes: int) -> list[AsideRow]:
    """Every open parcel that was set aside, or begun and not touched for so many minutes; the longest waiting first.

    Parcels that are stopped by their order are not among them: they have a list of their own.
    """
    columns: tuple[Any, ...] = (
        Parcel.id, Parcel.waybill, Wave.number, Parcel.slot, Parcel.scanned, Parcel.needed, ParcelAside.id.label("aside_id"),
        ParcelAside.reason, ParcelAside.note, Person.name, Scan.desk, Scan.at,
    )  # fmt: skip
    wanted = _begun(select(*columns), now, stuck_minutes).join(Wave, Wave.id == Parcel.wave_id)
    rows = session.execute(wanted.join(Person, Person.id == Scan.who_id).order_by(Scan.at, Parcel.id))
    return [
        AsideRow(
            r.id, r.waybill or "", r.number, r.slot, r.scanned, r.needed, Reason(r.reason or "", r.note or ""), r.name, r.desk,
            r.at, r.aside_id is not None,
        )
        for r in rows
    ]  # fmt: skip


def asides_count(session: Session, now: datetime, stuck_minutes: int) -> int:
    """How many parcels are on that list."""
    return int(session.scalar(_begun(select(func.count()), now, stuck_minutes)) or 0)


def _begun(wanted: Select[Any], now: datetime, stuck_minutes: int) -> Select[Any]:
    """From the newest scan of each open parcel, with why it was set aside if that was it."""
    newer = aliased(Scan)
    newest = select(func.max(newer.id)).where(newer.parcel_id == Parcel.id).correlate(Parcel).scalar_subquery()
    rests: list[ColumnElement[bool]] = [ParcelAside.id.is_not(None)]
    if stuck_minutes:
        rests.append(Scan.at <= now - timedelta(minutes=stuck_minutes))
    return (
        wanted.select_from(Parcel)
        .join(Scan, and_(Scan.id == newest, Scan.parcel_id == Parcel.id))
        .outerjoin(ParcelAside, ParcelAside.scan_id == Scan.id)
        .where(Parcel.state == "open", ~is_stopped, or_(*rests))
    )


def shorts(session: Session, since: datetime) -> list[ShortRow]:
    """What parcels were completed without since then, the newest first."""
    packer, allowed = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            ParcelShort.parcel_id, Parcel.waybill, Sku.seller_code, Product.name, Sku.colour, Sku.size, ParcelShort.pieces,
            Order.number.label("part"), packer.name.label("packer"), allowed.name.label("allowed_by"), ParcelShort.reason,
            ParcelShort.note, ParcelShort.at,
        )
        .join(Parcel, Parcel.id == ParcelShort.parcel_id)
        .join(Sku, Sku.id == ParcelShort.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .join(Order, Order.id == ParcelShort.part_id)
        .join(packer, packer.id == ParcelShort.packer_id)
        .join(allowed, allowed.id == ParcelShort.who_id)
        .where(ParcelShort.at >= since)
        .order_by(ParcelShort.id.desc())
    )  # fmt: skip
    return [
        ShortRow(
            r.parcel_id, r.waybill or "", r.seller_code, r.name, r.colour, r.size, r.pieces, r.part, r.packer, r.allowed_by,
            Reason(r.reason, r.note), r.at,
        )
        for r in rows
    ]  # fmt: skip


def shorts_count(session: Session, since: datetime) -> int:
    """How many parcels were completed with fewer pieces since then."""
    counted = select(func.count(ParcelShort.parcel_id.distinct())).where(ParcelShort.at >= since)
    return int(session.scalar(counted) or 0)
