"""``packdesk check`` against figures, alerts and terms that were changed by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.reports.damage import do_damage
from tests.restock.house import every_day, open_shop, run, sold
from tests.restock.rehearsing.house import found, past
from tests.shop import do, problems_of
from warehouse_app.restock.ordering import order_ticked
from warehouse_app.restock.rehearsing.commands import save_plan
from warehouse_app.restock.terms import TermsFields, save_terms
from warehouse_app.store.warehouse import Warehouse

PLANS = {
    "UPDATE promotion_line SET to_order = to_order + 1 WHERE to_order > 0": "check.restock_plan_sum",
    "DELETE FROM promotion_line": "check.restock_plan_sum",
    "UPDATE promotion_line SET order_by = NULL": "check.restock_plan_line",
    "UPDATE promotion_plan SET ends = '2030-01-01'": "check.restock_plan_days",
}
_TWICE = (
    "INSERT INTO restock_alert (sku_id, state, opened, position, reorder_point, suggested, who_id, desk, at)"
    " SELECT 1, 'new', opened, position, reorder_point, suggested, who_id, desk, at FROM restock_alert WHERE id = 1"
)
DAMAGE = {
    "a second alert": (_TWICE, {"check.restock_alerts", "check.restock_told"}),
    "a position": ("UPDATE restock_figure SET position = position + 1", {"check.restock_position"}),
    "a target": ("UPDATE restock_figure SET target = target + 1", {"check.restock_position"}),
    "an order forgotten": ("UPDATE restock_alert SET order_id = NULL", {"check.restock_ordered"}),
    "an order of other goods": ("UPDATE purchase_line SET sku_id = 2", {"check.restock_ordered"}),
    "an end nobody knows of": ("UPDATE restock_alert SET state = 'over'", {"check.restock_told"}),
    "a sleep without an end": ("UPDATE restock_alert SET state = 'snoozed'", {"check.restock_told"}),
    "an alert from nowhere": ("DELETE FROM alert_event WHERE kind = 'opened'", {"check.restock_told"}),
    "a least above the most": ("UPDATE restock_terms SET least = 9, most = 8", {"check.restock_terms"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(local_warehouse: Warehouse, damage: str) -> None:
    open_shop(local_warehouse, {"SKU1": 20, "SKU2": 500})
    sold(local_warehouse, every_day(1, 3) | every_day(2, 1))
    run(local_warehouse)
    do(local_warehouse, order_ticked, [(1, 50)])
    do(local_warehouse, save_terms, 2, TermsFields(least=4))
    assert problems_of(local_warehouse) == []
    statement, codes = DAMAGE[damage]
    with local_warehouse.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_restock_alert_open")
    do_damage(local_warehouse, ("alert_event",), statement)
    assert set(problems_of(local_warehouse)) == codes


@pytest.mark.parametrize(("damage", "code"), PLANS.items())
def test_each_rule_of_plans_sees_its_damage(local_warehouse: Warehouse, damage: str, code: str) -> None:
    past(local_warehouse)
    do(local_warehouse, save_plan, "双十一", found(local_warehouse, figure=Decimal(9)))
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, (), damage)
    assert set(problems_of(local_warehouse)) == {code}
