"""Demand of the past, day by day and SKU by SKU: what buyers wanted, shipped or short, and what each day is worth as evidence.

Counted are live lines of paid orders, on the day they were paid: short ones too (lost sales), neither cancelled orders nor
refunded lines nor resends. Sets without stock of their own count as their components. Days before the shop's orders come from
files of past sales; where both tell of a SKU's day, the larger counts, because neither may know all. Materials are used, not
sold: their demand is what was taken for packing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.restock.calendars import Calendar, calendar_of
from warehouse_app.restock.days import number_of
from warehouse_app.restock.facts import BASE, Facts, Pieces, Span, Whole, facts_of
from warehouse_app.restock.stock_now import open_recipes
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.imports import chunks

HISTORY_DAYS = 730
SHORTEST = 28
"""Days a history has at least, so that a shop that opened yesterday is no special case."""
GIVEN_UP = 60
"""Days sold out after which goods nobody asks for are no lost sales any more but goods nobody wants."""
NEVER = -1
Table = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Goods:
    """What the catalogue knows of a SKU; ``least``: of a material, when it runs low."""

    id: int
    product_id: int
    category: str
    material: bool
    price: Decimal | None
    least: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """SKU by SKU (rows as ``goods``), day by day from ``first`` to the day before today.

    ``last_sale`` and ``first_stock`` are numbers of days since 1970, NEVER for none; the latter: when the oldest pieces now in
    the house came. ``warning`` as RestockRun keeps it. ``recipes``: sets without stock of their own; they are no goods here.
    """

    first: date
    goods: tuple[Goods, ...]
    demand: NDArray[np.float32]
    known: NDArray[np.bool_]
    last_sale: Whole
    first_stock: Whole
    warning: dict[str, Any]
    recipes: dict[int, dict[int, int]]


def past_of(
    session: Session, today: date, sku_ids: Iterable[int] | None = None, look: Callable[[], None] | None = None
) -> Past:  # fmt: skip
    """The history of every SKU that is bought (of these, when given), up to the day before ``today``. ``look`` is called now and
    then while it is read, and may raise to end it.
    """
    only = None if sku_ids is None else sorted(set(sku_ids))
    recipes = open_recipes(session)
    facts = facts_of(Span(session, today - timedelta(days=HISTORY_DAYS), today, only, look), recipes)
    used = set(np.unique(facts.sold.keys // BASE).tolist())
    goods = tuple(g for g in _goods(session, only) if g.id not in recipes and (g.id in used or not g.material))
    first = _first_day(facts, today)
    frame = _Frame({g.id: row for row, g in enumerate(goods)}, number_of(first), (today - first).days)
    calendar = _calendar(session, facts, frame, first, today)
    demand = frame.demand(facts)
    stock = _in_house(session, frame)
    known = frame.known(facts, demand, stock, calendar.known, _first_moves(session, frame))
    oldest = frame.first_stock(facts.came, stock)
    return Past(first, goods, demand.astype(np.float32), known, frame.last_sale(demand), oldest, calendar.warning, recipes)


def _first_day(facts: Facts, today: date) -> date:
    latest = number_of(today) - SHORTEST
    return today - timedelta(days=number_of(today) - min(latest, min(facts.orders, default=latest)))


def _calendar(session: Session, facts: Facts, frame: _Frame, first: date, today: date) -> Calendar:
    orders = [facts.orders.get(frame.first + n, 0) for n in range(frame.days)]
    return calendar_of(session, first, today, orders, [day for day in facts.orders if day > number_of(today)])


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a key's SKU and day stand: rows by SKU, and days from the first."""

    rows: dict[int, int]
    first: int
    days: int

    def _placed(self, facts: Pieces, days: int) -> tuple[Whole, Whole, Whole]:
        """Row, day and pieces of what lies inside."""
        skus, inverse = np.unique(facts.keys // BASE, return_inverse=True)
        row_of = np.array([self.rows.get(int(sku_id), -1) for sku_id in skus], dtype=np.int64)
        row = row_of[inverse] if len(skus) else np.zeros(0, dtype=np.int64)
        day = facts.keys % BASE - self.first
        inside = (row >= 0) & (day >= 0) & (day < days)
        return row[inside], day[inside], facts.pieces[inside]

    def table(self, facts: Pieces, days: int) -> Table:
        """Pieces by SKU and day."""
        row, day, pieces = self._placed(facts, days)
        flat = np.bincount(row * days + day, weights=pieces, minlength=len(self.rows) * days)
        return flat.reshape(len(self.rows), days).astype(np.int32)

    def demand(self, facts: Facts) -> Table:
        """Pieces wanted; of orders and past sales of the same day the larger, never less than nothing."""
        return np.maximum(np.maximum(self.table(facts.sold, self.days), self.table(facts.past, self.days)), 0)

    def last_sale(self, demand: Table) -> Whole:
        """The number of the last day each SKU was wanted on."""
        wanted = demand > 0
        back = np.argmax(wanted[:, ::-1], axis=1)
        return np.where(wanted.any(axis=1), self.first + self.days - 1 - back, NEVER)

    def known(
        self, facts: Facts, demand: Table, stock: Whole, told: NDArray[np.bool_], moves: Whole
    ) -> NDArray[np.bool_]:  # fmt: skip
        """Days that tell something: from its first sale or its first piece in the house on, when the shop's days do, and
        not when the SKU was sold out all day and nobody ordered it: at most GIVEN_UP such days in a row.
        """
        wanted = demand > 0
        numbers = self.first + np.arange(self.days)
        begins = np.where(wanted.any(axis=1), self.first + np.argmax(wanted, axis=1), np.iinfo(np.int64).max)
        known = told[None, :] & (numbers[None, :] >= np.minimum(begins, moves)[:, None])
        net = self.table(facts.came, self.days + 1) - self.table(facts.left, self.days + 1)  # today too
        after = np.cumsum(net[:, ::-1], axis=1, dtype=np.int32)[:, ::-1]  # what changed from that day's morning until now
        morning = stock[:, None].astype(np.int32) - after
        out = (morning[:, :-1] <= 0) & (morning[:, 1:] <= 0) & (numbers[None, :] >= moves[:, None]) & ~wanted
        return np.asarray(known & ~(out & (_run(out) <= GIVEN_UP)), dtype=np.bool_)

    def first_stock(self, came: Pieces, stock: Whole) -> Whole:
        """The day the oldest of the pieces now in the house came, first in, first out; the first day when that was before."""
        into = self.table(came, self.days + 1)
        newest_first = np.cumsum(into[:, ::-1], axis=1, dtype=np.int32)
        reached = newest_first >= stock[:, None]
        day = np.where(reached.any(axis=1), self.days - np.argmax(reached, axis=1), 0)
        return np.where(stock > 0, self.first + day, NEVER)


def _run(flags: NDArray[np.bool_]) -> Table:
    """How many days in a row, this one the last, each flag has been up."""
    days = np.arange(1, flags.shape[1] + 1, dtype=np.int32)
    return days - np.maximum.accumulate(np.where(flags, np.int32(0), days), axis=1)


# --- queries --------------------------------------------------------------------------------------------------------------


def _goods(session: Session, only: list[int] | None) -> list[Goods]:
    columns = (Sku.id, Sku.product_id, Product.category, Product.material, Sku.price, Sku.least)
    wanted = select(*columns).join(Product, Product.id == Sku.product_id).where(Sku.active).order_by(Sku.id)
    parts = [wanted] if only is None else [wanted.where(Sku.id.in_(some)) for some in chunks(only)]
    return [Goods(*row) for part in parts for row in session.execute(part)]


def _in_house(session: Session, frame: _Frame) -> Whole:
    """Pieces in bins, the dock and the desk, by row."""
    bins = select(Location.id).where(Location.kind == "bin")
    wanted = select(Balance.sku_id, func.sum(Balance.on_hand)).where(Balance.virtual.is_(False), Balance.location_id.in_(bins))
    stock = np.zeros(len(frame.rows), dtype=np.int64)
    for sku_id, pieces in session.execute(wanted.group_by(Balance.sku_id)):
        if sku_id in frame.rows:
            stock[frame.rows[sku_id]] = int(pieces)
    return stock


def _first_moves(session: Session, frame: _Frame) -> Whole:
    """The day each SKU first moved; far in the future for those that never did."""
    first = select(func.min(Move.id).label("id")).group_by(Move.sku_id).subquery()
    days = np.full(len(frame.rows), np.iinfo(np.int64).max, dtype=np.int64)
    for sku_id, at in session.execute(select(Move.sku_id, Move.at).join(first, first.c.id == Move.id)):
        if sku_id in frame.rows:
            days[frame.rows[sku_id]] = number_of(at.astimezone().date())
    return days
