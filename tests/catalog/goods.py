"""Builders for the catalogue's tests: SKUs by the coding rule, and what is known of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from tests.shop import do
from warehouse_app.catalog.editing.queries import SkuDetails, sku_details
from warehouse_app.catalog.making.commands import MadeSku, new_sku
from warehouse_app.catalog.making.skus import NewSku
from warehouse_app.catalog.tables import Sku, SkuAlias
from warehouse_app.errors import WarehouseError
from warehouse_app.store.warehouse import Tx, Warehouse


def make(warehouse: Warehouse, product: str = "围巾", colour: str = "黑色", size: str = "M", **fields: Any) -> MadeSku:
    """One SKU of a product."""
    return do(warehouse, new_sku, NewSku(product, colour=colour, size=size, **fields))


def details(warehouse: Warehouse, sku_id: int) -> SkuDetails:
    """Everything of a SKU that must be there."""
    with warehouse.reading() as session:
        found = sku_details(session, sku_id)
    assert found is not None
    return found


def refused(warehouse: Warehouse, command: Any, *args: Any, **kwargs: Any) -> tuple[str, dict[str, object]]:
    """The code and fields with which a command says no."""
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, command, *args, **kwargs)
    return caught.value.code, caught.value.fields


def merged(tx: Tx, sku_id: int, into: int, code: str) -> None:
    """What merging leaves of a SKU in the catalogue (the command stands with the stock, which it moves too)."""
    tx.connection.execute(update(Sku).where(Sku.id == sku_id).values(active=False))
    tx.connection.execute(insert(SkuAlias), [{"code": code, "sku_id": into}])
