"""``packdesk check`` against second checks that were changed by hand."""

from __future__ import annotations

import pytest

from tests.packing.checking.people import person, switch_on
from tests.packing.desk import ONE
from tests.reports.damage import do_damage
from tests.shop import open_shop, order, problems_of, release_and_wave
from warehouse_app.store.warehouse import Warehouse

APPEND_ONLY = ("scan", "check_piece", "check_difference")


@pytest.fixture
def day(local_warehouse: Warehouse) -> Warehouse:
    """1 was counted different and then equal and is packed, 2 waits for its check, of 3 a count was begun."""
    open_shop(local_warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in (1, 2, 3)))
    release_and_wave(local_warehouse)
    switch_on(local_warehouse, all=True)
    first, second = person(local_warehouse, "小周", "desk 1"), person(local_warehouse, "阿敏", "desk 2")
    for number in "123":
        first.packs(ONE, number=number)
    second.opens("1")
    second.counts(ONE, ONE, number="1")
    second.ends("1")
    second.opens("1")
    second.counts(ONE, number="1")
    second.ends("1")
    second.opens("3")
    second.counts(ONE, number="3")
    assert problems_of(local_warehouse) == []
    return local_warehouse


def _of(number: int) -> str:
    return f"parcel_id = (SELECT parcel_id FROM parcel_order JOIN orders ON orders.id = order_id WHERE number = '{number}')"


EQUAL = "(SELECT id FROM second_check WHERE state = 'equal')"
DAMAGE = {
    "the equal count lost": (f"DELETE FROM second_check WHERE id = {EQUAL}", {"missing"}),
    "the equal count void": (f"UPDATE second_check SET state = 'void' WHERE {_of(1)}", {"missing"}),
    "packed with a difference": (f"UPDATE second_check SET state = 'void' WHERE id = {EQUAL}", {"missing"}),
    "packed while it is counted": (f"UPDATE second_check SET state = 'open' WHERE id = {EQUAL}", {"missing"}),
    "still owed": (f"UPDATE parcel SET owes = 1 WHERE {_of(1).replace('parcel_id =', 'id =', 1)}", {"missing"}),
    "counted by who packed it": (f"UPDATE second_check SET who_id = first_id WHERE id = {EQUAL}", {"person"}),
    "a count of its own": (f"UPDATE second_check SET counted = 2 WHERE {_of(3)}", {"counted"}),
    "a scan of the count lost": (f"DELETE FROM check_piece WHERE check_id = {EQUAL}", {"counted", "equal"}),
    "more was counted": (f"UPDATE check_piece SET pieces = 2 WHERE check_id = {EQUAL}", {"counted", "equal"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(day: Warehouse, damage: str) -> None:
    statement, codes = DAMAGE[damage]
    do_damage(day, APPEND_ONLY, statement)
    found = {code.removeprefix("check.second_") for code in problems_of(day)} - {"check.foreign_key"}
    assert found == codes
