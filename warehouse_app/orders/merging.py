"""Orders that travel together: which are one buyer's to one address, and the group they make.

Orders of a group carry the same ``together_id`` and go into one parcel. A group waits until all of its orders that still
live are released.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.rules import BEFORE_RELEASE, GONE, State, masked_text
from warehouse_app.orders.tables import Order, OrderHistory, OrderLine, Shop
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

MERGEABLE = (*BEFORE_RELEASE, State.RELEASED)
NO_LONGER = (*GONE, State.CANCELLED)  # nobody waits for these
WHERE_TO = frozenset({"buyer", "recipient", "phone", "mobile", "address"})

Key = tuple[int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the grouping rule sees of an order."""

    id: int
    shop_id: int
    buyer: str
    recipient: str
    phone: str
    mobile: str
    address: str

    @property
    def key(self) -> Key | None:
        """Whose it is and where it goes, however it is written; None when the file hides that or does not tell it.

        Two masked addresses that look alike may be two addresses.
        """
        told = (self.buyer, self.recipient, self.mobile or self.phone, self.address)
        if not all(told) or any("*" in text for text in told):
            return None
        buyer, recipient, phone, address = (plain(text) for text in told)
        return (self.shop_id, buyer, recipient, phone, address)


def plain(text: str) -> str:
    """A text without white space, full-width forms folded, upper and lower case alike."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def groups(orders: Iterable[Candidate]) -> list[tuple[Candidate, ...]]:
    """Orders of one shop and buyer to one address, two at least, in the order they were given."""
    alike: dict[Key, list[Candidate]] = defaultdict(list)
    for order in orders:
        if order.key is not None:
            alike[order.key].append(order)
    return [tuple(group) for group in alike.values() if len(group) > 1]


@dataclass(frozen=True, slots=True)
class SuggestedOrder:
    """An order of a suggestion."""

    id: int
    number: str
    state: str
    pieces: int
    ship_by: datetime | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Orders that could travel in one parcel; buyer, recipient and address as this person may see them."""

    orders: tuple[SuggestedOrder, ...]
    shop: str
    buyer: str
    recipient: str
    address: str

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(order.id for order in self.orders)

    @property
    def pieces(self) -> int:
        return sum(order.pieces for order in self.orders)

    @property
    def ship_by(self) -> datetime | None:
        """The oldest deadline among them."""
        return min((order.ship_by for order in self.orders if order.ship_by is not None), default=None)


def suggestions(session: Session, *, reveal: bool = False) -> list[Suggestion]:
    """Orders that are one buyer's to one address and do not travel together yet, the oldest deadline first.

    Parts split off from an order are left alone, and groups somebody has said are not to be merged.
    """
    rows = {row.id: row for row in session.execute(_candidates())}
    found = groups(_candidate(row) for row in rows.values())
    open_ones = [group for group in found if len({rows[one.id].together_id or -one.id for one in group}) > 1]
    apart = _kept_apart(session, [one.id for group in open_ones for one in group])
    wanted = [group for group in open_ones if not _all_apart({one.id for one in group}, apart)]
    pieces = _pieces(session, [one.id for group in wanted for one in group])
    return [_suggestion([rows[one.id] for one in group], pieces, reveal=reveal) for group in wanted]


def _candidates() -> Any:
    mergeable = (
        Order.state.in_([state.value for state in MERGEABLE]), Order.hold == "", Order.origin != "split", Order.buyer != ""
    )  # fmt: skip
    several = select(Order.shop_id, Order.buyer).where(*mergeable).group_by(Order.shop_id, Order.buyer).having(func.count() > 1)
    columns = (
        Order.id, Order.number, Order.state, Order.shop_id, Order.buyer, Order.recipient, Order.phone, Order.mobile,
        Order.address, Order.ship_by, Order.together_id, Shop.name.label("shop"),
    )  # fmt: skip
    wanted = select(*columns).join(Shop, Shop.id == Order.shop_id).where(*mergeable)
    return wanted.where(tuple_(Order.shop_id, Order.buyer).in_(several)).order_by(Order.ship_by.nulls_last(), Order.id)


def _candidate(row: Any) -> Candidate:
    return Candidate(row.id, row.shop_id, row.buyer, row.recipient, row.phone, row.mobile, row.address)


