"""What ``packdesk check`` proves of parcels sent short: what was left out is what the record of it says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, and_, cast, func, literal, select, union_all

from warehouse_app.catalog.tables import Sku
from warehouse_app.orders.tables import Order, OrderHistory, OrderLine
from warehouse_app.packing.aside.tables import ParcelShort
from warehouse_app.picking.tables import Parcel

AS_MADE = (
    "split_from", "short", "look", "looked", "released", "in_wave", "waybill", "picked", "packed", "reopened", "taken_out",
    "taken_back", "handed_over", "shipped", "done", "unpacked",
)  # fmt: skip
"""What may happen to a part without a piece of it changing; of one that anything else happened to only the sum is told."""


def rules() -> list[tuple[str, Any]]:
    """Code and query of each rule."""
    return [("check.sent_short", _as_told()), ("check.sent_short_line", _as_it_lies())]


def _as_told() -> Any:
    """The pieces on record for a part are those its history says it was made of."""
    sums = (
        select(ParcelShort.parcel_id, ParcelShort.part_id, func.sum(ParcelShort.pieces).label("pieces"))
        .group_by(ParcelShort.parcel_id, ParcelShort.part_id)
        .subquery()
    )
    told = OrderHistory.fields["pieces"].as_integer()
    made = and_(OrderHistory.order_id == sums.c.part_id, OrderHistory.kind == "split_from")
    return (
        select(_name().label("subject"), sums.c.pieces.label("expected"), func.coalesce(told, 0).label("found"))
        .select_from(sums)
        .join(Parcel, Parcel.id == sums.c.parcel_id)
        .outerjoin(OrderHistory, made)
        .where(func.coalesce(told, 0) != sums.c.pieces)
    )


def _as_it_lies() -> Any:
    """SKU by SKU, a part nothing was done to wants what was left out."""
    changed = select(OrderHistory.order_id).where(OrderHistory.order_id == Order.id, OrderHistory.kind.not_in(AS_MADE)).exists()
    parts = select(Order.id).where(Order.id.in_(select(ParcelShort.part_id)), Order.state != "cancelled", ~changed)
    none = literal(0)
    every = union_all(
        select(ParcelShort.part_id, ParcelShort.sku_id, ParcelShort.pieces.label("told"), none.label("there")),
        select(OrderLine.order_id, OrderLine.sku_id, none, OrderLine.quantity).where(OrderLine.live),
    ).subquery()
    told, there = func.sum(every.c.told), func.sum(every.c.there)
    return (
        select((Order.number + literal(" ") + Sku.seller_code).label("subject"), told.label("expected"), there.label("found"))
        .select_from(every)
        .join(Order, Order.id == every.c.part_id)
        .join(Sku, Sku.id == every.c.sku_id)
        .where(every.c.part_id.in_(parts))
        .group_by(Order.number, Sku.seller_code)
        .having(told != there)
    )


def _name() -> Any:
    return func.coalesce(Parcel.waybill, cast(Parcel.id, String))
