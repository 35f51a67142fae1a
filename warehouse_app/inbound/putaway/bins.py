"""The few bins worth a look for some goods, fetched in a handful of statements: those that hold their kind, and the nearest
empty ones. A warehouse of 15,000 bins is never loaded whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.putaway import rules
from warehouse_app.inbound.putaway.rules import MM3_PER_ML, BinFacts, Item
from warehouse_app.stock.locking import LOCKED
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import Balance, Location, Move

FAST_DAYS = 30
CATEGORY_BINS = 30
CATEGORY_PRODUCTS = 60
MOST_CATEGORIES = 50
EMPTY_BINS = 40
MOST_EMPTY_BINS = 400

_USABLE = (
    Location.kind == "bin", Location.role == "shelf", Location.active, Location.sellable, Location.id.not_in(LOCKED),
)  # fmt: skip
PIECE_ML = func.coalesce(
    (cast(Sku.length_mm, BigInteger) * Sku.width_mm * Sku.height_mm + (MM3_PER_ML - 1)) // literal(MM3_PER_ML), 0
)
_NEAREST = (Location.distance_dm.is_(None), Location.distance_dm, Location.walk_key, Location.id)


@dataclass(frozen=True, slots=True)
class Wish:
    """Pieces of a SKU (and lot) that want a bin."""

    sku_id: int
    pieces: int
    lot: str = ""


@dataclass(frozen=True, slots=True)
class FastLine:
    """What makes a fast mover: so many pieces shipped in the moves after ``after_move``; None when nothing was shipped."""

    after_move: int
    pieces: int | None


@dataclass(slots=True)
class Shelf:
    """A bin with what lies in it; grows as goods are planned into it."""

    facts: BinFacts
    kinds: int  # how many SKUs lie in it
    lots: set[tuple[int, str]] = field(default_factory=set)
    products: set[int] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)

    def seen_by(self, item: Item, lot: str = "") -> BinFacts:
        """The bin's facts as this item sees them."""
        held = {sku_id for sku_id, _ in self.lots}
        return replace(
            self.facts,
            holds_sku=item.sku_id in held,
            holds_lot=(item.sku_id, lot) in self.lots,
            holds_product=item.product_id in self.products,
            holds_category=bool(item.category) and item.category in self.categories,
            empty=self.kinds == 0,
            others=self.kinds > (item.sku_id in held),
        )

    def take(self, item: Item, lot: str, pieces: int) -> None:
        """So many pieces are planned to lie here too."""
        self.kinds += all(sku_id != item.sku_id for sku_id, _ in self.lots)
        self.lots.add((item.sku_id, lot))
        self.products.add(item.product_id)
        self.categories.add(item.category)
        self.facts = rules.filled(self.facts, item, pieces)


def fast_line(session: Session) -> FastLine:
    """The line between fast movers and others, from the ledger's last 30 days. A screen asks once and keeps it."""
    newest = session.scalar(select(Move.at).order_by(Move.id.desc()).limit(1))
    if newest is None:
        return FastLine(0, None)
    before = select(Move.id).where(Move.at < newest - timedelta(days=FAST_DAYS)).order_by(Move.id.desc()).limit(1)
    after = session.scalar(before) or 0
    shipped = select(func.sum(Move.quantity)).where(Move.id > after, Move.reason == Reason.SHIPPED.value).group_by(Move.sku_id)
    return FastLine(after, rules.fast_from(int(pieces) for pieces in session.scalars(shipped)))


def items(session: Session, wishes: Sequence[Wish], line: FastLine | None = None) -> list[Item]:
    """What the rules need to know of these goods, in the order of the wishes; a SKU that is not there is left out."""
    ids = {wish.sku_id for wish in wishes}
    wanted = (
        select(Sku.id, Sku.product_id, Product.category, Sku.weight_g, Sku.length_mm, Sku.width_mm, Sku.height_mm)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id.in_(ids))
    )
    known = {row.id: row for row in session.execute(wanted)}
    fast = _fast_of(session, ids, line)
    return [_item(known[wish.sku_id], wish.pieces, wish.sku_id in fast) for wish in wishes if wish.sku_id in known]


def _item(sku: Any, pieces: int, fast: bool) -> Item:
    volume = rules.piece_ml(sku.length_mm, sku.width_mm, sku.height_mm)
    return Item(sku.id, sku.product_id, sku.category, pieces, volume, sku.weight_g, fast)


def _fast_of(session: Session, sku_ids: Iterable[int], line: FastLine | None) -> set[int]:
    if line is None or line.pieces is None:
        return set()
    wanted = (
        select(Move.sku_id)
        .where(Move.sku_id.in_(sku_ids), Move.id > line.after_move, Move.reason == Reason.SHIPPED.value)
        .group_by(Move.sku_id)
        .having(func.sum(Move.quantity) >= line.pieces)
    )
    return set(session.scalars(wanted))


def of_their_products(session: Session, goods: Sequence[Item]) -> list[Shelf]:
    """The bins where these SKUs or others of their products lie."""
    kin = session.execute(_of_products({item.product_id for item in goods})).all()
    found = load(session, {row.location_id for row in kin})
    for row in kin:
        shelf = found[row.location_id]
        shelf.lots.add((row.sku_id, row.lot))
        shelf.products.add(row.product_id)
        shelf.categories.add(row.category)
    return list(found.values())


