"""Batches: what fits, nothing lost, never worse than without thinking, the same for the same seed, best when few."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.batches import run
from tests.picking.batching.floors import CAPACITY, floors, orders_on
from warehouse_app.picking.batching.exact import MOST_ORDERS
from warehouse_app.picking.batching.rules import BatchOrder, first_come, form_batches, too_heavy, walked
from warehouse_app.picking.walking.rules import Layout, Place

FLOOR = Layout(8, 3.0, 30.0)
LOOKS = 3_000  # evaluations: enough to change something, quick enough for a test


def _morning(count: int, seed: int = 1) -> list[BatchOrder[str]]:
    chance = random.Random(seed)
    return [
        BatchOrder(
            f"T{number}",
            tuple(Place(chance.randrange(8), chance.randrange(1, 30)) for _ in range(chance.randint(1, 4))),
            chance.randint(1, 5),
        )
        for number in range(count)
    ]


def _proper(batches: list[list[str]], orders: list[BatchOrder[str]], capacity: float) -> None:
    weights = {order.id: order.weight for order in orders}
    assert sorted(order for batch in batches for order in batch) == sorted(weights)
    assert all(batch and sum(weights[order] for order in batch) <= capacity for batch in batches)


@given(st.data())
@settings(max_examples=60)
def test_every_order_once_within_capacity_never_worse_than_first_come(data: st.DataObject) -> None:
    layout = data.draw(floors())
    orders = data.draw(orders_on(layout, most=22))
    batches = form_batches(orders, CAPACITY, layout, evaluations=500)
    weights = {order.id: order.weight for order in orders}
    assert sorted(order for batch in batches for order in batch) == sorted(weights)
    assert all(batch and sum(weights[order] for order in batch) <= CAPACITY for batch in batches)
    assert walked(batches, orders, layout) <= walked(first_come(orders, CAPACITY), orders, layout) + 1e-9


@given(st.data())
@settings(max_examples=60)
def test_few_orders_are_batched_as_well_as_can_be(data: st.DataObject) -> None:
    layout = data.draw(floors())
    orders = data.draw(orders_on(layout, most=6))
    best = min(walked(batches, orders, layout) for batches in _all_ways(orders))
    assert walked(form_batches(orders, CAPACITY, layout), orders, layout) == pytest.approx(best)


def _all_ways(orders: list[BatchOrder[int]]) -> Iterator[list[list[int]]]:
    """Every way to cut the orders into batches that fit."""
    if not orders:
        yield []
        return
    weights = {order.id: order.weight for order in orders}
    last = orders[-1]
    for ways in _all_ways(orders[:-1]):
        yield [*ways, [last.id]]
        for place, batch in enumerate(ways):
            if sum(weights[order] for order in batch) + last.weight <= CAPACITY:
                yield [*ways[:place], [*batch, last.id], *ways[place + 1 :]]


@pytest.mark.parametrize("count", [MOST_ORDERS + 1, 60, 320])
def test_the_same_seed_gives_the_same_batches(count: int) -> None:
    orders = _morning(count)
    found = [form_batches(orders, 20, FLOOR, seconds=60, seed=7, evaluations=LOOKS) for _ in range(2)]
    assert found[0] == found[1]
    _proper(found[0], orders, 20)


def test_looking_longer_finds_shorter() -> None:
    orders = _morning(60)
    short, long = (form_batches(orders, 20, FLOOR, seconds=60, evaluations=looks) for looks in (1, 20_000))
    assert walked(long, orders, FLOOR) < walked(short, orders, FLOOR) < walked(first_come(orders, 20), orders, FLOOR)


def test_no_time_at_all_still_gives_batches() -> None:
    orders = _morning(400)
    batches = form_batches(orders, 20, FLOOR, seconds=0)
    _proper(batches, orders, 20)
    assert walked(batches, orders, FLOOR) <= walked(first_come(orders, 20), orders, FLOOR)


def test_a_floor_with_a_middle_cross_aisle_is_batched_too() -> None:
    orders, floor = _morning(20), Layout(8, 3.0, 30.0, middles=(15.0,))
    batches = form_batches(orders, 20, floor, seconds=60, evaluations=100)
    _proper(batches, orders, 20)
    plain = walked(first_come(orders, 20), orders, floor)
    assert walked(batches, orders, floor) < plain
    assert plain <= walked(first_come(orders, 20), orders, FLOOR)


def test_orders_that_fill_a_cart_each_stay_alone_and_the_search_ends() -> None:
    orders = [BatchOrder(number, (Place(number % 8, 5),), 20) for number in range(30)]
    assert form_batches(orders, 20, FLOOR, seconds=60, evaluations=100) == [[number] for number in range(30)]
    assert form_batches(orders, 20, FLOOR, seconds=60, evaluations=0) == [[number] for number in range(30)]


def test_no_orders_are_no_batches() -> None:
    assert form_batches([], 20, FLOOR) == []
    assert first_come([], 20) == []


def test_an_order_too_heavy_for_the_cart_is_named() -> None:
    orders = [BatchOrder("light", (Place(0, 1),), 2), BatchOrder("anvil", (Place(0, 2),), 21)]
    assert too_heavy(orders, 20) == ["anvil"]
    with pytest.raises(ValueError, match="anvil"):
        form_batches(orders, 20, FLOOR)


def test_an_order_without_a_known_place_walks_nowhere_but_takes_its_room() -> None:
    orders = [BatchOrder("lost", (), 15), BatchOrder("here", (Place(1, 4),), 15)]
    assert form_batches(orders, 20, FLOOR) == [["lost"], ["here"]]


def test_the_published_instances_are_within_the_goal(shared_data: Path) -> None:
    lines = run(shared_data / "data" / "batches")
    assert lines
    assert [line for line in lines if not line.ok] == []


def test_a_folder_without_known_optima_measures_nothing(tmp_path: Path) -> None:
    assert run(tmp_path) == []
