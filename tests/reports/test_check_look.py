"""``packdesk check`` sees an order that waits for a look without a reason to."""

from __future__ import annotations

import pytest

from tests.reports.damage import do_damage
from tests.shop import do, open_shop, order, problems_of
from warehouse_app.orders.release import release
from warehouse_app.store.warehouse import Warehouse


@pytest.mark.parametrize("damage", ["look = ''", "looked = 1"])
def test_waiting_for_a_look_at_nothing_is_found(local_warehouse: Warehouse, damage: str) -> None:
    open_shop(local_warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}, note="贺卡"), order("2", {"SKU9": 1}, note="贺卡"))
    do(local_warehouse, release)
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, (), f"UPDATE orders SET {damage} WHERE number = '1'")
    assert problems_of(local_warehouse) == ["check.look"]
