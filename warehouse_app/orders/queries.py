"""Orders as a person sees them: lists by state and deadline, one order with its lines and history, what is short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.orders import search
from warehouse_app.orders.due import Moments, condition
from warehouse_app.orders.looking.why import Why, why_look
from warehouse_app.orders.rules import UNDONE, State, masked_phone, masked_text, split_reasons
from warehouse_app.orders.sets.queries import made_of
from warehouse_app.orders.tables import HAS_LEFT, IS_HELD, Order, OrderHistory, OrderLine, Shop
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.pages import Page
from warehouse_app.store.tables import ImportFile


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the order list."""

    id: int
    number: str
    shop: str
    state: str
    hold: str
    hold_note: str
    look: tuple[str, ...]
    ship_by: datetime | None
    pickup_by: datetime | None
    paid_at: datetime | None
    buyer: str
    recipient: str
    message: str
    note: str
    pieces: int
    amount: Decimal | None
    urgent: bool = False
    merged: bool = False  # travels with others
    part: bool = False  # was split off from another


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A line of an order; ``seller_code`` as its file says, ``sku_code`` that of the goods it stands for now ("" unknown);
    ``bins`` are where its pieces are promised.
    """

    id: int
    sku_code: str
    seller_code: str
    title: str
    name: str
    properties: str
    quantity: int
    live: bool
    refund: str
    known: bool
    bins: tuple[str, ...]
    split_off: int = 0  # pieces in parts of the order; when none is left here, the quantity repeats them
    cancelled_off: int = 0  # those of them whose part was cancelled
    made_of: tuple[tuple[str, int, int], ...] = ()  # its sets come as: component, pieces in one set, sets

    @property
    def all_split_off(self) -> bool:
        """Whether none of its pieces is left with this order."""
        return not self.live and 0 < self.split_off == self.quantity


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened to an order: kind and fields, put into words by whoever shows it."""

    at: datetime
    who: str
    desk: str
    kind: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order with everything known of it; personal fields are masked unless asked for with the right to see them."""

    row: OrderRow
    phone: str
    mobile: str
    address: str
    masked: bool
    flag: str
    invoice_title: str
    courier: str
    waybill: str
    created_at: datetime | None
    ship_latest: datetime | None
    platform_status: str
    lines: tuple[OrderLineView, ...]
    history: tuple[HistoryRow, ...]
    why: tuple[Why, ...] = ()  # the reasons to look with the facts behind them


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list shows. ``text`` searches every number, names, phones, message, note and goods."""

    text: str = ""
    states: tuple[str, ...] = ()
    shop: str = ""
    late_at: datetime | None = None  # only orders whose ship-by lies before this moment and that have not left
    held: bool = False
    due: str = ""  # one of the names of ``orders.due``, as the board counts them at ``at``
    at: Moments | None = None
    reason: str = ""  # only orders that wait for this look


NOT_LEFT = ("waiting", "look", "short", "released", "in_wave", "picked", "packed")
STILL_HERE = ("unpaid", *NOT_LEFT)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "ship_by": (Order.ship_by,), "number": (Order.number,), "state": (Order.state, Order.ship_by), "buyer": (Order.buyer,),
    "shop": (Order.shop_id, Order.number), "amount": (Order.amount,),
}  # fmt: skip
"""What a list of a million can be sorted by: all of these stand in an index."""
_NULLABLE = {"ship_by", "amount"}


