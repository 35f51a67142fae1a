"""Claims for lost and broken parcels: what was asked for, and what was paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

NOT_REFUSED = text("state <> 'refused'")


class Claim(Base, Stamped):
    """A claim from a case; one a parcel, but a refused one may be made anew. Amounts in yuan."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'sent', 'accepted', 'refused', 'paid')", "state"),
        CheckConstraint("goods >= 0 AND freight >= 0 AND claimed > 0", "amounts"),
        CheckConstraint("(state = 'paid') = (paid IS NOT NULL)", "paid"),
        CheckConstraint("(state = 'draft') = (sent_on IS NULL)", "sent"),
        Index("ix_claim_case_id", "case_id"),
        Index("uq_claim_live", "parcel_id", unique=True, sqlite_where=NOT_REFUSED, postgresql_where=NOT_REFUSED),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("parcel_case.id"))
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    state: Mapped[str]
    goods: Mapped[Decimal]
    freight: Mapped[Decimal]
    claimed: Mapped[Decimal]
    paid: Mapped[Decimal | None]
    sent_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
