"""The shop whose parcels these tests pack."""

from __future__ import annotations

import pytest

from tests.shop import open_shop, order, release_and_wave
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Orders 1 (two of SKU1, one of SKU2) and 2 (one of SKU2) in a wave; SKU3 is in nobody's order."""
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10}, order("1", {"SKU1": 2, "SKU2": 1}), order("2", {"SKU2": 1}))
    release_and_wave(warehouse)
    return warehouse
