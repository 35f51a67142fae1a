"""Second checks: each blind count, the pieces scanned in it, and the differences it found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

_RUNNING = text("state = 'open'")


class SecondCheck(Base, Stamped):
    """One blind count of a parcel; the stamp says who counts.

    ``void`` ones count for nothing: goods were taken out afterwards, or somebody else began anew. ``same_ok`` keeps that
    the shop let those who packed it check it, too.
    """

    __tablename__ = "second_check"
    __table_args__ = (
        CheckConstraint("state IN ('open','equal','different','void')", "state"),
        CheckConstraint("counted >= 0", "counted"),
        Index("ix_second_check_parcel_id", "parcel_id", "id"),
        Index("ix_second_check_first_id", "first_id", "state"),
        Index("ix_second_check_running", "parcel_id", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # put the last piece in
    state: Mapped[str] = mapped_column(default="open")
    counted: Mapped[int] = mapped_column(default=0)  # pieces, kept equal to the sum of its ``CheckPiece``
    same_ok: Mapped[bool] = mapped_column(default=False, server_default=false())
    left: Mapped[bool] = mapped_column(default=False, server_default=false())  # put aside in the middle
    last_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CheckPiece(Base):
    """Pieces one scan of a blind count added, negative for an undo. Append-only; code, person and moment are its scan's."""

    __tablename__ = "check_piece"
    __table_args__ = (CheckConstraint("pieces <> 0", "pieces"), Index("ix_check_piece_check_id", "check_id", "scan_id"))
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True, autoincrement=False)
    check_id: Mapped[int] = mapped_column(ForeignKey("second_check.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    pieces: Mapped[int]


class CheckDifference(Base):
    """One SKU of a count that ended different: needed, packed by the first person, counted by the second. Append-only."""

    __tablename__ = "check_difference"
    __table_args__ = (CheckConstraint("second <> needed OR first <> needed", "differs"),)
    check_id: Mapped[int] = mapped_column(ForeignKey("second_check.id"), primary_key=True, autoincrement=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True, autoincrement=False)
    needed: Mapped[int]
    first: Mapped[int]
    second: Mapped[int]
