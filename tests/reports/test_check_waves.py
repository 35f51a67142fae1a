"""``packdesk check`` on waves: an order without its parcel and an order in two of them are seen."""

from __future__ import annotations

import pytest

from tests.reports.damage import do_damage
from tests.shop import add_orders, do, open_shop, order, pack, parcel_of, problems_of, release_and_wave
from warehouse_app.packing.commands import unpack
from warehouse_app.store.warehouse import Warehouse, new_action

DAMAGE = {
    "waved without a parcel": "UPDATE parcel SET state = 'cancelled' WHERE slot = 2",
    "waved twice": (
        "INSERT INTO parcel_order (parcel_id, order_id, version)"
        " SELECT (SELECT id FROM parcel WHERE slot = 1), id, 1 FROM orders WHERE number = '2'"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_order_on_the_floor_travels_in_one_parcel(local_warehouse: Warehouse, damage: str) -> None:
    open_shop(local_warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    release_and_wave(local_warehouse)
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, (), DAMAGE[damage])
    strangers = ["check.together"] if damage == "waved twice" else []  # two that do not travel together are in one parcel
    assert sorted(problems_of(local_warehouse)) == [*strangers, "check.wave_order"]


def test_an_order_waved_again_after_its_parcel_was_taken_apart_is_clean(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    add_orders(warehouse, order("1", {"SKU1": 1}, address="江苏省 南京市 玄武区 示例路2号"), name="later")
    do(warehouse, unpack, parcel_of(warehouse, "1").id, new_action())
    assert problems_of(warehouse) == []
    release_and_wave(warehouse)
    assert problems_of(warehouse) == []
    pack(warehouse, "1")
    assert problems_of(warehouse) == []
