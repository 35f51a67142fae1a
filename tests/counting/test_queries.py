"""What people see: progress, a blind bin, strange codes with a guess, differences with what explains them."""

from __future__ import annotations

import pytest

from tests.counting.house import ONE, THREE, TWO, Counter, person, plan, results
from tests.shop import add_products, add_stock, do
from tests.stock.shelves import places
from warehouse_app.counting.differences import explain, figures, variances
from warehouse_app.counting.history import BY, chronic, past_stocktakes
from warehouse_app.counting.queries import bin_view, bins_of, stocktake, unknown_codes
from warehouse_app.people.settings import change_settings
from warehouse_app.stock.moving.commands import move_goods
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def counter(warehouse: Warehouse) -> Counter:
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    return Counter(warehouse, plan(warehouse))


def test_progress_and_what_a_blind_counter_sees(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", ONE, TWO, "69000000001", "zz")
    with warehouse.reading() as session:
        assert counter.bin_id is not None
        view = bin_view(session, counter.bin_id)
        assert view is not None
        assert [(item.seller_code, item.counted, item.expected) for item in view.items] == [("SKU1", 1, None), ("SKU2", 1, None)]
        strange = unknown_codes(session, counter.stocktake)
    assert [(one.code, one.bin, one.pieces, one.guess) for one in strange] == [
        ("69000000001", "A-1", 1, ONE[:0] + strange[0].guess), ("zz", "A-1", 1, "")
    ]  # fmt: skip
    assert strange[0].guess in (ONE, TWO, THREE)
    counter.ends()
    with warehouse.reading() as session:
        head = stocktake(session, counter.stocktake)
        assert (head.bins, head.done, head.recounts, head.open, head.percent) == (3, 1, 0, 2, 33)
        assert [(row.bin, row.state, row.pieces) for row in bins_of(session, counter.stocktake)] == [
            ("A-1", "done", 2), ("A-2", "todo", 0), ("A-3", "todo", 0)
        ]  # fmt: skip


def test_an_open_count_shows_what_the_books_say(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 4})
    counter = Counter(warehouse, plan(warehouse, blind=False))
    counter.scan("A-1")
    with warehouse.reading() as session:
        view = bin_view(session, counter.bin_id or 0)
    assert view is not None
    assert [(item.counted, item.expected) for item in view.items] == [(0, 4)]


def test_a_difference_is_explained_by_its_neighbours_counts_and_moves(counter: Counter, warehouse: Warehouse) -> None:
    at = places(warehouse)
    do(warehouse, move_goods, 1, at["A-1"], at["A-2"], 1, new_action())
    counter.actor = person(warehouse, "周")
    counter.counts("A-1", SKU1=7)
    counter.counts("A-2", SKU1=3, SKU2=10)
    with warehouse.reading() as session:
        listed = variances(session, counter.stocktake)
        told = explain(session, results(warehouse, counter.stocktake)["A-1", 1], warehouse.clock())
        sums = figures(session, counter.stocktake)
    assert [(one.bin, one.seller_code, one.difference) for one in listed] == [("A-1", "SKU1", -2), ("A-2", "SKU1", 2)]
    assert [(one.bin, one.difference) for one in told.neighbours] == [("A-2", 2)]
    assert told.causes[0] == "wrong_bin"
    assert [(one.who, one.counted, one.difference) for one in told.rounds] == [("周", 7, -2)]
    assert [(one.reason, one.pieces) for one in told.moves] == [("moved", -1), ("opening", 10)]
    assert (sums.plus, sums.minus, sums.lines) == (2, 2, 3)


def test_stocktakes_beside_each_other_and_what_differs_again(counter: Counter, warehouse: Warehouse) -> None:
    counter.actor = person(warehouse, "周")
    counter.counts("A-1", SKU1=8)
    counter.counts("A-2", SKU2=10)
    counter.approves()
    second = Counter(warehouse, plan(warehouse), person(warehouse, "吴"))
    second.counts("A-1", SKU1=9)
    second.counts("A-3", SKU3=9)
    with warehouse.reading() as session:
        past = past_stocktakes(session)
        by = {key: [(one.key, one.stocktakes, one.wrong, one.lines) for one in chronic(session, key)] for key in BY}
    assert [(one.id, one.sums.plus, one.sums.minus, one.sums.by_item) for one in past] == [
        (second.stocktake, 1, 1, 0.0), (counter.stocktake, 0, 2, 0.5)
    ]  # fmt: skip
    assert by["sku"] == [("SKU1", 2, 2, 2), ("SKU3", 1, 1, 1)]
    assert by["bin"] == [("A-1", 2, 2, 2), ("A-3", 1, 1, 1)]
    assert by["person"] == [("吴", 1, 2, 2), ("周", 1, 1, 2)]
    assert sum(wrong for _, _, wrong, _ in by["hour"]) == 3
