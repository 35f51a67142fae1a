"""Before the van: what waits for it and what is not packed yet. After it: what it left, who signed, what came back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.tables import Courier, Handover, HandoverParcel, ShippedFile, ShippedRow
from warehouse_app.dispatch.van.rules import packed_before
from warehouse_app.dispatch.van.tables import HandoverLeft, HandoverReturn, HandoverSheet
from warehouse_app.orders.tables import Order
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelOrder, Wave
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks

MOST_DRIVERS = 8


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A packed parcel that stays; ``stopped``: an order in it is held or cancelled. ``trips``: so many left it before."""

    parcel_id: int
    waybill: str
    orders: tuple[str, ...]
    pieces: int
    packed_at: datetime | None
    stopped: bool
    trips: int


@dataclass(frozen=True, slots=True)
class UnpackedRow:
    """A parcel with a label whose order has to leave today, and which nobody has packed."""

    parcel_id: int
    waybill: str
    courier: str
    orders: tuple[str, ...]
    wave: str
    slot: int
    ship_by: datetime


@dataclass(frozen=True, slots=True)
class CountRow:
    """What waits for a courier: packed parcels, how many of them are stopped, and labelled ones not packed yet."""

    courier: str
    packed: int
    stopped: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A parcel that was taken back from a trip."""

    parcel_id: int
    waybill: str
    orders: tuple[str, ...]
    reason: str
    told: bool
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A picture of a trip's signed sheet; ``file`` below the folder of photos."""

    id: int
    file: str
    sha256: str
    who: str
    at: datetime


def staying(session: Session, courier: str, now: datetime) -> list[LeftRow]:
    """Parcels that stay if the courier's trip ends now: packed before its cut-off, in no handover."""
    before = packed_before(courier, str(settings.get(session, "courier_cut_offs")), now.astimezone())
    ids = session.scalars(
        select(Parcel.id)
        .where(Parcel.courier == courier, Parcel.state == "packed", Parcel.packed_at <= before)
        .where(Parcel.id.not_in(select(HandoverParcel.parcel_id)))
        .order_by(Parcel.id)
    )
    return _left_rows(session, list(ids))


def left_by(session: Session, handover_id: int) -> list[LeftRow]:
    """Parcels that stayed when this trip was closed."""
    wanted = select(HandoverLeft.parcel_id).where(HandoverLeft.handover_id == handover_id).order_by(HandoverLeft.parcel_id)
    return _left_rows(session, list(session.scalars(wanted)))


def _left_rows(session: Session, ids: Sequence[int]) -> list[LeftRow]:
    found: dict[int, Any] = {}
    orders, trips = _orders_of(session, ids), dict[int, int]()
    for part in chunks(ids):
        for head in session.execute(
            select(Parcel.id, Parcel.waybill, Parcel.needed, Parcel.packed_at).where(Parcel.id.in_(part))
        ):
            found[head.id] = head
        counted = select(HandoverLeft.parcel_id, func.count()).where(HandoverLeft.parcel_id.in_(part))
        trips |= {row[0]: row[1] for row in session.execute(counted.group_by(HandoverLeft.parcel_id))}
    return [
        LeftRow(
            i, found[i].waybill or "", tuple(o.number for o in orders.get(i, ())), found[i].needed, found[i].packed_at,
            any(o.hold or o.state == "cancelled" for o in orders.get(i, ())), trips.get(i, 0),
        )
        for i in ids
    ]  # fmt: skip


def unpacked(session: Session, midnight: datetime, courier: str = "") -> list[UnpackedRow]:
    """Open parcels with a waybill of which an order has to leave before ``midnight``, the most urgent first."""
    due = func.min(Order.ship_by)
    wanted = (
        select(Parcel.id, Parcel.waybill, Parcel.courier, Wave.number, Parcel.slot, due.label("ship_by"))
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .join(Wave, Wave.id == Parcel.wave_id)
        .where(Parcel.state == "open", Parcel.waybill.is_not(None), Order.ship_by <= midnight)
        .where(Order.hold == "", Order.state != "cancelled")
        .group_by(Parcel.id, Parcel.waybill, Parcel.courier, Wave.number, Parcel.slot)
        .order_by(due, Parcel.id)
    )
    if courier:
        wanted = wanted.where(Parcel.courier == courier)
    rows = session.execute(wanted).all()
    orders = _orders_of(session, [row.id for row in rows])
    return [
        UnpackedRow(r.id, r.waybill, r.courier, tuple(o.number for o in orders.get(r.id, ())), r.number, r.slot, r.ship_by)
        for r in rows
    ]


