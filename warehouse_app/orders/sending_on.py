"""Pieces of an order on the floor go on in a parcel of their own: a part of the order, where the order itself is. And back.

As with ``leaving_out`` the rest becomes a part, but nothing of it waits: its goods stay promised to it and it keeps its state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from warehouse_app.orders import life
from warehouse_app.orders.leaving_out import NO_SETS, part_off, take_goods
from warehouse_app.orders.pieces import with_back
from warehouse_app.orders.rules import NEXT_PARCEL, UNDONE, State
from warehouse_app.orders.sets import promising as sets
from warehouse_app.orders.sets.queries import made_sets
from warehouse_app.orders.splitting import Part, part_line
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.stock import ledger
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.warehouse import Tx

_LINES = cast(Table, OrderLine.__table__)


def send_on(tx: Tx, order_id: int, pieces_by_line: Mapping[int, int], sets_by_line: Mapping[int, int] = NO_SETS) -> Part:
    """So many pieces of these lines are a part that stands where its order stands, with the goods promised for them.

    ``sets_by_line`` as in ``leave_out``. A step of a command that checked its own right. Raises Conflict
    ``aside.whole_order`` when nothing of the order would stay.
    """
    taken = sets.take(tx, sets_by_line)
    order, lines, part = part_off(tx, order_id, pieces_by_line)
    own = {line.line: line.id for line in _lines(tx, part.id)}
    promises = [
        ledger.Promise(own[lines[line_id].line], sku_id, place, lot, pieces)
        for line_id, gone in pieces_by_line.items()
        for sku_id, place, lot, pieces in take_goods(tx, lines[line_id], gone, taken.get(line_id))
    ]
    ledger.promise(tx, promises)
    sets.write(tx, [replace(one.made, line_id=own[lines[line_id].line]) for line_id, one in taken.items()])
    same = {"state": order["state"], "looked": True, "together_id": order["together_id"], "reason": NEXT_PARCEL}
    tx.connection.execute(update(Order).where(Order.id == part.id).values(same))
    pieces = sum(pieces_by_line.values())
    life.note(tx, [part.id], "next_parcel_of", number=order["number"], pieces=pieces)
    life.note(tx, [order_id], "next_parcel", part=part.number, pieces=pieces)
    return part


def take_in(tx: Tx, part_id: int, order_id: int) -> None:
    """The pieces of a part, and what is promised for them, are those of the order they came from; the part is no more.

    ``order_id`` is of the same original as the part, or that original; both are on the floor.
    """
    columns = select(Order.number, Order.origin)
    part = tx.connection.execute(columns.where(Order.id == part_id)).one()
    order = tx.connection.execute(columns.where(Order.id == order_id)).one()
    gone = _lines(tx, part_id)
    promised = _promised(tx, [line.id for line in (*gone, *_lines(tx, order_id))])
    ledger.unreserve(tx, [row.order_line_id for row in promised])
    for line in gone:
        _give_back(tx, line, order_id, is_part=order.origin == "split")
    own = {line.line: line.id for line in _lines(tx, order_id)}
    into = {line.id: own[line.line] for line in gone}
    made = made_sets(tx.connection, OrderLine.order_id == part_id)
    sets.forget(tx, [one.line_id for one in made])
    sets.add(tx, [replace(one, line_id=into[one.line_id]) for one in made])
    sums: Counter[tuple[int, int, int, str]] = Counter()
    for row in promised:
        sums[into.get(row.order_line_id, row.order_line_id), row.sku_id, row.location_id, row.lot] += row.quantity
    ledger.promise(tx, [ledger.Promise(*key, pieces) for key, pieces in sums.items()])
    tx.connection.execute(update(Order).where(Order.id == part_id).values(reason=UNDONE, together_id=None))
    life.move_orders(tx, [part_id], State.CANCELLED, "next_parcel_undone", number=order.number)
    life.note(tx, [order_id], "next_parcel_back", part=part.number)


def _give_back(tx: Tx, line: Any, order_id: int, *, is_part: bool) -> None:
    same = (_LINES.c.order_id == order_id, _LINES.c.line == line.line)
    kept = tx.connection.execute(select(_LINES).where(*same)).one_or_none()
    if kept is None:  # of a part's line nothing had stayed
        tx.connection.execute(insert(_LINES), [part_line(line, order_id, line.quantity)])
        return
    values = {"quantity": kept.quantity + line.quantity} if is_part else with_back(kept, line)
    tx.connection.execute(update(_LINES).where(_LINES.c.id == kept.id).values(**values))


def _lines(tx: Tx, order_id: int) -> Sequence[Any]:
    return tx.connection.execute(select(_LINES).where(_LINES.c.order_id == order_id).order_by(_LINES.c.line)).all()


def _promised(tx: Tx, line_ids: Sequence[int]) -> Sequence[Any]:
    columns = (Reservation.order_line_id, Reservation.sku_id, Reservation.location_id, Reservation.lot, Reservation.quantity)
    wanted = select(*columns).where(Reservation.order_line_id.in_(line_ids))
    return tx.connection.execute(wanted.order_by(Reservation.id)).all()
