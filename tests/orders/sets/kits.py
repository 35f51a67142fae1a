"""Two sets to test with: SKU4 is one of SKU1 and two of SKU2, SKU5 one of SKU2 and one of SKU3."""

from __future__ import annotations

from tests.packing.desk import sku_id
from tests.shop import do
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.store.warehouse import Warehouse

KITS = {"SKU4": {"SKU1": 1, "SKU2": 2}, "SKU5": {"SKU2": 1, "SKU3": 1}}


def make_kits(warehouse: Warehouse) -> None:
    for kit, parts in KITS.items():
        do(warehouse, set_at_packing, sku_id(warehouse, kit), False, "", None, parts)