def _kept_apart(session: Session, order_ids: Sequence[int]) -> dict[int, list[set[int]]]:
    """The groups somebody said are to stay apart, by each of their orders."""
    apart: dict[int, list[set[int]]] = defaultdict(list)
    for part in chunks(order_ids):
        wanted = select(OrderHistory.order_id, OrderHistory.fields).where(OrderHistory.order_id.in_(part))
        for row in session.execute(wanted.where(OrderHistory.kind == "kept_apart")):
            apart[row.order_id].append(set(row.fields["ids"]))
    return apart


def _all_apart(ids: set[int], apart: Mapping[int, list[set[int]]]) -> bool:
    """Whether one answer covers the whole group; with an order that came later it is a new question."""
    return any(ids <= answered for answered in apart.get(min(ids), ()))


def _pieces(session: Session, order_ids: Sequence[int]) -> dict[int, int]:
    pieces: dict[int, int] = {}
    for part in chunks(order_ids):
        wanted = select(OrderLine.order_id, func.sum(OrderLine.quantity).label("n")).where(OrderLine.live)
        rows = session.execute(wanted.where(OrderLine.order_id.in_(part)).group_by(OrderLine.order_id))
        pieces |= {row.order_id: int(row.n) for row in rows}
    return pieces


def _suggestion(rows: Sequence[Any], pieces: Mapping[int, int], *, reveal: bool) -> Suggestion:
    orders = tuple(SuggestedOrder(row.id, row.number, row.state, pieces.get(row.id, 0), row.ship_by) for row in rows)
    first = rows[0]
    buyer, recipient, address = first.buyer, first.recipient, first.address
    if not reveal:
        buyer, recipient, address = masked_text(buyer, 2), masked_text(recipient), masked_text(address, 9)
    return Suggestion(orders, first.shop, buyer, recipient, address)


@needs(Right.RELEASE)
def merge_orders(tx: Tx, order_ids: Sequence[int]) -> int:
    """These orders travel in one parcel, with the groups they are in already; returns the group's id.

    Raises BadInput (fewer than two), NotFound, Conflict: one is held, moved on, a part of another order, or goes elsewhere.
    """
    orders = group_of(tx, order_ids)
    if len(orders) < 2:
        raise BadInput("merging.two_wanted")
    for order in orders:
        if order.state not in MERGEABLE:
            raise Conflict("orders.moved_on", number=order.number, state=order.state)
        if order.hold:
            raise Conflict("merging.held", number=order.number)
        if order.origin == "split":
            raise Conflict("merging.is_part", number=order.number)
    keys = {_candidate(order).key for order in orders}
    if len(keys) > 1 or None in keys:
        raise Conflict("merging.not_alike", number=orders[0].number, other=orders[-1].number)
    ids = [order.id for order in orders]
    tx.connection.execute(update(Order).where(Order.id.in_(ids)).values(together_id=ids[0]))
    life.note(tx, ids, "merged", numbers=" ".join(order.number for order in orders))
    return int(ids[0])


@needs(Right.RELEASE)
def merge_all(tx: Tx) -> int:
    """Merge every open suggestion; returns how many groups that were."""
    found = suggestions(tx.session)
    for suggestion in found:
        merge_orders(tx, suggestion.ids)
    return len(found)


@needs(Right.RELEASE)
def keep_apart(tx: Tx, order_ids: Sequence[int]) -> None:
    """These orders are not suggested again, until another order of the same buyer comes in. Raises NotFound."""
    rows = _locked(tx, order_ids)
    ids = [row.id for row in rows]
    life.note(tx, ids, "kept_apart", ids=ids, numbers=" ".join(row.number for row in rows))


def dissolve(tx: Tx, order_ids: Sequence[int]) -> list[int]:
    """The groups of these orders are no more; returns all their orders. Those in a wave have to be taken out of it first."""
    orders = [order for order in group_of(tx, order_ids) if order.together_id is not None]
    ids = [order.id for order in orders]
    tx.connection.execute(update(Order).where(Order.id.in_(ids)).values(together_id=None))
    life.note(tx, ids, "taken_apart", numbers=" ".join(order.number for order in orders))
    return ids


