"""What a person can do with an order: let it pass after a look, hold it, let it go on, cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select, union, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.rules import AFTER_SALES, CHANGED, GONE, NEXT_PARCEL, ON_THE_FLOOR, State
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

BY_HAND = "by_hand"
MAKES_THE_PARCEL_WRONG = frozenset({"recipient", "phone", "mobile", "address", "courier", "lines"})


@needs(Right.RELEASE)
def pass_look(tx: Tx, order_ids: Sequence[int]) -> None:
    """Somebody has read the message, note or warning: the next release takes these orders along. Raises NotFound."""
    rows = [row for row in _orders(tx, order_ids) if row.state == State.LOOK]
    ids = [row.id for row in rows]
    tx.connection.execute(update(Order).where(Order.id.in_(ids)).values(looked=True))
    life.move_orders(tx, ids, State.WAITING, "looked")


@needs(Right.HOLD)
def hold(tx: Tx, order_ids: Sequence[int], reason: str) -> None:
    """Stop orders where they are; every desk refuses their parcels until ``unhold``. Raises BadInput, NotFound, Conflict.

    An order that goes in several parcels is stopped with all of them that are still here.
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("orders.reason_missing")
    order_ids = _with_parcels(tx, order_ids)
    for row in _orders(tx, order_ids):
        if row.state in GONE or row.state == State.CANCELLED:
            raise Conflict("orders.cannot_hold", number=row.number, state=row.state)
    # An order that changed on the floor is held already, and more strictly: its parcel has to be taken back.
    not_changed = Order.id.in_(order_ids), Order.hold != CHANGED
    tx.connection.execute(update(Order).where(*not_changed).values(hold=BY_HAND, hold_note=reason))
    life.note(tx, order_ids, "held", reason=reason)


@needs(Right.HOLD)
def unhold(tx: Tx, order_ids: Sequence[int]) -> None:
    """Let held orders go on from where they stopped. Raises NotFound.

    Raises Conflict for an order whose goods or address changed after its label was made: its parcel has to be taken back
    (``packing.unpack``), because its label or its content is wrong.
    """
    order_ids = _with_parcels(tx, order_ids)
    for row in _orders(tx, order_ids):
        if row.hold == CHANGED and set(row.hold_note.split(",")) & MAKES_THE_PARCEL_WRONG:
            raise Conflict("orders.take_parcel_back", number=row.number)
    tx.connection.execute(update(Order).where(Order.id.in_(order_ids)).values(hold="", hold_note=""))
    life.note(tx, order_ids, "unheld")


@needs(Right.CANCEL)
def cancel(tx: Tx, order_ids: Sequence[int], reason: str) -> None:
    """Cancel orders anywhere before the handover: promised goods are free again, a parcel on the floor is blocked.

    Goods on the floor stay promised until somebody says where they are: ``packing.stopping.cancel`` does both in one.
    Raises BadInput, NotFound, Conflict (handed over already).
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("orders.reason_missing")
    rows = _orders(tx, order_ids)
    for row in rows:
        if row.state in GONE:
            raise Conflict("orders.gone_already", number=row.number)
        if row.state == State.CANCELLED:
            raise Conflict("orders.cancelled_already", number=row.number)
    life.give_back(tx, [row.id for row in rows if row.state not in ON_THE_FLOOR])
    life.move_orders(tx, order_ids, State.CANCELLED, "cancelled", reason=reason)


@needs(Right.RELEASE)
def set_urgent(tx: Tx, order_ids: Sequence[int], *, urgent: bool) -> None:
    """Mark orders urgent, or no longer: the priority rules take them first. Raises NotFound."""
    ids = [row.id for row in _orders(tx, order_ids)]
    tx.connection.execute(update(Order).where(Order.id.in_(ids)).values(urgent=urgent))
    life.note(tx, ids, "urgent" if urgent else "not_urgent")


@needs(Right.HOLD)
def after_sales(tx: Tx, order_ids: Sequence[int], reason: str) -> None:
    """Orders that have left are refunded, refused or called back: they stay on the after-sales list until ``unhold``.

    Raises BadInput (no reason), NotFound, Conflict (still here: it can be cancelled or held instead).
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("orders.reason_missing")
    for row in _orders(tx, order_ids):
        if row.state not in GONE:
            raise Conflict("orders.still_here", number=row.number, state=row.state)
    tx.connection.execute(update(Order).where(Order.id.in_(order_ids)).values(hold=AFTER_SALES, hold_note=reason))
    life.note(tx, order_ids, "after_sales_by_hand", reason=reason)


def _with_parcels(tx: Tx, order_ids: Sequence[int]) -> list[int]:
    """These orders, and what of them is still here in other parcels because it did not fit into one."""
    further = Order.origin == "split", Order.reason == NEXT_PARCEL
    roots = select(Order.original_id).where(Order.id.in_(order_ids), *further)
    parts = select(Order.original_id).where(Order.original_id.in_(order_ids), *further)
    firsts = list(tx.connection.execute(union(roots, parts)).scalars())
    if not firsts:
        return list(order_ids)
    one_shipment = or_(Order.id.in_(firsts), and_(Order.original_id.in_(firsts), *further))
    others = select(Order.id).where(one_shipment, Order.state.in_([state.value for state in ON_THE_FLOOR]))
    return [*order_ids, *(other for other in tx.connection.execute(others).scalars() if other not in order_ids)]


def _orders(tx: Tx, order_ids: Sequence[int]) -> list[Any]:
    rows = tx.connection.execute(
        select(Order.id, Order.number, Order.state, Order.hold, Order.hold_note).where(Order.id.in_(order_ids)).with_for_update()
    ).all()
    if len(rows) != len(set(order_ids)):
        raise NotFound("orders.no_such_order")
    return list(rows)
