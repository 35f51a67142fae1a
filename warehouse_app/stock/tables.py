"""Bins, the ledger of moves, balances, reservations, lots, and the slips of what was moved by hand.

A move is never changed or deleted (triggers in both databases refuse it); a balance is what the moves add up to, and is
changed only by ``stock.ledger`` in the transaction that writes the move.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Location(Base, Stamped):
    """A bin, or one of the six virtual places goods come from and go to.

    ``role`` "dock" is the receiving dock, where goods wait until they are put away, "desk" the packing desk, where goods of
    stopped parcels wait until they are carried back; nothing is sold from either. A bin
    that is no longer used is not ``active``; its moves keep naming it.
    """

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("kind IN ('bin', 'virtual')", "kind"),
        Index("ix_location_walk", "walk_key"),
    )
    id: Mapped[int] = row_id()
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="bin")
    sellable: Mapped[bool] = mapped_column(default=True)
    walk_key: Mapped[str]  # natural order: bin 2 before bin 10
    role: Mapped[str] = mapped_column(default="shelf", server_default="shelf")  # shelf | dock | desk
    zone: Mapped[str] = mapped_column(default="", server_default=text("''"))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    mixed: Mapped[bool] = mapped_column(default=True, server_default=true())  # several SKUs may lie in it
    capacity_pieces: Mapped[int | None]
    capacity_ml: Mapped[int | None]  # its room in millilitres (cm3)
    max_g: Mapped[int | None]
    distance_dm: Mapped[int | None]  # walk from the packing desk, in decimetres
    stands_at: Mapped[str] = mapped_column(default="", server_default=text("''"))  # aisle and bay, where its code does not say


class Move(Base, Stamped):
    """So many pieces of one SKU from one location to another. Append-only."""

    __tablename__ = "move"
    __table_args__ = (
        UniqueConstraint("action", "line"),
        CheckConstraint("quantity > 0", "quantity"),
        CheckConstraint("from_id <> to_id", "somewhere_else"),
        Index("ix_move_sku_id", "sku_id", "id"),
        Index("ix_move_document", "document"),
        Index("ix_move_to_id", "to_id"),
        Index("ix_move_from_id", "from_id"),
    )
    id: Mapped[int] = row_id()
    action: Mapped[str]
    line: Mapped[int]
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="")
    from_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int]
    reason: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("move.id"), unique=True)


class Balance(Base):
    """Pieces of a SKU at a location: on hand, and how many of them are promised to orders."""

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("virtual OR on_hand >= 0", "on_hand"),
        CheckConstraint("reserved >= 0 AND (reserved = 0 OR reserved <= on_hand)", "reserved"),
        Index("ix_balance_sku_id", "sku_id"),
        # Bin by bin what is in the house, without a look at the table: the stock list, the floor, sums per bin and zone.
        Index(
            "ix_balance_house", "location_id", "sku_id", "lot", "on_hand", "reserved",
            sqlite_where=text("virtual IS 0"), postgresql_where=text("virtual IS false"),
        ),
    )  # fmt: skip
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    lot: Mapped[str] = mapped_column(primary_key=True, default="")
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)
    virtual: Mapped[bool]


class Reservation(Base, Stamped):
    """Pieces in a bin promised to one order line until they leave with its parcel or the order is stopped."""

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("order_line_id", "location_id", "lot", "sku_id"),  # a set's line is promised components
        CheckConstraint("quantity > 0", "quantity"),
        Index("ix_reservation_place", "location_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    order_line_id: Mapped[int]  # the line's room lies upstream of none; packdesk check proves the link
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    lot: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int]


class BinLock(Base, Stamped):
    """A bin that stays as it is while it is counted; ``holder`` is the number of the stocktake it is locked for."""

    __tablename__ = "bin_lock"
    __table_args__ = (Index("ix_bin_lock_holder", "holder"),)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    holder: Mapped[str]


class Lot(Base, Stamped):
    """A lot of one SKU, as printed on the goods, and the last day it may be sold."""

    __tablename__ = "lot"
    __table_args__ = (Index("ix_lot_expires", "expires"),)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    expires: Mapped[date | None]


class CountTask(Base, Stamped):
    """A bin somebody should count, and why: a picker found less there than the ledger says."""

    __tablename__ = "count_task"
    __table_args__ = (
        CheckConstraint("reason IN ('short_pick')", "reason"),
        Index("ix_count_task_location_id", "location_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="", server_default=text("''"))
    reason: Mapped[str]
    document: Mapped[str] = mapped_column(default="", server_default=text("''"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class StockSlip(Base, Stamped):
    """The paper of goods moved, corrected, written off or taken out by hand; its lines are the moves of ``slip:<id>``."""

    __tablename__ = "stock_slip"
    __table_args__ = (CheckConstraint("kind IN ('move', 'damage', 'loss', 'found', 'take_out', 'merge')", "kind"),)
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")  # who took the goods (take_out)
    undone: Mapped[bool] = mapped_column(default=False, server_default=false())
