"""Stock by SKU, product or category together with what is still to come: pieces of purchase orders not yet received."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.stock.looks.queries import By, GroupRow, group_page
from warehouse_app.store.pages import Page


def expected_pieces() -> Select[int, int]:
    """A query of (sku_id, pieces): what orders that were sent and are not closed still bring."""
    left = PurchaseLine.quantity - PurchaseLine.received
    return (
        select(PurchaseLine.sku_id, func.sum(left).label("pieces"))
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.order_id)
        .where(PurchaseOrder.state.in_(("sent", "partly")), left > 0)
        .group_by(PurchaseLine.sku_id)
    )


def stock_groups(
    session: Session, *, by: By, today: date | None = None, text: str = "", offset: int = 0, limit: int = 100,
    sort: str = "code", descending: bool = False,
) -> Page[GroupRow]:  # fmt: skip
    """``stock.looks.queries.group_page`` with the pieces that are expected."""
    return group_page(
        session, by=by, today=today, text=text, offset=offset, limit=limit, sort=sort, descending=descending,
        expected=expected_pieces(),
    )  # fmt: skip
