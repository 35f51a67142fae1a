"""The rules for choosing a courier, where couriers go, and what a person chose for an order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class CourierRule(Base, Stamped):
    """One rule of the list; ``place`` is where it stands in it. See ``choosing.keeping`` for what the JSON holds."""

    __tablename__ = "courier_rule"
    id: Mapped[int] = row_id()
    place: Mapped[int]
    name: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool]
    conditions: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]


class CourierReach(Base, Stamped):
    """Where a courier goes: ``only`` and ``never`` are areas, each [province, city, district]."""

    __tablename__ = "courier_reach"
    courier_id: Mapped[int] = mapped_column(ForeignKey("courier.id"), primary_key=True)
    only: Mapped[list[Any]] = mapped_column(JSON)
    never: Mapped[list[Any]] = mapped_column(JSON)


class OrderCourier(Base, Stamped):
    """What a person said of an order: its courier ("" when the rules decide), and where its address lies.

    ``area`` ([province, city, district], or none) counts as long as the order has the ``address`` it was said of.
    """

    __tablename__ = "order_courier"
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    courier: Mapped[str]
    area: Mapped[list[Any]] = mapped_column(JSON)
    address: Mapped[str]
    reason: Mapped[str]