def orders_page(
    session: Session, wanted: OrderFilter = OrderFilter(), *, offset: int = 0, limit: int = 100, sort: str = "ship_by",
    descending: bool = False, reveal: bool = False,
) -> Page[OrderRow]:  # fmt: skip
    """A page of orders, what is overdue first. ``reveal`` shows names unmasked."""
    ids = _filtered(session, select(Order.id), wanted)
    if search.searchable(wanted.text):  # what is found is read once, to be counted and shown
        found = ids.add_columns(func.count().over().label("n")).order_by(*_order(sort, descending))
        told = session.execute(found.offset(offset).limit(limit)).all()
        total = told[0].n if told else _how_many(session, wanted, ids) if offset else 0
        return Page(_rows(session, [row.id for row in told], reveal=reveal), total)
    total = _how_many(session, wanted, ids)
    if wanted.shop and total > search.FEW:  # a walk along the order wanted meets them soon; by their shop all would be sorted
        ids = _of_shop(_filtered(session, select(Order.id), replace(wanted, shop="")), Order.shop_id + 0, wanted.shop)
    return Page(_rows(session, _page_of(session, ids, total, offset, limit, sort, descending), reveal=reveal), total)


def _page_of(
    session: Session, ids: Select[int], total: int, offset: int, limit: int, sort: str, descending: bool
) -> Sequence[int]:  # fmt: skip
    """One page, skipping from the nearer end: rows that are skipped cost time as well."""
    limit = min(limit, total - offset)
    if limit <= 0:  # others took orders away meanwhile
        return ()
    if offset <= total // 2:
        return session.scalars(ids.order_by(*_order(sort, descending)).offset(offset).limit(limit)).all()
    turned = ids.order_by(*_order(sort, descending, turned=True)).offset(total - offset - limit).limit(limit)
    return session.scalars(turned).all()[::-1]


def _how_many(session: Session, wanted: OrderFilter, ids: Select[int]) -> int:
    if wanted == OrderFilter(states=(State.DONE.value,)):
        return counts_by_state(session).get(State.DONE.value, 0)
    if wanted == OrderFilter():
        return session.scalar(select(func.count()).select_from(Order)) or 0
    return session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def _order(sort: str, descending: bool, *, turned: bool = False) -> Iterator[ColumnElement[Any]]:
    """What a list is ordered by: what has no value stands last either way, equal ones by shop and age. ``turned``: backwards."""
    for key in SORTS[sort]:
        ordered = key.desc() if descending is not turned else key.asc()
        yield ordered if key.key not in _NULLABLE else ordered.nulls_first() if turned else ordered.nulls_last()
    for key in (Order.shop_id, Order.id):  # as the indexes have them
        yield key.desc() if descending is not turned else key.asc()


def filtered_ids(session: Session, wanted: OrderFilter) -> Select[int]:
    """The ids of the orders a filter shows, to count or narrow down further."""
    return _filtered(session, select(Order.id), wanted)


def _filtered(session: Session, query: Select[int], wanted: OrderFilter) -> Select[int]:
    text = search.searchable(wanted.text)
    if text:
        query = query.where(_holds(session, text, wanted.states))
    if wanted.states:  # with a text its few orders are read, not all those of the states by their index
        query = query.where((Order.state.concat("") if text else Order.state).in_(wanted.states))
        if not text and all(state in search.HAVE_LEFT for state in wanted.states):
            query = query.where(sql(f"orders.{HAS_LEFT}"))
    if wanted.shop:
        few = wanted.states and not all(state in search.HAVE_LEFT for state in wanted.states)
        query = _of_shop(query, Order.shop_id + 0 if few else Order.shop_id, wanted.shop)  # the few of a state are read by it
    if wanted.due and wanted.at is not None:
        query = query.where(condition(wanted.due, wanted.at))
    if wanted.held:
        query = query.where(sql(f"orders.{IS_HELD}"), Order.state.in_(NOT_LEFT))
    if wanted.reason:
        query = query.where(
            Order.state == "look", (literal(",") + Order.look + ",").contains(f",{wanted.reason},", autoescape=True)
        )
    if wanted.late_at is not None:
        query = query.where(Order.ship_by < wanted.late_at, Order.state.in_(NOT_LEFT))
    return query


def _of_shop(query: Select[int], shop_id: Any, name: str) -> Select[int]:
    return query.where(shop_id == select(Shop.id).where(Shop.name == name).scalar_subquery())


