"""What belongs to a waybill number beside the number itself; apart from it, so that the wave's take stays small."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class NumberPrint(Base):
    """What the courier gave with a number: routing mark and hub for the label, and a print component's own data."""

    __tablename__ = "waybill_print"
    number_id: Mapped[int] = mapped_column(ForeignKey("waybill_number.id"), primary_key=True, autoincrement=False)
    routing_mark: Mapped[str] = mapped_column(default="", server_default=text("''"))
    hub: Mapped[str] = mapped_column(default="", server_default=text("''"))
    print_data: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


class NumberEvent(Base, Stamped):
    """A number was voided, or came back to its pool; ``parcel_id`` is the parcel it was on. Append-only.

    That it came in stands on the number itself, that it was used in the history of the parcel's orders.
    """

    __tablename__ = "waybill_event"
    __table_args__ = (
        CheckConstraint("kind IN ('voided', 'returned')", "kind"),
        Index("ix_waybill_event_number_id", "number_id"),
    )
    id: Mapped[int] = row_id()
    number_id: Mapped[int] = mapped_column(ForeignKey("waybill_number.id"))
    kind: Mapped[str]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"))
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))


class PoolLimit(Base, Stamped):
    """How few free numbers of a pool are too few, where somebody said so; 0 never warns before the pool is empty."""

    __tablename__ = "pool_limit"
    __table_args__ = (CheckConstraint("low >= 0", "low"),)
    courier_id: Mapped[int] = mapped_column(ForeignKey("courier.id"), primary_key=True, autoincrement=False)
    branch: Mapped[str] = mapped_column(primary_key=True)
    low: Mapped[int]
