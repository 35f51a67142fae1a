"""What a rehearsal is reckoned from: the orders of the model days, what is known of the goods, materials, paces, shifts.

May take seconds where the model days hold some hundred thousand orders; it belongs off the window's thread.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.posting import successors
from warehouse_app.errors import NotFound
from warehouse_app.orders.sets.queries import kits_of
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.shifts import planned_minutes
from warehouse_app.restock.rehearsing.facts import facts_of
from warehouse_app.restock.rehearsing.measured import paces, usages
from warehouse_app.restock.rehearsing.rehearse import Ground
from warehouse_app.restock.rehearsing.rules import Contents, Model, Source, Wishes, check
from warehouse_app.restock.rehearsing.sold import PARCEL, WHEN, day_of, paid_between
from warehouse_app.restock.tables import PastSale
from warehouse_app.sheets.progress import Progress
from warehouse_app.store.imports import chunks

_EVERY = 5_000  # parcels between two steps of progress


def read_ground(session: Session, wishes: Wishes, today: date, progress: Progress | None = None) -> Ground:
    """Everything a rehearsal needs; ``planned`` is of the days of the sale.

    Raises what ``rules.check`` raises, and NotFound ``rehearsal.no_such_sku`` or ``no_such_category``; Cancelled.
    """
    check(wishes)
    model = read_model(session, wishes, progress)
    wanted = {*model.pieces, *(sku_id for sku_id, _ in wishes.by_hand)}
    kits = kits_of(session.connection(), wanted)
    facts = facts_of(session, {*wanted, *(part for kit in kits.values() for part in kit)}, today)
    made = {kit: parts for kit, parts in kits.items() if kit in facts and facts[kit].supplier_id is None}
    used, packed = usages(session, wishes, today)
    return Ground(today, model, facts, made, used, packed, paces(session, today), read_planned(session, wishes))


def read_planned(session: Session, wishes: Wishes) -> dict[date, tuple[int, ...]]:
    """The shift plan of the days of the sale."""
    return planned_minutes(session, wishes.begins, wishes.ends)


def read_model(session: Session, wishes: Wishes, progress: Progress | None = None) -> Model:
    """The model days: what they sold of the goods the sale is about, in which parcels. Raises NotFound, Cancelled."""
    chosen = _chosen(session, wishes)
    gone = session.scalars(select(Sku.id).where(~Sku.active)).all()
    count = _Count(wishes.model_from, chosen, successors(session.connection(), gone))
    done = 0
    total = session.scalar(select(func.count()).select_from(Order).where(paid_between(wishes.model_from, wishes.model_to))) or 0
    with closing(_parcels(session, wishes)) as parcels:
        for parcel in parcels:
            count.add(parcel)
            done += 1
            if progress is not None and done % _EVERY == 0:
                progress.step(min(done, total), total)
    count.add_past(session, wishes)
    return count.model((wishes.model_to - wishes.model_from).days + 1)


def _lines(wishes: Wishes) -> Select[Any]:
    """The goods of the model's orders, parcel by parcel."""
    price = func.coalesce(OrderLine.price, Sku.price).label("price")
    return (
        select(PARCEL.label("parcel"), Order.id, Order.origin, WHEN.label("at"), OrderLine.sku_id, OrderLine.quantity, price)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Sku, Sku.id == OrderLine.sku_id)
        .where(paid_between(wishes.model_from, wishes.model_to), OrderLine.live)
        .order_by("parcel", Order.id)
    )


def _parcels(session: Session, wishes: Wishes) -> Generator[list[Any], None, None]:
    with closing(session.execute(_lines(wishes).execution_options(yield_per=2_000))) as rows:
        for _, lines in groupby(rows, key=lambda row: row.parcel):
            yield list(lines)


