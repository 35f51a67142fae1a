"""Scores of practice, each kept for the person alone who practised; nothing else of a practice is kept."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class PracticeScore(Base, Stamped):
    """How one practice went: who and when are its stamp, ``points`` of 100, over so many parcels."""

    __tablename__ = "practice_score"
    __table_args__ = (
        CheckConstraint("points >= 0 AND points <= 100", "points"),
        CheckConstraint("parcels > 0", "parcels"),
        Index("ix_practice_score_who_id", "who_id", "at"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    points: Mapped[int]
    parcels: Mapped[int]
