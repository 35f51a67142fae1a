"""The run: what it finds, what it says about doubtful days, and that it can be stopped without a trace."""

from __future__ import annotations

from tests.restock.house import alerts, every_day, figure, open_shop, run, sold
from warehouse_app.store.warehouse import Warehouse


def test_a_sku_that_sells_three_a_day_and_has_few_left_is_to_be_ordered(warehouse: Warehouse) -> None:
    supplier = open_shop(warehouse, {"SKU1": 20, "SKU2": 500}, lead_days=10)
    sold(warehouse, every_day(1, 3) | every_day(2, 1))
    ran = run(warehouse)
    assert (ran.skus, ran.opened, ran.warning) == (2, 1, {})
    low, enough = figure(warehouse), figure(warehouse, 2)
    assert (low.verdict, low.supplier_id, low.lead_days) == ("order", supplier, 10)
    assert 2.5 < low.daily < 3.5
    assert low.suggested == low.raw == low.target - low.position
    assert (low.position, low.on_hand) == (20, 20)
    assert enough.verdict == "enough"
    assert (alerts(warehouse), alerts(warehouse, 2)) == (["new"], [])