def leave_if_elsewhere(tx: Tx, current: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """An order whose new values send it elsewhere leaves its group. The others stay together; one alone is no group."""
    if not _goes_elsewhere(current, values):
        return
    order_id = current["id"]
    rest = select(Order.id).where(Order.together_id == current["together_id"], Order.id != order_id).order_by(Order.id)
    ids = list(tx.connection.execute(rest).scalars())
    tx.connection.execute(update(Order).where(Order.id == order_id).values(together_id=None))
    tx.connection.execute(update(Order).where(Order.id.in_(ids)).values(together_id=ids[0] if len(ids) > 1 else None))
    life.note(tx, [order_id], "left_group")


def _goes_elsewhere(current: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether these new values send an order that travels with others to another buyer or address than theirs."""
    if current["together_id"] is None or not values.keys() & WHERE_TO:
        return False
    before, after = (tuple(plain(told[name] or "") for name in sorted(WHERE_TO)) for told in (current, {**current, **values}))
    filled = all(was in ("", now) for was, now in zip(before, after, strict=True))  # a number more is no other address
    return not filled


def group_of(tx: Tx, order_ids: Sequence[int]) -> list[Any]:
    """These orders and all that travel with them, by id, locked until the transaction ends. Raises NotFound."""
    chosen = _locked(tx, order_ids)
    keys = {row.together_id for row in chosen} - {None}
    mates = tx.connection.execute(select(Order.id).where(Order.together_id.in_(keys))).scalars().all() if keys else ()
    return _locked(tx, sorted({*(row.id for row in chosen), *mates}))


def _locked(tx: Tx, order_ids: Sequence[int]) -> list[Any]:
    columns = (
        Order.id, Order.number, Order.state, Order.hold, Order.origin, Order.shop_id, Order.buyer, Order.recipient, Order.phone,
        Order.mobile, Order.address, Order.together_id,
    )  # fmt: skip
    wanted = select(*columns).order_by(Order.id).with_for_update()
    rows = [row for part in chunks(sorted(set(order_ids))) for row in tx.connection.execute(wanted.where(Order.id.in_(part)))]
    if len(rows) != len(set(order_ids)):
        raise NotFound("orders.no_such_order")
    return rows


def as_parcels(
    connection: Connection, order_ids: Sequence[int], limit: int | None = None, *, all_wanted: bool = False
) -> list[tuple[int, ...]]:
    """Released orders as a wave takes them, parcel by parcel: a group stands at the place of the first of it.

    A group of which one waits is left out, or refused (Conflict ``merging.waits``) when ``all_wanted``. ``limit`` counts
    parcels. Orders of a group that were not asked for come along.
    """
    of_group, members = _groups_of(connection, order_ids)
    taken: set[int] = set()
    parcels: list[tuple[int, ...]] = []
    for order_id in order_ids:
        if order_id in taken:
            continue
        mates = members.get(of_group.get(order_id, 0), ())
        waits = next((mate for mate in mates if mate.state != State.RELEASED or mate.hold), None)
        if waits is not None and all_wanted:
            raise Conflict("merging.waits", number=waits.number, state=waits.state)
        if waits is not None:
            continue
        if len(parcels) == limit:
            break
        parcels.append(tuple(dict.fromkeys((order_id, *(mate.id for mate in mates)))))
        taken |= set(parcels[-1])
    return parcels


_grouped = Query(
    select(Order.id, Order.together_id).where(Order.id.in_(bindparam("orders", expanding=True)), Order.together_id.is_not(None)),
    "orders",
)


def _groups_of(connection: Connection, order_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, list[Any]]]:
    """The group of each of these orders that has one, and of each group all orders that still live."""
    mine: dict[int, int] = {}
    for part in chunks(order_ids):
        mine |= {row.id: row.together_id for row in _grouped.all(connection, orders=part)}
    members: dict[int, list[Any]] = defaultdict(list)
    alive = Order.state.not_in([state.value for state in NO_LONGER])
    for part in chunks(sorted(set(mine.values()))):
        columns = (Order.id, Order.number, Order.state, Order.hold, Order.together_id)
        of_these = select(*columns).where(and_(Order.together_id.in_(part), alive)).order_by(Order.ship_by.nulls_last(), Order.id)
        for row in connection.execute(of_these):
            members[row.together_id].append(row)
    return mine, members
