"""What the packing desk shows: the open parcel with its lines, and the parcels still to pack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.orders.sets.queries import sets_promised
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.orders.wishes import flag_colour
from warehouse_app.packing.rules import OrderStop, Verdict
from warehouse_app.packing.tables import Scan
from warehouse_app.packing.waits import waits_for_check
from warehouse_app.people.tables import Person
from warehouse_app.picking.series import pages_of
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, ParcelTask, Wave
from warehouse_app.picking.tasks import Task
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.prepared import Query


@dataclass(frozen=True, slots=True)
class LineView:
    """One SKU of the parcel: what to look for and how many are in already (pieces)."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    bins: tuple[str, ...]
    needed: int
    scanned: int
    of_sets: tuple[str, ...] = ()  # names of the sets it is a component of


@dataclass(frozen=True, slots=True)
class ParcelView:
    """An opened parcel as the desk shows it."""

    id: int
    waybill: str
    courier: str
    state: str
    slot: int
    wave: str
    shop: str
    order_numbers: tuple[str, ...]
    messages: tuple[str, ...]
    notes: tuple[str, ...]
    noted: bool
    ship_by: datetime | None
    weight_g: int | None
    needed: int
    scanned: int
    lines: tuple[LineView, ...]
    flags: tuple[str, ...] = ()  # colours of its orders' flags
    tasks: tuple[Task, ...] = ()
    owes: int = 0  # bits of ``rules.Step``
    page: int = 1  # which of how many parcels, when its orders did not fit into one
    pages: int = 1


@dataclass(frozen=True, slots=True)
class WaitingParcel:
    """A parcel that is not packed yet, for the list beside the open one."""

    id: int
    waybill: str
    courier: str
    slot: int
    wave: str
    needed: int
    scanned: int
    ship_by: datetime | None


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One line of a parcel's scans, newest first."""

    at: datetime
    who: str
    code: str
    verdict: str
    seller_code: str
    quantity: int


