"""Picking: no slot got more than its parcel needs, nothing was put back that was not taken, and what was taken from a bin
is what left it or is promised there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Sku
from warehouse_app.orders.tables import OrderLine
from warehouse_app.picking.confirming.statements import signed as taken
from warehouse_app.picking.sorting.statements import signed as in_slot
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, PickScan, PutBack, Wave
from warehouse_app.stock.tables import Location, Move, Reservation


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.sorted", _sorted()
    yield "check.taken", _taken()
    yield "check.taken_from", _taken_from()


def _sorted() -> Select[Any]:
    """The pieces of a SKU in a slot are none to as many as its parcel needs."""
    got = (
        select(PickScan.parcel_id, PickScan.sku_id, func.sum(in_slot).label("pieces"))
        .where(PickScan.parcel_id.is_not(None))
        .group_by(PickScan.parcel_id, PickScan.sku_id)
        .subquery()
    )
    needed = func.coalesce(ParcelLine.needed, 0)
    subject = func.coalesce(Parcel.waybill, cast(Parcel.id, String)) + literal(" ") + Sku.seller_code
    return (
        _row(subject, needed, got.c.pieces)
        .select_from(got)
        .join(Parcel, Parcel.id == got.c.parcel_id)
        .join(Sku, Sku.id == got.c.sku_id)
        .outerjoin(ParcelLine, (ParcelLine.parcel_id == got.c.parcel_id) & (ParcelLine.sku_id == got.c.sku_id))
        .where((got.c.pieces > needed) | (got.c.pieces < 0))
    )


def _taken() -> Select[Any]:
    """The pieces of a SKU taken for a wave are none to as many as all its parcels need."""
    got = (
        select(PickScan.wave_id, PickScan.sku_id, func.sum(taken).label("pieces"))
        .where(PickScan.location_id.is_not(None))
        .group_by(PickScan.wave_id, PickScan.sku_id)
        .subquery()
    )
    wanted = (
        select(Parcel.wave_id, ParcelLine.sku_id, func.sum(ParcelLine.needed).label("pieces"))
        .join(ParcelLine, ParcelLine.parcel_id == Parcel.id)
        .group_by(Parcel.wave_id, ParcelLine.sku_id)
        .subquery()
    )
    needed = func.coalesce(wanted.c.pieces, 0)
    return (
        _row(Wave.number + literal(" ") + Sku.seller_code, needed, got.c.pieces)
        .select_from(got)
        .join(Wave, Wave.id == got.c.wave_id)
        .join(Sku, Sku.id == got.c.sku_id)
        .outerjoin(wanted, (wanted.c.wave_id == got.c.wave_id) & (wanted.c.sku_id == got.c.sku_id))
        .where((got.c.pieces > needed) | (got.c.pieces < 0))
    )


def _taken_from() -> Select[Any]:
    """What a wave took from a bin is no more than its parcels have there: promised still, packed from it, or carried back to it.

    No more, not as much: a wave may be brought to the desk without a scan of every piece.
    """
    got = (
        select(PickScan.wave_id, PickScan.location_id, PickScan.sku_id, func.sum(taken).label("pieces"))
        .where(PickScan.location_id.is_not(None))
        .group_by(PickScan.wave_id, PickScan.location_id, PickScan.sku_id)
        .subquery()
    )
    every = union_all(_promised(), _packed(), _carried_back()).subquery()
    there = (
        select(every.c.wave_id, every.c.place, every.c.sku_id, func.sum(every.c.pieces).label("pieces"))
        .group_by(every.c.wave_id, every.c.place, every.c.sku_id)
        .subquery()
    )
    left = func.coalesce(there.c.pieces, 0)
    same = (there.c.wave_id == got.c.wave_id) & (there.c.place == got.c.location_id) & (there.c.sku_id == got.c.sku_id)
    return (
        _row(Wave.number + literal(" ") + Location.code + literal(" ") + Sku.seller_code, left, got.c.pieces)
        .select_from(got)
        .join(Wave, Wave.id == got.c.wave_id)
        .join(Location, Location.id == got.c.location_id)
        .join(Sku, Sku.id == got.c.sku_id)
        .outerjoin(there, same)
        .where((got.c.pieces > left) | (got.c.pieces < 0))
    )


def _promised() -> Any:
    """Pieces of open parcels that are still their bin's in the books."""
    return (
        select(Parcel.wave_id, Reservation.location_id.label("place"), Reservation.sku_id, Reservation.quantity.label("pieces"))
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .where(Parcel.state == "open")
    )


def _packed() -> Any:
    """Pieces that left their bin with a parcel."""
    back = aliased(Move)
    return (
        select(Parcel.wave_id, Move.from_id, Move.sku_id, Move.quantity)
        .join(Parcel, literal("parcel:") + cast(Parcel.id, String) == Move.document)
        .outerjoin(back, back.undoes_id == Move.id)
        .where(Move.reason == "shipped", back.id.is_(None))
    )


def _carried_back() -> Any:
    """Pieces of parcels that were taken apart, by the bin they came from."""
    return select(Parcel.wave_id, PutBack.location_id, PutBack.sku_id, PutBack.quantity).join(
        Parcel, Parcel.id == PutBack.parcel_id
    )


def _row(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))
