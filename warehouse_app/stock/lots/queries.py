"""Lots as a person sees them: which there are, until when they may be sold, and what expires soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.stock.lots.rules import days_left
from warehouse_app.stock.tables import Balance, Lot
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class LotRow:
    """One lot: its last day, days until then (below zero: expired), and the pieces in bins, at the dock and in quarantine."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    lot: str
    expires: date | None
    days_left: int | None
    pieces: int
    reserved: int


def _held() -> Any:
    """Pieces of a lot in all places of the house; what the program's own places hold is no stock."""
    return (
        select(
            Balance.sku_id, Balance.lot, func.sum(Balance.on_hand).label("pieces"), func.sum(Balance.reserved).label("reserved")
        )
        .where(Balance.lot != "", Balance.virtual.is_(False))
        .group_by(Balance.sku_id, Balance.lot)
        .subquery()
    )  # fmt: skip


def lots_page(
    session: Session, *, today: date, text: str = "", held_only: bool = False, offset: int = 0, limit: int = 100,
    sort: str = "expires", descending: bool = False,
) -> Page[LotRow]:  # fmt: skip
    """Lots, the earliest last day first and those without one at the end; searched by lot, seller code or product name."""
    held = _held()
    wanted = _lots(held)
    if text:
        names = (Lot.code, Sku.seller_code, Product.name)
        wanted = wanted.where(or_(*(name.icontains(text, autoescape=True) for name in names)))
    if held_only:
        wanted = wanted.where(held.c.pieces > 0)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    orders = {
        "expires": Lot.expires, "seller_code": Sku.seller_code, "name": Product.name, "lot": Lot.code,
        "pieces": func.coalesce(held.c.pieces, 0),
    }  # fmt: skip
    key = orders[sort]
    last = case((key.is_(None), 1), else_=0)
    ordered = wanted.order_by(last, key.desc() if descending else key.asc(), Sku.seller_code, Lot.code)
    return Page([_row(r, today) for r in session.execute(ordered.offset(offset).limit(limit))], total)


def expiring(session: Session, today: date, days: int) -> list[LotRow]:
    """Lots in the house that have expired or will within so many days, the most urgent first."""
    held = _held()
    wanted = _lots(held).where(Lot.expires <= today + timedelta(days=days), held.c.pieces > 0)
    return [_row(r, today) for r in session.execute(wanted.order_by(Lot.expires, Sku.seller_code, Lot.code))]


def _lots(held: Any) -> Select[Any]:
    return (
        select(
            Lot.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Lot.code.label("lot"), Lot.expires,
            held.c.pieces, held.c.reserved,
        )
        .join(Sku, Sku.id == Lot.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(held, and_(held.c.sku_id == Lot.sku_id, held.c.lot == Lot.code))
    )  # fmt: skip


def _row(r: Any, today: date) -> LotRow:
    return LotRow(
        r.sku_id, r.seller_code, r.name, r.colour, r.size, r.lot, r.expires, days_left(r.expires, today), int(r.pieces or 0),
        int(r.reserved or 0),
    )  # fmt: skip