def _holds(session: Session, text: str, states: tuple[str, ...]) -> ColumnElement[bool]:
    """Orders that hold the text, upper and lower case alike; % and _ mean themselves.

    Every one of them, by the indexes. Of a text in more than search.MOST places: all orders that are still here, and the
    newest of the years of orders that have left. A text too short for the indexes finds, of those that have left, the ones
    whose number, buyer, recipient or mobile begins with it.
    """
    left = any(state not in STILL_HERE for state in states)
    many = left and search.are_many(session, states)
    if not search.indexed(text):
        ids, more = search.beginning(session, text), True
    else:
        found = search.newest(session, text, states if many else ())
        ids, more = found.ids, found.more
    if not more:
        return Order.id.in_(ids)
    if left and not many:
        return _read(text, states)
    here = tuple(state for state in states or STILL_HERE if state in STILL_HERE)
    return _read(text, here, ids) if here else Order.id.in_(ids)


def _read(text: str, states: tuple[str, ...], others: Sequence[int] = ()) -> ColumnElement[bool]:
    """Orders of these states that hold the text, every one read; and the others."""
    among = Order.state.in_(states)
    own = select(Order.id).where(among, search.any_holds(search.ORDER_TEXTS, text)).correlate(None)
    lines = select(OrderLine.order_id).select_from(Order).join(OrderLine, OrderLine.order_id == Order.id)
    by_line = lines.where(among, search.goods_holding(text)).correlate(None)  # a join: the lines of other orders are not read
    known = select(Order.id).where(Order.id.in_(others)).correlate(None)
    return Order.id.in_(union_all(own, by_line, known))  # an OR of three would make a server look at all orders


def _rows(session: Session, ids: Sequence[int], *, reveal: bool) -> list[OrderRow]:
    pieces = (
        select(func.coalesce(func.sum(OrderLine.quantity), 0))
        .where(OrderLine.order_id == Order.id, OrderLine.live)
        .correlate(Order)
        .scalar_subquery()
    )
    found = session.execute(
        select(Order.__table__, Shop.name.label("shop"), pieces.label("pieces"))
        .join(Shop, Shop.id == Order.shop_id)
        .where(Order.id.in_(ids))
    )
    rows = {row.id: _row(row, reveal=reveal) for row in found}
    return [rows[order_id] for order_id in ids]


def _row(row: Any, *, reveal: bool) -> OrderRow:
    return OrderRow(
        id=row.id, number=row.number, shop=row.shop, state=row.state, hold=row.hold, hold_note=row.hold_note,
        look=split_reasons(row.look) if row.state == "look" else (), ship_by=row.ship_by, pickup_by=row.pickup_by,
        paid_at=row.paid_at, buyer=row.buyer if reveal else masked_text(row.buyer, 2),
        recipient=row.recipient if reveal else masked_text(row.recipient), message=row.message, note=row.note,
        pieces=int(row.pieces), amount=row.amount, urgent=row.urgent, merged=row.together_id is not None,
        part=row.origin == "split",
    )  # fmt: skip


def order_view(session: Session, order_id: int, *, reveal: bool = False) -> OrderView:
    """One order in full. Raises NotFound."""
    rows = _rows(session, [order_id], reveal=reveal) if session.get(Order, order_id) is not None else []
    if not rows:
        raise NotFound("orders.no_such_order")
    order = session.get_one(Order, order_id)
    return OrderView(
        row=rows[0],
        phone=order.phone if reveal else masked_phone(order.phone),
        mobile=order.mobile if reveal else masked_phone(order.mobile),
        address=order.address if reveal else masked_text(order.address, 9),
        masked=order.masked, flag=order.flag, invoice_title=order.invoice_title, courier=order.courier,
        waybill=order.waybill, created_at=order.created_at, ship_latest=order.ship_latest,
        platform_status=order.platform_status, lines=_lines(session, order_id), history=history(session, order_id),
        why=why_look(session, order, rows[0].look),
    )  # fmt: skip


