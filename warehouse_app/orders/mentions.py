"""What a new order report does not mention: an order on its way that vanished from it may have been closed meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from warehouse_app.orders.files import ParsedFile
from warehouse_app.orders.rules import ON_THE_FLOOR, State
from warehouse_app.orders.tables import Order
from warehouse_app.sheets.table import RowProblem
from warehouse_app.store.warehouse import Tx

WHOLE_REPORT = 2  # the strength of a report with one row for each order
NAMED = 5  # so many order numbers stand in the warning


def silence_about(tx: Tx, file: ParsedFile, shop_ids: Collection[int], moment: datetime) -> RowProblem | None:
    """A warning that names orders on their way this newer report says nothing of; None when there are none.

    A file that speaks of fewer than half of the shop's orders on their way is one for a few orders, and warns of nothing.
    """
    if file.strength < WHOLE_REPORT or not shop_ids:
        return None
    on_the_way = (State.RELEASED, *ON_THE_FLOOR)
    rows = tx.connection.execute(
        select(Order.number, Order.as_of)
        .where(Order.state.in_([state.value for state in on_the_way]), Order.shop_id.in_(shop_ids), Order.origin == "file")
        .order_by(Order.ship_by.nulls_last(), Order.id)
    ).all()
    silent = [row.number for row in rows if row.as_of < moment]
    if not silent or len(silent) * 2 > len(rows):
        return None
    named = ", ".join(silent[:NAMED]) + (" …" if len(silent) > NAMED else "")
    return RowProblem(file.name, 0, "", "orders.not_mentioned", {"n": len(silent), "numbers": named})
