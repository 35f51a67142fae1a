"""What ``packdesk check`` proves of waves: an order on the floor travels in one parcel, neither in none nor in two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, literal, select

from warehouse_app.orders.rules import ON_THE_FLOOR
from warehouse_app.orders.tables import Order
from warehouse_app.picking.tables import Parcel, ParcelOrder


def rules() -> list[tuple[str, Select[Any]]]:
    """Code and query of each rule."""
    return [("check.wave_order", _one_parcel())]


def _one_parcel() -> Any:
    """Taken out of its wave, or its parcel taken apart, an order is no longer on the floor; waved again it has a new parcel."""
    living = and_(Parcel.id == ParcelOrder.parcel_id, Parcel.state != "cancelled")
    found = func.count(Parcel.id)
    return (
        select(Order.number.label("subject"), literal(1).label("expected"), found.label("found"))
        .select_from(Order)
        .outerjoin(ParcelOrder, ParcelOrder.order_id == Order.id)
        .outerjoin(Parcel, living)
        .where(Order.state.in_([state.value for state in ON_THE_FLOOR]))
        .group_by(Order.id, Order.number)
        .having(found != 1)
    )
