"""Parcels that were stopped on their way: closed, and their goods carried back to the bins they came from.

An order is stopped in its own room (``orders``), by hand or by a newer file. What that means for goods that are already in
a cart or a box is decided here, in the same transaction: the parcel is closed, its goods lie on the packing desk, and
"take them back to bin X" is a task that is closed one scan at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, select, update

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders.family import cancel_with_parts
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.packing.completion import close_parcel, document_of
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder, PutBack
from warehouse_app.stock import ledger
from warehouse_app.stock.places import desk_id, must_take, shelf
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.spread import PutMove, moves_of, part
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Tx, new_action

TOPICS = ("parcels", "packing", "put_backs", "stock")


@dataclass(frozen=True, slots=True)
class Back:
    """Pieces that lie in a bin again, and how many of this SKU still wait on the desk; ``planned`` is the bin they came from."""

    sku_id: int
    name: str
    pieces: int
    bin: str
    planned: str
    left: int


@needs(Right.CANCEL)
def cancel(tx: Tx, order_ids: Sequence[int], reason: str, *, whole: bool | None = None) -> int:
    """Cancel orders wherever they are before the handover and take their parcels apart; returns how many parcels that were.

    Of a split order ``whole`` cancels everything that is here (what has left goes to after-sales), False only what is named;
    None takes the parts along with their original, and a part goes alone. Raises BadInput (no reason), NotFound, Conflict
    (handed over or cancelled already).
    """
    cancel_with_parts(tx, order_ids, reason, whole=whole)
    return settle(tx)


def settle(tx: Tx) -> int:
    """Close every parcel whose orders are all cancelled; what was picked lies on the desk and waits to be carried back.

    Called in the transaction that stopped the orders: by ``cancel``, and by the import of a newer file.
    """
    going = exists().where(ParcelOrder.parcel_id == Parcel.id, ParcelOrder.order_id == Order.id, Order.state != State.CANCELLED)
    cancelled = exists().where(
        ParcelOrder.parcel_id == Parcel.id, ParcelOrder.order_id == Order.id, Order.state == State.CANCELLED
    )
    stopped = select(Parcel.id, Parcel.state).where(Parcel.state.in_(("open", "packed")), cancelled, ~going)
    found = tx.connection.execute(stopped.order_by(Parcel.id).with_for_update()).all()
    for parcel in found:
        close_parcel(tx, parcel.id, new_action(), packed=parcel.state == "packed")
    if found:
        tx.touch(*TOPICS)
    return len(found)


@needs(Right.PACK)
def put_back(tx: Tx, location_id: int, sku_id: int, pieces: int, action: str) -> Back:
    """Pieces from the desk lie in a bin: the one they came from, or any other shelf the person chose.

    The same action id twice is once. Raises BadInput ``stopping.not_positive``, NotFound ``stopping.nothing_waits`` (this SKU
    is on no list), Conflict ``stopping.not_so_many``, and what ``stock.places.shelf`` and ``must_take`` raise for the bin.
    """
    if pieces < 1:
        raise BadInput("stopping.not_positive", pieces=pieces)
    waiting = _waiting(tx, sku_id)
    target = shelf(tx, location_id)
    if done := moves_of(tx, action):
        return _answer(tx, sku_id, sum(move.quantity for move in done), target.code, waiting)
    if not waiting:
        raise NotFound("stopping.nothing_waits", sku=_seller_code(tx, sku_id))
    there = sum(row.quantity - row.done for row in waiting)
    if there < pieces:
        raise Conflict("stopping.not_so_many", sku=_seller_code(tx, sku_id), wanted=pieces, waiting=there)
    must_take(tx, target, sku_id)
    _spread(tx, waiting, Posting(sku_id, desk_id(tx), target.id, pieces), action)
    tx.touch(*TOPICS)
    return _answer(tx, sku_id, pieces, target.code, waiting)


@needs(Right.PACK)
def undo_put_back(tx: Tx, done: str, action: str) -> int:
    """Take a put-back back to the desk, named by its action id; returns how many pieces wait there again.

    The same action id twice is once. Raises NotFound ``stopping.nothing_to_undo``, Conflict when it was undone already or the
    goods have moved on.
    """
    moves = moves_of(tx, done)
    if not moves:
        raise NotFound("stopping.nothing_to_undo")
    if not moves_of(tx, action, Reason.UNDO):
        for number, move in enumerate(moves):
            ledger.undo(tx, part(action, number), [move.id], move.document)
            _wait_again(tx, move)
        tx.touch(*TOPICS)
    return sum(move.quantity for move in moves)


def _wait_again(tx: Tx, move: PutMove) -> None:
    """The pieces of a move wait on the desk again: for their own bin first, else where they were served last."""
    parcel_id = int(move.document.rpartition(":")[2])
    served = select(PutBack.id, PutBack.location_id).where(
        PutBack.parcel_id == parcel_id, PutBack.sku_id == move.sku_id, PutBack.lot == move.lot, PutBack.done >= move.quantity
    )
    rows = tx.connection.execute(served.with_for_update()).all()
    task_id = min(rows, key=lambda row: (row.location_id != move.to_id, -row.id)).id
    tx.connection.execute(update(PutBack).where(PutBack.id == task_id).values(done=PutBack.done - move.quantity))


def _waiting(tx: Tx, sku_id: int) -> Sequence[Any]:
    """The open tasks of a SKU, the oldest first, held until this transaction ends."""
    wanted = select(PutBack.id, PutBack.parcel_id, PutBack.lot, PutBack.location_id, PutBack.quantity, PutBack.done)
    open_ones = wanted.where(PutBack.sku_id == sku_id, PutBack.done < PutBack.quantity).order_by(PutBack.id)
    return tx.connection.execute(open_ones.with_for_update()).all()


def _spread(tx: Tx, waiting: Sequence[Any], whole: Posting, action: str) -> None:
    """Tasks whose own bin this is first, then the oldest; each move names its parcel."""
    left = whole.quantity
    for number, row in enumerate(sorted(waiting, key=lambda row: (row.location_id != whole.to_id, row.id))):
        taken = min(left, row.quantity - row.done)
        posting = replace(whole, quantity=taken, lot=row.lot)
        ledger.post(tx, part(action, number), Reason.PUT_AWAY, [posting], document_of(row.parcel_id))
        tx.connection.execute(update(PutBack).where(PutBack.id == row.id).values(done=PutBack.done + taken))
        left -= taken
        if not left:
            return


def _answer(tx: Tx, sku_id: int, pieces: int, bin_code: str, before: Sequence[Any]) -> Back:
    left = sum(row.quantity - row.done for row in _waiting(tx, sku_id))
    name = tx.connection.execute(
        select(Product.name).join(Sku, Sku.product_id == Product.id).where(Sku.id == sku_id)
    ).scalar_one()
    planned = before[0].location_id if before else None
    code = tx.connection.execute(select(Location.code).where(Location.id == planned)).scalar() if planned else bin_code
    return Back(sku_id, name, pieces, bin_code, str(code), left)


def _seller_code(tx: Tx, sku_id: int) -> str:
    return str(tx.connection.execute(select(Sku.seller_code).where(Sku.id == sku_id)).scalar() or sku_id)
