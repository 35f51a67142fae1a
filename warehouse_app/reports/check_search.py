"""What ``packdesk check`` proves of the search: every order, line, waybill and product stands in the index that finds it.

Only a SQLite file has indexes of ours; on a server the database keeps its own. Rows are counted, which is cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, column, func, literal, select, table
from sqlalchemy.orm import Session

from warehouse_app.orders.tables import Order, OrderHistory, OrderLine


def rules(session: Session) -> Iterator[Select[Any]]:
    """One query for each index, telling its name when it holds more or fewer rows than what it indexes."""
    if session.get_bind().dialect.name != "sqlite":
        return
    goods = table("search_goods", column("id"))
    for index, rows in (
        ("search_order_docsize", select(func.count()).select_from(Order)),
        ("search_line_docsize", select(func.count()).select_from(OrderLine).where(OrderLine.sub_number != "")),
        ("search_waybill_docsize", select(func.count()).select_from(OrderHistory).where(OrderHistory.reference.is_not(None))),
        ("search_goods_text_docsize", select(func.count()).select_from(goods)),
        ("search_goods_line", select(func.count()).select_from(OrderLine)),
    ):
        expected, found = rows.scalar_subquery(), select(func.count()).select_from(table(index)).scalar_subquery()
        told = select(literal(index.removesuffix("_docsize")).label("subject"), expected.label("expected"), found.label("found"))
        yield told.where(expected != found)
