"""Waves, and the parcels they are made of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Wave(Base, Stamped):
    """Orders taken from the shelves together; ``number`` is what is printed on the pick list and can be scanned."""

    __tablename__ = "wave"
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    picked_at: Mapped[datetime | None]


class Parcel(Base, Stamped):
    """What one waybill is stuck on. ``needed`` and ``scanned`` are pieces, kept equal to the sums over its lines."""

    __tablename__ = "parcel"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'packed', 'shipped', 'cancelled')", "state"),
        CheckConstraint("scanned >= 0 AND scanned <= needed", "scanned"),
        CheckConstraint("weight_g IS NULL OR weight_g > 0", "weight"),
        Index("ix_parcel_wave_id", "wave_id", "slot"),
        Index("ix_parcel_state", "state", "courier"),
        Index("ix_parcel_packed_at", "packed_at"),
    )
    id: Mapped[int] = row_id()
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    slot: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    courier: Mapped[str] = mapped_column(default="")
    waybill: Mapped[str | None] = mapped_column(unique=True)
    needed: Mapped[int]
    scanned: Mapped[int] = mapped_column(default=0)
    noted: Mapped[bool] = mapped_column(default=False)  # nothing to read, or somebody confirmed having read it
    weight_g: Mapped[int | None]
    packed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    packed_at: Mapped[datetime | None]


class ParcelOrder(Base):
    """Which orders travel in a parcel, and the version of the order its label was made from."""

    __tablename__ = "parcel_order"
    __table_args__ = (Index("ix_parcel_order_order_id", "order_id"),)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    version: Mapped[int]


class ParcelLine(Base):
    """One SKU of a parcel: expected and verified stay apart, nothing counts until it is scanned."""

    __tablename__ = "parcel_line"
    __table_args__ = (
        UniqueConstraint("parcel_id", "sku_id"),
        CheckConstraint("needed > 0", "needed"),
        CheckConstraint("scanned >= 0 AND scanned <= needed", "scanned"),
        Index("ix_parcel_line_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    needed: Mapped[int]
    scanned: Mapped[int] = mapped_column(default=0)
