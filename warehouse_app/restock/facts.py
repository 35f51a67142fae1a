"""What the database tells of the past, in keys of SKU and day: pieces ordered, sold before, taken for packing, come and left.

Each is one statement whose rows are added up here: with two years of orders nearly every row is another SKU's or another
day's, and having the database group them first takes three times as long. Nothing here knows what a forecast is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, and_, case, func, literal_column, select, type_coerce
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.posting import successors
from warehouse_app.orders.rules import GONE, State
from warehouse_app.orders.tables import Order, OrderLine, SetPart
from warehouse_app.restock.days import date_number, local_day, midnight, number_of
from warehouse_app.restock.rules import Recipes
from warehouse_app.restock.tables import PastSale
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import Location, Move
from warehouse_app.store.prepared import Query

BASE = 100_000
"""A SKU and a day in one number: SKU x BASE + day."""
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces by key; a key may come more than once."""

    keys: Whole
    pieces: Whole


@dataclass(frozen=True, slots=True)
class Facts:
    """``sold`` and ``past`` (from files of past sales) are pieces wanted; ``came`` and ``left`` are moves into the house and out
    of it, today's among them. ``orders``: of the whole shop by day, also days to come; a day of past sales counts too.
    """

    sold: Pieces
    past: Pieces
    came: Pieces
    left: Pieces
    orders: Mapping[int, int]


