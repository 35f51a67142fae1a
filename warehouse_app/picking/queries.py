"""Waves and parcels as a person sees them, and the lines of a pick list in walking order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.orders.sets.queries import sets_promised
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, Wave
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.imports import chunks
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave and how far it is; parcels that were taken out of it no longer count."""

    id: int
    number: str
    at: datetime
    picked_at: datetime | None
    parcels: int
    packed: int
    pieces: int
    way: str = "orders"
    rule: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ParcelLineRow:
    """Pieces of a SKU in a parcel: wanted and scanned."""

    seller_code: str
    needed: int
    scanned: int


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel; ``blocked`` says why it may not leave: "", cancelled, or the hold of one of its orders."""

    id: int
    waybill: str
    courier: str
    state: str
    wave: str
    slot: int
    blocked: str
    weight_g: int | None
    ship_by: datetime | None
    orders: tuple[str, ...]
    lines: tuple[ParcelLineRow, ...]


@dataclass(frozen=True, slots=True)
class PickStop:
    """One stop on the walk: a bin, a SKU, how many pieces, and for which slots of the wave.

    ``struck`` says why nobody takes them any more ("" when they are to be taken): see ``picking.struck``.
    """

    bin: str
    seller_code: str
    name: str
    colour: str
    size: str
    quantity: int
    slots: tuple[tuple[int, int], ...]  # (slot, pieces)
    struck: str = ""
    of_sets: tuple[str, ...] = ()  # names of the sets it is a component of


def waves_page(session: Session, *, offset: int = 0, limit: int = 100, number: str = "") -> Page[WaveRow]:
    """Waves, newest first."""
    wanted = select(Wave.id).order_by(Wave.id.desc())
    if number:
        wanted = wanted.where(Wave.number == number)
    total = session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    ids = list(session.scalars(wanted.offset(offset).limit(limit)))
    rows = session.execute(
        select(
            Wave.id, Wave.number, Wave.at, Wave.picked_at, func.count(Parcel.id).label("parcels"),
            func.count(Parcel.packed_at).label("packed"), func.coalesce(func.sum(Parcel.needed), 0).label("pieces"),
            Wave.way, Wave.rule, Wave.cancelled_at,
        )
        .outerjoin(Parcel, and_(Parcel.wave_id == Wave.id, Parcel.state != "cancelled"))
        .where(Wave.id.in_(ids))
        .group_by(Wave.id)
        .order_by(Wave.id.desc())
    )  # fmt: skip
    return Page([_wave_row(row) for row in rows], total)


def _wave_row(row: Any) -> WaveRow:
    return WaveRow(
        row.id, row.number, row.at, row.picked_at, row.parcels, row.packed, int(row.pieces), row.way, row.rule,
        row.cancelled_at is not None,
    )  # fmt: skip


def parcels_page(
    session: Session, *, state: str = "", wave_id: int | None = None, waybill: str = "", courier: str = "", offset: int = 0,
    limit: int = 100,
) -> Page[ParcelRow]:  # fmt: skip
    """Parcels in the order of their waves and slots."""
    wanted = select(Parcel.id)
    for column, value in (
        (Parcel.state, state),
        (Parcel.wave_id, wave_id),
        (Parcel.waybill, waybill),
        (Parcel.courier, courier),
    ):
        if value not in ("", None):
            wanted = wanted.where(column == value)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ids = list(session.scalars(wanted.order_by(Parcel.wave_id, Parcel.slot).offset(offset).limit(limit)))
    return Page(parcel_rows(session, ids), total)


def parcel_rows(session: Session, ids: Sequence[int]) -> list[ParcelRow]:
    """These parcels with orders and lines, in the order given."""
    heads, orders, lines = {}, defaultdict(list), defaultdict(list)
    for part in chunks(ids):
        for head in session.execute(
            select(Parcel.__table__, Wave.number.label("wave")).join(Wave, Wave.id == Parcel.wave_id).where(Parcel.id.in_(part))
        ):
            heads[head.id] = head
        for order in session.execute(
            select(ParcelOrder.parcel_id, Order.number, Order.state, Order.hold, Order.ship_by)
            .join(Order, Order.id == ParcelOrder.order_id)
            .where(ParcelOrder.parcel_id.in_(part))
            .order_by(Order.id)
        ):
            orders[order.parcel_id].append(order)
        for line in session.execute(
            select(ParcelLine.parcel_id, Sku.seller_code, ParcelLine.needed, ParcelLine.scanned)
            .join(Sku, Sku.id == ParcelLine.sku_id)
            .where(ParcelLine.parcel_id.in_(part))
            .order_by(ParcelLine.id)
        ):
            lines[line.parcel_id].append(ParcelLineRow(line.seller_code, line.needed, line.scanned))
    return [
        ParcelRow(
            id=i, waybill=heads[i].waybill or "", courier=heads[i].courier, state=heads[i].state, wave=heads[i].wave,
            slot=heads[i].slot, blocked=_blocked(orders[i]), weight_g=heads[i].weight_g,
            ship_by=min((o.ship_by for o in orders[i] if o.ship_by), default=None),
            orders=tuple(o.number for o in orders[i]), lines=tuple(lines[i]),
        )
        for i in ids
    ]  # fmt: skip


def _blocked(orders: Sequence[object]) -> str:
    states = {getattr(order, "state", "") for order in orders}
    holds = [getattr(order, "hold", "") for order in orders if getattr(order, "hold", "")]
    return "cancelled" if "cancelled" in states else (holds[0] if holds else "")


def parcels_of_orders(session: Session, order_ids: Sequence[int]) -> dict[int, list[str]]:
    """The waybill numbers of each order's parcels."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in chunks(order_ids):
        wanted = (
            select(ParcelOrder.order_id, Parcel.waybill).join(Parcel).where(ParcelOrder.order_id.in_(part)).order_by(Parcel.id)
        )
        for row in session.execute(wanted):
            found[row.order_id].append(row.waybill or "")
    return found


