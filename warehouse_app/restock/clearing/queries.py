"""The list of goods that are too many: everything in the house looked at once, the most money first.

It works without a run of the forecast, too: then demand is not known, and only goods that stand still, are past their season
or cannot be sold are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.posting import successors
from warehouse_app.inbound.tables import Supplier, SupplierPrice
from warehouse_app.people.tables import Person
from warehouse_app.restock.clearing.rules import (
    Advice,
    Limits,
    Lying,
    Why,
    advise,
    cover,
    new_price,
    pieces_of,
    too_many,
)
from warehouse_app.restock.rules import TOO_LITTLE
from warehouse_app.restock.tables import ClearanceNote, PastSale, ProductSeason, RestockFigure, RestockRun
from warehouse_app.stock.looks.figures import ON_SHELF
from warehouse_app.stock.rules import Reason, Virtual
from warehouse_app.stock.tables import Balance, Location, Lot, Move
from warehouse_app.store import settings


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about a SKU: one of ``rules.ACTS``, a note, who said it and when."""

    act: str
    note: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClearRow:
    """A SKU of which too much is in the house. ``reasons`` with their pieces, the gravest first; ``value`` of ``pieces`` by cost,
    or by price where no cost is known (``at_cost``), None where neither is; ``age`` of the oldest pieces in days.
    """

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    category: str
    supplier: str
    free: int
    reasons: dict[Why, int]
    pieces: int
    value: Decimal | None
    at_cost: bool
    price: Decimal | None
    age: int | None
    last_sale: date | None
    daily: float | None
    cover_days: int | None
    season_ends: date | None
    advice: Advice
    decided: Decided | None

    @property
    def why(self) -> Why:
        """The gravest reason."""
        return next(iter(self.reasons))

    @property
    def new_price(self) -> Decimal | None:
        """The price the advice comes to."""
        return new_price(self.price, self.advice)


@dataclass(frozen=True, slots=True)
class Clearance:
    """The list, the most money first. ``run``: the day demand was last computed for, None: never."""

    rows: tuple[ClearRow, ...]
    run: date | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class Sum:
    """SKUs, pieces and money of some rows; ``unpriced`` SKUs count no money."""

    skus: int = 0
    pieces: int = 0
    value: Decimal = Decimal("0.00")
    unpriced: int = 0


def clearance(session: Session, today: date) -> Clearance:
    """All goods that are too many on this day."""
    values = settings.get_all(session, ("clear_cover_days", "clear_idle_days"))
    limits = Limits(int(values["clear_cover_days"]), int(values["clear_idle_days"]))
    known = _Facts(session, today)
    rows = [row for sku in known.skus if (row := _row(sku, known, limits, today)) is not None]
    rows.sort(key=lambda row: (-(row.value or Decimal(0)), -row.pieces, row.seller_code))
    run = session.scalar(select(func.max(RestockRun.day)))
    return Clearance(tuple(rows), run, limits)


def summed(rows: Sequence[ClearRow]) -> Sum:
    """The sums of a list."""
    values = [row.value for row in rows if row.value is not None]
    return Sum(len(rows), sum(row.pieces for row in rows), sum(values, Decimal("0.00")), len(rows) - len(values))


class _Facts:
    """What the list is made of, read in a few statements over all SKUs in the house."""

    def __init__(self, session: Session, today: date) -> None:
        self.skus = _in_house(session, today)
        self.came = _oldest(session)
        self.sold = _last_sales(session)
        self.cost, self.supplier = _costs(session, today)
        self.daily: dict[int, float] = {}
        self.figure_cost: dict[int, Decimal] = {}
        columns = (RestockFigure.sku_id, RestockFigure.daily, RestockFigure.cost, RestockFigure.verdict, RestockFigure.method)
        for row in session.execute(select(*columns)):
            if TOO_LITTLE not in (row.verdict, row.method):
                self.daily[row.sku_id] = row.daily
            if row.cost is not None:
                self.figure_cost[row.sku_id] = row.cost
        self.decided = _decisions(session)

    def lying(self, sku: Any) -> Lying:
        """One SKU as the rules see it."""
        sku_id = sku.id
        return Lying(
            int(sku.free), int(sku.expired), int(sku.quarantined), self.daily.get(sku_id), self.came.get(sku_id),
            self.sold.get(sku_id), sku.ends, sku.price, self.figure_cost.get(sku_id, self.cost.get(sku_id)),
            sku_id in self.supplier,
        )  # fmt: skip


def _row(sku: Any, known: _Facts, limits: Limits, today: date) -> ClearRow | None:
    lying = known.lying(sku)
    reasons = too_many(lying, limits, today)
    if not reasons:
        return None
    pieces = pieces_of(reasons)
    worth = lying.price if lying.cost is None else lying.cost
    return ClearRow(
        sku.id, sku.seller_code, sku.name, sku.colour, sku.size, sku.category, known.supplier.get(sku.id, ""), lying.free,
        reasons, pieces, None if worth is None else worth * pieces, lying.cost is not None, lying.price,
        None if lying.came is None else (today - lying.came).days, lying.last_sale, lying.daily,
        cover(lying.free - lying.expired, lying.daily), lying.season_ends, advise(lying, reasons, limits, today),
        known.decided.get(sku.id),
    )  # fmt: skip


