"""Every time a parcel stood on the scale."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Weighing(Base, Stamped):
    """A parcel's weight as it was seen, right or off, in grams. Append-only.

    ``expected_g`` is None when the weight of some goods was not known. ``reason`` is why a weight that is off was accepted.
    """

    __tablename__ = "weighing"
    __table_args__ = (
        CheckConstraint("outcome IN ('right','off','accepted')", "outcome"),
        CheckConstraint("source IN ('typed','scale')", "source"),
        CheckConstraint("weight_g > 0", "weight"),
        Index("ix_weighing_parcel_id", "parcel_id"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    weight_g: Mapped[int]
    expected_g: Mapped[int | None]
    outcome: Mapped[str]
    source: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
