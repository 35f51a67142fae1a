"""Couriers' price tables and their zones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class CourierPrices(Base, Stamped):
    """What a courier charges from a day on, until a later table begins. ``remote`` are areas: [province, city, district]."""

    __tablename__ = "courier_prices"
    __table_args__ = (
        UniqueConstraint("courier_id", "valid_from"),
        CheckConstraint("divisor IS NULL OR divisor > 0", "divisor"),
        CheckConstraint("surcharge >= 0", "surcharge"),
        CheckConstraint("cod_fee >= 0", "cod_fee"),
    )
    id: Mapped[int] = row_id()
    courier_id: Mapped[int] = mapped_column(ForeignKey("courier.id"))
    valid_from: Mapped[date]
    divisor: Mapped[int | None]
    surcharge: Mapped[Decimal]
    remote: Mapped[list[Any]] = mapped_column(JSON)
    cod_fee: Mapped[Decimal]


class PriceZone(Base):
    """One price of a table. ``areas`` as ``remote`` above; none is everywhere else."""

    __tablename__ = "price_zone"
    __table_args__ = (
        CheckConstraint("first_g > 0", "first_g"),
        CheckConstraint("first_price >= 0", "first_price"),
        CheckConstraint("step_g > 0", "step_g"),
        CheckConstraint("step_price >= 0", "step_price"),
    )
    prices_id: Mapped[int] = mapped_column(ForeignKey("courier_prices.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    areas: Mapped[list[Any]] = mapped_column(JSON)
    first_g: Mapped[int]
    first_price: Mapped[Decimal]
    step_g: Mapped[int]
    step_price: Mapped[Decimal]
