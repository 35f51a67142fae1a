"""Why a parcel was set aside, and what was missing when one was completed all the same."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class ParcelAside(Base, Stamped):
    """A parcel was set aside: it stays so until its next scan, because ``scan_id`` is then no longer its newest. Append-only.

    ``reason`` is one of ``rules.REASONS``, or "" with the shop's or the person's own words in ``note``.
    """

    __tablename__ = "parcel_aside"
    id: Mapped[int] = row_id()
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), unique=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))


class ParcelShort(Base, Stamped):
    """Pieces of a SKU a parcel was completed without: they went into ``part_id``, an order that waits. Append-only.

    Who is the one who allowed it; ``packer_id`` is whose parcel it was.
    """

    __tablename__ = "parcel_short"
    __table_args__ = (
        CheckConstraint("pieces > 0", "pieces"),
        Index("ix_parcel_short_parcel_id", "parcel_id"),
        Index("ix_parcel_short_at", "at"),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    pieces: Mapped[int]
    part_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    packer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
