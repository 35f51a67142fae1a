"""What the look rules need and an order alone does not tell: the shop's rules, other orders of the buyer, what is usual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from warehouse_app.orders.looking.rules import ALWAYS, Look, LookRules, read_refusals, usual_of
from warehouse_app.orders.rules import BEFORE_RELEASE, State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Place

NEWEST_LINES = 200_000  # how far back is looked for what is usual: a year of an ordinary shop, and quick on a big database
_NEVER_SHIPS = (State.UNPAID.value, State.DONE.value, State.CANCELLED.value)
_NOT_PAST = (State.UNPAID.value, *(state.value for state in BEFORE_RELEASE))
_BY_PEOPLE = ("file", "manual")  # resends and parts of a split order belong to their original


def look_rules(place: Place) -> LookRules:
    """The rules as set."""
    names = [name for name in settings.DECLARED if name.startswith("look_")]
    values = settings.get_all(place, names)
    return LookRules(
        off=frozenset(why for why in Look if why not in ALWAYS and not values[f"look_{why}"]),
        high_value=values["look_high_value_yuan"],
        twice_minutes=values["look_twice_minutes"],
        unusual_times=values["look_unusual_times"],
        unusual_orders=values["look_unusual_orders"],
        refusals=read_refusals(values["look_refused_places"]),
    )


def usual_pieces(connection: Connection, sku_ids: Collection[int], at_least: int) -> dict[int, int]:
    """What is usual in an order line, by SKU, for those with at least so many past lines. One grouped query."""
    if not sku_ids:
        return {}
    newest = connection.scalar(select(func.max(OrderLine.id))) or 0
    waiting = select(Order.id).where(Order.state.in_(_NOT_PAST))
    past = select(OrderLine.sku_id, OrderLine.quantity, func.count().label("n")).where(
        OrderLine.id > newest - NEWEST_LINES, OrderLine.order_id.not_in(waiting)
    )
    lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for part in chunks(sorted(sku_ids)):
        grouped = past.where(OrderLine.sku_id.in_(part)).group_by(OrderLine.sku_id, OrderLine.quantity)
        for row in connection.execute(grouped):
            lines[row.sku_id].append((row.quantity, row.n))
    usual = {sku_id: usual_of(counted, at_least) for sku_id, counted in lines.items()}
    return {sku_id: pieces for sku_id, pieces in usual.items() if pieces is not None}


def pieces_by_sku(lines: Iterable[Any]) -> dict[int, int]:
    """How many pieces of each SKU these lines ask for together."""
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.sku_id is not None:
            wanted[line.sku_id] += line.quantity
    return wanted


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest other order of the same buyer at the same shop; ``minutes`` is negative when it came before."""

    number: str
    state: str
    minutes: float


LOOK_COLUMNS = (
    Order.id, Order.number, Order.state, Order.shop_id, Order.buyer, Order.recipient, Order.address, Order.paid_at,
    Order.created_at, Order.origin, Order.together_id, Order.message, Order.note, Order.masked, Order.paid_amount, Order.amount,
    Order.refunded_amount, Order.item_count, Order.courier, Order.looked, Order.look,
)  # fmt: skip
"""What the rules have to see of an order's own row."""
_MOMENT = func.coalesce(Order.paid_at, Order.created_at)
_OF_OTHERS = (
    Order.id, Order.number, Order.state, Order.shop_id, Order.buyer, Order.recipient, Order.address, Order.origin,
    Order.together_id, Order.paid_at, Order.created_at,
)  # fmt: skip


def near_orders(connection: Connection, orders: Sequence[Any], minutes: int) -> dict[int, Near]:
    """By order id, the nearest order of the same buyer within so many minutes: likely a double, or one to merge.

    Not counted are orders that never ship (unpaid, done elsewhere, cancelled), that travel together already, and those made
    from another. A buyer whose name the platform hides is known again by the recipient and the whole address as well.
    """
    groups: dict[object, list[tuple[datetime, int, Any]]] = defaultdict(list)
    for row in _others(connection, orders, timedelta(minutes=minutes)):
        groups[_key(row)].append((_moment(row), row.id, row))
    found: dict[int, Near] = {}
    for key, group in groups.items():
        if key is not None and len(group) > 1:
            found |= _neighbours(sorted(group, key=lambda entry: entry[:2]), minutes)
    mine = {order.id for order in orders} if found else set()
    return {order_id: near for order_id, near in found.items() if order_id in mine}


def _others(connection: Connection, orders: Sequence[Any], around: timedelta) -> Iterator[Any]:
    """Orders of those buyers who ordered more than once, these ones too, from the time of the first to that of the last."""
    plain, hidden, moments = set(), set(), []
    for order in orders:
        moment = order.paid_at or order.created_at
        if moment is not None and order.origin in _BY_PEOPLE:
            moments.append(moment)
            if (buyer := order.buyer) and "*" not in buyer:
                plain.add(buyer)
            else:
                hidden.add(order.recipient)
    if not moments:
        return
    counted = (
        Order.state.not_in(_NEVER_SHIPS),
        Order.origin.in_(_BY_PEOPLE),
        _MOMENT.between(min(moments) - around, max(moments) + around),
    )
    for column, names in ((Order.buyer, plain), (Order.recipient, hidden)):
        several = select(column).where(*counted).group_by(Order.shop_id, column).having(func.count() > 1)
        again = {name for part in chunks(sorted(names)) for name in connection.scalars(several.where(column.in_(part)))}
        for part in chunks(sorted(again)):
            yield from connection.execute(select(*_OF_OTHERS).where(*counted, column.in_(part)))


def _key(order: Any) -> object:
    """Who ordered where; None when that cannot be told."""
    if order.buyer and "*" not in order.buyer:
        return order.shop_id, order.buyer
    return (order.shop_id, order.buyer, order.recipient, order.address) if order.recipient and order.address else None


def _moment(order: Any) -> datetime:
    moment: datetime = order.paid_at or order.created_at
    return moment


def _neighbours(group: Sequence[tuple[datetime, int, Any]], minutes: int) -> dict[int, Near]:
    """The nearest order of each in the order of time, itself and those it travels with left out."""
    found: dict[int, Near] = {}
    for place, (moment, _, order) in enumerate(group):
        before = next((e for e in map(group.__getitem__, range(place - 1, -1, -1)) if _apart(order, e[2])), None)
        after = next((e for e in map(group.__getitem__, range(place + 1, len(group))) if _apart(order, e[2])), None)
        for entry in (before, after):
            if entry is None:
                continue
            near = Near(entry[2].number, entry[2].state, (entry[0] - moment).total_seconds() / 60)
            known = found.get(order.id)
            if abs(near.minutes) <= minutes and (known is None or abs(near.minutes) < abs(known.minutes)):
                found[order.id] = near
    return found


def _apart(one: Any, other: Any) -> bool:
    return not (one.together_id and one.together_id == other.together_id)
