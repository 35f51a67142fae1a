"""Finding orders by any part of a text, among all the years of them, quickly enough to do it at every key pressed.

Texts of two characters and more are looked up in indexes (migrations 0003 and 0006): on SQLite the trigrams of FTS5, where a
pair is found by the trigrams it begins; on PostgreSQL the pairs and trigrams of each text, in GIN indexes. A single character
is the list's own business. A text that stands in a great many orders gives the newest of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, column, exists, func, literal_column, or_, select, table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Session, aliased

from warehouse_app.orders.tables import HAS_LEFT, Order, OrderHistory, OrderLine

SHORTEST = 2  # characters an index can be asked for
TRIGRAM = 3
LONGEST = 100  # what is longer is found by its beginning
MOST = 1_000  # orders told of a text that stands in many
MANY_GOODS = 2_000  # from here on it is quicker to walk back through the lines than to gather each one's
LATELY = 50_000  # so many of the newest orders are looked through before all the years are
TAIL = 6  # the last digits of a long number tell it from others; its first ones stand in every number of the year
FEW = 5_000  # orders are read one by one sooner than a common word is followed through all the years
LAST_CHARACTER = "\U0010ffff"
_AFTER = ("\1", *(c for c in map(chr, range(0x20, 0x7F)) if not c.isupper()))  # the end of a text, or what is often next
HAVE_LEFT = ("shipped", "done", "cancelled")
ORDER_TEXTS = (Order.number, Order.buyer, Order.recipient, Order.phone, Order.mobile, Order.waybill, Order.message, Order.note)

_LINE_PARTS: ColumnElement[Any] = literal_column(  # as the server's index has it
    "search_parts(order_line.sub_number || chr(1) || order_line.seller_code || chr(1) || order_line.title)"
)
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

    All of them unless one of the places looked at holds it more than MOST times; then that place is the last looked at. With
    ``states`` only orders in one of these.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    sources = _by_trigrams(session, text, states) if sqlite else _by_reading(text, states)
    ids: set[int] = set()
    more = False
    for source in sources:
        found = list(session.scalars(source.limit(MOST + 1)))
        ids.update(found)
        more = more or len(found) > MOST
        if more:  # so many that nobody looks for one of them in the other places
            break
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
    words = table("search_order", column("order_id"), column("words"))
    given = OrderHistory.reference.is_not(None), _has_parts(func.search_parts(OrderHistory.reference), text)
    for order_id, age, holds in (
        (
            words.c.order_id,
            words.c.order_id,
            (any_holds((words.c.words,), text), _has_parts(func.search_parts(words.c.words), text)),
        ),
        (OrderLine.order_id, OrderLine.id, (goods_holding(text), _has_parts(_LINE_PARTS, text))),
        (OrderHistory.order_id, OrderHistory.id, (any_holds((OrderHistory.reference,), text), *given)),
    ):
        yield select(order_id).where(*holds, *_in_states(order_id, states)).order_by(age.desc())


def _has_parts(parts: Any, text: str) -> ColumnElement[bool]:
    """Whether a text with these parts may hold ours: all of its trigrams, or its only pair."""
    size = min(TRIGRAM, len(text))
    wanted = {text[n : n + size].lower() for n in range(len(text) - size + 1)}
    return cast(ColumnElement[bool], parts.op("@>")(bindparam(None, sorted(wanted), ARRAY(TEXT))))


def _by_trigrams(session: Session, text: str, states: Sequence[str]) -> Iterator[Select[Any]]:
    """The places an order's text stands in, by way of their indexes; each read from its newest row on."""
    last = _last(session, states)
    for name, row_id, order_id, texts in (
        ("search_order", Order.id, Order.id, ORDER_TEXTS),
        ("search_line", OrderLine.id, OrderLine.order_id, (OrderLine.sub_number,)),
        ("search_waybill", OrderHistory.id, OrderHistory.order_id, (OrderHistory.reference,)),
    ):
        asked = _asked(session, name, text)
        index = table(name, column("rowid"), column(name))
        own = select(order_id).where(row_id == index.c.rowid).correlate(index).scalar_subquery()
        rows = select(index.c.rowid).where(index.c[name].op("MATCH")(asked), *_in_states(own, states))
        if _is_long_number(text):
            rows = rows.where(exists().where(row_id == index.c.rowid, any_holds(texts, text)).correlate(index))
        if row_id is Order.id:
            rows = rows.where(index.c.rowid <= last)
        yield select(order_id).where(row_id.in_(rows.order_by(index.c.rowid.desc()).limit(MOST + 1)))
    yield _by_goods(session, text, states, last)


def _last(session: Session, states: Sequence[str]) -> int:
    """The newest order of these states: what is newer needs no look."""
    newest = select(func.max(Order.id))
    if not states or any(state not in HAVE_LEFT for state in states):
        return session.scalar(newest) or 0
    return max(session.scalar(newest.where(Order.state == state, sql(f"orders.{HAS_LEFT}"))) or 0 for state in states)


def _by_goods(session: Session, text: str, states: Sequence[str], last: int) -> Select[Any]:
    """Orders whose seller code or title holds the text: from the few goods that do, or back through the lines."""
    index = table("search_goods_text", column("rowid"), column("search_goods_text"))
    asked = _asked(session, "search_goods_text", text, whole=True)
    few = select(index.c.rowid).where(index.c.search_goods_text.op("MATCH")(asked)).limit(MANY_GOODS + 1)
    goods = list(session.scalars(few))
    if len(goods) > MANY_GOODS:
        holds = any_holds((OrderLine.seller_code, OrderLine.title), text)
        return select(OrderLine.order_id).where(holds, *_in_states(OrderLine.order_id, states)).order_by(OrderLine.id.desc())
    order_id = _GOODS_LINE.c.order_id
    every = select(order_id).where(_GOODS_LINE.c.goods_id.in_(goods), order_id <= last, *_in_states(order_id, states))
    lately = every.where(order_id > last - LATELY).order_by(order_id.desc())
    enough = session.scalar(select(func.count()).select_from(lately.limit(MOST + 1).subquery())) or 0
    return lately if enough > MOST else every.order_by(order_id.desc())


def _asked(session: Session, name: str, text: str, *, whole: bool = False) -> str:
    """What the index is asked for; in quotation marks every character is a letter."""
    if len(text) >= TRIGRAM:
        return _quoted(text[-TAIL:] if _is_long_number(text) and not whole else text)
    pair = text.lower() if len(text.lower()) == len(text) else text
    words = table(f"{name}_words", column("term"))
    rare = select(words.c.term).where(words.c.term > pair + "\x7f", words.c.term < pair + LAST_CHARACTER)
    terms = [*(pair + after for after in _AFTER), *session.scalars(rare.limit(MOST))]
    return " OR ".join(map(_quoted, terms))


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _is_long_number(text: str) -> bool:
    return len(text) > TAIL and text.isdigit()


def _in_states(order_id: Any, states: Sequence[str]) -> list[ColumnElement[bool]]:
    """A condition looked at row by row, so that the newest rows are told without gathering all orders of the states."""
    if not states:
        return []
    standing = aliased(Order)
    return [select(standing.state).where(standing.id == order_id).correlate_except(standing).scalar_subquery().in_(states)]
