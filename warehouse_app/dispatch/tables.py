"""Couriers, waybill numbers, print jobs, handovers and the files that went back to the shop."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Courier(Base):
    """A courier by the full name platforms use. ``pattern`` suggests what its numbers look like; it never decides."""

    __tablename__ = "courier"
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    pattern: Mapped[str] = mapped_column(default="")
    rank: Mapped[int]  # the lower, the sooner its pool is used when an order wishes nothing


class WaybillNumber(Base, Stamped):
    """A number from a courier's pool; used once, ever. ``kept_for`` is the order it was made for: no other parcel takes it."""

    __tablename__ = "waybill_number"
    __table_args__ = (
        CheckConstraint("state IN ('free', 'used', 'void')", "state"),
        CheckConstraint("(state = 'used') = (parcel_id IS NOT NULL)", "used"),
        Index("ix_waybill_number_pool", "courier_id", "state", "id"),
        Index("ix_waybill_number_branch", "state", "courier_id", "branch", "kept_for"),
        Index(
            "ix_waybill_number_kept_for",
            "kept_for",
            sqlite_where=text("kept_for <> ''"),
            postgresql_where=text("kept_for <> ''"),
        ),
    )
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    courier_id: Mapped[int] = mapped_column(ForeignKey("courier.id"))
    state: Mapped[str] = mapped_column(default="free")
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"), unique=True)
    branch: Mapped[str] = mapped_column(default="", server_default=text("''"))
    kept_for: Mapped[str] = mapped_column(default="", server_default=text("''"))


NOT_OUT_YET = text("state <> 'printed'")


class PrintJob(Base, Stamped):
    """A paper made for one parcel (or one wave): what, where to, and how it ended. A reprint is a job of its own.

    A label keeps the number it carries and a digest of what it says (``printing.rules.says``): where either is another now,
    it is stale. ``sent`` with an error is a label whose printer never said how it ended: a person is asked.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'printed', 'failed')", "state"),
        CheckConstraint("(parcel_id IS NULL) <> (wave_id IS NULL)", "one_owner"),
        Index("ix_print_job_parcel_id", "parcel_id", "paper"),
        Index("ix_print_job_queue", "printer", "state", "id", sqlite_where=NOT_OUT_YET, postgresql_where=NOT_OUT_YET),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"))
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    paper: Mapped[str]
    printer: Mapped[str]  # empty: a PDF file only
    file: Mapped[str]
    page: Mapped[int] = mapped_column(default=1)
    state: Mapped[str]
    error: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="", server_default=text("''"))
    says: Mapped[str] = mapped_column(default="", server_default=text("''"))
    sent_at: Mapped[datetime | None]


class Handover(Base, Stamped):
    """One courier's trip: parcels scanned in, closed once, its manifest signed."""

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "uq_handover_open",
            "courier",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = row_id()
    courier: Mapped[str]
    day: Mapped[date]
    trip: Mapped[int]
    manifest: Mapped[str] = mapped_column(default="")
    driver: Mapped[str] = mapped_column(default="", server_default=text("''"))  # who signed for the courier
    closed_at: Mapped[datetime | None]


class HandoverParcel(Base, Stamped):
    """A parcel in a courier's hands; the key makes sure it goes once."""

    __tablename__ = "handover_parcel"
    __table_args__ = (Index("ix_handover_parcel_handover_id", "handover_id"),)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))


class ShippedFile(Base, Stamped):
    """A list of shipped orders written for the shop."""

    __tablename__ = "shipped_file"
    id: Mapped[int] = row_id()
    name: Mapped[str]
    layout: Mapped[str]


class ShippedRow(Base):
    """An order and waybill that a shipped list told the shop."""

    __tablename__ = "shipped_row"
    __table_args__ = (Index("ix_shipped_row_order_id", "order_id"),)
    file_id: Mapped[int] = mapped_column(ForeignKey("shipped_file.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
