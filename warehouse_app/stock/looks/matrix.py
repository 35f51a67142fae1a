"""One product as a grid of colours and sizes, with what lies in the house of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.sizes import size_key
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.stock.looks.figures import IN_THE_HOUSE, Figures, figure_columns, figures_of
from warehouse_app.stock.tables import Balance, Location


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One SKU in its row and column."""

    sku_id: int
    seller_code: str
    colour: str
    size: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Matrix:
    """A product's SKUs as a grid: colours in the order of their text, sizes as people order them."""

    product_id: int
    name: str
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    cells: tuple[MatrixCell, ...]

    def at(self, colour: str, size: str) -> tuple[MatrixCell, ...]:
        """The SKUs of a colour and size: one, none, or several where the shop made two."""
        return tuple(cell for cell in self.cells if (cell.colour, cell.size) == (colour, size))


def matrix(session: Session, product_id: int, today: date | None = None) -> Matrix:
    """The grid of a product. With ``today`` expired lots are not available. Raises NotFound ``shelves.no_such_sku``."""
    name = session.scalar(select(Product.name).where(Product.id == product_id))
    if name is None:
        raise NotFound("shelves.no_such_sku")
    skus = session.execute(
        select(Sku.id, Sku.seller_code, Sku.colour, Sku.size).where(Sku.product_id == product_id, Sku.active)
    ).all()
    sums = session.execute(
        select(Balance.sku_id, *figure_columns(today))
        .join(Location, Location.id == Balance.location_id)
        .where(IN_THE_HOUSE, Balance.sku_id.in_(select(Sku.id).where(Sku.product_id == product_id)))
        .group_by(Balance.sku_id)
    )
    found = {row.sku_id: figures_of(row) for row in sums}
    cells = [MatrixCell(sku.id, sku.seller_code, sku.colour, sku.size, found.get(sku.id, Figures())) for sku in skus]
    cells.sort(key=lambda cell: (cell.colour, size_key(cell.size), cell.seller_code))
    return Matrix(
        product_id,
        name,
        tuple(sorted({cell.colour for cell in cells})),
        tuple(sorted({cell.size for cell in cells}, key=size_key)),
        tuple(cells),
    )
