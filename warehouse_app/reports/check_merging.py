"""Orders that travel together and orders that ship in parts: what their parcels and lines must agree on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, select
from sqlalchemy.orm import aliased

from warehouse_app.orders.rules import UNDONE
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.tables import Parcel, ParcelOrder


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.together", _one_group_a_parcel()
    yield "check.split_off", _gone_into_parts()
    yield "check.split_part", _parts_of_nothing()


def _one_group_a_parcel() -> Select[Any]:
    """Orders in one parcel that is here carry one group; one that was stopped on the floor may have left it."""
    group = func.coalesce(Order.together_id, -Order.id)
    going = and_(Parcel.state.in_(("open", "packed")), Order.hold == "", Order.state != "cancelled")
    name = func.coalesce(Parcel.waybill, cast(Parcel.id, String))
    return (
        _row(name, literal(1), func.count(group.distinct()))
        .select_from(Parcel)
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(going)
        .group_by(Parcel.id, Parcel.waybill)
        .having(func.count(group.distinct()) > 1)
    )


def _gone_into_parts() -> Select[Any]:
    """Pieces a line says have gone are those its order's parts have, line by line; a part undone has none."""
    part, moved = aliased(Order), aliased(OrderLine)
    counts = and_(part.origin == "split", part.reason != UNDONE)
    gone = func.coalesce(func.sum(case((counts, moved.quantity), else_=0)), 0)
    return (
        _row(Order.number, OrderLine.split_off, gone)
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(part, and_(part.original_id == Order.id, part.origin == "split"))
        .outerjoin(moved, and_(moved.order_id == part.id, moved.line == OrderLine.line))
        .where(Order.origin != "split", Order.id.in_(_split_orders()))
        .group_by(OrderLine.id, Order.number, OrderLine.split_off)
        .having(OrderLine.split_off != gone)
    )


def _split_orders() -> Any:
    """Only these are added up: orders that have a part, or a line that says so."""
    has_part = select(Order.original_id).where(Order.origin == "split", Order.original_id.is_not(None))
    return has_part.union(select(OrderLine.order_id).where(OrderLine.split_off > 0))


def _parts_of_nothing() -> Select[Any]:
    """Every line of a part comes from a line of its original with the same SKU, and the part from an order of its shop."""
    original, kept = aliased(Order), aliased(OrderLine)
    same = and_(kept.order_id == original.id, kept.line == OrderLine.line)
    wrong = kept.id.is_(None) | (func.coalesce(kept.sku_id, 0) != func.coalesce(OrderLine.sku_id, 0))
    return (
        _row(Order.number, func.coalesce(original.number, literal("")), OrderLine.seller_code)
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(original, and_(original.id == Order.original_id, original.shop_id == Order.shop_id))
        .outerjoin(kept, same)
        .where(Order.origin == "split", Order.reason != UNDONE, wrong)
    )


def _row(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))
