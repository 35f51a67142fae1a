"""Orders leave their wave again, one by one or all of them: what was promised stays promised, what was picked goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.packing.completion import close_parcel, strike
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder, Wave
from warehouse_app.store.warehouse import Tx, new_action

_reopened = (  # packed once, and every scan taken back since
    select(ParcelOrder.order_id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .where(ParcelOrder.parcel_id == Parcel.id, Order.state == State.PICKED.value)
    .correlate(Parcel)
    .exists()
)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """How many parcels were taken out, and how many of them had goods on the floor that have to be carried back."""

    parcels: int
    with_goods: int


@needs(Right.WAVE)
def take_out(tx: Tx, order_ids: Sequence[int], reason: str) -> TakenOut:
    """Take orders out of their wave before they are packed; orders that travel in the same parcel come along.

    Not picked yet: released as before, with what is promised to them. Picked: their goods lie on the desk, wait to be carried
    back, and they are released anew. Raises BadInput (no reason), Conflict ``picking.not_in_wave``, ``picking.packed_already``.
    """
    reason = _reason(reason)
    numbers = tx.connection.execute(select(Order.id, Order.number, Order.state).where(Order.id.in_(order_ids))).all()
    for row in numbers:
        if row.state == State.PACKED:
            raise Conflict("picking.packed_already", number=row.number)
        if row.state not in (State.IN_WAVE, State.PICKED):
            raise Conflict("picking.not_in_wave", number=row.number)
    if len(numbers) != len(set(order_ids)):
        raise NotFound("orders.no_such_order")
    wanted = select(ParcelOrder.parcel_id).where(ParcelOrder.order_id.in_(order_ids))
    done = leave_wave(tx, Parcel.id.in_(wanted), "taken_out", reason=reason)
    if not done.parcels:  # another desk packed it between the look and the lock
        raise Conflict("picking.packed_already", number=numbers[0].number)
    return done


@needs(Right.WAVE)
def cancel_wave(tx: Tx, wave_id: int, reason: str) -> TakenOut:
    """Take everything that is not packed out of a wave, also of one that is half picked; packed parcels go on.

    Raises BadInput (no reason), NotFound, Conflict ``picking.nothing_to_cancel`` (all packed, or cancelled already).
    """
    reason = _reason(reason)
    wave = tx.connection.execute(select(Wave.number).where(Wave.id == wave_id).with_for_update()).one_or_none()
    if wave is None:
        raise NotFound("picking.no_such_wave")
    done = leave_wave(tx, Parcel.wave_id == wave_id, "taken_out", reason=reason)
    if not done.parcels:
        raise Conflict("picking.nothing_to_cancel", wave=wave.number)
    tx.connection.execute(update(Wave).where(Wave.id == wave_id).values(cancelled_at=tx.now))
    tx.touch("waves")
    return done


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise BadInput("orders.reason_missing")
    return reason


def leave_wave(tx: Tx, which: Any, kind: str, **fields: object) -> TakenOut:
    """Close these open parcels (a condition), those with goods on the floor as stopped ones are; the history says why."""
    found = tx.connection.execute(
        select(Parcel.id, Parcel.scanned, Wave.picked_at, _reopened.label("reopened"))
        .join(Wave, Wave.id == Parcel.wave_id)
        .where(which, Parcel.state == "open")
        .order_by(Parcel.id)
        .with_for_update(of=Parcel)
    ).all()
    on_floor = [row.id for row in found if row.picked_at is not None or row.scanned or row.reopened]
    untouched = [row.id for row in found if row.id not in set(on_floor)]
    for parcel_id in on_floor:
        close_parcel(tx, parcel_id, new_action(), packed=False)
        life.note(tx, _orders_of(tx, [parcel_id]), kind, **fields)
    for parcel_id in untouched:
        strike(tx, parcel_id)
    if untouched:
        tx.connection.execute(update(Parcel).where(Parcel.id.in_(untouched)).values(state="cancelled"))
        life.give_back(tx, _orders_of(tx, untouched, State.CANCELLED))  # one of several in the parcel, cancelled before
        standing = _orders_of(tx, untouched, State.IN_WAVE)
        life.move_orders(tx, standing, State.RELEASED, kind, **fields)
    tx.touch("parcels", "waves", "packing")
    return TakenOut(len(found), len(on_floor))


def _orders_of(tx: Tx, parcel_ids: Sequence[int], state: State | None = None) -> list[int]:
    joined = select(ParcelOrder.order_id).join(Order, Order.id == ParcelOrder.order_id)
    wanted = joined.where(ParcelOrder.parcel_id.in_(parcel_ids))
    if state is not None:
        wanted = wanted.where(Order.state == state.value)
    return list(tx.connection.execute(wanted.order_by(ParcelOrder.order_id)).scalars())
