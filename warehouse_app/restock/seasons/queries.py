"""Products with the last day of their season, as a list to search, sort and tick."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.codes import goods
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.restock.tables import ProductSeason
from warehouse_app.store.pages import Page

SeasonLook = Literal["all", "set", "over", "unset"]
SEASON_LOOKS: tuple[SeasonLook, ...] = get_args(SeasonLook)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product; ``ends`` None: goods of all seasons."""

    id: int
    name: str
    category: str
    skus: int
    ends: date | None


def seasons_page(
    session: Session, today: date, *, text: str = "", look: SeasonLook = "all", offset: int = 0, limit: int = 100,
    sort: str | None = None, descending: bool = False,
) -> Page[ProductRow]:  # fmt: skip
    """Products with a SKU in use, searched by name, category or seller code."""
    wanted = _wanted(today, text, look)
    total = session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    keys: dict[str, Any] = {
        "name": Product.name, "category": Product.category, "ends": ProductSeason.ends, "skus": func.count(Sku.id),
    }  # fmt: skip
    key = keys.get(sort or "", ProductSeason.ends)
    last = case((key.is_(None), 1), else_=0) if sort in (None, "ends") else None
    order = [one for one in (last, key.desc() if descending else key.asc(), Product.name) if one is not None]
    rows = session.execute(wanted.order_by(*order).offset(offset).limit(limit))
    return Page([ProductRow(*row) for row in rows], total)


def _wanted(today: date, text: str, look: SeasonLook) -> Select[Any]:
    wanted: Any = (
        select(Product.id, Product.name, Product.category, func.count(Sku.id), ProductSeason.ends)
        .join(Sku, Sku.product_id == Product.id)
        .outerjoin(ProductSeason, ProductSeason.product_id == Product.id)
        .where(Sku.active)
        .group_by(Product.id, Product.name, Product.category, ProductSeason.ends)
    )
    if text:
        of_sku = select(Sku.product_id).where(Sku.seller_code.icontains(text, autoescape=True))
        named = (name.icontains(text, autoescape=True) for name in (Product.name, Product.category))
        wanted = wanted.where(or_(*named, Product.id.in_(of_sku)))
    looks: dict[SeasonLook, Any] = {
        "set": ProductSeason.ends.is_not(None), "over": ProductSeason.ends < today, "unset": ProductSeason.ends.is_(None),
    }  # fmt: skip
    narrowed: Select[Any] = wanted.where(looks[look]) if look in looks else wanted
    return narrowed


def season_counts(session: Session, today: date) -> dict[SeasonLook, int]:
    """How many products each look shows."""
    return {look: seasons_page(session, today, look=look, limit=0).total for look in SEASON_LOOKS}


def product_of(session: Session, codes: Collection[str]) -> str | None:
    """The name of the product any of these codes (a barcode, a seller code) names; None for none."""
    found = goods(session.connection(), codes)
    if found is None:
        return None
    return session.scalar(select(Product.name).join(Sku, Sku.product_id == Product.id).where(Sku.id == found.sku_id))
