"""What stands on count sheets: bins that are still to be counted, with their goods unless the count is blind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.counting.tables import CountBin, CountLine, Stocktake
from warehouse_app.stock.tables import Balance, Location


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One SKU to count; ``expected`` is None on a blind sheet."""

    seller_code: str
    name: str
    colour: str
    size: str
    barcode: str
    expected: int | None


@dataclass(frozen=True, slots=True)
class SheetBin:
    """A bin on a count sheet."""

    bin: str
    round: int
    lines: tuple[SheetLine, ...]


def sheet_bins(session: Session, stocktake_id: int, *, blind: bool | None = None) -> list[SheetBin]:
    """Bins that are not counted yet, in walking order. ``blind``: without the books' figures; None: as it was planned."""
    planned = session.execute(select(Stocktake.blind).where(Stocktake.id == stocktake_id)).scalar()
    hidden = bool(planned) if blind is None else blind
    bins = session.execute(
        select(CountBin.id, CountBin.location_id, CountBin.round, CountBin.whole, Location.code)
        .join(Location, Location.id == CountBin.location_id)
        .where(CountBin.stocktake_id == stocktake_id, CountBin.state != "done")
        .order_by(Location.walk_key, Location.code)
    ).all()
    books = _books(session, stocktake_id)
    listed = _listed(session, stocktake_id)
    return [SheetBin(row.code, row.round, _lines(row, listed, books, hidden=hidden)) for row in bins]


def _lines(row: Any, listed: dict[int, list[Any]], books: dict[int, list[Any]], *, hidden: bool) -> tuple[SheetLine, ...]:
    hides = hidden or row.round > 1
    there = books.get(row.location_id, [])
    wanted = listed.get(row.id, []) if not row.whole else [] if hides else there
    pieces = {one.sku_id: int(one.pieces) for one in there}
    return tuple(
        SheetLine(
            one.seller_code, one.name, one.colour, one.size, one.barcode or "", None if hides else pieces.get(one.sku_id, 0)
        )
        for one in wanted
    )  # fmt: skip


def _words() -> tuple[Any, ...]:
    code = select(func.min(Barcode.code)).where(Barcode.sku_id == Sku.id, Barcode.multiple == 1).scalar_subquery()
    return (Sku.id.label("sku_id"), Sku.seller_code, Product.name, Sku.colour, Sku.size, code.label("barcode"))


def _books(session: Session, stocktake_id: int) -> dict[int, list[Any]]:
    places = select(CountBin.location_id).where(CountBin.stocktake_id == stocktake_id, CountBin.state != "done")
    rows = session.execute(
        select(Balance.location_id, func.sum(Balance.on_hand).label("pieces"), *_words())
        .join(Sku, Sku.id == Balance.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(Balance.virtual.is_(False), Balance.on_hand > 0, Balance.location_id.in_(places))
        .group_by(Balance.location_id, Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size)
        .order_by(Product.name, Sku.seller_code)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.location_id].append(row)
    return found


def _listed(session: Session, stocktake_id: int) -> dict[int, list[Any]]:
    rows = session.execute(
        select(CountLine.bin_id, *_words())
        .join(CountBin, CountBin.id == CountLine.bin_id)
        .join(Sku, Sku.id == CountLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(CountBin.stocktake_id == stocktake_id, CountBin.state != "done", ~CountBin.whole)
        .order_by(Product.name, Sku.seller_code)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.bin_id].append(row)
    return found
