"""What is to stand on labels, read for any list of SKUs at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.editing.queries import barcodes_of, measures_of
from warehouse_app.catalog.labelling.rules import ItemLabel
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.store.imports import chunks


def item_labels(session: Session, copies: Mapping[int, int], *, price: bool = False) -> list[ItemLabel]:
    """The labels of these SKUs (id to copies), in the order given; ids nobody knows are left out.

    The barcode is the first that means a single piece; a SKU that has none is labelled with its seller code.
    """
    ids: Sequence[int] = list(copies)
    found: dict[int, Any] = {}
    for part in chunks(ids):
        wanted = select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.price)
        rows = session.execute(wanted.join(Product, Product.id == Sku.product_id).where(Sku.id.in_(part)))
        found |= {row.id: row for row in rows}
    codes, measures = barcodes_of(session, ids, single=True), measures_of(session, ids)
    return [
        ItemLabel(
            row.seller_code, codes.get(row.id, ("",))[0], row.name, row.colour, row.size, row.price if price else None,
            measures.get(row.id, ()), copies[row.id],
        )
        for row in (found[sku_id] for sku_id in ids if sku_id in found)
    ]  # fmt: skip
