"""What ``packdesk check`` proves of the things to do: a parcel counts those nobody has ticked, none when it is packed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, and_, cast, func, or_, select

from warehouse_app.picking.tables import Parcel, ParcelOrder, ParcelTask


def rules() -> tuple[tuple[str, Select[Any]], ...]:
    """Every rule with its code."""
    return (("check.parcel_tasks", _counts()), ("check.task_order", _orders()))


def _counts() -> Select[Any]:
    """What a parcel says is still to do is the number of its open tasks; packed and shipped parcels have none."""
    sums = (
        select(ParcelTask.parcel_id, func.count().label("open"))
        .where(ParcelTask.done_at.is_(None))
        .group_by(ParcelTask.parcel_id)
        .subquery()
    )
    still_open = func.coalesce(sums.c.open, 0)
    away = Parcel.state.in_(("packed", "shipped"))
    return (
        select(_name().label("subject"), still_open.label("expected"), Parcel.todo.label("found"))
        .select_from(Parcel)
        .outerjoin(sums, sums.c.parcel_id == Parcel.id)
        .where(or_(Parcel.todo != still_open, and_(away, still_open > 0)))
    )


def _orders() -> Select[Any]:
    """Something to do belongs to an order that travels in the parcel."""
    return (
        select(_name().label("subject"), ParcelTask.order_id.label("expected"), ParcelTask.id.label("found"))
        .select_from(ParcelTask)
        .join(Parcel, Parcel.id == ParcelTask.parcel_id)
        .outerjoin(ParcelOrder, and_(ParcelOrder.parcel_id == ParcelTask.parcel_id, ParcelOrder.order_id == ParcelTask.order_id))
        .where(ParcelOrder.order_id.is_(None), Parcel.state != "cancelled")
    )


def _name() -> Any:
    return func.coalesce(Parcel.waybill, cast(Parcel.id, String))
