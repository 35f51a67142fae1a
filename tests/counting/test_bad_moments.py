"""Bad moments: two desks at once, a merge in the middle, the power gone while posting."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.counting.house import ONE, THREE, TWO, Counter, found, plan, results, rounds
from tests.shop import add_products, add_stock, do, problems_of, stock_of
from tests.stock.shelves import held, places
from warehouse_app.counting.approving import Approved, approve
from warehouse_app.counting.finishing import ask_again
from warehouse_app.counting.queries import bins_of
from warehouse_app.orders.joining import merge_sku
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.stock.moving.commands import correct
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def counter(warehouse: Warehouse) -> Counter:
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    return Counter(warehouse, plan(warehouse))


def test_approved_at_two_desks_at_once_is_approved_once(counter: Counter, warehouse: Warehouse) -> None:
    counter.counts("A-1", SKU1=7)
    ids = list(results(warehouse, counter.stocktake).values())
    told: list[Approved] = []

    def press(desk: str) -> None:
        with warehouse.transaction(SYSTEM, desk) as tx:
            told.append(approve(tx, counter.stocktake, ids, "lost", "", new_action()))

    desks = [threading.Thread(target=press, args=(f"desk {n}",)) for n in (1, 2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(done.lines for done in told) == [0, 1]
    assert stock_of(warehouse)["SKU1"] == (7, 0)
    assert problems_of(warehouse) == []


def test_two_people_in_one_bin_count_into_one_sum(counter: Counter, warehouse: Warehouse) -> None:
    counter.scan("A-1")
    other = Counter(warehouse, counter.stocktake, desk="desk 2")
    other.scan("A-1", mode="add")

    def count(who: Counter) -> None:
        for _ in range(10):
            who.scan(ONE)

    desks = [threading.Thread(target=count, args=(who,)) for who in (counter, other)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert counter.scan(ONE).total == 21
    assert problems_of(warehouse) == []


def test_the_power_is_cut_while_posting(counter: Counter, warehouse: Warehouse) -> None:
    counter.counts("A-1", SKU1=7)
    ids = list(results(warehouse, counter.stocktake).values())

    def posts_and_dies(tx: Tx) -> None:
        approve(tx, counter.stocktake, ids, "lost", "", new_action())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        do(warehouse, posts_and_dies)
    assert stock_of(warehouse)["SKU1"] == (10, 0)
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", -3)}
    assert counter.approves().lines == 1


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is how the power goes here")
def test_killed_while_posting_nothing_was_posted(local_warehouse: Warehouse) -> None:
    add_products(local_warehouse)
    add_stock(local_warehouse, {"SKU1": 10, "SKU2": 10})
    do(local_warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter = Counter(local_warehouse, plan(local_warehouse))
    counter.counts("A-1", SKU1=7)
    ids = list(results(local_warehouse, counter.stocktake).values())
    told = [str(local_warehouse.folder), str(counter.stocktake), *map(str, ids)]
    child = [sys.executable, "-m", "tests.counting.kill_child", *told]
    ended = subprocess.run(child, capture_output=True, text=True, check=False, cwd=REPO, timeout=60)
    assert (ended.stdout, ended.returncode) == ("posted\n", -signal.SIGKILL), ended.stderr
    assert stock_of(local_warehouse)["SKU1"] == (10, 0)
    assert problems_of(local_warehouse) == []
    assert counter.approves().lines == 1
    assert stock_of(local_warehouse)["SKU1"] == (7, 0)


def test_goods_merged_between_count_and_approval(counter: Counter, warehouse: Warehouse) -> None:
    counter.counts("A-1", SKU1=7)
    do(warehouse, merge_sku, 1, 2)
    assert counter.approves().lines == 1
    assert held(warehouse) == {("A-1", 2): 7, ("A-2", 2): 10, ("A-3", 3): 10}
    assert problems_of(warehouse) == []


def test_goods_merged_before_they_are_counted_again(counter: Counter, warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"count_tolerance_pieces": 0, "count_same_person": True})
    counter.counts("A-1", SKU1=7)
    do(warehouse, merge_sku, 1, 2)
    counter.scan("A-1")
    assert counter.scan(ONE, 7).verdict == "counted"
    assert counter.scan(TWO).total == 8
    counter.undo()
    assert counter.ends().again == 1
    counter.counts("A-1", SKU2=7)
    assert found(warehouse, counter.stocktake) == {("A-1", 2): ("agreed", -3)}
    counter.approves()
    assert held(warehouse) == {("A-1", 2): 7, ("A-2", 2): 10, ("A-3", 3): 10}
    assert problems_of(warehouse) == []


def test_goods_merged_into_ones_whose_difference_was_posted(counter: Counter, warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"count_tolerance_pieces": 2, "count_tolerance_yuan": 1000, "count_same_person": True})
    counter.counts("A-1", SKU1=8, SKU3=9)
    counter.approves()
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("posted", -2), ("A-1", 3): ("recount", 9)}
    do(warehouse, merge_sku, 3, 1)
    counter.scan("A-1")
    assert counter.scan(ONE).verdict == "not_listed"
    counter.ends(empty=True)
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("posted", -2)}
    assert problems_of(warehouse) == []


def test_what_is_to_be_counted_once_more_joins_the_recount_under_way(counter: Counter, warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"count_tolerance_pieces": 2, "count_tolerance_yuan": 1000, "count_same_person": True})
    counter.counts("A-1", SKU1=8, SKU3=9)
    do(warehouse, correct, 1, places(warehouse)["A-1"], 8, "seen", new_action())
    counter.scan("A-1")
    assert [one.code for one in counter.approves().refused] == ["counting.corrected_since"]
    assert rounds(warehouse, counter.stocktake) == {
        ("A-1", 1): ("done", [1, 3]), ("A-1", 2): ("counting", [1, 3]), ("A-2", 1): ("todo", []), ("A-3", 1): ("todo", []),
    }  # fmt: skip
    counter.scan(ONE, 8)
    counter.scan(THREE, 9)
    assert counter.ends().again == 0
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0), ("A-1", 3): ("agreed", 9)}
    assert problems_of(warehouse) == []


def test_a_recount_that_waits_is_for_somebody_else_once_that_is_asked(counter: Counter, warehouse: Warehouse) -> None:
    counter.counts("A-1", SKU1=8)
    at = places(warehouse)["A-1"]
    with warehouse.transaction(SYSTEM, "office") as tx:
        for other in (False, True, False):
            ask_again(tx, counter.stocktake, at, [1], other=other)
    with warehouse.reading() as session:
        shown = [(one.round, one.other) for one in bins_of(session, counter.stocktake) if one.bin == "A-1"]
    assert shown == [(2, True)]
