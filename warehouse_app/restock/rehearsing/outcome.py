"""What came of a sale, beside what was planned: orders, pieces of each SKU, parcels an hour, and what ran out when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse_app.counting.posting import successors
from warehouse_app.orders.rules import State
from warehouse_app.orders.sets.queries import line_goods
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.tables import Parcel
from warehouse_app.restock.days import midnight
from warehouse_app.restock.rehearsing.measured import packing_paces
from warehouse_app.restock.rehearsing.queries import PlannedLine, plan_card
from warehouse_app.restock.rehearsing.sold import WHEN, day_of, paid_between, within
from warehouse_app.restock.rehearsing.work import Pace
from warehouse_app.stock.looks.figures import ON_SHELF
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.imports import chunks

_SHELVES = select(Location.id).where(ON_SHELF, Location.sellable)


@dataclass(frozen=True, slots=True)
class DayOutcome:
    """A day of the sale: orders and parcels planned, orders that came, parcels that were packed."""

    day: date
    planned_orders: int
    orders: int
    planned_parcels: int
    packed: int


@dataclass(frozen=True, slots=True)
class GoodsOutcome:
    """A SKU: pieces planned and sold, those that wait for goods now, and the first evening the shelf was empty."""

    line: PlannedLine
    sold: int
    short: int
    out_on: date | None

    @property
    def seller_code(self) -> str:
        return self.line.seller_code

    @property
    def name(self) -> str:
        return self.line.name

    @property
    def planned(self) -> int:
        return self.line.pieces

    @property
    def difference(self) -> int:
        """Pieces sold beyond the plan."""
        return self.sold - self.line.pieces


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan and what came of it until ``until``, the last day looked at; nothing before the sale begins."""

    until: date
    days: tuple[DayOutcome, ...]
    goods: tuple[GoodsOutcome, ...]
    desks: tuple[Pace, ...]
    packing: Pace
    planned_pace: int

    @property
    def orders(self) -> int:
        return sum(one.orders for one in self.days)

    @property
    def planned_orders(self) -> int:
        return sum(one.planned_orders for one in self.days)

    @property
    def sold(self) -> int:
        return sum(one.sold for one in self.goods)

    @property
    def planned(self) -> int:
        return sum(one.planned for one in self.goods)

    @property
    def ran_out(self) -> int:
        """How many SKUs ran out or have orders that wait for goods."""
        return sum(1 for one in self.goods if one.short or one.out_on)


def outcome(session: Session, plan_id: int, today: date) -> Outcome | None:
    """What came of a plan until today; None before its first day. Raises NotFound."""
    card = plan_card(session, plan_id)
    first, last = card.wishes.begins, min(card.wishes.ends, today)
    if today < first:
        return None
    planned = {line.sku_id for line in card.lines}
    heirs = successors(session.connection(), planned)
    ids = sorted({*planned, *heirs.values()})
    orders, packed = _orders(session, ids, first, last), _packed(session, first, last)
    days = tuple(DayOutcome(one.day, one.orders, orders[one.day], one.parcels, packed[one.day]) for one in card.days)
    sold, short = _sold(session, ids, first, last), _sold(session, ids, first, last, short=True)
    out = _out(session, ids, first, last)
    goods = []
    for line in card.lines:
        heir = heirs.get(line.sku_id, line.sku_id)
        both = {line.sku_id} if heir in planned else {line.sku_id, heir}  # what was merged since sells under its heir's name
        told, waiting = (sum(found.get(sku_id, 0) for sku_id in both) for found in (sold, short))
        goods.append(GoodsOutcome(line, told, waiting, out.get(heir) if line.pieces or told or waiting else None))
    desks, packing = packing_paces(session, first, last)
    return Outcome(last, days, tuple(goods), desks, packing, card.parcels_per_hour)


def _orders(session: Session, sku_ids: Sequence[int], first: date, last: date) -> Counter[date]:
    """Orders of the plan's goods by the day they were paid."""
    seen: dict[int, datetime] = {}
    for some in chunks(sku_ids):
        rows = session.execute(
            select(Order.id, WHEN.label("at"))
            .join(OrderLine, OrderLine.order_id == Order.id)
            .where(paid_between(first, last), Order.origin != "split", OrderLine.live, OrderLine.sku_id.in_(some))
            .distinct()
        )
        seen |= {row.id: row.at for row in rows}
    return Counter(day_of(at) for at in seen.values())


def _packed(session: Session, first: date, last: date) -> Counter[date]:
    wanted = select(Parcel.packed_at).where(within(Parcel.packed_at, first, last), Parcel.state != "cancelled")
    return Counter(day_of(at) for at in session.scalars(wanted) if at is not None)


def _sold(session: Session, sku_ids: Sequence[int], first: date, last: date, *, short: bool = False) -> dict[int, int]:
    """Pieces of each SKU in orders of the sale; components stand for sets made of them. ``short``: that wait for goods."""
    orders = select(Order.id).where(paid_between(first, last))
    if short:
        orders = orders.where(Order.state == State.SHORT.value)
    lines = line_goods(OrderLine.order_id.in_(orders)).subquery()
    wanted = select(lines.c.sku_id, func.sum(lines.c.pieces)).group_by(lines.c.sku_id)
    return {
        sku_id: int(pieces)
        for some in chunks(sku_ids)
        for sku_id, pieces in session.execute(wanted.where(lines.c.sku_id.in_(some)))
    }


def _out(session: Session, sku_ids: Sequence[int], first: date, last: date) -> dict[int, date]:
    """The first evening of the sale on which nothing of a SKU was left on the shelves: today's stock, moves taken back."""
    left: dict[int, int] = defaultdict(int)
    moved: defaultdict[int, Counter[date]] = defaultdict(Counter)
    for some in chunks(sku_ids):
        rows = session.execute(
            select(Balance.sku_id, func.sum(Balance.on_hand))
            .where(Balance.sku_id.in_(some), Balance.location_id.in_(_SHELVES))
            .group_by(Balance.sku_id)
        )
        left |= {sku_id: int(pieces) for sku_id, pieces in rows}
        for sku_id, at, pieces in _moves(session, some, first):
            moved[sku_id][day_of(at)] += pieces
    found: dict[int, date] = {}
    for sku_id in sku_ids:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        for day in days:
            later = sum(pieces for at, pieces in moved[sku_id].items() if at > day)
            if left[sku_id] - later <= 0:
                found[sku_id] = day
                break
    return found


def _moves(session: Session, sku_ids: Sequence[int], first: date) -> Iterable[tuple[int, datetime, int]]:
    """What came onto the shelves (or left them: below 0) since a day began."""
    onto = case((Move.to_id.in_(_SHELVES), Move.quantity), else_=0)
    off = case((Move.from_id.in_(_SHELVES), Move.quantity), else_=0)
    rows = session.execute(
        select(Move.sku_id, Move.at, (onto - off).label("pieces")).where(Move.sku_id.in_(sku_ids), Move.at >= midnight(first))
    )
    return ((row.sku_id, row.at, int(row.pieces)) for row in rows)
