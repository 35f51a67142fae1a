"""The statements behind a start by item or by wave: which open parcels there are, and taking one that no other desk has.

An item is looked for among the open parcels and not among all lines its SKU ever had: those are a day's work, these years.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.packing.rules import Candidate, Verdict
from warehouse_app.packing.tables import Scan
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import FurtherParcel, Parcel, ParcelLine, ParcelOrder, Wave
from warehouse_app.picking.ways import Way
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

HELD = timedelta(minutes=30)
"""So long a parcel that was opened at another desk, and has nothing in its box yet, is left to that desk."""
_MOST = 50  # more parcels than there are desks: one of them is free, or none is

_orders = select(ParcelOrder.parcel_id).join(Order, Order.id == ParcelOrder.order_id).where(ParcelOrder.parcel_id == Parcel.id)
_picked = _orders.where(Order.state == State.PICKED.value).correlate(Parcel).exists()
_deadline: Any = _orders.with_only_columns(func.min(Order.ship_by)).correlate(Parcel).scalar_subquery()
_room: Any = (
    select(ParcelLine.needed - ParcelLine.scanned)
    .where(ParcelLine.parcel_id == Parcel.id, ParcelLine.sku_id == bindparam("sku"))
    .correlate(Parcel)
    .scalar_subquery()
)
_begun = Parcel.scanned > 0
_priority = (_deadline.nulls_last(), Parcel.wave_id, Parcel.slot)


def _open(room: Any) -> Select[Any]:
    columns = (Parcel.id, is_stopped.label("stopped"), _picked.label("picked"), room.label("room"))
    return select(*columns).join(Wave, Wave.id == Parcel.wave_id).where(Parcel.state == "open").limit(_MOST)


# Those an item may open come first, so the first row says why it opens none. Boxes somebody has begun and put aside come after
# those nobody has begun.
_by_item = (
    _open(_room)
    .where(_room > 0)
    .order_by(is_stopped, ~_picked, _room < bindparam("pieces"), _begun, Wave.way != Way.SINGLE.value, *_priority)
)
_wanting = Prepared(_by_item)
_wanting_single = Prepared(_by_item.where(Wave.way == Way.SINGLE.value))
_of_wave = Prepared(_open(literal(0)).where(Parcel.wave_id == bindparam("wave")).order_by(is_stopped, _begun, *_priority))
_just_made = Prepared(
    select(Parcel.id, _room)
    .join(FurtherParcel, FurtherParcel.parcel_id == Parcel.id)
    .where(FurtherParcel.at > bindparam("since", type_=FurtherParcel.__table__.c.at.type))
    .where(FurtherParcel.desk == bindparam("desk_name"))
    .where(Parcel.state == "open", Parcel.scanned == 0, ~is_stopped, _room >= bindparam("pieces"))
    .order_by(Parcel.id)
)

_lock = Prepared(
    select(Parcel.id).where(Parcel.id == bindparam("parcel"), Parcel.state == "open").with_for_update(skip_locked=True)
)
_last = Prepared(
    select(Scan.id, Scan.desk, Scan.verdict, Scan.at > bindparam("since", type_=Scan.__table__.c.at.type), Parcel.scanned)
    .join(Parcel, Parcel.id == Scan.parcel_id)
    .where(Scan.parcel_id == bindparam("parcel"))
    .order_by(Scan.id.desc())
    .limit(1)
)
_elsewhere = Prepared(
    select(Scan.id)
    .where(Scan.id > bindparam("last"), Scan.desk == bindparam("desk_name"), Scan.parcel_id.is_not(None))
    .order_by(Scan.id)
    .limit(1)
)


def just_made(tx: Tx, sku_id: int, pieces: int) -> list[Candidate]:
    """The further parcels this desk made a moment ago for what did not fit, with nothing in them, that want these pieces."""
    rows = _just_made.rows(tx, sku=sku_id, pieces=pieces, desk_name=tx.desk, since=tx.now - HELD)
    return [Candidate(parcel_id, stopped=False, picked=True, room=room) for parcel_id, room in rows]


def wanting(tx: Tx, sku_id: int, pieces: int, *, single: bool) -> list[Candidate]:
    """Open parcels that still want this SKU, those that ``pieces`` of it may open first; ``single``: of single-item waves."""
    statement = _wanting_single if single else _wanting
    return [
        Candidate(i, bool(stop), bool(picked), room) for i, stop, picked, room in statement.rows(tx, sku=sku_id, pieces=pieces)
    ]


def of_wave(tx: Tx, wave_id: int) -> list[Candidate]:
    """Open parcels of a wave, the next to pack first."""
    return [Candidate(parcel_id, bool(stop), bool(picked)) for parcel_id, stop, picked, _ in _of_wave.rows(tx, wave=wave_id)]


def take(tx: Tx, parcel_id: int) -> str | None:
    """Take a parcel for this desk until the answer; None when that is done, else the desk that has it ("" when unknown).

    Two desks that ask in the same moment get different parcels: the second passes over what the first has locked, and what
    it has opened is seen in the scans. SQLite lets one writer in at a time.
    """
    if tx.connection.dialect.name == "postgresql" and not _lock.rows(tx, parcel=parcel_id):
        return ""
    rows = _last.rows(tx, parcel=parcel_id, since=tx.now - HELD)
    if not rows:
        return None
    scan_id, desk, verdict, recent, scanned = rows[0]
    if desk == tx.desk or verdict == Verdict.LEFT:
        return None
    if scanned:
        return str(desk)
    left = not recent or _elsewhere.rows(tx, last=scan_id, desk_name=desk)
    return None if left else str(desk)
