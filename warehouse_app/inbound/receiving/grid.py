"""The colour x size grid of one product in a receipt: what is expected and counted in each cell, sizes as people order them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.sizes import size_key
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.inbound.receiving.figures import figures, source_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One SKU in the grid; ``expected`` is None when it was not planned."""

    sku_id: int
    seller_code: str
    colour: str
    size: str
    expected: int | None
    counted: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows are colours, columns sizes; a cell is None where the product has no such SKU. ``lots``: key it lot by lot."""

    product_id: int
    name: str
    lots: bool
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]


def grid(session: Session, receipt_id: int, product_id: int) -> Grid:
    """All active SKUs of a product, and those that came, whether they are in the receipt or not. Raises NotFound."""
    product = session.execute(select(Product.name, Product.lots).where(Product.id == product_id)).one_or_none()
    if product is None:
        raise NotFound("receiving.no_such_product")
    told = figures(source_of(session, receipt_id)).c
    rows = session.execute(
        select(Sku.id, Sku.seller_code, Sku.colour, Sku.size, told.expected, told.counted)
        .outerjoin(told.sku_id.table, told.sku_id == Sku.id)
        .where(Sku.product_id == product_id, Sku.active | (told.counted > 0))
        .order_by(Sku.id.desc())
    )
    cells = {(row.colour, row.size): _cell(row) for row in rows}  # of two SKUs alike the older one is shown
    colours = tuple(sorted({colour for colour, _ in cells}))
    sizes = tuple(sorted({size for _, size in cells}, key=size_key))
    table = tuple(tuple(cells.get((colour, size)) for size in sizes) for colour in colours)
    return Grid(product_id, product.name, product.lots, colours, sizes, table)


def _cell(row: Any) -> Cell:
    expected = None if row.expected is None else int(row.expected)
    return Cell(row.id, row.seller_code, row.colour, row.size, expected, int(row.counted or 0))


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product of a receipt: how many SKUs of it are expected or came, and their pieces."""

    product_id: int
    name: str
    style: str
    lots: bool
    skus: int
    expected: int
    counted: int


def products_of(session: Session, receipt_id: int) -> list[ProductRow]:
    """The products that are expected with a receipt or came with it, by name. Raises NotFound."""
    told = figures(source_of(session, receipt_id)).c
    rows = session.execute(
        select(
            Product.id, Product.name, Product.style, Product.lots, func.count().label("skus"),
            func.coalesce(func.sum(told.expected), 0).label("expected"), func.sum(told.counted).label("counted"),
        )
        .select_from(told.sku_id.table)
        .join(Sku, Sku.id == told.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .group_by(Product.id)
        .order_by(Product.name, Product.id)
    )  # fmt: skip
    return [ProductRow(r.id, r.name, r.style, r.lots, r.skus, int(r.expected), int(r.counted)) for r in rows]
