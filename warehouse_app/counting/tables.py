"""Stocktakes: what is to be counted, every scan of a count, what the books said at its moment, and what was decided.

A count is never corrected: a scan is taken back by a further scan, and a bin that is counted again has a further round.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Stocktake(Base, Stamped):
    """One stocktake: why, what belongs to it, from which day to which, and whether counters see what the books say."""

    __tablename__ = "stocktake"
    __table_args__ = (
        CheckConstraint("kind IN ('monthly','year_end','ad_hoc','spot','cycle','emptied','short')", "kind"),
        CheckConstraint("state IN ('open','closed','cancelled')", "state"),
    )
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="", server_default=text("''"))
    blind: Mapped[bool]
    opens: Mapped[date]
    closes: Mapped[date]
    scope: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="open", server_default=text("'open'"))
    ended_at: Mapped[datetime | None]


class CountBin(Base, Stamped):
    """A bin of a stocktake, counted once: ``round`` 1 is the first count, each further one a recount of what did not fit.

    ``whole``: everything in the bin is counted; otherwise only the SKUs that have a line. ``other``: somebody else than the
    counters before has to count. ``began_move`` and ``began_pick`` are the newest move and pick when it was begun.
    """

    __tablename__ = "count_bin"
    __table_args__ = (
        UniqueConstraint("stocktake_id", "location_id", "round"),
        CheckConstraint("state IN ('todo','counting','done')", "state"),
        Index("ix_count_bin_state", "stocktake_id", "state"),
        Index("ix_count_bin_location_id", "location_id"),
    )
    id: Mapped[int] = row_id()
    stocktake_id: Mapped[int] = mapped_column(ForeignKey("stocktake.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    round: Mapped[int]
    whole: Mapped[bool]
    other: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(default="todo", server_default=text("'todo'"))
    empty: Mapped[bool] = mapped_column(default=False, server_default=false())  # declared so by one scan
    assigned_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    began_move: Mapped[int] = mapped_column(default=0, server_default="0")
    began_pick: Mapped[int] = mapped_column(default=0, server_default="0")
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counter_desk: Mapped[str] = mapped_column(default="", server_default=text("''"))
    done_at: Mapped[datetime | None]


class CountLine(Base):
    """Pieces of one SKU counted in a bin. The other figures are the books': when it was begun, and at the count's moment.

    ``book`` is on hand, ``away`` how many of those were picked already and lie in a cart or on the desk. ``touched``: the
    place changed between the first scan and the last, so the count proves nothing.
    """

    __tablename__ = "count_line"
    __table_args__ = (CheckConstraint("counted >= 0", "counted"),)
    bin_id: Mapped[int] = mapped_column(ForeignKey("count_bin.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    counted: Mapped[int] = mapped_column(default=0, server_default="0")
    before: Mapped[int | None]  # what ought to have lain there when it was begun
    book: Mapped[int | None]
    away: Mapped[int | None]
    at_move: Mapped[int | None]  # the newest move at the count's moment
    moment: Mapped[datetime | None]
    touched: Mapped[bool] = mapped_column(default=False, server_default=false())


class CountScan(Base, Stamped):
    """A scan of a count, right or wrong, or a keyed number. Append-only."""

    __tablename__ = "count_scan"
    __table_args__ = (Index("ix_count_scan_bin_id", "bin_id", "id"),)
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    bin_id: Mapped[int] = mapped_column(ForeignKey("count_bin.id"))
    code: Mapped[str]
    verdict: Mapped[str]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("count_scan.id"), unique=True)


class CountResult(Base):
    """What came out for one SKU in one bin: the difference of the count that decides, and what was done about it."""

    __tablename__ = "count_result"
    __table_args__ = (
        UniqueConstraint("stocktake_id", "location_id", "sku_id"),
        CheckConstraint("state IN ('recount','agreed','posted')", "state"),
        Index("ix_count_result_state", "stocktake_id", "state"),
        Index("ix_count_result_sku_id", "sku_id", "moment"),
        Index("ix_count_result_action", "action"),
    )
    id: Mapped[int] = row_id()
    stocktake_id: Mapped[int] = mapped_column(ForeignKey("stocktake.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    bin_id: Mapped[int] = mapped_column(ForeignKey("count_bin.id"))  # the round that decides, or the newest
    state: Mapped[str]
    counted: Mapped[int]
    book: Mapped[int]
    away: Mapped[int]
    difference: Mapped[int]
    price: Mapped[Decimal | None]
    at_move: Mapped[int]
    moment: Mapped[datetime]
    cause: Mapped[str] = mapped_column(default="", server_default=text("''"))
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    action: Mapped[str | None]
    posted_sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))  # another one, when it was merged meanwhile
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]


class CountPicture(Base, Stamped):
    """A picture of goods whose code nobody knew. ``file`` is its path below the folder of photos, ``sha256`` proves it is it."""

    __tablename__ = "count_picture"
    __table_args__ = (CheckConstraint("size > 0", "size"), Index("ix_count_picture_bin_id", "bin_id"))
    id: Mapped[int] = row_id()
    action: Mapped[str] = mapped_column(unique=True)
    bin_id: Mapped[int] = mapped_column(ForeignKey("count_bin.id"))
    code: Mapped[str]
    file: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
