"""Who sells a SKU, for how much, and how long he takes; and two desks that compute at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.inbound.buying.shop import drafted, ordered
from tests.restock.house import TODAY, ago, alerts, every_day, figure, open_shop, run, sells, sold, today_is
from tests.shop import do
from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.commands import cancel_order, retire_supplier, set_price
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.ordering import order_ticked
from warehouse_app.restock.running import run_restock
from warehouse_app.restock.supply import Supply, suppliers_of
from warehouse_app.restock.terms import TermsFields, save_terms
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Two suppliers offer SKU1; the second told his price later."""
    open_shop(warehouse, {"SKU1": 5}, supplier=False)
    sells(warehouse, {"SKU1": 0}, name="甲", price="10.00", lead_days=3)
    sells(warehouse, {"SKU1": 0}, name="乙", price="12.00", lead_days=30)
    return warehouse


def supply(warehouse: Warehouse, sku_id: int = 1) -> Supply:
    with warehouse.reading() as session:
        return suppliers_of(session, TODAY).of(sku_id)


def test_by_hand_else_who_sold_it_last_else_who_offered_it_last(shop: Warehouse) -> None:
    assert (supply(shop).supplier_id, supply(shop).lead.days) == (2, 30)
    drafted(shop, 1, {"SKU1": 5})
    assert supply(shop).supplier_id == 2  # a draft was never sold
    purchase = ordered(shop, 1, {"SKU1": 5})
    assert (supply(shop).supplier_id, supply(shop).cost) == (1, Decimal("10.00"))
    do(shop, cancel_order, purchase)
    assert supply(shop).supplier_id == 2
    do(shop, save_terms, 1, TermsFields(supplier_id=1))
    assert supply(shop).supplier_id == 1
    do(shop, cancel_order, 1)
    do(shop, retire_supplier, 1)
    assert supply(shop).supplier_id == 2  # nothing more is bought from him
    do(shop, retire_supplier, 2)
    assert (supply(shop).supplier_id, supply(shop).cost, supply(shop).lead.source) == (None, None, "setting")


def test_the_cost_is_what_he_asks_today_else_what_was_paid(shop: Warehouse) -> None:
    do(shop, set_price, 2, 1, Decimal("15.00"), ago(-10))
    assert supply(shop).cost == Decimal("12.00")  # the new price has not begun
    do(shop, set_price, 2, 1, Decimal("11.00"), ago(10))
    assert supply(shop).cost == Decimal("11.00")


def test_two_desks_that_compute_at_once_open_one_alert(shop: Warehouse) -> None:
    sold(shop, every_day(1, 3))
    today_is(shop, TODAY)
    with ThreadPoolExecutor(2) as desks:
        for each in [desks.submit(run_restock, shop, SYSTEM, f"desk {n}") for n in range(2)]:
            each.result()
    assert alerts(shop) == ["new"]
    assert figure(shop).verdict == "order"


def test_two_desks_that_order_at_once_order_once_each_and_one_alert_follows(shop: Warehouse) -> None:
    sold(shop, every_day(1, 3))
    run(shop)
    with ThreadPoolExecutor(2) as desks:
        for each in [desks.submit(do, shop, order_ticked, [(1, 50)]) for _ in range(2)]:
            each.result()
    assert (alerts(shop), figure(shop).drafted) == (["ordered"], 100)
    with pytest.raises(BadInput):
        do(shop, order_ticked, [(1, 50), (1, 50)])
