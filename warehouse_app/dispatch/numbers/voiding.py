"""A number that is on a parcel becomes void, and the parcel gets another one of the same or of a new courier.

One way for both who ask for it: the label that became wrong (``dispatch.replacing``), the number that must not be used
(``numbers.commands``). The old label is known from then on: whoever scans it is told.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, insert, select, update

from warehouse_app.dispatch.numbers.tables import NumberEvent
from warehouse_app.dispatch.printing.commands import supersede
from warehouse_app.dispatch.tables import Courier, WaybillNumber
from warehouse_app.dispatch.waybills import KEPT, number_parcel
from warehouse_app.errors import Conflict
from warehouse_app.orders.tables import Order
from warehouse_app.packing.tables import VoidLabel
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.warehouse import Tx


def swap_number(tx: Tx, parcel_id: int, courier: str, reason: str) -> Any:
    """Void the number of a parcel that is still here and give it another of ``courier``; its row in ``VoidLabel``.

    Raises Conflict: a label is on its way to the printer, the courier has no other number.
    """
    supersede(tx, [parcel_id])
    old = tx.connection.execute(select(Parcel.waybill, Parcel.courier).where(Parcel.id == parcel_id)).one()
    mine = select(Order.id).join(ParcelOrder, ParcelOrder.order_id == Order.id).where(ParcelOrder.parcel_id == parcel_id)
    from_file = tx.connection.execute(mine.where(Order.waybill == old.waybill).limit(1)).first() is not None
    void_number_row(tx, old.waybill, reason)
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(waybill=None))
    if not (_one_kept(tx, mine, courier) and KEPT.take(tx, [parcel_id])):
        number_parcel(tx, parcel_id, courier)
    new = tx.connection.execute(select(Parcel.waybill, Parcel.courier).where(Parcel.id == parcel_id)).one()
    if new.courier != courier:  # a parcel is not sent by another courier in silence
        raise Conflict("numbers.no_other", courier=courier)
    told = {
        "number": old.waybill, "parcel_id": parcel_id, "courier": old.courier, "new_number": new.waybill, "reason": reason,
        "from_file": from_file,
    }  # fmt: skip
    tx.connection.execute(insert(VoidLabel), [told])
    tx.touch("parcels", "waybills", "packing", "print_jobs")
    return tx.connection.execute(select(VoidLabel.__table__).where(VoidLabel.number == old.waybill)).one()


def _one_kept(tx: Tx, orders: Select[int], courier: str) -> bool:
    """Whether a free number of this courier is kept for one of the orders."""
    numbers = orders.with_only_columns(Order.number)
    kept = select(WaybillNumber.id).join(Courier, Courier.id == WaybillNumber.courier_id)
    kept = kept.where(WaybillNumber.state == "free", Courier.name == courier, WaybillNumber.kept_for.in_(numbers))
    return tx.connection.execute(kept.limit(1)).first() is not None


def void_number_row(tx: Tx, number: str, reason: str) -> None:
    """The number is void from now on, and its story says why."""
    row = tx.connection.execute(
        select(WaybillNumber.id, WaybillNumber.parcel_id).where(WaybillNumber.number == number).with_for_update()
    ).one()
    tx.connection.execute(update(WaybillNumber).where(WaybillNumber.id == row.id).values(state="void", parcel_id=None))
    event = {"number_id": row.id, "kind": "voided", "parcel_id": row.parcel_id, "reason": reason}
    tx.connection.execute(insert(NumberEvent), [event])
    tx.touch("waybills")