def _lines(session: Session, order_id: int) -> tuple[OrderLineView, ...]:
    bins: dict[int, list[str]] = {}
    promised = session.execute(
        select(Reservation.order_line_id, Location.code)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Location, Location.id == Reservation.location_id)
        .where(OrderLine.order_id == order_id)
        .order_by(Location.walk_key)
    )
    for row in promised:
        if row.code not in bins.setdefault(row.order_line_id, []):  # two components of its sets may lie in one
            bins[row.order_line_id].append(row.code)
    cancelled = _cancelled_off(session, order_id)
    parts = made_of(session.connection(), order_id)
    rows = session.execute(
        select(OrderLine.__table__, Product.name, Sku.seller_code.label("sku_code"))
        .outerjoin(Sku, Sku.id == OrderLine.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.line)
    )
    return tuple(
        OrderLineView(
            r.id, r.sku_code or "", r.seller_code, r.title, r.name or "", r.properties, r.quantity, r.live, r.refund,
            r.sku_id is not None, tuple(bins.get(r.id, ())), r.split_off, cancelled.get(r.line, 0), parts.get(r.id, ()),
        )
        for r in rows
    )  # fmt: skip


def _cancelled_off(session: Session, order_id: int) -> dict[int, int]:
    """Pieces that went into parts of the order which were cancelled, by the line they came from."""
    of_parts = Order.original_id == order_id, Order.origin == "split", Order.reason != UNDONE, Order.state == "cancelled"
    pieces = select(OrderLine.line, func.sum(OrderLine.quantity)).join(Order, Order.id == OrderLine.order_id).where(*of_parts)
    return {line: int(n) for line, n in session.execute(pieces.group_by(OrderLine.line))}


def history(session: Session, order_id: int) -> tuple[HistoryRow, ...]:
    """What happened to the order, oldest first."""
    rows = session.execute(
        select(OrderHistory.at, Person.name, OrderHistory.desk, OrderHistory.kind, OrderHistory.fields)
        .join(Person, Person.id == OrderHistory.who_id)
        .where(OrderHistory.order_id == order_id)
        .order_by(OrderHistory.id)
    )
    return tuple(HistoryRow(r.at, r.name, r.desk, r.kind, r.fields) for r in rows)


def counts_by_state(session: Session) -> dict[str, int]:
    """How many orders stand in each state. Those that are done, nearly all of them, are what the others leave."""
    others = [state.value for state in State if state is not State.DONE]
    counted = select(Order.state, func.count().label("n")).where(Order.state.in_(others)).group_by(Order.state)
    counts = {row.state: row.n for row in session.execute(counted)}
    done = (session.scalar(select(func.count()).select_from(Order)) or 0) - sum(counts.values())
    return counts | {State.DONE.value: done} if done > 0 else counts


def shops(session: Session) -> list[str]:
    """The names of the shops."""
    return list(session.scalars(select(Shop.name).order_by(Shop.name)))


def order_data_as_of(session: Session) -> datetime | None:
    """When order files last came in: the age of what we know."""
    newest: datetime | None = session.scalar(select(func.max(ImportFile.at)).where(ImportFile.kind == "orders"))
    return newest


def order_ids(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """Ids by order number. Raises NotFound naming the first number that is no order."""
    found = {row.number: row.id for row in session.execute(select(Order.number, Order.id).where(Order.number.in_(numbers)))}
    for number in numbers:
        if number not in found:
            raise NotFound("orders.no_such_number", number=number)
    return found


def seller_code_of(session: Session, sku_id: int) -> str:
    """The seller code of a scanned SKU, by which its orders are found. Raises NotFound."""
    code: str | None = session.scalar(select(Sku.seller_code).where(Sku.id == sku_id))
    if code is None:
        raise NotFound("orders.no_such_sku")
    return code
