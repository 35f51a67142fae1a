"""Waves, and the parcels they are made of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Wave(Base, Stamped):
    """Orders taken from the shelves together; ``number`` is what is printed on the pick list and can be scanned.

    ``way`` says how it is picked: order by order, in one go and then sorted on the wall, into the slots of a cart while
    picking, or one SKU for many parcels. ``rule`` keeps in words of JSON by which rule it was made.
    """

    __tablename__ = "wave"
    __table_args__ = (CheckConstraint("way IN ('orders','sort','cart','single')", "way"),)
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    picked_at: Mapped[datetime | None]
    way: Mapped[str] = mapped_column(default="orders", server_default=text("'orders'"))
    rule: Mapped[str] = mapped_column(default="", server_default=text("''"))
    cancelled_at: Mapped[datetime | None]


class Parcel(Base, Stamped):
    """What one waybill is stuck on. ``needed`` and ``scanned`` are pieces, kept equal to the sums over its lines."""

    __tablename__ = "parcel"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'packed', 'shipped', 'cancelled')", "state"),
        CheckConstraint("scanned >= 0 AND scanned <= needed", "scanned"),
        CheckConstraint("weight_g IS NULL OR weight_g > 0", "weight"),
        CheckConstraint("owes >= 0", "owes"),
        Index("ix_parcel_wave_id", "wave_id", "slot"),
        Index("ix_parcel_state", "state", "courier"),
        Index("ix_parcel_packed_at", "packed_at"),
        Index("ix_parcel_packed_by", "packed_by", "packed_at"),
    )
    id: Mapped[int] = row_id()
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    slot: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    courier: Mapped[str] = mapped_column(default="")
    waybill: Mapped[str | None] = mapped_column(unique=True)
    needed: Mapped[int]
    scanned: Mapped[int] = mapped_column(default=0)
    noted: Mapped[bool] = mapped_column(default=False)  # nothing to read, or somebody confirmed having read it
    weight_g: Mapped[int | None]
    packed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    packed_at: Mapped[datetime | None]
    todo: Mapped[int] = mapped_column(default=0, server_default="0")  # things to do that nobody has ticked yet
    owes: Mapped[int] = mapped_column(default=0, server_default="0")  # bits of ``packing.rules.Step`` still to be done


class FurtherParcel(Base, Stamped):
    """A parcel for what did not fit into another: ``after_id`` is that one, ``first_id`` the one its orders began with."""

    __tablename__ = "further_parcel"
    __table_args__ = (
        Index("ix_further_parcel_first_id", "first_id"),
        Index("ix_further_parcel_after_id", "after_id"),
        Index("ix_further_parcel_at", "at"),
    )
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    after_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))


class ParcelTask(Base, Stamped):
    """Something packing must do for a parcel and tick: put the card in, the invoice, heed a wish."""

    __tablename__ = "parcel_task"
    __table_args__ = (Index("ix_parcel_task_parcel_id", "parcel_id"),)
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="", server_default=text("''"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PutBack(Base, Stamped):
    """Goods of a stopped parcel that lie on the desk and have to go back to a bin; done when somebody scanned them there."""

    __tablename__ = "put_back"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity"),
        CheckConstraint("done >= 0 AND done <= quantity", "done"),
        Index("ix_put_back_parcel_id", "parcel_id"),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="", server_default=text("''"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))  # the bin they came from
    quantity: Mapped[int]
    done: Mapped[int] = mapped_column(default=0, server_default="0")


class PickScan(Base, Stamped):
    """A step of picking, confirmed: pieces taken from a bin, put into a slot, or missing there. Append-only."""

    __tablename__ = "pick_scan"
    __table_args__ = (
        CheckConstraint("kind IN ('taken','sorted','short','undone')", "kind"),
        CheckConstraint("quantity > 0", "quantity"),
        Index("ix_pick_scan_wave_id", "wave_id", "kind"),
        # All the sorting wall asks of a slot, without a look at the table.
        Index("ix_pick_scan_parcel_id", "parcel_id", "sku_id", "kind", "location_id", "quantity"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    kind: Mapped[str]
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="", server_default=text("''"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"))
    quantity: Mapped[int]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("pick_scan.id"), unique=True)


class ParcelOrder(Base):
    """Which orders travel in a parcel, and the version of the order its label was made from."""

    __tablename__ = "parcel_order"
    __table_args__ = (Index("ix_parcel_order_order_id", "order_id"),)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    version: Mapped[int]


class ParcelLine(Base):
    """One SKU of a parcel: expected and verified stay apart, nothing counts until it is scanned."""

    __tablename__ = "parcel_line"
    __table_args__ = (
        UniqueConstraint("parcel_id", "sku_id"),
        CheckConstraint("needed > 0", "needed"),
        CheckConstraint("scanned >= 0 AND scanned <= needed", "scanned"),
        Index("ix_parcel_line_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    needed: Mapped[int]
    scanned: Mapped[int] = mapped_column(default=0)
    asks: Mapped[int] = mapped_column(default=0, server_default="0")  # bits of ``packing.rules.Asks`` after each scan
