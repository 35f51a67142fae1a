"""A label that became wrong is replaced: the parcel gets a new number from the pool, and the old one is void for ever.

For a parcel whose goods are right and whose label is not (another address, another phone, another courier): its goods need
not go back to their bins for that (``docs/decisions/0018-label-printers.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse_app.dispatch.numbers.voiding import swap_number
from warehouse_app.dispatch.rules import courier_name
from warehouse_app.dispatch.tables import Courier, HandoverParcel
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.rules import CHANGED, State
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Replaced:
    """The number that is void and the one that took its place; ``from_file``: the platform gave the old one and must be told."""

    old: str
    new: str
    courier: str
    from_file: bool


@needs(Right.REPRINT)
def replace_label(tx: Tx, parcel_id: int, reason: str) -> Replaced:
    """Give a parcel that is still here a new number, void its old one, and let its orders go on that were changed in nothing
    but what the label says.

    Raises BadInput (no reason), NotFound, Conflict: it has left or lies in a handover, an order is held or cancelled or its
    goods changed, its orders go to different people, a label is on its way to the printer, the courier's pool is empty.
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("orders.reason_missing")
    parcel = _parcel(tx, parcel_id)
    orders = tx.connection.execute(_orders(parcel_id).with_for_update(of=Order)).all()
    if why := _why_not(orders):
        raise Conflict(why, waybill=parcel.waybill)
    courier = _courier(tx, parcel, orders)
    void = swap_number(tx, parcel_id, courier, reason)
    _let_go_on(tx, parcel_id, orders)
    fields = {"old": void.number, "waybill": void.new_number, "reason": reason}
    kind = "label_replaced_platform" if void.from_file else "label_replaced"
    life.note(tx, [order.id for order in orders], kind, **fields)
    return Replaced(void.number, void.new_number, courier, void.from_file)


def replaceable(session: Session, parcel_id: int) -> bool:
    """Whether a new label is all a parcel that is still here needs: an order of it was changed, and in nothing but the label."""
    parcel = session.execute(select(Parcel.state, Parcel.waybill).where(Parcel.id == parcel_id)).one_or_none()
    if parcel is None or parcel.state not in ("open", "packed") or not parcel.waybill:
        return False
    if session.execute(select(HandoverParcel.parcel_id).where(HandoverParcel.parcel_id == parcel_id)).first():
        return False
    orders = session.execute(_orders(parcel_id)).all()
    return any(order.hold == CHANGED for order in orders) and not _why_not(orders)


def _parcel(tx: Tx, parcel_id: int) -> Any:
    wanted = select(Parcel.state, Parcel.waybill, Parcel.courier).where(Parcel.id == parcel_id)
    parcel = tx.connection.execute(wanted.with_for_update()).one_or_none()
    if parcel is None:
        raise NotFound("packing.no_such_parcel")
    if parcel.state not in ("open", "packed") or not parcel.waybill:
        raise Conflict("printing.not_here", waybill=parcel.waybill or "")
    held = select(HandoverParcel.parcel_id).where(HandoverParcel.parcel_id == parcel_id)
    if tx.connection.execute(held).first():
        raise Conflict("printing.in_handover", waybill=parcel.waybill)
    return parcel


def _orders(parcel_id: int) -> Any:
    return (
        select(
            Order.id, Order.state, Order.hold, Order.hold_note, Order.version, Order.waybill, Order.courier, Order.recipient,
            Order.phone, Order.mobile, Order.address,
        )
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .where(ParcelOrder.parcel_id == parcel_id)
        .order_by(Order.id)
    )  # fmt: skip


def _why_not(orders: Sequence[Any]) -> str:
    """Why a new label alone does not put it right: "" or the code of the reason."""
    if any(order.state == State.CANCELLED or order.hold not in ("", CHANGED) for order in orders):
        return "dispatch.label_stopped"
    if any(order.hold == CHANGED and "lines" in order.hold_note.split(",") for order in orders):
        return "printing.goods_changed"
    whom = {(order.recipient, order.mobile or order.phone, order.address) for order in orders}
    return "printing.different_people" if len(whom) > 1 else ""


def _courier(tx: Tx, parcel: Any, orders: Sequence[Any]) -> str:
    """The courier the parcel has, or the one an order was changed to."""
    wished = {order.courier for order in orders if order.hold == CHANGED and "courier" in order.hold_note.split(",")}
    known = list(tx.connection.execute(select(Courier.name)).scalars())
    return next(filter(None, (courier_name(wish, known) for wish in sorted(wished))), str(parcel.courier))


def _let_go_on(tx: Tx, parcel_id: int, orders: Sequence[Any]) -> None:
    changed = [order.id for order in orders if order.hold == CHANGED]
    tx.connection.execute(update(Order).where(Order.id.in_(changed)).values(hold="", hold_note=""))
    for order in orders:
        link = ParcelOrder.parcel_id == parcel_id, ParcelOrder.order_id == order.id
        tx.connection.execute(update(ParcelOrder).where(*link).values(version=order.version))
