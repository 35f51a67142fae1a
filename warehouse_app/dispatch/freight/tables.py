"""Couriers' bills line by line, what differs from our own figures, and what each parcel costs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, RowId, Stamped, row_id

ZERO = text("0")
IS_MISSING = text("line_id IS NULL")
"""A parcel that is on no bill: said once, by the first bill that lacks it. Written out, so that both databases use the index."""


class CourierBill(Base, Stamped):
    """A courier's bill for a month, as its file says. While it is ``reading`` nobody sees it; once ``sent`` it stays.

    ``lines`` were taken, ``refused`` rows could not be read; ``total`` is the sum of the lines. ``sent_at``: its disputes went
    to the courier.
    """

    __tablename__ = "courier_bill"
    __table_args__ = (
        CheckConstraint("state IN ('reading','open','sent')", "state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", "sent"),
    )
    id: Mapped[int] = row_id()
    courier: Mapped[str]
    month: Mapped[date]  # its first day
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="reading")
    lines: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    refused: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    total: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default=ZERO)
    compared_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class BillLine(Base):
    """One row of a bill. ``counts``: it is what its parcel costs, the first bill for a parcel of ours."""

    __tablename__ = "bill_line"
    __table_args__ = (
        UniqueConstraint("bill_id", "row"),
        CheckConstraint("weight_g IS NULL OR weight_g > 0", "weight"),
        CheckConstraint("amount >= 0", "amount"),
        CheckConstraint("parcel_id IS NOT NULL OR NOT counts", "counts"),
        Index("ix_bill_line_waybill", "waybill"),
        Index("ix_bill_line_parcel_id", "parcel_id", "counts"),
    )
    id: Mapped[int] = row_id()
    bill_id: Mapped[int] = mapped_column(ForeignKey("courier_bill.id"))
    row: Mapped[int]
    waybill: Mapped[str]
    weight_g: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="", server_default=text("''"))  # where it went, in the file's words
    day: Mapped[date | None]
    amount: Mapped[Decimal]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"))
    counts: Mapped[bool] = mapped_column(default=False, server_default=false())


class BillProblem(Base):
    """A row of a bill's file that could not be taken: what is wrong, as code and fields."""

    __tablename__ = "bill_problem"
    id: Mapped[int] = row_id()
    bill_id: Mapped[int] = mapped_column(ForeignKey("courier_bill.id"), index=True)
    row: Mapped[int]
    column: Mapped[str]
    code: Mapped[str]
    value: Mapped[str] = mapped_column(default="", server_default=text("''"))  # the fields, as JSON


class BillDifference(Base):
    """A line that differs from our figures, or a parcel that is not on the bill (no line), and what became of it.

    ``kinds`` are bits of ``rules.Kind``. ``difference`` is theirs less ours, and the sum of the four parts: ``whole`` for
    numbers that should not be on the bill at all or are missing there. ``ours`` is None when no price table says. ``credited``
    is what the courier takes back of a settled one.
    """

    __tablename__ = "bill_difference"
    __table_args__ = (
        CheckConstraint("state IN ('','accepted','disputed','settled')", "state"),
        CheckConstraint("line_id IS NOT NULL OR parcel_id IS NOT NULL", "about"),
        CheckConstraint("whole_part + weight_part + zone_part + price_part = difference", "parts"),
        CheckConstraint("credited IS NULL OR (state = 'settled' AND credited >= 0)", "credited"),
        Index("ix_bill_difference_bill_id", "bill_id", "state"),
        Index("uq_bill_difference_missing", "parcel_id", unique=True, sqlite_where=IS_MISSING, postgresql_where=IS_MISSING),
    )
    id: Mapped[int] = row_id()
    bill_id: Mapped[int] = mapped_column(ForeignKey("courier_bill.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("bill_line.id"), unique=True)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"))
    kinds: Mapped[int]
    detail: Mapped[str] = mapped_column(default="", server_default=text("''"))  # of an unknown number: why; see ``rules``
    weight_g: Mapped[int | None]  # ours
    source: Mapped[str] = mapped_column(default="", server_default=text("''"))  # weighed or computed
    place: Mapped[str] = mapped_column(default="", server_default=text("''"))  # ours
    theirs: Mapped[Decimal]
    ours: Mapped[Decimal | None]
    difference: Mapped[Decimal]
    whole_part: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default=ZERO)
    weight_part: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default=ZERO)
    zone_part: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default=ZERO)
    price_part: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default=ZERO)
    state: Mapped[str] = mapped_column(default="", server_default=text("''"))
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    credited: Mapped[Decimal | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class ParcelCost(Base):
    """What a handed-over parcel should cost: price table by weight. The figures read it; it is made anew at any time.

    ``ours`` is None where no price table says or nobody knows the weight. ``priced_at`` is when this was worked out.
    """

    __tablename__ = "parcel_cost"
    __table_args__ = (
        CheckConstraint("source IN ('','weighed','computed')", "source"),
        Index("ix_parcel_cost_day", "day", "courier"),
    )
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True, autoincrement=False)
    courier: Mapped[str]
    province: Mapped[str] = mapped_column(default="", server_default=text("''"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    day: Mapped[date]
    weight_g: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="", server_default=text("''"))
    ours: Mapped[Decimal | None]
    prices_id: Mapped[int | None] = mapped_column(RowId)  # the table it was worked out by; that one may be gone since
    priced_at: Mapped[datetime]
