"""Parcels nobody works on: one of their orders was cancelled or is held. One condition for pick list, walk, wall and labels."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.picking.tables import Parcel, ParcelOrder

is_stopped: ColumnElement[bool] = (
    select(ParcelOrder.parcel_id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .where(ParcelOrder.parcel_id == Parcel.id, or_(Order.hold != "", Order.state == State.CANCELLED.value))
    .correlate(Parcel)
    .exists()
)
"""Of a query over ``Parcel``: whether it is stopped. Orders in one parcel stop together: a box goes whole or not at all."""
