"""What ``packdesk check`` proves of sets that come as components: only of promised lines, and never more than the line wants."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, literal, select

from warehouse_app.orders.tables import Order, OrderLine, SetPart
from warehouse_app.picking.tables import Parcel, ParcelOrder

WITH_GOODS = ("released", "in_wave", "picked", "packed", "shipped", "done")


def rules() -> list[tuple[str, Select[Any]]]:
    """Code and query of each rule."""
    return [("check.set_parts", _whole_sets()), ("check.set_line", _promised_lines())]


def _whole_sets() -> Any:
    """All components of a line make the same number of sets, and no more of them than the line wants."""
    least, most = func.min(SetPart.sets), func.max(SetPart.sets)
    return (
        select(Order.number.label("subject"), OrderLine.quantity.label("expected"), most.label("found"))
        .select_from(SetPart)
        .join(OrderLine, OrderLine.id == SetPart.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.hold != "changed")
        .group_by(OrderLine.id, Order.number, OrderLine.quantity)
        .having((least != most) | (most > OrderLine.quantity))
    )


def _promised_lines() -> Any:
    """Only an order whose goods are promised or gone says what its sets are made of, or one whose parcel still stands."""
    stands = (
        select(ParcelOrder.order_id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .where(ParcelOrder.order_id == Order.id, Parcel.state.in_(("open", "packed")))
        .exists()
    )
    return (
        select(Order.number.label("subject"), literal("").label("expected"), Order.state.label("found"))
        .select_from(SetPart)
        .join(OrderLine, OrderLine.id == SetPart.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state.not_in(WITH_GOODS), ~and_(Order.state == "cancelled", stands))
        .distinct()
    )