def counts(session: Session, midnight: datetime) -> list[CountRow]:
    """What waits for each courier that has anything, in the couriers' order."""
    waiting = select(Parcel.id).where(Parcel.state == "packed", Parcel.id.not_in(select(HandoverParcel.parcel_id)))
    packed = _by_courier(session, select(Parcel.courier, func.count()).where(Parcel.id.in_(waiting)))
    halted = (
        select(ParcelOrder.parcel_id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(ParcelOrder.parcel_id == Parcel.id, (Order.hold != "") | (Order.state == "cancelled"))
    )
    stopped = _by_courier(session, select(Parcel.courier, func.count()).where(Parcel.id.in_(waiting), halted.exists()))
    open_ones: dict[str, int] = {}
    for row in unpacked(session, midnight):
        open_ones[row.courier] = open_ones.get(row.courier, 0) + 1
    names = list(session.scalars(select(Courier.name).order_by(Courier.rank)))
    names += sorted((set(packed) | set(open_ones)) - set(names))
    return [
        CountRow(name, packed.get(name, 0), stopped.get(name, 0), open_ones.get(name, 0))
        for name in names
        if name in packed or name in open_ones
    ]


def _by_courier(session: Session, query: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query.group_by(Parcel.courier))}


def drivers(session: Session, courier: str) -> list[str]:
    """Who signed for this courier before, the last first."""
    newest = func.max(Handover.id)
    wanted = select(Handover.driver).where(Handover.courier == courier, Handover.driver != "")
    return list(session.scalars(wanted.group_by(Handover.driver).order_by(newest.desc()).limit(MOST_DRIVERS)))


def returned(session: Session, handover_id: int) -> list[ReturnRow]:
    """Parcels taken back from this trip."""
    rows = session.execute(
        select(HandoverReturn.__table__, Parcel.waybill, Person.name)
        .join(Parcel, Parcel.id == HandoverReturn.parcel_id)
        .join(Person, Person.id == HandoverReturn.who_id)
        .where(HandoverReturn.handover_id == handover_id)
        .order_by(HandoverReturn.id)
    ).all()
    orders = _orders_of(session, [row.parcel_id for row in rows])
    return [
        ReturnRow(
            r.parcel_id, r.waybill or "", tuple(o.number for o in orders.get(r.parcel_id, ())), r.reason, r.told, r.name, r.at
        )
        for r in rows
    ]


def sheets(session: Session, handover_id: int) -> list[SheetRow]:
    """Pictures of this trip's signed sheet."""
    rows = session.execute(
        select(HandoverSheet.id, HandoverSheet.file, HandoverSheet.sha256, Person.name, HandoverSheet.at)
        .join(Person, Person.id == HandoverSheet.who_id)
        .where(HandoverSheet.handover_id == handover_id)
        .order_by(HandoverSheet.id)
    )
    return [SheetRow(*row) for row in rows]


def changed_sheets(session: Session, photos: Path, handover_id: int) -> list[str]:
    """Files of a trip's pictures that are missing or are not what was taken: their hash differs. Reads the files."""
    wrong = []
    for sheet in sheets(session, handover_id):
        file = photos / sheet.file
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sheet.sha256:
            wrong.append(sheet.file)
    return wrong


def told_files(session: Session, parcel_id: int) -> tuple[str, ...]:
    """The lists that told the shop of this parcel."""
    wanted = select(ShippedFile.name).join(ShippedRow, ShippedRow.file_id == ShippedFile.id)
    return tuple(session.scalars(wanted.where(ShippedRow.parcel_id == parcel_id).distinct()))


def _orders_of(session: Session, parcel_ids: Sequence[int]) -> dict[int, list[Any]]:
    orders: dict[int, list[Any]] = {}
    for part in chunks(list(parcel_ids)):
        for order in session.execute(
            select(ParcelOrder.parcel_id, Order.number, Order.hold, Order.state)
            .join(Order, Order.id == ParcelOrder.order_id)
            .where(ParcelOrder.parcel_id.in_(part))
            .order_by(Order.id)
        ):
            orders.setdefault(order.parcel_id, []).append(order)
    return orders