@dataclass
class _Count:
    """Adds up parcels; ``chosen`` None: all goods. ``heirs``: SKUs that were merged into another, which counts for them."""

    first: date
    chosen: frozenset[int] | None
    heirs: Mapping[int, int]
    pieces: Counter[int] = field(default_factory=Counter)
    sold: Counter[tuple[int, int]] = field(default_factory=Counter)  # by SKU and day
    money: Decimal = Decimal(0)
    orders: int = 0
    parcels: int = 0
    days: Counter[int] = field(default_factory=Counter)
    contents: Counter[Contents] = field(default_factory=Counter)
    beside: int = 0
    beside_pieces: int = 0
    guessed: int = 0

    def add(self, lines: Sequence[Any]) -> None:
        """One parcel's lines."""
        mine = [one for one in lines if self._is_chosen(one.sku_id)]
        if not mine:
            self.beside += 1
            self.beside_pieces += sum(one.quantity for one in lines)
            return
        held: Counter[int] = Counter()
        for one in mine:
            sku_id = self.heirs.get(one.sku_id, one.sku_id)
            held[sku_id] += one.quantity
            self.sold[sku_id, (day_of(one.at) - self.first).days] += one.quantity
            self.money += one.quantity * (one.price or Decimal(0))
        self.pieces.update(held)
        self.parcels += 1
        if len(mine) == len(lines):
            self.contents[tuple(sorted(held.items()))] += 1
        for day in {one.id: day_of(one.at) for one in mine if one.origin != "split"}.values():
            self.orders += 1
            self.days[(day - self.first).days] += 1

    def _is_chosen(self, sku_id: int) -> bool:
        return self.chosen is None or self.heirs.get(sku_id, sku_id) in self.chosen

    def add_past(self, session: Session, wishes: Wishes) -> None:
        """Pieces that only files of past sales tell of; how many orders that were is reckoned from the pieces of the others."""
        rows = session.execute(
            select(PastSale.day, PastSale.sku_id, PastSale.pieces, Sku.price)
            .join(Sku, Sku.id == PastSale.sku_id)
            .where(PastSale.day >= wishes.model_from, PastSale.day <= wishes.model_to, PastSale.pieces > 0)
        )
        sold: dict[int, int] = defaultdict(int)
        for row in rows:
            place, sku_id = (row.day - self.first).days, self.heirs.get(row.sku_id, row.sku_id)
            more = row.pieces - self.sold[sku_id, place]  # of a day of which both tell, the larger counts
            if more <= 0 or not self._is_chosen(row.sku_id):
                continue
            self.pieces[sku_id] += more
            self.money += more * (row.price or Decimal(0))
            sold[place] += more
        known = sum(self.pieces.values()) - sum(sold.values())
        for place, pieces in sold.items():
            orders = max(1, round(pieces * self.orders / known)) if known and self.orders else pieces
            self.days[place] += orders
            self.guessed += orders

    def model(self, days: int) -> Model:
        """What was counted; chosen goods that sold nothing are in it too."""
        orders = self.orders + self.guessed or self.parcels
        pieces = {**dict.fromkeys(sorted(self.chosen or ()), 0), **self.pieces}
        return Model(
            pieces, self.money, orders, self.parcels + self.guessed, tuple(self.days[n] for n in range(days)),
            self.contents, self.beside, self.beside_pieces, self.guessed,
        )  # fmt: skip


def _chosen(session: Session, wishes: Wishes) -> frozenset[int] | None:
    """The SKUs the sale is about; None: all that were sold."""
    if wishes.source is Source.ALL:
        return None
    if wishes.source is Source.BEST:
        return frozenset(_best(session, wishes))
    in_use = select(Sku.id).join(Product, Product.id == Sku.product_id).where(Sku.active)
    if wishes.source is Source.CATEGORY:
        found = frozenset(session.scalars(in_use.where(Product.category == wishes.category)))
        if not found:
            raise NotFound("rehearsal.no_such_category", name=wishes.category)
        return found
    known = frozenset(one for some in chunks(list(wishes.skus)) for one in session.scalars(in_use.where(Sku.id.in_(some))))
    if missing := set(wishes.skus) - known:
        raise NotFound("rehearsal.no_such_sku", skus=_codes(session, missing))
    return known


def _codes(session: Session, sku_ids: Collection[int]) -> str:
    """Some of the codes, for a person to see which are meant."""
    codes = session.scalars(select(Sku.seller_code).where(Sku.id.in_(sorted(sku_ids)[:5]))).all()
    return ", ".join(codes) or str(min(sku_ids))


def _best(session: Session, wishes: Wishes) -> list[int]:
    """What the model days sold most of, by money; where nothing tells of money, by pieces."""
    sku_id = (OrderLine.sku_id + 0).label("sku_id")  # as in ``facts``: grouped after the days are picked out
    rows = session.execute(
        select(sku_id, func.sum(OrderLine.quantity).label("pieces"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(paid_between(wishes.model_from, wishes.model_to), OrderLine.live, OrderLine.sku_id.is_not(None))
        .group_by(sku_id)
    )
    pieces = {row.sku_id: int(row.pieces) for row in rows}
    prices = dict(session.execute(select(Sku.id, func.coalesce(Sku.price, Decimal(0))).where(Sku.active)).all())
    ranked = sorted(pieces.keys() & prices.keys(), key=lambda sku: (-pieces[sku] * prices[sku], -pieces[sku], sku))
    return ranked[: wishes.best]
