"""What may be sold: per SKU what is free on sellable shelves, of a set also what its components make; per shop what it may
offer, and what is news to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.orders.selling.rules import News, news, offer
from warehouse_app.orders.sets.queries import offered_pieces
from warehouse_app.orders.tables import SaleState, Shop
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class AvailableRow:
    """A SKU on sale somewhere: ``available`` pieces are free, the shop may offer ``offer`` of them."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    available: int
    offer: int


@dataclass(frozen=True, slots=True)
class SaleChange:
    """What a shop has to do with a SKU; ``told`` is whether it has been told of it before."""

    what: News
    row: AvailableRow
    told: bool


@dataclass(frozen=True, slots=True)
class ShopReserve:
    """A shop and the pieces of each SKU it never offers."""

    id: int
    name: str
    reserve: int


def shops(session: Session) -> list[ShopReserve]:
    """Every shop with its reserve, by name."""
    rows = session.execute(select(Shop.id, Shop.name, Shop.reserve).order_by(Shop.name)).all()
    return [ShopReserve(row.id, row.name, row.reserve) for row in rows]


def available_rows(session: Session, shop_id: int, day: date) -> list[AvailableRow]:
    """What the shop may offer of every SKU in use but materials, by seller code. Raises NotFound ``selling.unknown_shop``."""
    reserve = _reserve(session, shop_id)
    return [_row(found, reserve) for found in session.execute(_offered(day).order_by(Sku.seller_code))]


def available_page(
    session: Session, shop_id: int, day: date, *, text: str = "", offset: int = 0, limit: int = 100, sort: str = "seller_code",
    descending: bool = False,
) -> Page[AvailableRow]:  # fmt: skip
    """As ``available_rows``, a page at a time, found by seller code or name."""
    reserve = _reserve(session, shop_id)
    free = offered_pieces(day).subquery()
    wanted = _offered(day, free)
    if text:
        wanted = wanted.where(
            or_(Sku.seller_code.icontains(text, autoescape=True), Product.name.icontains(text, autoescape=True))
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = {
        "seller_code": Sku.seller_code, "name": Product.name, "colour": Sku.colour, "size": Sku.size,
        "available": func.coalesce(free.c.free, 0), "offer": func.coalesce(free.c.free, 0),
    }[sort]  # fmt: skip
    ordered = wanted.order_by(key.desc() if descending else key.asc(), Sku.id).offset(offset).limit(limit)
    return Page([_row(found, reserve) for found in session.execute(ordered)], total)


def changes(session: Session, shop_id: int, day: date) -> list[SaleChange]:
    """What the shop must take off sale and put back since it was last told, what comes off first.

    Raises NotFound ``selling.unknown_shop``. Two statements, whatever there is; rows that are no news stay in the database.
    """
    reserve = _reserve(session, shop_id)
    free = offered_pieces(day).subquery()
    available = func.coalesce(free.c.free, 0)
    is_news = case((SaleState.on_sale.is_(False), available > reserve), else_=available <= reserve)
    wanted = (
        _offered(day, free)
        .add_columns(SaleState.on_sale)
        .outerjoin(SaleState, (SaleState.sku_id == Sku.id) & (SaleState.shop_id == shop_id))
        .where(is_news)
        .order_by(Sku.seller_code)
    )
    found: list[SaleChange] = []
    for told in session.execute(wanted):
        row = _row(told, reserve)
        what = news(told.on_sale, row.offer)
        if what is not None:
            found.append(SaleChange(what, row, told.on_sale is not None))
    return sorted(found, key=lambda change: change.what != "take_off")


def _reserve(session: Session, shop_id: int) -> int:
    reserve: int | None = session.scalar(select(Shop.reserve).where(Shop.id == shop_id))
    if reserve is None:
        raise NotFound("selling.unknown_shop")
    return reserve


def _offered(day: date, free: Subquery | None = None) -> Any:
    """Every SKU in use that is sold at all, with what is free of it."""
    free = offered_pieces(day).subquery() if free is None else free
    return (
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, func.coalesce(free.c.free, 0).label("available"))
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(free, free.c.sku_id == Sku.id)
        .where(Sku.active, Product.material.is_(False))
    )


def _row(found: Any, reserve: int) -> AvailableRow:
    pieces = int(found.available)
    return AvailableRow(found.id, found.seller_code, found.name, found.colour, found.size, pieces, offer(pieces, reserve))
