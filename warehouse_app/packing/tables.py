"""Every scan at the packing desk, right or wrong, what was asked for after it, and what each parcel is packed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

IS_CAUGHT = text("verdict IN ('wrong_item', 'one_too_many', 'belongs_elsewhere')")
"""Goods that would have left in the wrong parcel. Written out, because only then both databases see that the index fits."""


class Scan(Base, Stamped):
    """One scan and its verdict. Append-only.

    ``quantity`` pieces were counted for ``sku_id``: negative for an undo, 0 when nothing was counted.
    """

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("quantity = 0 OR sku_id IS NOT NULL", "counted"),
        Index("ix_scan_parcel_id", "parcel_id", "id"),
        Index("ix_scan_caught", "who_id", "at", sqlite_where=IS_CAUGHT, postgresql_where=IS_CAUGHT),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"))
    code: Mapped[str]
    verdict: Mapped[str]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int] = mapped_column(default=0)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"), unique=True)


class ParcelMaterial(Base, Stamped):
    """What a parcel is packed in or filled with; without a SKU: it goes as it is. Booked out when the parcel is packed."""

    __tablename__ = "parcel_material"
    __table_args__ = (UniqueConstraint("parcel_id", "sku_id"), CheckConstraint("quantity > 0", "quantity"))
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int] = mapped_column(default=1)


_LIVE_SERIAL = text("kind = 'serial' AND back_at IS NULL")


class ParcelCapture(Base, Stamped):
    """What was asked for after an item was scanned: a serial number, a lot, a look, or a component of a set that is begun.

    ``scan_id`` is the scan it belongs to. A serial number may be captured once for its SKU until its goods came back
    (``back_at``). Components are forgotten when their set is complete: it counts as scanned then.
    """

    __tablename__ = "parcel_capture"
    __table_args__ = (
        CheckConstraint("kind IN ('serial', 'lot', 'look', 'part')", "kind"),
        CheckConstraint("(kind = 'part') = (part_id IS NOT NULL)", "part"),
        CheckConstraint("pieces > 0", "pieces"),
        Index("ix_parcel_capture_parcel_id", "parcel_id", "sku_id", "kind"),
        Index("ix_parcel_capture_scan_id", "scan_id"),
        Index(
            "uq_parcel_capture_serial", "sku_id", "value", unique=True, sqlite_where=_LIVE_SERIAL, postgresql_where=_LIVE_SERIAL
        ),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(default="", server_default=text("''"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    pieces: Mapped[int] = mapped_column(default=1, server_default="1")
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    back_at: Mapped[datetime | None]


class VoidLabel(Base, Stamped):
    """A label that was replaced: its number is void and ``new_number`` is the parcel's now.

    ``from_file``: the platform's file gave the old number, so the platform has to be told.
    """

    __tablename__ = "void_label"
    __table_args__ = (Index("ix_void_label_parcel_id", "parcel_id"),)
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    courier: Mapped[str]
    new_number: Mapped[str]
    reason: Mapped[str]
    from_file: Mapped[bool]
