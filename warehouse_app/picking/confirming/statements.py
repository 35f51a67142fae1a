"""The statements of picking on the screen: what a stop still wants, and steps written down."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.confirming.rules import Share
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelOrder, PickScan
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_going: Any = and_(Parcel.state == "open", ~is_stopped)  # parcels somebody walks for
signed: Any = case(
    (PickScan.kind == "taken", PickScan.quantity),
    (and_(PickScan.kind == "undone", PickScan.location_id.is_not(None)), -PickScan.quantity),
    else_=0,
)
"""Pieces of a row that names a bin: taken, or put back there."""
_net = func.coalesce(func.sum(signed), 0)
# What is promised at the stop is summed first: the database then goes from there to the parcels, not through all of the wave.
_here = (
    select(ParcelOrder.parcel_id, func.sum(Reservation.quantity).label("pieces"))
    .select_from(Reservation)
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
    .where(Reservation.location_id == bindparam("location"), Reservation.sku_id == bindparam("sku"))
    .group_by(ParcelOrder.parcel_id)
    .subquery()
)
_taken = (
    select(_net)
    .where(
        PickScan.parcel_id == Parcel.id,
        PickScan.location_id == bindparam("location"),
        PickScan.sku_id == bindparam("sku"),
    )
    .correlate(Parcel)
    .scalar_subquery()
)
_shares = Prepared(
    select(Parcel.id, Parcel.slot, _here.c.pieces, _taken)
    .join(_here, _here.c.parcel_id == Parcel.id)
    .where(Parcel.wave_id == bindparam("wave"), _going)
    .order_by(Parcel.slot)  # a wave's slots are numbered by the shop's priority rules
)
_loose = Prepared(
    select(_net).where(
        PickScan.wave_id == bindparam("wave"),
        PickScan.location_id == bindparam("location"),
        PickScan.sku_id == bindparam("sku"),
        PickScan.parcel_id.is_(None),
    )
)
_promised = (
    select(Reservation.location_id, Reservation.sku_id, func.sum(Reservation.quantity).label("pieces"))
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(Order, Order.id == OrderLine.order_id)
    .join(ParcelOrder, ParcelOrder.order_id == Order.id)
    .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
    .where(Parcel.wave_id == bindparam("wave"), _going)
    .group_by(Reservation.location_id, Reservation.sku_id)
)
_confirmed = (
    select(PickScan.location_id, PickScan.sku_id, func.sum(signed).label("pieces"))
    .outerjoin(Parcel, Parcel.id == PickScan.parcel_id)
    .where(PickScan.wave_id == bindparam("wave"), PickScan.location_id.is_not(None))
    .where(or_(PickScan.parcel_id.is_(None), _going))
    .group_by(PickScan.location_id, PickScan.sku_id)
)
Place = tuple[int, int]  # location id, SKU id


def shares_at(tx: Tx, wave_id: int, place: Place) -> tuple[list[Share], int]:
    """What the wave's parcels are promised at a stop, the most urgent first, and the pieces taken there for nobody named."""
    rows = _shares.rows(tx, wave=wave_id, location=place[0], sku=place[1])
    loose = int(_loose.rows(tx, wave=wave_id, location=place[0], sku=place[1])[0][0])
    return [Share(parcel_id, slot, int(promised), int(taken)) for parcel_id, slot, promised, taken in rows], loose


def promised_and_taken(connection: Any, wave_id: int) -> dict[Place, tuple[int, int]]:
    """By stop of the wave: pieces its parcels are promised there, and pieces taken for them."""
    taken = {(row.location_id, row.sku_id): int(row.pieces) for row in connection.execute(_confirmed, {"wave": wave_id})}
    promised = connection.execute(_promised, {"wave": wave_id})
    return {(row.location_id, row.sku_id): (int(row.pieces), taken.get((row.location_id, row.sku_id), 0)) for row in promised}


def all_taken(tx: Tx, wave_id: int) -> bool:
    """Whether nothing of the wave is left to take."""
    return all(taken >= promised for promised, taken in promised_and_taken(tx.connection, wave_id).values())
