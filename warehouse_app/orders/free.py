"""What may be promised to orders: free pieces, bin by bin."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import and_, or_, select

from warehouse_app.orders.rules import Free
from warehouse_app.stock.phantom import awaits_count
from warehouse_app.stock.tables import Balance, Location, Lot
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx

Stock = dict[int, list[Free]]  # SKU id -> what is free, bin by bin


def free_stock(tx: Tx, sku_ids: set[int]) -> Stock:
    """What may be promised: free pieces in sellable bins that are in use, of lots that have not expired by today.

    What a picker looked for in vain is promised to nobody until the bin was counted.
    """
    stock: Stock = defaultdict(list)
    columns = (
        Balance.location_id,
        Balance.sku_id,
        Balance.lot,
        Location.walk_key,
        (Balance.on_hand - Balance.reserved).label("free"),
        Lot.expires,
    )
    wanted = (
        select(*columns)
        .join(Location, Location.id == Balance.location_id)
        .outerjoin(Lot, and_(Lot.sku_id == Balance.sku_id, Lot.code == Balance.lot))
        .where(Location.kind == "bin", Location.sellable, Location.active, Balance.on_hand > Balance.reserved)
        .where(~awaits_count(Balance.location_id, Balance.sku_id))
        .where(or_(Lot.expires.is_(None), Lot.expires >= tx.now.astimezone().date()))
    )
    for part in chunks(sorted(sku_ids)):
        for row in tx.connection.execute(wanted.where(Balance.sku_id.in_(part))):
            stock[row.sku_id].append(Free(row.location_id, row.lot, row.walk_key, row.free, row.expires))
    return stock