def facts_of(span: Span, recipes: Recipes) -> Facts:
    """Everything of a span to the day before today. Sets of ``recipes`` are components."""
    sold = [_spread(_read(span, _sold(span, recipes)), recipes), *(_read(span, query) for query in _of_sets(span, recipes))]
    whole = _joined([*sold, _read(span, _used(span))])
    past = _spread(_read(span, _past(span, recipes)), recipes)
    told = np.unique(np.concatenate([whole.keys, past.keys]) // BASE)
    heirs = successors(span.session.connection(), {int(sku_id) for sku_id in told})
    moved = _read(span, _moved(span))
    came, left = moved.pieces > 0, moved.pieces < 0
    return Facts(
        _inherited(whole, heirs), _inherited(past, heirs), Pieces(moved.keys[came], moved.pieces[came]),
        Pieces(moved.keys[left], -moved.pieces[left]), _orders(span),
    )  # fmt: skip


def returned_of(session: Session, sku_ids: Sequence[int], since: date, today: date) -> dict[date, int]:
    """Pieces of these SKUs that left and were refunded, by the day they were paid."""
    paid = _paid()
    gone = (Order.state.in_([state.value for state in GONE]), OrderLine.refund == "done", OrderLine.sku_id.in_(sku_ids))
    lines = select(paid.label("paid"), OrderLine.quantity).join(Order, Order.id == OrderLine.order_id)
    found: dict[date, int] = defaultdict(int)
    for row in session.execute(lines.where(*gone, paid >= midnight(since), paid < midnight(today))):
        found[row.paid.astimezone().date()] += row.quantity
    return dict(found)


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: days, and SKUs (None: all). ``look`` is called between rows by the thousand, and may raise to end it."""

    session: Session
    since: date
    today: date
    only: list[int] | None = None
    look: Callable[[], None] | None = None

    def key(self, sku: Any, moment: Any) -> Any:
        """SKU and day of a row in one number."""
        day = local_day(self.session, moment, self.since, self.today)
        return (type_coerce(sku, BigInteger) * BASE + day).label("key")

    def asked(self, sku: Any, recipes: Recipes | None = None) -> list[Any]:
        """Of few SKUs: these, and the sets they are components of."""
        if self.only is None:
            return []
        sets = {kit for kit, recipe in (recipes or {}).items() if recipe.keys() & set(self.only)}
        return [sku.in_([*self.only, *sets])]


def _read(span: Span, query: Any) -> Pieces:
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for rows in Query(query).plain(span.session):
        parts.append(np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=2 * len(rows)).reshape(-1, 2))
        if span.look is not None:
            span.look()
    both = np.concatenate(parts)
    return Pieces(both[:, 0], both[:, 1])


def _joined(parts: list[Pieces]) -> Pieces:
    return Pieces(np.concatenate([part.keys for part in parts]), np.concatenate([part.pieces for part in parts]))


def _spread(rows: Pieces, recipes: Recipes) -> Pieces:
    """Sets told as their components too."""
    skus, days = rows.keys // BASE, rows.keys % BASE
    parts = [rows]
    for kit, recipe in recipes.items():
        mine = skus == kit
        if mine.any():
            parts += [Pieces(part * BASE + days[mine], rows.pieces[mine] * per_set) for part, per_set in recipe.items()]
    return _joined(parts)


def _inherited(rows: Pieces, heirs: Mapping[int, int]) -> Pieces:
    """What was sold under a SKU that was merged into another is the other's."""
    keys = rows.keys
    for old, new in heirs.items():
        keys = np.where(keys // BASE == old, keys % BASE + new * BASE, keys)
    return Pieces(keys, rows.pieces)


# --- queries --------------------------------------------------------------------------------------------------------------


def _paid() -> Any:
    """When an order was paid; made by hand or told by a poor file, when it was made."""
    return type_coerce(func.coalesce(Order.paid_at, Order.created_at, Order.at), Order.paid_at.type)


def _demanded(span: Span) -> Any:
    wanted = Order.state.not_in([State.UNPAID.value, State.CANCELLED.value])
    return and_(wanted, Order.origin != "resend", _paid() >= midnight(span.since), _paid() < midnight(span.today))


def _sold(span: Span, recipes: Recipes) -> Select[Any]:
    lines = select(span.key(OrderLine.sku_id, _paid()), OrderLine.quantity)
    lines = lines.join(Order, Order.id == OrderLine.order_id)
    lines = lines.where(OrderLine.live, OrderLine.sku_id.is_not(None), _demanded(span))
    return lines.where(*span.asked(OrderLine.sku_id, recipes))


def _of_sets(span: Span, recipes: Recipes) -> list[Select[Any]]:
    """Sets that have stock of their own and came as components all the same: what they took of these, and less of the sets."""
    if span.session.scalar(select(SetPart.part_id).limit(1)) is None:
        return []
    other = aliased(SetPart)
    first = select(func.min(other.part_id)).where(other.order_line_id == SetPart.order_line_id).scalar_subquery()
    once = case((SetPart.part_id == first, -SetPart.sets), else_=0)  # a line has a row for each of its components
    found = []
    for sku, pieces in ((SetPart.part_id, SetPart.sets * SetPart.per_set), (OrderLine.sku_id, once)):
        lines = select(span.key(sku, _paid()), pieces.label("pieces"))
        lines = lines.join(OrderLine, OrderLine.id == SetPart.order_line_id).join(Order, Order.id == OrderLine.order_id)
        found.append(lines.where(OrderLine.live, _demanded(span), OrderLine.sku_id.not_in(list(recipes)), *span.asked(sku)))
    return found


def _used(span: Span) -> Select[Any]:
    """Materials taken for packing; what was undone was not taken."""
    undoing = aliased(Move)
    undone = select(undoing.id).where(undoing.undoes_id == Move.id).exists()
    materials = select(Sku.id).join(Product, Product.id == Sku.product_id).where(Product.material)
    moves = select(span.key(Move.sku_id, Move.at), Move.quantity)
    moves = moves.where(Move.reason == Reason.CONSUMED.value, Move.sku_id.in_(materials), ~undone)
    moves = moves.where(Move.at >= midnight(span.since), Move.at < midnight(span.today))
    return moves.where(*span.asked(Move.sku_id))


def _past(span: Span, recipes: Recipes) -> Any:
    key = type_coerce(PastSale.sku_id, BigInteger) * BASE + date_number(span.session, PastSale.day)
    rows = select(key.label("key"), PastSale.pieces)
    return rows.where(PastSale.day >= span.since, PastSale.day < span.today, *span.asked(PastSale.sku_id, recipes))


def _moved(span: Span) -> Select[Any]:
    """Pieces that came into the house, and below zero those that left it; inside the house nothing changes."""
    outside = list(span.session.scalars(select(Location.id).where(Location.kind == "virtual")))
    comes, leaves = Move.from_id.in_(outside), Move.to_id.in_(outside)
    pieces = case((comes, Move.quantity), else_=-Move.quantity)
    moves = select(span.key(Move.sku_id, Move.at), pieces).where(comes != leaves, Move.at >= midnight(span.since))
    return moves.where(*span.asked(Move.sku_id))


def _orders(span: Span) -> dict[int, int]:
    """How many orders of the whole shop each day brought, whatever became of them: they prove that its files came in.

    A day after today has come from a clock that was set back. Days of past sales count as days with orders.
    """
    day = local_day(span.session, _paid(), span.since, span.today).label("key")
    rows = select(day, func.count()).where(Order.state != State.UNPAID.value, _paid() >= midnight(span.since))
    found = {int(row[0]): int(row[1]) for row in span.session.execute(rows.group_by(literal_column("key")))}
    before = select(PastSale.day, func.sum(PastSale.pieces)).where(PastSale.day >= span.since, PastSale.day < span.today)
    for told, pieces in span.session.execute(before.group_by(PastSale.day)):
        if pieces:
            found.setdefault(number_of(told), int(pieces))
    return found
