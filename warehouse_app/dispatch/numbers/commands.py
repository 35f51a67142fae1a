"""What a person can do about single numbers and pools: void, return, and say how few are too few."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.dispatch.numbers.rules import HIGHEST_LIMIT
from warehouse_app.dispatch.numbers.tables import NumberEvent, PoolLimit
from warehouse_app.dispatch.numbers.voiding import swap_number, void_number_row
from warehouse_app.dispatch.tables import Courier, HandoverParcel, PrintJob, WaybillNumber
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.base import stamped_at, stamped_desk, stamped_who
from warehouse_app.store.warehouse import Tx

LONGEST_REASON = 200
_LABEL = "label"


@needs(Right.NUMBERS)
def void_number(tx: Tx, number: str, reason: str) -> str:
    """This number is never used (again). A parcel that is still here gets another of the same courier: returned, else "".

    Its label has to be printed anew. Raises NotFound, BadInput ``numbers.reason_missing``, Conflict: it is void already, its
    parcel has left or is in a handover, its label is on its way to the printer, the courier has no other number.
    """
    row = _locked(tx, number)
    if row.state == "void":
        raise Conflict("numbers.void_already", number=number)
    reason = _reason(reason)
    parcel = _parcel_here(tx, row)
    if parcel is not None and parcel.state != "cancelled":
        return str(swap_number(tx, parcel.id, row.courier, reason).new_number)
    if parcel is not None:
        tx.connection.execute(update(Parcel).where(Parcel.id == parcel.id).values(waybill=None))
    void_number_row(tx, number, reason)
    tx.touch("parcels")
    return ""


@needs(Right.NUMBERS)
def return_number(tx: Tx, number: str) -> None:
    """The number of a parcel that was taken apart before its label was printed is free again; one made for an order stays its.

    Raises NotFound, Conflict: it is on no parcel, the parcel still needs it, a label carries it, the order's file brought it.
    """
    row = _locked(tx, number)
    if row.state != "used":
        raise Conflict("numbers.not_used", number=number)
    parcel = tx.connection.execute(select(Parcel.state).where(Parcel.id == row.parcel_id).with_for_update()).one()
    if parcel.state != "cancelled":
        raise Conflict("numbers.still_needed", number=number)
    labels = select(PrintJob.id).where(PrintJob.parcel_id == row.parcel_id, PrintJob.paper == _LABEL).limit(1)
    if tx.connection.execute(labels).first() is not None:
        raise Conflict("numbers.printed_already", number=number)
    if tx.connection.execute(select(Order.id).where(Order.waybill == number).limit(1)).first() is not None:
        raise Conflict("numbers.of_file", number=number)
    tx.connection.execute(update(Parcel).where(Parcel.id == row.parcel_id).values(waybill=None))
    tx.connection.execute(update(WaybillNumber).where(WaybillNumber.id == row.id).values(state="free", parcel_id=None))
    _note(tx, row, "returned", "")
    tx.touch("waybills", "parcels")


@needs(Right.NUMBERS)
def set_limit(tx: Tx, courier: str, branch: str, low: int) -> None:
    """Fewer free numbers than ``low`` in this pool are said aloud; 0 warns only when it is empty. Raises NotFound, BadInput."""
    if not 0 <= low <= HIGHEST_LIMIT:
        raise BadInput("numbers.bad_limit", most=HIGHEST_LIMIT)
    courier_id = tx.connection.execute(select(Courier.id).where(Courier.name == courier)).scalar()
    if courier_id is None:
        raise NotFound("dispatch.unknown_courier", courier=courier)
    stamp = {"who_id": stamped_who(), "desk": stamped_desk(), "at": stamped_at()}
    tx.session.merge(PoolLimit(courier_id=courier_id, branch=branch, low=low, **stamp))
    tx.session.flush()
    tx.touch("waybills")


def _locked(tx: Tx, number: str) -> Any:
    """The number with its courier's name; nobody else touches it until we are done. Raises NotFound."""
    row = tx.connection.execute(
        select(WaybillNumber.__table__, Courier.name.label("courier"))
        .join(Courier, Courier.id == WaybillNumber.courier_id)
        .where(WaybillNumber.number == number)
        .with_for_update(of=WaybillNumber.__table__)
    ).one_or_none()
    if row is None:
        raise NotFound("numbers.unknown", number=number)
    return row


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise BadInput("numbers.reason_missing")
    return said[:LONGEST_REASON]


def _parcel_here(tx: Tx, row: Any) -> Any | None:
    """The parcel a number is on, if any. Raises Conflict when it has left or lies in a handover."""
    if row.parcel_id is None:
        return None
    parcel = tx.connection.execute(select(Parcel.id, Parcel.state).where(Parcel.id == row.parcel_id).with_for_update()).one()
    handed = select(HandoverParcel.parcel_id).where(HandoverParcel.parcel_id == row.parcel_id)
    if parcel.state == "shipped" or tx.connection.execute(handed).first() is not None:
        raise Conflict("numbers.handed_over", number=row.number)
    return parcel


def _note(tx: Tx, row: Any, kind: str, reason: str) -> None:
    event = {"number_id": row.id, "kind": kind, "parcel_id": row.parcel_id, "reason": reason}
    tx.connection.execute(insert(NumberEvent), [event])
