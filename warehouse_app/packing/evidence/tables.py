"""Pictures of parcels: the files lie in the data folder, their hashes here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Photo(Base, Stamped):
    """One picture. ``file`` is its path below the folder of photos; ``sha256`` in hex proves that it is the one taken.

    After the days it is kept, the file is deleted and ``deleted_at`` says when; what the record says of it stays.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("size > 0", "size"),
        Index("ix_photo_parcel_id", "parcel_id"),
        Index("ix_photo_deleted_at", "deleted_at", "at"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    file: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    deleted_at: Mapped[datetime | None]