# Made once: the desk opens a parcel with every label, and building a statement costs more than running it.
_PARCEL: BindParameter[int] = bindparam("parcel")
_head = Query(
    select(Parcel.__table__, Wave.number.label("wave")).join(Wave, Wave.id == Parcel.wave_id).where(Parcel.id == _PARCEL)
)
_orders = Query(
    select(Order.number, Order.message, Order.note, Order.flag, Order.ship_by, Shop.name.label("shop"))
    .join(ParcelOrder, ParcelOrder.order_id == Order.id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(ParcelOrder.parcel_id == _PARCEL)
    .order_by(Order.id)
)
_tasks = Query(
    select(ParcelTask.id, ParcelTask.kind, ParcelTask.text, ParcelTask.done_at)
    .where(ParcelTask.parcel_id == _PARCEL)
    .order_by(ParcelTask.id)
)
_goods = Query(
    select(
        ParcelLine.sku_id, ParcelLine.needed, ParcelLine.scanned,
        Sku.seller_code, Sku.colour, Sku.size, Sku.picture, Sku.home_bin, Product.name,
    )
    .join(Sku, Sku.id == ParcelLine.sku_id)
    .join(Product, Product.id == Sku.product_id)
    .where(ParcelLine.parcel_id == _PARCEL)
    .order_by(ParcelLine.id)
)  # fmt: skip
_places = Query(
    select(Reservation.sku_id, Location.code, OrderLine.sku_id.label("line_sku"))
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
    .join(Location, Location.id == Reservation.location_id)
    .where(ParcelOrder.parcel_id == _PARCEL)
    .order_by(Location.walk_key)
)
_stops = Query(
    select(Order.number, Order.state, Order.hold, Order.hold_note)
    .join(ParcelOrder, ParcelOrder.order_id == Order.id)
    .where(ParcelOrder.parcel_id == _PARCEL)
)


def parcel_view(connection: Connection, parcel_id: int) -> ParcelView:
    """The parcel with everything the desk shows of it. Raises NotFound."""
    parcel = _head.first(connection, parcel=parcel_id)
    if parcel is None:
        raise NotFound("packing.no_such_parcel")
    orders = _orders.all(connection, parcel=parcel_id)
    page, pages = pages_of(connection, [parcel_id]).get(parcel_id, (1, 1))
    dates = [order.ship_by for order in orders if order.ship_by is not None]
    return ParcelView(
        id=parcel.id, waybill=parcel.waybill or "", courier=parcel.courier, state=parcel.state, slot=parcel.slot,
        wave=parcel.wave, shop=orders[0].shop if orders else "", order_numbers=tuple(o.number for o in orders),
        messages=tuple(o.message for o in orders if o.message), notes=tuple(o.note for o in orders if o.note),
        noted=parcel.noted, ship_by=min(dates) if dates else None, weight_g=parcel.weight_g, needed=parcel.needed,
        scanned=parcel.scanned, lines=_lines(connection, parcel_id),
        flags=tuple(dict.fromkeys(colour for order in orders if (colour := flag_colour(order.flag)))),
        tasks=parcel_tasks(connection, parcel_id), owes=parcel.owes, page=page, pages=pages,
    )  # fmt: skip


def parcel_tasks(connection: Connection, parcel_id: int) -> tuple[Task, ...]:
    """What is to be done for the parcel besides its goods."""
    rows = _tasks.all(connection, parcel=parcel_id)
    return tuple(Task(row.id, row.kind, row.text, row.done_at is not None) for row in rows)


def _lines(connection: Connection, parcel_id: int) -> tuple[LineView, ...]:
    rows = _goods.all(connection, parcel=parcel_id)
    places = _places.all(connection, parcel=parcel_id)
    bins = _bins(places)
    of_sets = sets_promised(connection, [(row.sku_id, row.line_sku) for row in places])
    return tuple(
        LineView(
            r.sku_id, r.seller_code, r.name, r.colour, r.size, r.picture,
            tuple(bins.get(r.sku_id, (r.home_bin,) if r.home_bin else ())), r.needed, r.scanned, of_sets.get(r.sku_id, ()),
        )
        for r in rows
    )  # fmt: skip


def _bins(places: Iterable[Any]) -> dict[int, list[str]]:
    """Where the parcel's goods are promised, in walking order."""
    bins: dict[int, list[str]] = defaultdict(list)
    for row in places:
        if row.code not in bins[row.sku_id]:
            bins[row.sku_id].append(row.code)
    return bins


def order_stops(connection: Connection, parcel_id: int) -> list[OrderStop]:
    """State and hold of the parcel's orders."""
    rows = _stops.all(connection, parcel=parcel_id)
    return [OrderStop(*row) for row in rows]


def waiting_parcels(session: Session, limit: int = 20) -> list[WaitingParcel]:
    """The next parcels to pack, the oldest deadline first; stopped ones and those another person has to check are left out."""
    rows = session.execute(
        select(
            Parcel.id,
            Parcel.waybill,
            Parcel.courier,
            Parcel.slot,
            Wave.number,
            Parcel.needed,
            Parcel.scanned,
            func.min(Order.ship_by).label("ship_by"),
        )
        .join(Wave, Wave.id == Parcel.wave_id)
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(Parcel.state == "open", ~is_stopped, ~waits_for_check)
        .group_by(Parcel.id, Wave.number)
        .order_by(func.min(Order.ship_by).nulls_last(), Parcel.id)
        .limit(limit)
    )
    return [WaitingParcel(r.id, r.waybill or "", r.courier, r.slot, r.number, r.needed, r.scanned, r.ship_by) for r in rows]


def scans(session: Session, parcel_id: int) -> list[ScanRow]:
    """Every scan of a parcel, newest first."""
    rows = session.execute(
        select(Scan.at, Person.name, Scan.code, Scan.verdict, Sku.seller_code, Scan.quantity)
        .join(Person, Person.id == Scan.who_id)
        .outerjoin(Sku, Sku.id == Scan.sku_id)
        .where(Scan.parcel_id == parcel_id)
        .order_by(Scan.id.desc())
    )
    return [ScanRow(r.at, r.name, r.code, r.verdict, r.seller_code or "", r.quantity) for r in rows]


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Numbers at the edge of the desk."""

    packed_today: int
    open: int
    late: int


def desk_figures(session: Session, now: datetime, since: datetime) -> DeskFigures:
    """Parcels packed since ``since`` (the day's start), still open, and open past their ship-by."""
    packed = session.scalar(select(func.count()).where(Parcel.state.in_(("packed", "shipped")), Parcel.packed_at >= since))
    still_open = session.scalar(select(func.count()).where(Parcel.state == "open"))
    late = session.scalar(
        select(func.count(Parcel.id.distinct()))
        .select_from(Parcel)
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(Parcel.state == "open", Order.ship_by < now)
    )
    return DeskFigures(packed or 0, still_open or 0, late or 0)


def label_scanned(session: Session, parcel_id: int) -> bool:
    """Whether somebody scanned the parcel's label: then it need not be printed any more."""
    by_label = select(Scan.id).join(Parcel, Parcel.id == Scan.parcel_id).where(Scan.parcel_id == parcel_id)
    return session.scalar(by_label.where(Scan.code == Parcel.waybill).limit(1)) is not None


def resume(session: Session, desk: str) -> int | None:
    """The parcel this desk had open: last scanned here, not left, not packed, not waiting for another person's check; so a
    crash or a pause loses nothing.
    """
    last = session.execute(
        select(Scan.parcel_id, Scan.verdict, Parcel.state, waits_for_check.label("aside"))
        .join(Parcel, Parcel.id == Scan.parcel_id)
        .where(Scan.desk == desk)
        .order_by(Scan.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.state != "open" or last.aside or last.verdict == Verdict.LEFT:
        return None
    return int(last.parcel_id)
