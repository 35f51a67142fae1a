"""Where an order comes from when no file brought it, and what was sent again for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.tables import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Resent:
    """Goods sent again for an order: why, who answers for it, and how far they are."""

    number: str
    state: str
    reason: str
    liable: str


@dataclass(frozen=True, slots=True)
class Links:
    """``original`` is the number of the order this one is a resend of, "" for none; ``resent`` are its own resends."""

    origin: str
    original: str
    reason: str
    liable: str
    resent: tuple[Resent, ...]

    def __bool__(self) -> bool:
        return self.origin in ("manual", "resend") or bool(self.resent)


def links_of(session: Session, order_id: int) -> Links:
    """An order's links, the first resend first; none for an order nobody knows."""
    original = aliased(Order)
    row = session.execute(
        select(Order.origin, Order.reason, Order.liable, original.number)
        .outerjoin(original, original.id == Order.original_id)
        .where(Order.id == order_id)
    ).one_or_none()
    if row is None:
        return Links("file", "", "", "", ())
    resent = session.execute(
        select(Order.number, Order.state, Order.reason, Order.liable)
        .where(Order.original_id == order_id, Order.origin == "resend")
        .order_by(Order.id)
    )
    number = (row.number or "") if row.origin == "resend" else ""
    return Links(row.origin, number, row.reason, row.liable, tuple(Resent(*each) for each in resent))


@dataclass(frozen=True, slots=True)
class SentGoods:
    """Pieces of a SKU an order was to bring."""

    sku_id: int
    seller_code: str
    name: str
    variant: str
    quantity: int


def goods_of(session: Session, order_id: int) -> list[SentGoods]:
    """An order's goods that the catalogue knows and that were not refunded, a SKU on one line."""
    rows = session.execute(
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, func.sum(OrderLine.quantity))
        .join(OrderLine, OrderLine.sku_id == Sku.id)
        .join(Product, Product.id == Sku.product_id)
        .where(OrderLine.order_id == order_id, OrderLine.live, Sku.active)
        .group_by(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size)
        .order_by(func.min(OrderLine.line))
    )
    return [
        SentGoods(sku_id, code, name, " / ".join(part for part in (colour, size) if part), int(pieces))
        for sku_id, code, name, colour, size, pieces in rows
    ]
