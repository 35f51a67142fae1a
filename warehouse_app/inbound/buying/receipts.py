"""What a receipt does to the purchase order it belongs to. Receiving asks for the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import bindparam, func, select, update

from warehouse_app.errors import NotFound
from warehouse_app.inbound.buying.rules import OrderState, state_after
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_write_received = Prepared(update(PurchaseLine).where(PurchaseLine.id == bindparam("of_line")).values(received=bindparam("now")))


def apply_receipt(tx: Tx, order_id: int, pieces: Mapping[int, int], sign: Literal[1, -1]) -> OrderState:
    """Count a closed receipt's pieces (by SKU id) onto the order, or off it again with ``sign`` -1; returns its state now.

    SKUs that are not on the order are left out. An order that was closed by hand stays closed when more comes; taking a
    receipt back opens it again. Raises NotFound.
    """
    state = tx.connection.execute(select(PurchaseOrder.state).where(PurchaseOrder.id == order_id).with_for_update()).scalar()
    if state is None:
        raise NotFound("buying.no_such_order")
    lines = tx.connection.execute(
        select(PurchaseLine.id, PurchaseLine.sku_id, PurchaseLine.quantity, PurchaseLine.received)
        .where(PurchaseLine.order_id == order_id)
        .order_by(PurchaseLine.id)
    ).all()
    received = {line.id: max(0, line.received + sign * pieces.get(line.sku_id, 0)) for line in lines}
    changed = ({"of_line": line.id, "now": received[line.id]} for line in lines if received[line.id] != line.received)
    _write_received.run_many(tx, changed)
    after = state_after(OrderState(state), [(line.quantity, received[line.id]) for line in lines], taken_back=sign < 0)
    set_state(tx, order_id, after)
    return after


def set_state(tx: Tx, order_id: int, state: OrderState) -> None:
    """Write the state that follows from the lines; the caller holds the order's row. Closed keeps the moment it was closed."""
    closed_at = func.coalesce(PurchaseOrder.closed_at, tx.now) if state is OrderState.CLOSED else None
    values = {"state": state.value, "closed_at": closed_at}
    tx.connection.execute(update(PurchaseOrder).where(PurchaseOrder.id == order_id).values(**values))
    tx.touch("purchases")
