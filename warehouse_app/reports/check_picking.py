"""Picking: no slot got more than its parcel needs, nothing was put back that was not taken, and undone steps name theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from warehouse_app.catalog.tables import Sku
from warehouse_app.picking.confirming.statements import signed as taken
from warehouse_app.picking.sorting.statements import signed as in_slot
from warehouse_app.picking.tables import Parcel, ParcelLine, PickScan, Wave


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.sorted", _sorted()
    yield "check.taken", _taken()


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


def _row(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))