def wave_by_number(session: Session, number: str) -> int:
    """The wave's id. Raises NotFound."""
    wave_id = session.scalar(select(Wave.id).where(Wave.number == number))
    if wave_id is None:
        raise NotFound("picking.no_such_wave")
    return wave_id


def wave_number(session: Session, wave_id: int) -> str:
    """The wave's number. Raises NotFound."""
    number = session.scalar(select(Wave.number).where(Wave.id == wave_id))
    if number is None:
        raise NotFound("picking.no_such_wave")
    return number


def parcel_ids_of(session: Session, wave_id: int, *, going: bool = False) -> list[int]:
    """The wave's parcels in slot order; ``going``: only those none of whose orders is stopped."""
    wanted = select(Parcel.id).where(Parcel.wave_id == wave_id).order_by(Parcel.slot)
    if going:
        wanted = wanted.where(~is_stopped, Parcel.state != "cancelled")
    return list(session.scalars(wanted))


def pick_stops(session: Session, wave_id: int) -> list[PickStop]:
    """What to take from which bin, bins in walking order (2 before 10); stopped parcels are left out."""
    rows = session.execute(
        select(
            Location.code,
            Location.walk_key,
            Sku.seller_code,
            Product.name,
            Sku.colour,
            Sku.size,
            Reservation.quantity,
            Parcel.slot,
            Reservation.sku_id,
            OrderLine.sku_id.label("line_sku"),
        )
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .join(Location, Location.id == Reservation.location_id)
        .join(Sku, Sku.id == Reservation.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(Parcel.wave_id == wave_id, Parcel.state == "open", ~is_stopped)
        .order_by(Location.walk_key, Location.code, Sku.seller_code, Parcel.slot)
    )
    stops: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        stops[row.code, row.seller_code].append(row)
    of_sets = sets_promised(session.connection(), [(r.sku_id, r.line_sku) for group in stops.values() for r in group])
    return [_stop(group, of_sets.get(group[0].sku_id, ())) for group in stops.values()]


def _stop(rows: Sequence[Any], of_sets: tuple[str, ...]) -> PickStop:
    """One bin and SKU, with the pieces each slot gets."""
    slots: dict[int, int] = defaultdict(int)
    for row in rows:
        slots[row.slot] += row.quantity
    first = rows[0]
    return PickStop(
        first.code, first.seller_code, first.name, first.colour, first.size, sum(slots.values()), tuple(slots.items()),
        of_sets=of_sets,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReleasedCounts:
    """Released orders that no wave has taken yet, by their ship-by; ``held`` ones go into no wave."""

    late: int
    today: int
    later: int
    held: int

    @property
    def ready(self) -> int:
        """How many a wave of everything would take."""
        return self.late + self.today + self.later


def released_counts(session: Session, now: datetime, midnight: datetime) -> ReleasedCounts:
    """Released orders late at ``now``, due before ``midnight`` (the end of the day here), and due later or never."""
    counts = {"late": 0, "today": 0, "later": 0, "held": 0}
    bucket = case(
        (Order.hold != "", "held"), (Order.ship_by < now, "late"), (Order.ship_by <= midnight, "today"), else_="later"
    ).label("bucket")
    orders = select(bucket).where(Order.state == "released").subquery()
    for row in session.execute(select(orders.c.bucket, func.count().label("n")).group_by(orders.c.bucket)):
        counts[row.bucket] = row.n
    return ReleasedCounts(**counts)
