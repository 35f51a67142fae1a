"""Finding orders by any part of a text, among all the years of them, quickly enough to do it at every key pressed.

Texts of three characters and more are looked up in trigram indexes (migration 0003: FTS5 on SQLite, pg_trgm on
PostgreSQL); shorter ones hold no trigram and are the list's own business. A text that stands in a great many orders
gives the newest of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, TableClause, and_, column, exists, func, or_, select, table
from sqlalchemy.orm import Session, aliased

from warehouse_app.orders.tables import Order, OrderHistory, OrderLine

SHORTEST = 3  # characters of a trigram
LONGEST = 100  # what is longer is found by its beginning
MOST = 1_000  # orders told of a text that stands in many
MANY_GOODS = 100  # from here on it is quicker to walk back through the lines than to gather each one's
TAIL = 6  # the last digits of a long number tell it from others; its first ones stand in every number of the year
FEW = 5_000  # orders are read one by one sooner than a common word is followed through all the years
LAST_CHARACTER = "\U0010ffff"
ORDER_TEXTS = (Order.number, Order.buyer, Order.recipient, Order.phone, Order.mobile, Order.waybill, Order.message, Order.note)

_GOODS_LINE = table("search_goods_line", column("goods_id"), column("order_id"))


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the orders found, newest first; ``more`` when there are others that are older."""

    ids: list[int]
    more: bool


def searchable(text: str) -> str:
    """The text as it is searched: without blanks around it, no longer than LONGEST."""
    return text.strip()[:LONGEST].strip()


def indexed(text: str) -> bool:
    """Whether the indexes can be asked for the text: long enough, and no character that ends a text in the database."""
    return len(text) >= SHORTEST and "\0" not in text


def newest(session: Session, text: str, states: Sequence[str] = ()) -> Found:
    """The newest orders that hold the text in a number, name, phone, message, note or their goods; upper and lower case alike.

    All of them unless one of the places looked at holds it more than MOST times. With ``states`` only orders in one of these.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    sources = _by_trigrams(session, text, states) if sqlite else _by_reading(text, states)
    ids: set[int] = set()
    more = False
    for source in sources:
        found = list(session.scalars(source.limit(MOST + 1)))
        more = more or len(found) > MOST
        ids.update(found)
    ordered = sorted(ids, reverse=True)
    return Found(ordered[:MOST] if more else ordered, more)


def beginning(session: Session, text: str) -> list[int]:
    """Some orders whose number, buyer, recipient or mobile begins with the text, at most MOST by each; or whose waybill it is."""
    ranges = session.get_bind().dialect.name == "sqlite"  # there text is ordered by its bytes, so a beginning is a range
    ids = set(session.scalars(select(OrderHistory.order_id).where(OrderHistory.reference == text).limit(MOST)))
    for each in (Order.number, Order.buyer, Order.recipient, Order.mobile):
        begins = and_(each >= text, each < text + LAST_CHARACTER) if ranges else each.startswith(text, autoescape=True)
        ids.update(session.scalars(select(Order.id).where(begins).order_by(each.desc()).limit(MOST)))
    return sorted(ids, reverse=True)


def are_many(session: Session, states: Sequence[str]) -> bool:
    """Whether more than FEW orders stand in these states."""
    some = select(Order.id).where(Order.state.in_(states)).limit(FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > FEW


def any_holds(columns: Sequence[Any], text: str) -> ColumnElement[bool]:
    """Whether one of the columns holds the text; % and _ mean themselves."""
    return or_(*(each.icontains(text, autoescape=True) for each in columns))


def goods_holding(text: str) -> ColumnElement[bool]:
    """Whether a line's goods or its own number hold the text."""
    return any_holds((OrderLine.seller_code, OrderLine.title, OrderLine.sub_number), text)


def _by_reading(text: str, states: Sequence[str]) -> Iterator[Select[Any]]:
    """The places an order's text stands in, as plain conditions: the server chooses its indexes itself."""
    yield select(Order.id).where(any_holds(ORDER_TEXTS, text), *_in_states(Order.id, states)).order_by(Order.id.desc())
    places: tuple[tuple[Any, Any, ColumnElement[bool]], ...] = (
        (OrderLine.order_id, OrderLine.id, goods_holding(text)),
        (OrderHistory.order_id, OrderHistory.id, any_holds((OrderHistory.reference,), text)),
    )
    for order_id, age, holds in places:
        yield select(order_id).where(holds, *_in_states(order_id, states)).order_by(age.desc())


def _by_trigrams(session: Session, text: str, states: Sequence[str]) -> Iterator[Select[Any]]:
    """The places an order's text stands in, by way of their indexes; each read from its newest row on."""
    for name, row_id, order_id, texts in (
        ("search_order", Order.id, Order.id, ORDER_TEXTS),
        ("search_line", OrderLine.id, OrderLine.order_id, (OrderLine.sub_number,)),
        ("search_waybill", OrderHistory.id, OrderHistory.order_id, (OrderHistory.reference,)),
    ):
        index = table(name, column("rowid"), column(name))
        own = select(order_id).where(row_id == index.c.rowid).correlate(index).scalar_subquery()
        rows = select(index.c.rowid).where(_match(index, name, text), *_in_states(own, states))
        if _is_long_number(text):
            rows = rows.where(exists().where(row_id == index.c.rowid, any_holds(texts, text)).correlate(index))
        yield select(order_id).where(row_id.in_(rows.order_by(index.c.rowid.desc()).limit(MOST + 1)))
    yield _by_goods(session, text, states)


def _by_goods(session: Session, text: str, states: Sequence[str]) -> Select[Any]:
    """Orders whose seller code or title holds the text: from the few goods that do, or back through the lines."""
    index = table("search_goods_text", column("rowid"), column("search_goods_text"))
    few = select(index.c.rowid).where(_match(index, "search_goods_text", text, whole=True)).limit(MANY_GOODS + 1)
    goods = list(session.scalars(few))
    if len(goods) > MANY_GOODS:
        holds = any_holds((OrderLine.seller_code, OrderLine.title), text)
        return select(OrderLine.order_id).where(holds, *_in_states(OrderLine.order_id, states)).order_by(OrderLine.id.desc())
    order_id = _GOODS_LINE.c.order_id
    return select(order_id).where(_GOODS_LINE.c.goods_id.in_(goods), *_in_states(order_id, states)).order_by(order_id.desc())


def _match(index: TableClause, name: str, text: str, *, whole: bool = False) -> ColumnElement[bool]:
    """The index's own condition. In quotation marks every character is a letter."""
    asked = text[-TAIL:] if _is_long_number(text) and not whole else text
    return index.c[name].op("MATCH")('"' + asked.replace('"', '""') + '"')


def _is_long_number(text: str) -> bool:
    return len(text) > TAIL and text.isdigit()


def _in_states(order_id: Any, states: Sequence[str]) -> list[ColumnElement[bool]]:
    """A condition looked at row by row, so that the newest rows are told without gathering all orders of the states."""
    if not states:
        return []
    standing = aliased(Order)
    return [select(standing.state).where(standing.id == order_id).correlate_except(standing).scalar_subquery().in_(states)]