def of_their_categories(session: Session, goods: Sequence[Item]) -> list[Shelf]:
    """Some bins where goods of these categories lie, which several SKUs may share and which are not full by count."""
    categories = sorted({item.category for item in goods if item.category})[:MOST_CATEGORIES]
    if not categories:
        return []
    # Two statements, not one: joined, SQLite would rather walk through every balance of the house.
    product_ids = session.scalars(_newest_products(categories)).all()
    alike = session.execute(_of_products(product_ids).where(Location.mixed, _not_full())).all()
    bins_of: dict[str, set[int]] = {category: set() for category in categories}
    for row in alike:
        if len(bins_of[row.category]) < CATEGORY_BINS:
            bins_of[row.category].add(row.location_id)
    found = load(session, set().union(*bins_of.values()))
    for category, ids in bins_of.items():
        for location_id in ids:
            found[location_id].categories.add(category)
    return list(found.values())


def empty_ones(session: Session, goods: Sequence[Item], zones: set[str]) -> list[Shelf]:
    """The nearest empty bins that take at least one piece; for others than fast movers, those in ``zones`` first."""
    ids: set[int] = set()
    if any(item.fast for item in goods):
        ids |= set(session.scalars(_empty(goods)))
    if not all(item.fast for item in goods):
        ids |= set(session.scalars(_empty(goods, zones)))
    return list(load(session, ids).values())


def _of_products(product_ids: Collection[int]) -> Any:
    return (
        select(Balance.location_id, Balance.sku_id, Balance.lot, Sku.product_id, Product.category)
        .join(Sku, Sku.id == Balance.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .join(Location, Location.id == Balance.location_id)
        .where(Sku.product_id.in_(product_ids), Balance.on_hand > 0, *_USABLE)
    )


def _newest_products(categories: Sequence[str]) -> Any:
    """The newest products of each category: one with thousands of them costs no more than one with a hundred."""
    each = max(5, CATEGORY_PRODUCTS // len(categories))
    parts = [
        select(Product.id).where(Product.category == category).order_by(Product.id.desc()).limit(each).subquery()
        for category in categories
    ]
    return union_all(*(select(part.c.id) for part in parts))


def _not_full() -> ColumnElement[bool]:
    inside = select(func.sum(Balance.on_hand)).where(Balance.location_id == Location.id)
    alone = inside.correlate(Location).scalar_subquery()
    return or_(Location.capacity_pieces.is_(None), Location.capacity_pieces > alone)


def _empty(goods: Sequence[Item], zones: set[str] | None = None) -> Select[int]:
    smallest = min((item.volume_ml or 0 for item in goods), default=0)
    lightest = min((item.weight_g or 0 for item in goods), default=0)
    at_home = [case((Location.zone.in_(sorted(zones)), 0), else_=1)] if zones else []
    return (
        select(Location.id)
        .where(
            *_USABLE,
            ~exists().where(Balance.location_id == Location.id, Balance.on_hand > 0),
            or_(Location.capacity_pieces.is_(None), Location.capacity_pieces > 0),
            or_(Location.capacity_ml.is_(None), Location.capacity_ml >= smallest),
            or_(Location.max_g.is_(None), Location.max_g >= lightest),
        )
        .order_by(*_whole(goods), *at_home, *_NEAREST)
        .limit(min(MOST_EMPTY_BINS, EMPTY_BINS + 4 * len(goods)))
    )


def _whole(goods: Sequence[Item]) -> list[ColumnElement[int]]:
    """For one item: bins that take all of it come first."""
    if len(goods) != 1:
        return []
    (item,) = goods
    takes_all = (
        or_(Location.capacity_pieces.is_(None), Location.capacity_pieces >= item.pieces)
        & or_(Location.capacity_ml.is_(None), Location.capacity_ml >= item.pieces * (item.volume_ml or 0))
        & or_(Location.max_g.is_(None), Location.max_g >= item.pieces * (item.weight_g or 0))
    )
    return [case((takes_all, 0), else_=1)]


def load(session: Session, location_ids: Iterable[int]) -> dict[int, Shelf]:
    """These bins with the sums of what lies in them, by id."""
    inside = (
        select(
            Balance.location_id,
            func.sum(Balance.on_hand).label("pieces"),
            func.count(Balance.sku_id.distinct()).label("kinds"),
            func.sum(Balance.on_hand * PIECE_ML).label("ml"),
            func.sum(cast(Balance.on_hand, BigInteger) * func.coalesce(Sku.weight_g, 0)).label("g"),
        )
        .join(Sku, Sku.id == Balance.sku_id)
        .where(Balance.on_hand > 0, Balance.location_id.in_(location_ids))
        .group_by(Balance.location_id)
        .subquery()
    )
    wanted = (
        select(Location.__table__, inside.c.pieces, inside.c.kinds, inside.c.ml, inside.c.g)
        .outerjoin(inside, inside.c.location_id == Location.id)
        .where(Location.id.in_(location_ids))
    )
    return {row.id: Shelf(_facts(row), int(row.kinds or 0)) for row in session.execute(wanted)}


def _facts(row: Any) -> BinFacts:
    return BinFacts(
        row.id, row.code, row.walk_key, row.zone, row.distance_dm, row.capacity_pieces, row.capacity_ml, row.max_g,
        int(row.pieces or 0), int(row.ml or 0), int(row.g or 0), row.mixed,
    )  # fmt: skip
