"""``packdesk check`` against stocktakes that were changed by hand."""

from __future__ import annotations

import pytest

from tests.counting.house import Counter, plan
from tests.reports.damage import do_damage
from tests.shop import add_products, add_stock, do, problems_of
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Warehouse

DAMAGE = {
    "a posted difference changed": ("UPDATE count_result SET difference = -4", {"check.count_posted"}),
    "an approval forgotten": ("UPDATE count_result SET state = 'agreed'", {"check.count_posted"}),
    "a move of nobody's approval": ("UPDATE move SET document = 'count:99' WHERE reason = 'opening'", {"check.count_posted"}),
    "a line counted up": ("UPDATE count_line SET counted = counted + 1", {"check.count_lines"}),
    "a scan lost": ("DELETE FROM count_scan WHERE verdict = 'counted'", {"check.count_lines"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(local_warehouse: Warehouse, damage: str) -> None:
    add_products(local_warehouse, 1)
    add_stock(local_warehouse, {"SKU1": 10})
    do(local_warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter = Counter(local_warehouse, plan(local_warehouse))
    counter.counts("A-1", SKU1=7)
    counter.approves()
    assert problems_of(local_warehouse) == []
    statement, codes = DAMAGE[damage]
    do_damage(local_warehouse, ("count_scan", "move"), statement)
    assert set(problems_of(local_warehouse)) == codes
