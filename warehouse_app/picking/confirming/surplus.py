"""What of a parcel that will not go on was taken from the shelves already: it lies in the cart and nobody else needs it."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from warehouse_app.orders.tables import OrderLine
from warehouse_app.picking.confirming.statements import Place, shares_at, signed
from warehouse_app.picking.sorting.statements import Step, insert_scan
from warehouse_app.picking.tables import Parcel, ParcelOrder, PickScan
from warehouse_app.stock.tables import Reservation
from warehouse_app.store.warehouse import Tx, new_action


def give_up(tx: Tx, parcel_id: int) -> Counter[Place]:
    """Pieces of the parcel by bin and SKU that somebody took; from now on they count as taken for nobody.

    On a cart each piece is in a slot. Otherwise the other parcels of the wave are served first, and what is too much then is
    this one's. Asked while the parcel's goods are still promised to it.
    """
    wave_id = tx.connection.execute(select(Parcel.wave_id).where(Parcel.id == parcel_id)).scalar_one()
    places = tx.connection.execute(
        select(Reservation.location_id, Reservation.sku_id, func.sum(Reservation.quantity).label("promised"))
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
        .where(ParcelOrder.parcel_id == parcel_id)
        .group_by(Reservation.location_id, Reservation.sku_id)
    ).all()
    found: Counter[Place] = Counter()
    for row in places:
        place = (row.location_id, row.sku_id)
        shares, loose = shares_at(tx, wave_id, place)
        others = sum(share.promised for share in shares if share.parcel_id != parcel_id)
        spare = min(int(row.promised), max(0, loose - others))
        if spare:  # what was taken for a slot of the cart is known by its parcel and needs no counter-step
            insert_scan(tx, new_action(), wave_id, Step("undone", row.sku_id, spare, location_id=row.location_id))
        found[place] = spare + _for_slot(tx, parcel_id, place)
    return found


def _for_slot(tx: Tx, parcel_id: int, place: Place) -> int:
    wanted = select(func.coalesce(func.sum(signed), 0)).where(
        PickScan.parcel_id == parcel_id, PickScan.location_id == place[0], PickScan.sku_id == place[1]
    )
    return int(tx.connection.execute(wanted).scalar_one())
