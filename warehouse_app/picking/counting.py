"""Bins somebody should count: a picker found less there than the books say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import Conflict
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.confirming.statements import Place, signed
from warehouse_app.picking.tables import PickScan, Wave
from warehouse_app.stock.moving.commands import correct
from warehouse_app.stock.tables import Balance, CountTask, Location, Reservation
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class CountRow:
    """A bin to count: what the books say lies in it, without the pieces that are on their way to the packing desk."""

    id: int
    location_id: int
    bin: str
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    lot: str
    document: str
    at: datetime
    expected: int


def ask_count(tx: Tx, place: Place, lots: Sequence[str], document: str) -> None:
    """Put a bin on the list, once for each lot; a step of a command that checked its own right."""
    open_ones = select(CountTask.lot).where(
        CountTask.location_id == place[0], CountTask.sku_id == place[1], CountTask.done_at.is_(None)
    )
    listed = set(tx.connection.execute(open_ones).scalars())
    rows = [
        {"location_id": place[0], "sku_id": place[1], "lot": lot, "reason": "short_pick", "document": document}
        for lot in lots
        if lot not in listed
    ]
    if rows:
        tx.connection.execute(insert(CountTask), rows)
    tx.touch("count_tasks")


def count_tasks(session: Session) -> list[CountRow]:
    """What is to be counted, bins in walking order."""
    rows = session.execute(
        select(
            CountTask.id, CountTask.location_id, Location.code, CountTask.sku_id, Sku.seller_code, Product.name, Sku.colour,
            Sku.size, CountTask.lot, CountTask.document, CountTask.at, func.coalesce(Balance.on_hand, 0).label("on_hand"),
        )
        .join(Location, Location.id == CountTask.location_id)
        .join(Sku, Sku.id == CountTask.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(
            Balance,
            (Balance.location_id == CountTask.location_id)
            & (Balance.sku_id == CountTask.sku_id)
            & (Balance.lot == CountTask.lot),
        )
        .where(CountTask.done_at.is_(None))
        .order_by(Location.walk_key, Location.code, Sku.seller_code, CountTask.id)
    ).all()  # fmt: skip
    connection = session.connection()
    return [_row(connection, row) for row in rows]


def _row(connection: Any, row: Any) -> CountRow:
    away = on_the_way(connection, (row.location_id, row.sku_id), row.lot)
    return CountRow(
        id=row.id, location_id=row.location_id, bin=row.code, sku_id=row.sku_id, seller_code=row.seller_code, name=row.name,
        colour=row.colour, size=row.size, lot=row.lot, document=row.document, at=row.at, expected=max(0, row.on_hand - away),
    )  # fmt: skip


@needs(Right.WRITE_OFF)
def counted(tx: Tx, task_id: int, pieces: int, reason: str, action: str) -> int:
    """So many pieces lie in the bin: the books are put right and the task is done; returns the difference in pieces.

    Pieces on their way to the packing desk are still the bin's in the books and come on top. Raises Conflict
    ``ways.counted_already``, and what ``stock.moving.correct`` raises.
    """
    task = tx.connection.execute(
        select(CountTask.location_id, CountTask.sku_id, CountTask.lot, CountTask.done_at)
        .where(CountTask.id == task_id)
        .with_for_update()
    ).one_or_none()
    if task is None or task.done_at is not None:
        raise Conflict("ways.counted_already")
    away = on_the_way(tx.connection, (task.location_id, task.sku_id), task.lot)
    moved = correct(tx, task.sku_id, task.location_id, pieces + away, reason, action, task.lot)
    tx.connection.execute(update(CountTask).where(CountTask.id == task_id).values(done_at=tx.now, done_by=tx.actor.id))
    tx.touch("count_tasks")
    return moved.pieces


def on_the_way(connection: Any, place: Place, lot: str) -> int:
    """Pieces promised from the bin that are in a cart or at the packing desk already."""
    promised = (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Reservation.location_id == place[0], Reservation.sku_id == place[1], Reservation.lot == lot)
    )
    picked = connection.execute(promised.where(Order.state == State.PICKED.value)).scalar_one()
    waiting = connection.execute(promised.where(Order.state == State.IN_WAVE.value)).scalar_one()
    taken = connection.execute(
        select(func.coalesce(func.sum(signed), 0))
        .join(Wave, Wave.id == PickScan.wave_id)
        .where(PickScan.location_id == place[0], PickScan.sku_id == place[1], Wave.picked_at.is_(None))
    ).scalar_one()
    return int(picked) + min(int(waiting), max(0, int(taken)))
