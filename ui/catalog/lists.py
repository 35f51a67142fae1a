"""The catalogue's two lists: products, and SKUs (of one product, of all, or those no barcode names)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ui.desk import Desk
from ui.theme import ToneName
from ui.widgets.paged_model import Column
from warehouse_app.catalog.editing.queries import ProductLine, SkuLine, products_page, skus_page

View = Literal["products", "skus", "missing"]
VIEWS: tuple[View, ...] = ("products", "skus", "missing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown: which list, the words searched for, and the product whose SKUs are meant (None: all)."""

    view: View = "products"
    text: str = ""
    product_id: int | None = None
    product: str = ""


def product_columns() -> list[Column[ProductLine]]:
    """The columns of the products."""
    return [
        Column[ProductLine]("style", "goods.col_style", width=104),
        Column[ProductLine]("name", "goods.col_name", width=0),
        Column[ProductLine]("category", "goods.col_category", width=116),
        Column[ProductLine]("skus", "goods.col_skus", align="right", width=72),
        Column[ProductLine]("barcodes_missing", "goods.col_missing", _missing, _missing_tone, "right", 116),
    ]


def sku_columns(*, short: bool = False) -> list[Column[SkuLine]]:
    """The columns of the SKUs; ``short`` for those of one product, which need no name."""
    code = Column[SkuLine]("seller_code", "goods.col_code", width=0 if short else 140)
    name = Column[SkuLine]("name", "goods.col_name", width=0)
    kind = Column[SkuLine]("colour", "goods.col_variant", variant, width=124)
    barcode = Column[SkuLine]("barcodes", "goods.col_barcode", barcodes_in_short, width=164, sortable=False)
    if short:
        return [code, kind, barcode]
    return [code, name, kind, barcode, Column[SkuLine]("home_bin", "goods.col_home_bin", width=88)]


def fetch_products(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[ProductLine], int]:
    """One page of the products that are wanted."""
    page = desk.read(
        products_page, text=wanted.text, offset=offset, limit=limit, sort=sort or "name", descending=descending
    )  # fmt: skip
    return page.rows, page.total


def fetch_skus(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[SkuLine], int]:
    """One page of the SKUs that are wanted."""
    page = desk.read(
        skus_page, product_id=wanted.product_id, text=wanted.text, missing_barcode=wanted.view == "missing", offset=offset,
        limit=limit, sort=sort or "", descending=descending,
    )  # fmt: skip
    return page.rows, page.total


def variant(sku: SkuLine) -> str:
    """Colour and size."""
    return " / ".join(part for part in (sku.colour, sku.size) if part)


def barcodes_in_short(sku: SkuLine) -> str:
    """The first barcode, and how many more there are."""
    first = sku.barcodes[0] if sku.barcodes else "–"
    return f"{first} +{len(sku.barcodes) - 1}" if len(sku.barcodes) > 1 else first


def _missing(product: ProductLine) -> str:
    return str(product.barcodes_missing) if product.barcodes_missing else "–"


def _missing_tone(product: ProductLine) -> ToneName | None:
    return "warning" if product.barcodes_missing else None
