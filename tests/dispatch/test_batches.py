"""Waves put together so that they are walked for least: every order once, no wave too large, all of them or none."""

from __future__ import annotations

import pytest

from tests.shop import add_orders, add_waybills, barcode, do, order, parsed, problems_of, states_of
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.dispatch.batches import plan_waves, start_waves
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.picking.queries import waves_page
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store.warehouse import Warehouse

# Two far corners: by deadline each wave of two visits both, put together each visits one.
BINS = {"S1": "A01-30-1", "S2": "A09-30-1", "S3": "A01-29-1", "S4": "A09-29-1"}


def released(warehouse: Warehouse, numbers: int = 4) -> None:
    do(warehouse, import_products, parsed([ProductRow(n, code, code, barcodes=(barcode(n),)) for n, code in enumerate(BINS, 2)]))
    do(warehouse, add_bins, [*BINS.values(), *(f"A{aisle:02d}-01-1" for aisle in range(1, 10))])
    do(warehouse, import_stock, parsed([StockRow(n, place, code, 9) for n, (code, place) in enumerate(BINS.items(), 2)]))
    add_waybills(warehouse, numbers)
    add_orders(warehouse, *[order(f"10{n}", {code: 1}) for n, code in enumerate(BINS)])
    do(warehouse, release)


def test_orders_that_lie_together_are_walked_together(warehouse: Warehouse) -> None:
    released(warehouse)
    with warehouse.reading() as session:
        plan = plan_waves(session, 2, seconds=0.2)
    assert sorted(sorted(wave) for wave in plan.waves) == [[1, 3], [2, 4]]
    assert plan.metres is not None
    assert plan.by_deadline is not None
    assert plan.metres < plan.by_deadline
    made = do(warehouse, start_waves, plan.waves)
    assert [len(wave.parcel_ids) for wave in made] == [2, 2]
    assert set(states_of(warehouse).values()) == {"in_wave"}
    assert problems_of(warehouse) == []


def test_a_held_order_is_in_no_plan_and_one_that_moved_on_stops_them_all(warehouse: Warehouse) -> None:
    released(warehouse)
    do(warehouse, hold, [1], "wait")
    with warehouse.reading() as session:
        plan = plan_waves(session, 10, seconds=0.1)
    assert plan.waves == ((2, 3, 4),)
    do(warehouse, hold, [3], "wait")
    with pytest.raises(Conflict) as caught:
        do(warehouse, start_waves, plan.waves)
    assert caught.value.code == "picking.not_all_released"


def test_too_few_numbers_make_no_wave_at_all(warehouse: Warehouse) -> None:
    released(warehouse, numbers=3)
    with warehouse.reading() as session:
        plan = plan_waves(session, 2, seconds=0.1)
    with pytest.raises(Conflict, match=r"dispatch\.pool_short"):
        do(warehouse, start_waves, plan.waves)
    with warehouse.reading() as session:
        assert waves_page(session).total == 0
    assert set(states_of(warehouse).values()) == {"released"}


def test_nothing_to_plan_and_a_wave_of_nothing(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        with pytest.raises(Conflict, match=r"picking\.nothing_released"):
            plan_waves(session, 5)
        with pytest.raises(BadInput, match=r"dispatch\.wave_size"):
            plan_waves(session, 0)
