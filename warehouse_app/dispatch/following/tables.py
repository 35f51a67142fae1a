"""What couriers say of parcels, where each parcel stands by that, and the cases of those that went wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

IS_OPEN = text("closed_at IS NULL")


class Tracking(Base, Stamped):
    """One thing a courier said of a parcel: when it was, and where. From a file, or entered by hand."""

    __tablename__ = "tracking"
    __table_args__ = (
        CheckConstraint(
            "status IN ('picked_up','moving','delivering','signed','refused','returned','lost','damaged','problem')", "status"
        ),
        CheckConstraint("source IN ('file', 'hand')", "source"),
        UniqueConstraint("parcel_id", "moment", "status"),
        Index("ix_tracking_at", "at"),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    moment: Mapped[datetime]
    status: Mapped[str]
    words: Mapped[str] = mapped_column(default="", server_default=text("''"))
    place: Mapped[str] = mapped_column(default="", server_default=text("''"))
    source: Mapped[str]


class ParcelTrack(Base):
    """Where a parcel stands by what was said of it: the newest word, and the first. No row: no courier has scanned it."""

    __tablename__ = "parcel_track"
    __table_args__ = (Index("ix_parcel_track_status", "status", "moment"),)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    status: Mapped[str]
    moment: Mapped[datetime]
    first_at: Mapped[datetime]


class ParcelCase(Base, Stamped):
    """A parcel somebody has to see to; one open one a parcel."""

    __tablename__ = "parcel_case"
    __table_args__ = (
        CheckConstraint("kind IN ('no_movement','refused','returned','lost','damaged','problem')", "kind"),
        CheckConstraint("outcome IN ('','delivered','came_back','resent','refunded','claimed','other')", "outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome = '')", "closed"),
        Index("ix_parcel_case_parcel_id", "parcel_id"),
        Index("uq_parcel_case_open", "parcel_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    kind: Mapped[str]
    by_itself: Mapped[bool]
    next_step: Mapped[str] = mapped_column(default="", server_default=text("''"))
    promised: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="", server_default=text("''"))


class CaseNote(Base, Stamped):
    """What happened in a case, as kind and fields. Append-only."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_case_id", "case_id"),)
    id: Mapped[int] = row_id()
    case_id: Mapped[int] = mapped_column(ForeignKey("parcel_case.id"))
    kind: Mapped[str]
    fields: Mapped[dict[str, Any]]
