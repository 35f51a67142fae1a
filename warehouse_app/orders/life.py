"""Changes of an order's state: only along the listed steps, each with its line of history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, false, or_, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders.rules import STEPS, State
from warehouse_app.orders.sets.promising import forget
from warehouse_app.orders.tables import Order, OrderHistory, OrderLine
from warehouse_app.stock import ledger
from warehouse_app.store.prepared import Prepared, new_row
from warehouse_app.store.warehouse import Tx

_FROM = {to: tuple(state.value for state in State if to in STEPS[state]) for to in State}
"""For each state those from which a listed step leads there."""
_step = {
    to: Prepared(
        update(Order)
        .where(Order.id == bindparam("of_order"), or_(false(), *(Order.state == state for state in states)))
        .values(state=to.value)
    )
    for to, states in _FROM.items()
}
_history = Prepared(new_row(OrderHistory, "order_id", "kind", "fields", "reference"))


def move_orders(tx: Tx, order_ids: Sequence[int], to: State, kind: str, **fields: object) -> None:
    """Bring orders to ``to``. Raises Conflict when one of them stands where no listed step leads there."""
    for order_id in order_ids:
        if not _step[to].run(tx, of_order=order_id):
            raise _cannot(tx, order_id, to)
    note(tx, order_ids, kind, **fields)


def give_back(tx: Tx, order_ids: Sequence[int]) -> None:
    """What is promised to these orders is free again."""
    lines = select(OrderLine.id).where(OrderLine.order_id.in_(order_ids))
    ids = list(tx.connection.execute(lines).scalars())
    ledger.unreserve(tx, ids)
    forget(tx, ids)


def note(tx: Tx, order_ids: Iterable[int], kind: str, **fields: object) -> None:
    """Write the same line of history for each of these orders."""
    write_history(tx, [(order_id, kind, fields) for order_id in order_ids])


def write_history(tx: Tx, rows: Sequence[tuple[int, str, dict[str, object]]]) -> None:
    """Lines of history: order id, kind and plain JSON fields."""
    stamp = tx.stamp
    _history.run_many(tx, ({"order_id": o, "kind": k, "fields": f, "reference": f.get("waybill")} | stamp for o, k, f in rows))
    tx.touch("orders")


def _cannot(tx: Tx, order_id: int, to: State) -> Conflict:
    row = tx.connection.execute(select(Order.number, Order.state).where(Order.id == order_id)).first()
    if row is None:
        return Conflict("orders.moved_on", number="", state=to.value)
    return Conflict("orders.moved_on", number=row.number, state=row.state)
