"""What of a parcel was not scanned yet: by SKU, shared out over its orders' lines, and the parcel without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders.tables import OrderLine
from warehouse_app.packing.begin import Begun
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Missing:
    """Pieces of an order's line that were not scanned."""

    id: int
    sku_id: int
    pieces: int


def missing(tx: Tx, parcel_id: int) -> dict[int, int]:
    """Pieces by SKU that were not scanned."""
    short = select(ParcelLine.sku_id, (ParcelLine.needed - ParcelLine.scanned).label("pieces")).where(
        ParcelLine.parcel_id == parcel_id, ParcelLine.scanned < ParcelLine.needed
    )
    return {row.sku_id: row.pieces for row in tx.connection.execute(short)}


def by_order(tx: Tx, parcel: Begun, pieces_by_sku: Mapping[int, int]) -> dict[int, list[Missing]]:
    """The lines that go without these pieces, by order: the last lines of the last orders.

    Raises Conflict ``packing.not_promised`` when the orders do not want so many: one changed on its way.
    """
    wanted = (
        select(OrderLine.id, OrderLine.order_id, OrderLine.sku_id, OrderLine.quantity)
        .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
        .where(ParcelOrder.parcel_id == parcel.id, OrderLine.live, OrderLine.sku_id.in_(pieces_by_sku))
        .order_by(OrderLine.order_id.desc(), OrderLine.line.desc())
    )
    left = dict(pieces_by_sku)
    found: dict[int, list[Missing]] = defaultdict(list)
    for line in tx.connection.execute(wanted):
        gone = min(left[line.sku_id], line.quantity)
        if gone:
            found[line.order_id].append(Missing(line.id, line.sku_id, gone))
            left[line.sku_id] -= gone
    if any(left.values()):
        raise Conflict("packing.not_promised", needed=parcel.needed, promised=parcel.needed - sum(left.values()))
    return dict(found)


def shrink(tx: Tx, parcel_id: int) -> None:
    """The parcel wants what it has."""
    lines = ParcelLine.parcel_id == parcel_id
    tx.connection.execute(delete(ParcelLine).where(lines, ParcelLine.scanned == 0))
    tx.connection.execute(update(ParcelLine).where(lines).values(needed=ParcelLine.scanned))
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(needed=Parcel.scanned))
