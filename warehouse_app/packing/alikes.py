"""Look-alikes: the wrong item is the same product as one the parcel wants, in another colour or size."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Sku
from warehouse_app.picking.tables import ParcelLine
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Alike:
    """The item in the hand and the one that is wanted, as far as they differ to the eye."""

    sku_id: int
    wanted_id: int
    colour: str
    size: str
    picture: str
    wanted_colour: str
    wanted_size: str
    wanted_picture: str


def wanted_instead(tx: Tx, parcel_id: int, sku_id: int) -> Alike | None:
    """The line of the same product, one that wants pieces before one that is full; None when the product is none of it."""
    wanted = aliased(Sku)
    full = case((ParcelLine.scanned < ParcelLine.needed, 0), else_=1)
    row = tx.connection.execute(
        select(
            Sku.colour, Sku.size, Sku.picture, wanted.id,
            wanted.colour.label("wanted_colour"), wanted.size.label("wanted_size"), wanted.picture.label("wanted_picture"),
        )
        .join(wanted, wanted.product_id == Sku.product_id)
        .join(ParcelLine, ParcelLine.sku_id == wanted.id)
        .where(Sku.id == sku_id, ParcelLine.parcel_id == parcel_id, wanted.id != sku_id)
        .order_by(full, ParcelLine.id)
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    return Alike(sku_id, row.id, row.colour, row.size, row.picture, row.wanted_colour, row.wanted_size, row.wanted_picture)
