"""A mistake that came back from a buyer, recorded against its parcel."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Mispack(Base, Stamped):
    """What was wrong with a parcel that had left, who packed and checked it, why, and what it cost.

    A record can be corrected (the trail keeps what stood there) and withdrawn with a reason; it is never deleted.
    """

    __tablename__ = "mispack"
    __table_args__ = (
        CheckConstraint("kind IN ('wrong_item','missing','extra','wrong_address','damaged','other')", "kind"),
        CheckConstraint("cause IN ('look_alike','not_scanned','bin_mixed','label_mixed','bad_packing','unknown')", "cause"),
        CheckConstraint("pieces > 0", "pieces"),
        CheckConstraint("cost IS NULL OR cost >= 0", "cost"),
        Index("ix_mispack_parcel_id", "parcel_id"),
        Index("ix_mispack_packer_id", "packer_id"),
        Index("ix_mispack_at", "at"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    kind: Mapped[str]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    pieces: Mapped[int] = mapped_column(default=1, server_default="1")
    packer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cause: Mapped[str]
    cost: Mapped[Decimal | None]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_why: Mapped[str] = mapped_column(default="", server_default=text("''"))
