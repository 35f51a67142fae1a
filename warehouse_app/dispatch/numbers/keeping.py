"""Numbers that were made for one order: kept for it, whether its file, a print tool's list or both said so."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from warehouse_app.dispatch.tables import WaybillNumber
from warehouse_app.orders.rules import BEFORE_RELEASE, State
from warehouse_app.orders.tables import Order
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_BEFORE_WAVE = (State.UNPAID, *BEFORE_RELEASE, State.RELEASED)
_keep = Prepared(
    update(WaybillNumber)
    .where(WaybillNumber.number == bindparam("of_number"), WaybillNumber.state == "free", WaybillNumber.kept_for == "")
    .values(kept_for=bindparam("for_order"))
)


def carried_by_open_orders(session: Session) -> dict[str, str]:
    """The waybill numbers that orders which are in no wave yet brought along in their files, with the order's number."""
    wanted = select(Order.waybill, Order.number).where(Order.state.in_(_BEFORE_WAVE), Order.waybill != "")
    return {row.waybill: row.number for row in session.execute(wanted.order_by(Order.id.desc()))}


def keep_carried(tx: Tx) -> None:
    """Free numbers of the pools that an order brought along in its file are kept for it from now on."""
    carried = carried_by_open_orders(tx.session)
    if _keep.run_many(tx, ({"of_number": number, "for_order": order} for number, order in carried.items())):
        tx.touch("waybills")
