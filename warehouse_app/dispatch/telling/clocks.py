"""The pickup-by clock runs from the moment an order is marked shipped at its shop: when the list that says so is written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from warehouse_app.dispatch.tables import ShippedRow
from warehouse_app.orders.clocks import shop_rules
from warehouse_app.orders.rules import State, pickup_by
from warehouse_app.orders.tables import Order
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


def start_clocks(tx: Tx, order_ids: Sequence[int]) -> None:
    """Start the clock anew for those the shop is told of for the first time, unless the courier has stopped it."""
    rules = shop_rules(tx.session)
    told = select(ShippedRow.order_id).where(ShippedRow.order_id == Order.id)
    for part in chunks(order_ids):
        running = Order.id.in_(part), Order.state == State.SHIPPED.value, Order.pickup_by.is_not(None), ~told.exists()
        for shop_id in tx.connection.execute(select(Order.shop_id).where(*running).distinct()).scalars().all():
            by = pickup_by(tx.now, rules[shop_id])
            tx.connection.execute(update(Order).where(*running, Order.shop_id == shop_id).values(pickup_by=by))
