"""The box as a step of packing: when a parcel owes one, and when the one it had counts no longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from warehouse_app.catalog.rules import BOXES
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.packing.boxes import using
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.store.warehouse import Tx


def owed(tx: Tx, parcel_id: int, values: Mapping[str, Any]) -> bool:
    """The shop wants a box for every parcel, has any, and this one has none yet."""
    if values["box_policy"] != "must":
        return False
    kept = (
        select(ParcelMaterial.id)
        .outerjoin(Sku, Sku.id == ParcelMaterial.sku_id)
        .where(ParcelMaterial.parcel_id == parcel_id, ParcelMaterial.sku_id.is_(None) | Sku.packs.in_(BOXES))
    )
    if tx.connection.execute(kept.limit(1)).first() is not None:
        return False
    any_box = select(Sku.id).join(Product, Product.id == Sku.product_id).where(Product.material, Sku.active, Sku.packs.in_(BOXES))
    return tx.connection.execute(any_box.limit(1)).first() is not None


def forget(tx: Tx, parcel_id: int) -> None:
    """Goods were taken out again: the next time it may be another box."""
    using.forget(tx, parcel_id)
