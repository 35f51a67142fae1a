"""What a person decided about restocking a SKU, past sales, marked days, the figures of the last run, alerts, and rehearsals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id

# As the partial index has it: a query that names it is answered from there.
IS_OPEN = text("state <> 'over'")


class RestockTerms(Base, Stamped):
    """What a person decided for one SKU; None is as computed, or as the supplier and the settings say.

    ``least`` takes the place of the computed reorder point, ``most`` is a limit for what is on the shelf and on the way.
    """

    __tablename__ = "restock_terms"
    __table_args__ = (
        CheckConstraint("lead_days IS NULL OR lead_days >= 0", "lead_days"),
        CheckConstraint("minimum IS NULL OR minimum > 0", "minimum"),
        CheckConstraint("pack IS NULL OR pack > 0", "pack"),
        CheckConstraint("safety IS NULL OR safety >= 0", "safety"),
        CheckConstraint("least IS NULL OR least >= 0", "least"),
        CheckConstraint("most IS NULL OR most >= 0", "most"),
    )
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))  # None: who sold it last
    lead_days: Mapped[int | None]
    minimum: Mapped[int | None]  # fewest pieces he sells of it
    pack: Mapped[int | None]  # pieces in his carton: only whole cartons are ordered
    safety: Mapped[int | None]
    least: Mapped[int | None]
    most: Mapped[int | None]
    never: Mapped[bool] = mapped_column(default=False, server_default=false())  # it is not bought again
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))


class ProductSeason(Base, Stamped):
    """The last day of a product's season: after it nobody wants it."""

    __tablename__ = "product_season"
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    ends: Mapped[date]


class PastSale(Base):
    """Pieces of a SKU sold on a day before the shop's orders came into this database, from a file."""

    __tablename__ = "past_sale"
    __table_args__ = (CheckConstraint("pieces >= 0", "pieces"),)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    pieces: Mapped[int]
    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"), index=True)


class DayMark(Base, Stamped):
    """Days, both included, that say nothing about usual demand: the shop was closed, a promotion ran, files are missing."""

    __tablename__ = "day_mark"
    __table_args__ = (
        CheckConstraint("kind IN ('closed', 'promotion', 'missing')", "kind"),
        CheckConstraint("begins <= ends", "days"),
    )
    id: Mapped[int] = row_id()
    kind: Mapped[str]
    begins: Mapped[date]
    ends: Mapped[date]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))


class RestockRun(Base, Stamped):
    """One time everything was computed, for one day; the newest is what the list shows."""

    __tablename__ = "restock_run"
    id: Mapped[int] = row_id()
    day: Mapped[date] = mapped_column(index=True)
    skus: Mapped[int]
    opened: Mapped[int] = mapped_column(default=0, server_default="0")  # alerts it opened or woke
    warning: Mapped[dict[str, Any]] = mapped_column(JSON)  # what made the history doubtful: {} for nothing, as code and fields
    seconds: Mapped[float] = mapped_column(Double, default=0.0, server_default="0")


