"""``packdesk check`` against things to do that were changed by hand."""

from __future__ import annotations

import pytest

from tests.reports.damage import do_damage
from tests.shop import add_orders, do, open_shop, order, pack, parcel_of, problems_of, release_and_wave, scan
from warehouse_app.packing.ticking import tick
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def day(local_warehouse: Warehouse) -> Warehouse:
    """1 is packed with its invoice, 2 has all its pieces and waits for its tick, 3 is ticked and not begun."""
    orders = [order(str(n), {"SKU1": 1}, invoice_title="示例公司") for n in (1, 2, 3)]
    open_shop(local_warehouse, {"SKU1": 9}, *orders)
    release_and_wave(local_warehouse)
    pack(local_warehouse, "1")
    assert scan(local_warehouse, parcel_of(local_warehouse, "2").id, "SKU1").verdict == "tick_first"
    do(local_warehouse, tick, parcel_of(local_warehouse, "3").id, None, new_action())
    add_orders(local_warehouse, order("4", {"SKU1": 1}), name="more")
    assert problems_of(local_warehouse) == []
    return local_warehouse


def _parcel(number: int) -> str:
    return f"(SELECT parcel_id FROM parcel_order JOIN orders ON orders.id = order_id WHERE number = '{number}')"


DAMAGE = {
    "a count changed": ("UPDATE parcel SET todo = 2 WHERE id = " + _parcel(2), {"check.parcel_tasks"}),
    "a task lost": ("DELETE FROM parcel_task WHERE parcel_id = " + _parcel(2), {"check.parcel_tasks"}),
    "a tick lost": ("UPDATE parcel_task SET done_at = NULL WHERE parcel_id = " + _parcel(3), {"check.parcel_tasks"}),
    "ticked behind the count": (
        "UPDATE parcel_task SET done_at = at WHERE parcel_id = " + _parcel(2), {"check.parcel_tasks"},
    ),
    "packed with something to do": (
        "UPDATE parcel_task SET done_at = NULL WHERE parcel_id = " + _parcel(1), {"check.parcel_tasks"},
    ),
    "counted away, so that it ought to be packed": (
        "UPDATE parcel SET todo = 0 WHERE id = " + _parcel(2), {"check.parcel_tasks", "check.parcel_state"},
    ),
    "of an order that does not travel in it": (
        "UPDATE parcel_task SET order_id = (SELECT id FROM orders WHERE number = '4') WHERE parcel_id = " + _parcel(2),
        {"check.task_order"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(day: Warehouse, damage: str) -> None:
    statement, codes = DAMAGE[damage]
    do_damage(day, (), statement)
    assert set(problems_of(day)) == codes


def test_a_packed_parcel_with_a_count_of_its_own_is_seen(day: Warehouse) -> None:
    do_damage(
        day, (), "UPDATE parcel SET todo = 1 WHERE id = " + _parcel(1),
        "UPDATE parcel_task SET done_at = NULL WHERE parcel_id = " + _parcel(1),
    )  # fmt: skip
    assert problems_of(day) == ["check.parcel_tasks"]