def _in_house(session: Session, today: date) -> Sequence[Any]:
    """Pieces of each SKU that are promised to nobody: on the shelves, of them of expired lots, and in quarantine."""
    free = Balance.on_hand - Balance.reserved
    expired = and_(Lot.expires.is_not(None), Lot.expires < today, ON_SHELF)
    sums = {
        "free": case((ON_SHELF, free), else_=0),
        "expired": case((expired, free), else_=0),
        "quarantined": case((Location.code == Virtual.QUARANTINE.value, free), else_=0),
    }
    lying = (
        select(Balance.sku_id, *(func.sum(each).label(name) for name, each in sums.items()))
        .join(Location, Location.id == Balance.location_id)
        .outerjoin(Lot, and_(Lot.sku_id == Balance.sku_id, Lot.code == Balance.lot))
        .where(Balance.virtual.is_(False), Balance.on_hand > 0)
        .group_by(Balance.sku_id)
        .subquery()
    )
    columns = (Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Product.category, Sku.price, ProductSeason.ends)
    wanted = (
        select(*columns, lying.c.free, lying.c.expired, lying.c.quarantined)
        .join(lying, lying.c.sku_id == Sku.id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(ProductSeason, ProductSeason.product_id == Product.id)
        .where(Sku.active, ~Product.material)  # packaging is used, never cleared
    )
    return session.execute(wanted).all()


def _oldest(session: Session) -> dict[int, date]:
    """When the oldest pieces now in the house came: first in, first out, so the newest arrivals that add up to what is there.

    Goods come from suppliers or are found; what a customer sent back is as old as it was. What another SKU was merged with came
    on that day, at the latest.
    """
    outside = select(Location.id).where(Location.code.in_((Virtual.SUPPLIER.value, Virtual.FOUND.value)))
    newest = func.sum(Move.quantity).over(partition_by=Move.sku_id, order_by=Move.id.desc()).label("total")
    nowhere = select(Location.id).where(Location.code == Virtual.CONSUMED.value)
    merged = and_(Move.from_id.in_(nowhere), Move.reason == Reason.MERGED.value)
    entered = or_(Move.from_id.in_(outside), merged)
    of_moves = select(Move.sku_id, Move.at, Move.quantity, newest).where(entered).subquery()
    held = (
        select(Balance.sku_id, func.sum(Balance.on_hand).label("pieces"))
        .where(Balance.virtual.is_(False), Balance.on_hand > 0)
        .group_by(Balance.sku_id)
        .subquery()
    )
    reached = of_moves.c.total - of_moves.c.quantity < held.c.pieces  # this arrival is still among what is there
    wanted = (
        select(of_moves.c.sku_id, func.min(of_moves.c.at).label("at"))
        .join(held, held.c.sku_id == of_moves.c.sku_id)
        .where(reached)
        .group_by(of_moves.c.sku_id)
    )
    return {row.sku_id: row.at.astimezone().date() for row in session.execute(wanted)}


def _last_sales(session: Session) -> dict[int, date]:
    """The last day each SKU left the house in a parcel, or was sold in the time the past-sales files tell of."""
    newest = (
        select(Move.at)
        .where(Move.sku_id == Sku.id, Move.reason == Reason.SHIPPED.value)
        .order_by(Move.id.desc())
        .limit(1)
        .correlate(Sku)
        .scalar_subquery()
    )  # the index of a SKU's moves is walked from its end: most are shipments
    lying = select(Balance.sku_id).where(Balance.virtual.is_(False), Balance.on_hand > 0)
    rows = session.execute(select(Sku.id, newest.label("at")).where(or_(Sku.id.in_(lying), ~Sku.active)))
    days = [(row.id, row.at.astimezone().date()) for row in rows if row.at is not None]
    past = select(PastSale.sku_id, func.max(PastSale.day).label("day")).group_by(PastSale.sku_id)
    days += [(row.sku_id, row.day) for row in session.execute(past)]
    heirs = successors(session.connection(), {sku_id for sku_id, _ in days})
    found: dict[int, date] = {}
    for sku_id, day in days:
        heir = heirs.get(sku_id, sku_id)
        found[heir] = max(day, found.get(heir, day))
    return found


def _costs(session: Session, today: date) -> tuple[dict[int, Decimal], dict[int, str]]:
    """What a piece costs at whoever asked a price for it last, and his name."""
    newest_first = (SupplierPrice.since.desc(), SupplierPrice.id.desc())
    rank = func.row_number().over(partition_by=SupplierPrice.sku_id, order_by=newest_first).label("rank")
    ranked = (
        select(SupplierPrice.sku_id, SupplierPrice.price, Supplier.name, rank)
        .join(Supplier, Supplier.id == SupplierPrice.supplier_id)
        .where(SupplierPrice.since <= today)
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.rank == 1)).all()
    return {row.sku_id: row.price for row in rows}, {row.sku_id: row.name for row in rows}


def _decisions(session: Session) -> dict[int, Decided]:
    columns = (ClearanceNote.sku_id, ClearanceNote.act, ClearanceNote.note, Person.name, ClearanceNote.at)
    rows = session.execute(select(*columns).join(Person, Person.id == ClearanceNote.who_id))
    return {row.sku_id: Decided(row.act, row.note, row.name, row.at) for row in rows}
