"""Short orders as a person sees them: the goods they lack with what is on its way, customer service's list, and who can go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from warehouse_app.inbound.buying.arrivals import Arrival, arrivals
from warehouse_app.orders.free import free_pieces
from warehouse_app.orders.missing import Missing, missing
from warehouse_app.orders.rules import State, masked_text
from warehouse_app.orders.sets.queries import free_of, kits_among
from warehouse_app.orders.shorts.rules import Waiting, served
from warehouse_app.orders.tables import Order, OrderLine, Shop, ShortCase
from warehouse_app.stock.tables import Balance
from warehouse_app.store.pages import Page

NO_OFFER = "none"


@dataclass(frozen=True, slots=True)
class Lack:
    """Goods one short order lacks; ``coming`` is what purchase orders still bring of them, the first to arrive first."""

    order_id: int
    number: str
    ship_by: datetime | None
    seller_code: str
    name: str
    wanted: int
    available: int
    coming: tuple[Arrival, ...]
    of_sets: tuple[str, ...] = ()  # names of the sets it is a component of

    @property
    def lacking(self) -> int:
        return self.wanted - self.available

    @property
    def pieces_coming(self) -> int:
        return sum(arrival.pieces for arrival in self.coming)

    @property
    def day(self) -> date | None:
        """When the first of them is expected."""
        return self.coming[0].day if self.coming else None


@dataclass(frozen=True, slots=True)
class ShortRow:
    """A short order for customer service; ``offer`` "" when nobody has offered anything. No ``lacks``: the goods are here now."""

    id: int
    number: str
    shop: str
    buyer: str
    ship_by: datetime | None
    hold: str
    lacks: tuple[Lack, ...]
    offer: str
    answer: str
    note: str
    offered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShortFilter:
    """Which short orders: of one offer (NO_OFFER: without any), one answer ("" is one), and only those late at a moment."""

    offer: str | None = None
    answer: str | None = None
    late_at: datetime | None = None


SORTS = {
    "ship_by": Order.ship_by, "number": Order.number, "shop": Shop.name, "buyer": Order.buyer, "offer": ShortCase.offer,
    "answer": ShortCase.answer,
}  # fmt: skip


def lacks(session: Session, order_ids: Sequence[int] | None = None, today: date | None = None) -> list[Lack]:
    """What short orders lack, the oldest deadline first, with what is on its way. Lots that expired before ``today`` are no
    stock; None: of any age.
    """
    rows = missing(session, order_ids, today)
    coming = arrivals(session, [row.sku_id for row in rows if row.sku_id is not None])
    return [_lack(row, coming.get(row.sku_id, ()) if row.sku_id is not None else ()) for row in rows]


def _lack(row: Missing, coming: tuple[Arrival, ...]) -> Lack:
    return Lack(row.order_id, row.number, row.ship_by, row.seller_code, row.name, row.wanted, row.available, coming, row.of_sets)


def shorts_page(
    session: Session, wanted: ShortFilter = ShortFilter(), *, offset: int = 0, limit: int = 100, sort: str = "ship_by",
    descending: bool = False, reveal: bool = False, today: date | None = None,
) -> Page[ShortRow]:  # fmt: skip
    """Short orders, the oldest deadline first unless asked otherwise. ``reveal`` shows the buyer unmasked, ``today`` as in
    ``lacks``.
    """
    ids = _filtered(wanted)
    total = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    key = SORTS[sort]
    ordered = ids.order_by(key.desc().nulls_last() if descending else key.asc().nulls_last(), Order.id)
    page = list(session.scalars(ordered.offset(offset).limit(limit)))
    by_order: dict[int, list[Lack]] = defaultdict(list)
    for lack in lacks(session, page, today):
        by_order[lack.order_id].append(lack)
    found = session.execute(
        select(
            Order.id, Order.number, Shop.name.label("shop"), Order.buyer, Order.ship_by, Order.hold, ShortCase.offer,
            ShortCase.answer, ShortCase.note, ShortCase.at,
        )
        .join(Shop, Shop.id == Order.shop_id)
        .outerjoin(ShortCase, ShortCase.order_id == Order.id)
        .where(Order.id.in_(page))
    )  # fmt: skip
    rows = {
        r.id: ShortRow(
            r.id, r.number, r.shop, r.buyer if reveal else masked_text(r.buyer, 2), r.ship_by, r.hold, tuple(by_order[r.id]),
            r.offer or "", r.answer or "", r.note or "", r.at,
        )
        for r in found
    }  # fmt: skip
    return Page([rows[order_id] for order_id in page], total)


def how_many(session: Session) -> int:
    """How many orders are short."""
    return session.scalar(select(func.count()).select_from(Order).where(Order.state == State.SHORT.value)) or 0


def _filtered(wanted: ShortFilter) -> Select[int]:
    query = (
        select(Order.id)
        .join(Shop, Shop.id == Order.shop_id)
        .outerjoin(ShortCase, ShortCase.order_id == Order.id)
        .where(Order.state == State.SHORT.value)
    )
    if wanted.offer == NO_OFFER:
        query = query.where(ShortCase.order_id.is_(None))
    elif wanted.offer:
        query = query.where(ShortCase.offer == wanted.offer)
    if wanted.answer is not None:
        query = query.where(ShortCase.answer == wanted.answer)
    if wanted.late_at is not None:
        query = query.where(Order.ship_by < wanted.late_at)
    return query


def can_go(session: Session, today: date) -> list[int]:
    """The short orders that could be released now, the oldest deadline first; ``today`` is this shop's day.

    Two statements, grouped by order and SKU, and one more where a set is short: it is asked after every command that moves
    stock.
    """
    of_short = (OrderLine.order_id == Order.id, OrderLine.live, Order.state == State.SHORT.value, Order.hold == "")
    skus = select(OrderLine.sku_id).where(*of_short, OrderLine.sku_id.is_not(None))
    free = free_pieces(today).where(Balance.sku_id.in_(skus)).subquery()
    rows = session.execute(
        select(
            Order.id,
            OrderLine.sku_id,
            func.sum(OrderLine.quantity).label("wanted"),
            func.max(free.c.free).label("free"),
        )
        .select_from(Order)
        .join(OrderLine, and_(*of_short))
        .outerjoin(free, free.c.sku_id == OrderLine.sku_id)
        .group_by(Order.id, Order.ship_by, OrderLine.sku_id)
        .order_by(Order.ship_by.nulls_last(), Order.id)
    )
    needs: dict[int, dict[int | None, int]] = {}
    there: dict[int, int] = {}
    for row in rows:
        needs.setdefault(row.id, {})[row.sku_id] = int(row.wanted)
        if row.free is not None:
            there[row.sku_id] = int(row.free)
    kits = kits_among(session.connection(), skus)
    if kits:
        there |= free_of(session.connection(), {part for kit in kits.values() for part in kit}, today)
    return served((Waiting(order_id, wanted) for order_id, wanted in needs.items()), there, kits)
