"""Parts of an order that ship on their own: made by hand or by what is there, followed by the files, and undone.

The original keeps the platform's number and money. Each of its lines says in ``split_off`` how many pieces have gone into
parts; a line of which nothing is left is no longer live, and its quantity tells what has gone. A part's line carries the
number of the line it came from. A part that was joined back keeps its row, cancelled, with the reason ``undone``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, cast

from sqlalchemy import Connection, Table, and_, insert, select, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.free import free_pieces
from warehouse_app.orders.pieces import with_back, without
from warehouse_app.orders.release import release
from warehouse_app.orders.rules import BEFORE_RELEASE, UNDONE, State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.stock.tables import Balance
from warehouse_app.store.warehouse import Tx

SPLITTABLE = (*BEFORE_RELEASE, State.RELEASED)
_ORDERS = cast(Table, Order.__table__)
_LINES = cast(Table, OrderLine.__table__)
# What a part has from its original; number, state and money are its own.
SAME = (
    "shop_id", "platform_status", "looked", "as_of", "strength", "lines_as_of", "lines_strength", "created_at", "paid_at",
    "ship_by", "ship_latest", "buyer", "recipient", "phone", "mobile", "address", "masked", "message", "note", "flag",
    "invoice_title", "payment", "courier", "urgent",
)  # fmt: skip
SAME_LINE = ("line", "sub_number", "sku_id", "seller_code", "title", "properties", "price", "refund")


@dataclass(frozen=True, slots=True)
class Part:
    """A part just made."""

    id: int
    number: str


def is_part() -> Any:
    """Orders that are parts of another and were not joined back."""
    return and_(Order.origin == "split", Order.reason != UNDONE)


@needs(Right.RELEASE)
def split_order(tx: Tx, order_id: int, pieces_by_line: Mapping[int, int]) -> Part:
    """So many pieces of each line (by line id) become an order of their own with the original's number and "-2", "-3"...

    Both wait for a release; what was promised is given back. Raises NotFound, BadInput (nothing chosen, nothing stays, a
    line has fewer), Conflict (held, moved on, or a part itself).
    """
    order = _splittable(tx, order_id)
    lines = _live_lines(tx, order_id)
    moved = {line_id: pieces for line_id, pieces in pieces_by_line.items() if pieces}
    _refuse_bad_pieces(lines, moved)
    ledger.unreserve(tx, list(lines))
    part = new_part(tx, order)
    rows = [part_line(lines[line_id], part.id, pieces) for line_id, pieces in sorted(moved.items())]
    tx.connection.execute(insert(_LINES), rows)
    for line_id, pieces in moved.items():
        tx.connection.execute(update(_LINES).where(_LINES.c.id == line_id).values(**without(lines[line_id], pieces)))
    if order["state"] == State.RELEASED:
        life.move_orders(tx, [order_id], State.WAITING, "split", part=part.number, pieces=sum(moved.values()))
    else:
        life.note(tx, [order_id], "split", part=part.number, pieces=sum(moved.values()))
    life.note(tx, [part.id], "split_from", number=order["number"], pieces=sum(moved.values()))
    _changed(tx, order_id)
    tx.touch("orders", "stock")
    return part


@needs(Right.RELEASE)
def split_by_stock(tx: Tx, order_id: int) -> Part:
    """What is there becomes a part and is released, the rest waits.

    Raises as ``split_order`` does, and Conflict ``merging.nothing_there`` or ``merging.all_there``.
    """
    order = _splittable(tx, order_id)
    lines = _live_lines(tx, order_id)
    if order["state"] == State.RELEASED:
        raise Conflict("merging.all_there", number=order["number"])
    there = pieces_there(tx.connection, list(lines.values()), tx.now.astimezone().date())
    if not sum(there.values()):
        raise Conflict("merging.nothing_there", number=order["number"])
    if sum(there.values()) == sum(line.quantity for line in lines.values()):
        raise Conflict("merging.all_there", number=order["number"])
    part = split_order(tx, order_id, there)
    release(tx, [part.id])
    return part


def pieces_there(connection: Connection, lines: Sequence[Any], today: date) -> dict[int, int]:
    """How many pieces of each line could be promised now beside what is promised already, by line id."""
    skus = {line.sku_id for line in lines if line.sku_id is not None}
    free = free_pieces(today).where(Balance.sku_id.in_(skus))
    left: dict[int, int] = defaultdict(int, {row.sku_id: int(row.free) for row in connection.execute(free)})
    there = {}
    for line in lines:
        there[line.id] = min(line.quantity, left[line.sku_id]) if line.sku_id is not None else 0
        left[line.sku_id] -= there[line.id]
    return there


def original_of(tx: Tx, part_id: int) -> int:
    """The order a part was split off from. Raises NotFound, Conflict ``merging.not_a_part``."""
    row = tx.connection.execute(select(Order.number, Order.original_id, Order.origin, Order.reason).where(Order.id == part_id))
    part = row.one_or_none()
    if part is None:
        raise NotFound("orders.no_such_order")
    if part.origin != "split" or part.reason == UNDONE or part.original_id is None:
        raise Conflict("merging.not_a_part", number=part.number)
    return int(part.original_id)


def join_back(tx: Tx, part_id: int) -> None:
    """The part's pieces are its original's again, the part is cancelled; both must be out of their waves.

    Pieces that were refunded meanwhile go back as refunded ones. Raises Conflict ``orders.moved_on``.
    """
    original_id = original_of(tx, part_id)
    orders = {row["id"]: row for row in _orders(tx, [part_id, original_id])}
    part, original = orders[part_id], orders[original_id]
    if original["state"] not in (*SPLITTABLE, State.UNPAID):
        raise Conflict("orders.moved_on", number=original["number"], state=original["state"])
    if part["state"] not in (*SPLITTABLE, State.UNPAID):
        raise Conflict("orders.moved_on", number=part["number"], state=part["state"])
    kept = {line.line: line for line in _lines(tx, original_id)}
    gone = _lines(tx, part_id)
    ledger.unreserve(tx, [line.id for line in (*kept.values(), *gone)])
    for line in gone:
        values = with_back(kept[line.line], line)
        tx.connection.execute(update(_LINES).where(_LINES.c.id == kept[line.line].id).values(**values))
    tx.connection.execute(update(Order).where(Order.id == part_id).values(reason=UNDONE, together_id=None, hold="", hold_note=""))
    life.move_orders(tx, [part_id], State.CANCELLED, "split_undone", number=original["number"])
    if original["state"] == State.RELEASED:
        life.move_orders(tx, [original_id], State.WAITING, "joined_back", part=part["number"])
    else:
        life.note(tx, [original_id], "joined_back", part=part["number"])
    _changed(tx, original_id)
    tx.touch("orders", "stock")


def _splittable(tx: Tx, order_id: int) -> Mapping[str, Any]:
    rows = _orders(tx, [order_id])
    if not rows:
        raise NotFound("orders.no_such_order")
    order = rows[0]
    if order["origin"] == "split":
        raise Conflict("merging.is_part", number=order["number"])
    if order["hold"]:
        raise Conflict("merging.held", number=order["number"])
    if order["state"] not in SPLITTABLE:
        raise Conflict("orders.moved_on", number=order["number"], state=order["state"])
    return order


def _orders(tx: Tx, order_ids: Sequence[int]) -> list[Mapping[str, Any]]:
    wanted = select(_ORDERS).where(_ORDERS.c.id.in_(order_ids)).order_by(_ORDERS.c.id).with_for_update()
    return [dict(row) for row in tx.connection.execute(wanted).mappings()]


def _lines(tx: Tx, order_id: int) -> list[Any]:
    return list(tx.connection.execute(select(_LINES).where(_LINES.c.order_id == order_id).order_by(_LINES.c.line)))


def _live_lines(tx: Tx, order_id: int) -> dict[int, Any]:
    return {line.id: line for line in _lines(tx, order_id) if line.live}


def _refuse_bad_pieces(lines: Mapping[int, Any], moved: Mapping[int, int]) -> None:
    if not moved:
        raise BadInput("merging.nothing_chosen")
    for line_id, pieces in moved.items():
        if line_id not in lines:
            raise NotFound("merging.no_such_line")
        if not 0 < pieces <= lines[line_id].quantity:
            raise BadInput("merging.too_many", pieces=pieces, there=lines[line_id].quantity)
    if sum(moved.values()) == sum(line.quantity for line in lines.values()):
        raise BadInput("merging.nothing_stays")


def part_number(tx: Tx, order: Mapping[str, Any], not_these: Collection[str] = ()) -> str:
    """The first of the order's number with "-2", "-3"... that nobody has."""
    begins = Order.number.startswith(f"{order['number']}-", autoescape=True)
    taken = {*tx.connection.execute(select(Order.number).where(Order.shop_id == order["shop_id"], begins)).scalars(), *not_these}
    return next(number for n in count(2) if (number := f"{order['number']}-{n}") not in taken)


def new_part(tx: Tx, order: Mapping[str, Any]) -> Part:
    """An order without lines yet that waits for a release, with the address and dates of the order it is a part of."""
    number = part_number(tx, order)
    row = {name: order[name] for name in SAME}
    row |= {"number": number, "state": State.WAITING.value, "origin": "split", "original_id": order["id"]}
    tx.connection.execute(insert(Order), [row])
    same = (Order.shop_id == order["shop_id"], Order.number == number)
    return Part(tx.connection.execute(select(Order.id).where(*same)).scalar_one(), number)


def part_line(line: Any, part_id: int, pieces: int) -> dict[str, Any]:
    """A part's line: so many pieces of its original's."""
    return {**{name: getattr(line, name) for name in SAME_LINE}, "order_id": part_id, "quantity": pieces, "live": True}


def _changed(tx: Tx, order_id: int) -> None:
    tx.connection.execute(update(Order).where(Order.id == order_id).values(version=Order.version + 1))
