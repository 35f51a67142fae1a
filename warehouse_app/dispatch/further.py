"""The further parcel of an order gets its waybill number: from the pool of the courier that takes the first, if it has any."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from warehouse_app.dispatch.waybills import number_parcel
from warehouse_app.packing import further
from warehouse_app.packing.answers import Answer
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Tx


@needs(Right.PACK)
def next_parcel(tx: Tx, parcel_id: int, action: str) -> Answer:
    """What is scanned stays in this parcel, the rest is a further one with its own number, in one transaction.

    The answer's field ``further`` is that number. Raises as ``packing.further.divide``, and Conflict ``dispatch.pool_short``.
    """
    answer, further_id = further.divide(tx, parcel_id, action)
    if further_id is None:
        return answer
    courier = tx.connection.execute(select(Parcel.courier).where(Parcel.id == parcel_id)).scalar_one()
    number_parcel(tx, further_id, courier)
    number = tx.connection.execute(select(Parcel.waybill).where(Parcel.id == further_id)).scalar_one()
    return replace(answer, fields=answer.fields | {"further": number})
