"""What travels together is taken apart again, and split orders are made whole, until their parcel is packed.

It stands in the packing room because the parcel may be on the floor already; what the orders themselves need lies upstream.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from warehouse_app.errors import Conflict
from warehouse_app.orders import merging, splitting
from warehouse_app.orders.tables import Order
from warehouse_app.packing.taking_out import leave_wave
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.warehouse import Tx


@needs(Right.RELEASE)
def take_apart(tx: Tx, order_ids: Sequence[int]) -> list[int]:
    """Orders that travel together go one by one again; returns all orders of their groups.

    A parcel on the floor is cancelled, with its waybill number; its orders are released as before, or, when somebody picked
    their goods, wait for a new release. Raises NotFound, Conflict ``merging.packed`` and ``merging.not_together``.
    """
    orders = merging.group_of(tx, order_ids)
    together = [order.id for order in orders if order.together_id is not None]
    if not together:
        raise Conflict("merging.not_together", number=orders[0].number if orders else "")
    out_of_wave(tx, together)
    return merging.dissolve(tx, order_ids)


@needs(Right.RELEASE)
def undo_split(tx: Tx, part_id: int) -> None:
    """The pieces of a part are its original's again; both come out of their waves for it, unless they are packed.

    Raises NotFound, Conflict ``merging.packed``, ``merging.not_a_part``, ``orders.moved_on`` (one of them has left or ended).
    """
    original_id = splitting.original_of(tx, part_id)
    out_of_wave(tx, [part_id, original_id])
    splitting.join_back(tx, part_id)


def out_of_wave(tx: Tx, order_ids: Sequence[int]) -> None:
    """The parcels of these orders that are on the floor are cancelled. Raises Conflict ``merging.packed``."""
    parcels = tx.connection.execute(
        select(Parcel.id, Parcel.state)
        .where(Parcel.id.in_(select(ParcelOrder.parcel_id).where(ParcelOrder.order_id.in_(order_ids))))
        .where(Parcel.state.in_(("open", "packed", "shipped")))
        .order_by(Parcel.id)
        .with_for_update()
    ).all()
    for parcel in parcels:
        if parcel.state != "open":
            number = tx.connection.execute(_orders_of(parcel.id).with_only_columns(Order.number).limit(1)).scalar_one()
            raise Conflict("merging.packed", number=number)
    leave_wave(tx, Parcel.id.in_([parcel.id for parcel in parcels]), "out_of_wave")


def _orders_of(parcel_id: int) -> Select[Any]:
    joined = select(Order.id).join(ParcelOrder, ParcelOrder.order_id == Order.id)
    return joined.where(ParcelOrder.parcel_id == parcel_id).order_by(Order.id)