class RestockFigure(Base):
    """What the last run found for a SKU; one row each, written anew by every run. Pieces, days, and pieces per day.

    ``verdict``: order (now), soon, enough, sell_out (the shop's rule says no), never, unknown (too little is known).
    ``position`` = on_hand + arriving + on_the_way + drafted - reserved. ``reserved`` is all that open orders still want.
    ``reorder_point`` = demand_lead + safety, ``target`` = demand_cover + safety, both rounded up, or as a person limited them;
    the point is no more than ``early``: with more there and coming, an order would likely be a false alarm, and waits.
    ``raw`` = target - position; ``suggested`` is that after ``steps``: [["minimum", 20], ["pack", 24], ["most", 30], ...].
    ``rule``: the shop's reorder rule line by line, [{"name", "on", "ok", "figure", "wanted"}]; ok is null where not known.
    """

    __tablename__ = "restock_figure"
    __table_args__ = (
        CheckConstraint("verdict IN ('order', 'soon', 'enough', 'sell_out', 'never', 'unknown')", "verdict"),
        Index("ix_restock_figure_verdict", "verdict", "order_by"),
        Index("ix_restock_figure_supplier_id", "supplier_id"),
    )
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("restock_run.id"))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    verdict: Mapped[str]
    abc: Mapped[str]
    method: Mapped[str]  # "unknown": too little is known, whatever the verdict became since
    few: Mapped[bool]  # too little history of its own
    service: Mapped[int]  # per cent
    daily: Mapped[float] = mapped_column(Double)
    trend: Mapped[float] = mapped_column(Double)  # share per 28 days
    error: Mapped[float] = mapped_column(Double)
    lead_days: Mapped[int]
    review_days: Mapped[int]
    demand_lead: Mapped[float] = mapped_column(Double)
    demand_cover: Mapped[float] = mapped_column(Double)
    safety: Mapped[int]
    safety_computed: Mapped[int]  # the same unless a person wrote another
    reorder_point: Mapped[int]
    target: Mapped[int]
    early: Mapped[int]
    on_hand: Mapped[int]  # in sellable bins
    arriving: Mapped[int]  # at the receiving dock
    on_the_way: Mapped[int]  # of orders that were sent
    drafted: Mapped[int]  # of orders not sent yet
    reserved: Mapped[int]
    position: Mapped[int]
    raw: Mapped[int]
    suggested: Mapped[int]
    steps: Mapped[list[Any]] = mapped_column(JSON)
    rule: Mapped[list[Any]] = mapped_column(JSON)
    cover_days: Mapped[int | None]  # None: nothing sells
    stock_out: Mapped[date | None]
    order_by: Mapped[date | None]
    cost: Mapped[Decimal | None]  # of one piece, from the supplier
    last_sale: Mapped[date | None]
    first_stock: Mapped[date | None]  # when the oldest pieces now on the shelf came


class RestockAlert(Base, Stamped):
    """A need to order a SKU. At most one of a SKU is open (not ``over``); it ends when the need does."""

    __tablename__ = "restock_alert"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'ordered', 'snoozed', 'dismissed', 'over')", "state"),
        Index("uq_restock_alert_open", "sku_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_restock_alert_sku_id", "sku_id", "id"),
        Index("ix_restock_alert_order_id", "order_id"),
    )
    id: Mapped[int] = row_id()
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    state: Mapped[str]
    opened: Mapped[date]
    position: Mapped[int]  # when it fired
    reorder_point: Mapped[int]
    suggested: Mapped[int]
    until: Mapped[date | None]  # snoozed to that day
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))  # why it was dismissed
    order_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order.id"))
    over_at: Mapped[datetime | None]


class AlertEvent(Base, Stamped):
    """What happened to an alert, as kind and fields. Append-only."""

    __tablename__ = "alert_event"
    id: Mapped[int] = row_id()
    alert_id: Mapped[int] = mapped_column(ForeignKey("restock_alert.id"), index=True)
    kind: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)


class ClearanceNote(Base, Stamped):
    """What was decided about a SKU of which there is too much; the latest word."""

    __tablename__ = "clearance_note"
    __table_args__ = (CheckConstraint("act IN ('write_off', 'give_back', 'mark_down', 'bundle', 'keep')", "act"),)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    act: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))


class PromotionPlan(Base, Stamped):
    """A great sale rehearsed: its days, what was assumed (``basis``), and what that asks of the house (``needs``)."""

    __tablename__ = "promotion_plan"
    __table_args__ = (CheckConstraint("begins <= ends", "days"),)
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    begins: Mapped[date]
    ends: Mapped[date]
    basis: Mapped[dict[str, Any]] = mapped_column(JSON)
    needs: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))


class PromotionLine(Base):
    """Pieces of a SKU a plan expects to sell, what was there when it was planned, and what to order by when."""

    __tablename__ = "promotion_line"
    __table_args__ = (UniqueConstraint("plan_id", "sku_id"), CheckConstraint("pieces >= 0", "pieces"))
    id: Mapped[int] = row_id()
    plan_id: Mapped[int] = mapped_column(ForeignKey("promotion_plan.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    pieces: Mapped[int]
    available: Mapped[int]
    to_order: Mapped[int]
    order_by: Mapped[date | None]
