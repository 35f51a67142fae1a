"""What belongs to a trip besides its parcels: those it left behind, those taken back from it, pictures of its signed sheet."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class HandoverLeft(Base):
    """A parcel that stood packed before the cut-off and was not in the trip when it was closed."""

    __tablename__ = "handover_left"
    __table_args__ = (Index("ix_handover_left_parcel_id", "parcel_id"),)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)


class HandoverReturn(Base, Stamped):
    """A parcel that was handed over by mistake and taken back; ``told``: the shop had been told of it already."""

    __tablename__ = "handover_return"
    __table_args__ = (
        Index("ix_handover_return_parcel_id", "parcel_id"),
        Index("ix_handover_return_handover_id", "handover_id"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    reason: Mapped[str]
    told: Mapped[bool]


class HandoverSheet(Base, Stamped):
    """A picture of the signed sheet. ``file`` is its path below the folder of photos, ``sha256`` proves it is the one taken."""

    __tablename__ = "handover_sheet"
    __table_args__ = (CheckConstraint("size > 0", "size"), Index("ix_handover_sheet_handover_id", "handover_id"))
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    file: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
