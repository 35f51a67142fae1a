"""Changes of an order's state: only along the listed steps, each with its line of history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select, update

from warehouse_app.errors import Conflict
from warehouse_app.orders.rules import STEPS, State
from warehouse_app.orders.tables import Order, OrderHistory, OrderLine
from warehouse_app.stock import ledger
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


def move_orders(tx: Tx, order_ids: Sequence[int], to: State, kind: str, **fields: object) -> None:
    """Bring orders to ``to``. Raises Conflict when one of them stands where no listed step leads there."""
    allowed = tuple(state.value for state in State if to in STEPS[state])
    for part in chunks(order_ids):
        changed = tx.connection.execute(
            update(Order).where(Order.id.in_(part), Order.state.in_(allowed)).values(state=to.value)
        ).rowcount
        if changed != len(part):
            raise _cannot(tx, part, allowed, to)
    note(tx, order_ids, kind, **fields)


def give_back(tx: Tx, order_ids: Sequence[int]) -> None:
    """What is promised to these orders is free again."""
    lines = select(OrderLine.id).where(OrderLine.order_id.in_(order_ids))
    ledger.unreserve(tx, list(tx.connection.execute(lines).scalars()))


def note(tx: Tx, order_ids: Iterable[int], kind: str, **fields: object) -> None:
    """Write the same line of history for each of these orders."""
    write_history(tx, [(order_id, kind, fields) for order_id in order_ids])


def write_history(tx: Tx, rows: Sequence[tuple[int, str, dict[str, object]]]) -> None:
    """Lines of history: order id, kind and plain JSON fields."""
    if rows:
        tx.connection.execute(
            insert(OrderHistory), [{"order_id": o, "kind": k, "fields": f, "reference": f.get("waybill")} for o, k, f in rows]
        )
    tx.touch("orders")


def _cannot(tx: Tx, order_ids: Sequence[int], allowed: tuple[str, ...], to: State) -> Conflict:
    # The update above has changed the good ones; the transaction is rolled back, so name the first of the others.
    row = tx.connection.execute(
        select(Order.number, Order.state).where(Order.id.in_(order_ids), Order.state.not_in((*allowed, to.value)))
    ).first()
    if row is None:
        return Conflict("orders.moved_on", number="", state=to.value)
    return Conflict("orders.moved_on", number=row.number, state=row.state)
