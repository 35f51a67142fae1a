"""What customer service does for a short order: keep what the buyer was offered and what the buyer said."""

from __future__ import annotations

from sqlalchemy import select

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.rules import State
from warehouse_app.orders.shorts.rules import Offer, Reply
from warehouse_app.orders.tables import Order, ShortCase
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

LONGEST_NOTE = 500


@needs(Right.RELEASE)
def keep_offer(tx: Tx, order_id: int, offer: str, answer: str = "", note: str = "") -> None:
    """Keep the latest word between the shop and the buyer of a short order; the words before it stay in its history.

    Raises BadInput (no such offer or answer, a note too long), NotFound, Conflict (the order is not short any more).
    """
    note = note.strip()
    if offer not in set(Offer) or answer not in set(Reply):
        raise BadInput("service.no_such_offer", offer=offer, answer=answer)
    if len(note) > LONGEST_NOTE:
        raise BadInput("service.too_long", most=LONGEST_NOTE)
    row = tx.connection.execute(select(Order.number, Order.state).where(Order.id == order_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("orders.no_such_order")
    if row.state != State.SHORT:
        raise Conflict("service.not_short", number=row.number)
    known = tx.session.get(ShortCase, order_id)
    if known is not None and (known.offer, known.answer, known.note) == (offer, answer, note):
        return
    stamp = {"who_id": tx.actor.id, "desk": tx.desk, "at": tx.now}
    tx.session.merge(ShortCase(order_id=order_id, offer=offer, answer=answer, note=note, **stamp))
    tx.session.flush()
    life.note(tx, [order_id], "offered", offer=offer, answer=answer, note=note)
