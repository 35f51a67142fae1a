"""Setting a parcel aside with a reason, and stopping it with one."""

from __future__ import annotations

from sqlalchemy import insert, select

from warehouse_app.errors import BadInput, NotFound
from warehouse_app.orders import commands as orders
from warehouse_app.packing.answers import Answer, keep, refuse
from warehouse_app.packing.aside.rules import LONGEST_NOTE, REASONS, Reason
from warehouse_app.packing.aside.tables import ParcelAside
from warehouse_app.packing.begin import locked
from warehouse_app.packing.queries import order_stops
from warehouse_app.packing.rules import Verdict, stopped
from warehouse_app.packing.tables import Scan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import ParcelOrder
from warehouse_app.store.warehouse import Tx


def checked(reason: Reason) -> Reason:
    """The reason without blanks around it. Raises BadInput ``aside.reason_wanted``, ``aside.note_long``, ``aside.no_reason``."""
    reason = Reason(reason.code, reason.note.strip())
    if not reason.given:
        raise BadInput("aside.reason_wanted")
    if reason.code and reason.code not in REASONS:
        raise BadInput("aside.no_reason", number=reason.code)
    if len(reason.note) > LONGEST_NOTE:
        raise BadInput("aside.note_long", most=LONGEST_NOTE)
    return reason


@needs(Right.PACK)
def set_aside(tx: Tx, parcel_id: int, reason: Reason, action: str) -> Answer:
    """Put the open parcel aside with a reason; it is on the list until somebody scans its label again.

    A parcel that is stopped or packed answers so instead. Raises BadInput (no reason), NotFound.
    """
    reason = checked(reason)
    parcel = locked(tx, parcel_id)
    stop = stopped(parcel.state, order_stops(tx.connection, parcel_id))
    if stop is not None:
        return refuse(tx, parcel_id, parcel.waybill, action, stop)
    kept = keep(tx, parcel.answer(Verdict.LEFT), action)
    if kept.again:
        return kept
    scan_id = tx.connection.execute(select(Scan.id).where(Scan.action == action)).scalar_one()
    row = {"scan_id": scan_id, "parcel_id": parcel_id, "reason": reason.code, "note": reason.note}
    tx.connection.execute(insert(ParcelAside), [row])
    tx.touch("packing", "asides")
    return kept


@needs(Right.HOLD)
def hold_parcel(tx: Tx, parcel_id: int, reason: str, action: str) -> Answer:
    """Stop every order of the parcel with a reason: each desk refuses it until somebody lets the orders go on.

    A parcel that is stopped or shipped already answers so. Raises BadInput (no reason), NotFound, Conflict.
    """
    if not reason.strip():
        raise BadInput("aside.reason_wanted")
    wanted = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel_id)
    order_ids = list(tx.connection.execute(wanted.order_by(ParcelOrder.order_id)).scalars())
    if not order_ids:
        raise NotFound("packing.no_such_parcel")
    stops = order_stops(tx.connection, parcel_id)
    fields: dict[str, object] = {"order": stops[0].number, "reason": reason.strip(), "waybill": ""}
    kept = keep(tx, Answer(Verdict.HELD, "", parcel_id, fields=fields), action)
    if kept.again:
        return kept
    orders.hold(tx, order_ids, reason)
    tx.touch("packing", "orders")
    return kept
