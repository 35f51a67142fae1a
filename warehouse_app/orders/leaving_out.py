"""Pieces of an order that is on the floor stay behind: they become a part that waits, as with ``splitting``, the rest goes on.

Unlike a split by hand the order keeps its place in its parcel. A part of an order leaves its pieces to a new part of the
same original, so the original's lines still say rightly how many pieces have gone into parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders import life
from warehouse_app.orders.pieces import without
from warehouse_app.orders.sets import promising as sets
from warehouse_app.orders.splitting import Part, new_part, part_line
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.stock import ledger
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.warehouse import Tx

_ORDERS = cast(Table, Order.__table__)
_LINES = cast(Table, OrderLine.__table__)
NO_SETS: Mapping[int, int] = MappingProxyType({})
Place = tuple[int, int, str, int]  # SKU, bin, lot, pieces


def leave_out(tx: Tx, order_id: int, pieces_by_line: Mapping[int, int], sets_by_line: Mapping[int, int] = NO_SETS) -> Part:
    """So many pieces of these lines wait in an order of their own; what was promised for them is free again.

    Of the pieces of a set so many (``sets_by_line``) were to come as components, the others from stock of their own. A
    step of a command that checked its own right. Raises Conflict ``aside.whole_order`` when nothing of the order would go.
    """
    taken = sets.take(tx, sets_by_line)
    order, lines, part = part_off(tx, order_id, pieces_by_line)
    for line_id, gone in pieces_by_line.items():
        take_goods(tx, lines[line_id], gone, taken.get(line_id))
    life.note(tx, [part.id], "split_from", number=order["number"], pieces=sum(pieces_by_line.values()))
    tx.touch("orders", "stock")
    return part


def part_off(tx: Tx, order_id: int, pieces_by_line: Mapping[int, int]) -> tuple[Mapping[str, Any], Mapping[int, Any], Part]:
    """The order as it was, its live lines as they were, and its new part, which has so many pieces of them from now on.

    Raises Conflict ``aside.whole_order`` when nothing would stay.
    """
    wanted = select(_ORDERS).where(_ORDERS.c.id == order_id).with_for_update()
    order = dict(tx.connection.execute(wanted).mappings().one())
    lines = {line.id: line for line in tx.connection.execute(select(_LINES).where(_LINES.c.order_id == order_id, _LINES.c.live))}
    if sum(pieces_by_line.values()) >= sum(line.quantity for line in lines.values()):
        raise Conflict("aside.whole_order", number=order["number"])
    part = new_part(tx, _original(tx, order))
    rows = [part_line(lines[line_id], part.id, gone) for line_id, gone in sorted(pieces_by_line.items())]
    tx.connection.execute(insert(_LINES), rows)
    for line_id, gone in pieces_by_line.items():
        _shorten(tx, lines[line_id], gone, is_part=order["origin"] == "split")
    return order, lines, part


def _original(tx: Tx, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order a part belongs to: the one that has the platform's number."""
    if order["origin"] != "split":
        return order
    wanted = select(_ORDERS).where(_ORDERS.c.id == order["original_id"]).with_for_update()
    return dict(tx.connection.execute(wanted).mappings().one())


def _shorten(tx: Tx, line: Any, gone: int, *, is_part: bool) -> None:
    """The line without these pieces; a line of a part has nothing split off, and one of which nothing is left is gone."""
    this = _LINES.c.id == line.id
    if not is_part:
        tx.connection.execute(update(_LINES).where(this).values(**without(line, gone)))
    elif gone < line.quantity:
        tx.connection.execute(update(_LINES).where(this).values(quantity=line.quantity - gone))
    else:
        tx.connection.execute(_LINES.delete().where(this))


def take_goods(tx: Tx, line: Any, gone: int, made: sets.Taken | None = None) -> list[Place]:
    """The line keeps what it is promised, less these pieces (of them ``made`` as components); returns where those lay: SKU,
    bin, lot and pieces.
    """
    left = Counter({line.sku_id: gone} if made is None else {line.sku_id: gone - made.made.sets, **made.pieces})
    columns = (Reservation.sku_id, Reservation.location_id, Reservation.lot, Reservation.quantity)
    held = select(*columns).where(Reservation.order_line_id == line.id)
    kept: list[ledger.Promise] = []
    taken: list[Place] = []
    for row in tx.connection.execute(held.order_by(Reservation.id.desc())).all():
        part = min(left[row.sku_id], row.quantity)
        left[row.sku_id] -= part
        if part:
            taken.append((row.sku_id, row.location_id, row.lot, part))
        if row.quantity > part:
            kept.append(ledger.Promise(line.id, row.sku_id, row.location_id, row.lot, row.quantity - part))
    ledger.unreserve(tx, [line.id])
    ledger.promise(tx, kept)
    return taken
