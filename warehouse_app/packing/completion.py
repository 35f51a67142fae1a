"""The moment a parcel is complete: its goods leave their bins in the ledger. And the way back."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import bindparam, delete, select, update

from warehouse_app.orders import life
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import OrderLine
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Move, Reservation
from warehouse_app.store.warehouse import Tx

_promised = (
    select(Reservation.id, Reservation.sku_id, Reservation.location_id, Reservation.lot, Reservation.quantity)
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
    .where(ParcelOrder.parcel_id == bindparam("parcel"))
    .order_by(Reservation.id)
)
_orders_of = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == bindparam("parcel"))


def document_of(parcel_id: int) -> str:
    """How the ledger names a parcel."""
    return f"parcel:{parcel_id}"


def complete_parcel(tx: Tx, parcel_id: int, action: str) -> None:
    """Move everything promised to the parcel from its bins to CUSTOMER and mark parcel and orders packed."""
    promised = tx.connection.execute(_promised, {"parcel": parcel_id}).all()
    customer = ledger.virtual_locations(tx)[Virtual.CUSTOMER]
    postings = [Posting(p.sku_id, p.location_id, customer, p.quantity, p.lot, release=p.quantity) for p in promised]
    ledger.post(tx, f"{action}:pack", Reason.SHIPPED, postings, document_of(parcel_id))
    tx.connection.execute(delete(Reservation).where(Reservation.id.in_([p.id for p in promised])))
    tx.connection.execute(
        update(Parcel).where(Parcel.id == parcel_id).values(state="packed", packed_by=tx.actor.id, packed_at=tx.now)
    )
    order_ids = tx.connection.execute(_orders_of, {"parcel": parcel_id}).scalars().all()
    life.move_orders(tx, order_ids, State.PACKED, "packed", parcel=parcel_id)
    tx.touch("parcels")


def unpack_parcel(tx: Tx, parcel_id: int, action: str, *, promise_again: bool) -> None:
    """Bring a packed parcel's goods back to the bins they came from, by counter-moves.

    ``promise_again`` reserves them for the same orders and opens the parcel; else the parcel is cancelled.
    """
    undone = select(Move.undoes_id).where(Move.document == document_of(parcel_id), Move.undoes_id.is_not(None))
    moves = tx.connection.execute(
        select(Move.id, Move.sku_id, Move.from_id, Move.lot, Move.quantity)
        .where(Move.document == document_of(parcel_id), Move.undoes_id.is_(None), Move.id.not_in(undone))
        .order_by(Move.id)
    ).all()
    ledger.undo(tx, f"{action}:unpack", [move.id for move in moves], document_of(parcel_id))
    state = "open" if promise_again else "cancelled"
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(state=state, packed_by=None, packed_at=None))
    if promise_again:
        returned: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        for move in moves:
            returned[move.sku_id].append((move.from_id, move.lot, move.quantity))
        ledger.promise(tx, _share_out(tx, parcel_id, returned))
        order_ids = tx.connection.execute(_orders_of, {"parcel": parcel_id}).scalars().all()
        life.move_orders(tx, order_ids, State.PICKED, "reopened", parcel=parcel_id)
    tx.touch("parcels")


def _share_out(tx: Tx, parcel_id: int, returned: dict[int, list[tuple[int, str, int]]]) -> list[ledger.Promise]:
    """Give each order line of the parcel its pieces back out of what returned to the bins."""
    lines = tx.connection.execute(
        select(OrderLine.id, OrderLine.sku_id, OrderLine.quantity)
        .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
        .where(ParcelOrder.parcel_id == parcel_id, OrderLine.live, OrderLine.sku_id.is_not(None))
        .order_by(OrderLine.id)
    ).all()
    promises = []
    for line in lines:
        left = line.quantity
        while left:
            location_id, lot, there = returned[line.sku_id].pop(0)
            part = min(left, there)
            promises.append(ledger.Promise(line.id, line.sku_id, location_id, lot, part))
            left -= part
            if there > part:
                returned[line.sku_id].insert(0, (location_id, lot, there - part))
    return promises
