"""The tour is the shortest there is, it can be walked, and it passes every place."""

from __future__ import annotations

import random
from itertools import pairwise
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.routes import KINDS, known, read_instance, run
from tests.picking.walking.floors import by_all_orders, floors, in_this_order
from warehouse_app.picking.walking.rules import Layout, Place, Tour, shortest_length, shortest_tour

INSTANCE = """NAME : tiny
NUM_AISLES : 2
NUM_CELLS : 4
DEPOT_AISLE : 0
DEPOT_LOCATION : bottom
DISTANCE_AISLE_TO_AISLE : 3
DISTANCE_CELL_TO_CELL : 1
DISTANCE_TOP_TO_CELL : 1
DISTANCE_BOTTOM_TO_CELL : 1
DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : {away}
SKU_SECTION
NUM_SKUS : 2
ID 0 AISLE 0 CELL 3 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left
ID 1 AISLE 1 CELL 1 QUANTITY 1 LEFT_RIGHT_HAND_SIDE right
ORDER_SECTION
NUM_ARTICLES : 2
ID 0 QUANTITY 1
ID {second} QUANTITY 1
EOF
"""


def follow(layout: Layout, places: list[Place], tour: Tour) -> float:
    """Walk the drawn path: only along aisles and cross-aisles, past every place; returns the length walked."""
    crosses = {0, *layout.middles, layout.length}
    depot = (layout.depot_aisle * layout.aisle_pitch, layout.depot_y)
    assert tour.path[0] == tour.path[-1] == depot
    seen = {place for place in places if (place.aisle * layout.aisle_pitch, place.y) == depot}
    for (x, y), (to_x, to_y) in pairwise(tour.path):
        assert x == to_x or (y == to_y and y in crosses)
        assert (x, y) != (to_x, to_y)
        for place in places:
            across = min(x, to_x) <= place.aisle * layout.aisle_pitch <= max(x, to_x)
            if across and min(y, to_y) <= place.y <= max(y, to_y):
                seen.add(place)
    assert seen == set(places)
    return sum(abs(x - to_x) + abs(y - to_y) for (x, y), (to_x, to_y) in pairwise(tour.path))


def prove(layout: Layout, places: list[Place]) -> None:
    tour = shortest_tour(layout, places)
    assert tour.length == by_all_orders(layout, places) == shortest_length(layout, places)
    assert sorted(tour.order) == list(range(len(places)))
    # The walk passes its stops in this order, so the stops cannot be further apart than the walk is long.
    assert in_this_order(layout, [places[n] for n in tour.order]) == tour.length
    if layout.aisle_pitch:
        assert follow(layout, places, tour) == tour.length


@given(floors(most_middles=0))
def test_one_block_is_walked_the_shortest_way(posed: tuple[Layout, list[Place]]) -> None:
    prove(*posed)


@given(floors(most_middles=1))
def test_two_blocks_are_walked_the_shortest_way(posed: tuple[Layout, list[Place]]) -> None:
    prove(*posed)


@given(floors(most_middles=3, most_places=6))
def test_more_blocks_are_walked_the_shortest_way(posed: tuple[Layout, list[Place]]) -> None:
    prove(*posed)


@pytest.mark.parametrize("middles", [(), (30,)])
def test_ten_places_on_a_wide_floor(middles: tuple[float, ...]) -> None:
    chance = random.Random(4)
    for _ in range(5):
        places = [Place(chance.randrange(12), chance.randrange(61)) for _ in range(10)]
        prove(Layout(12, 3, 60, chance.randrange(12), chance.choice([0, 60]), middles), places)


@given(st.lists(st.builds(Place, st.integers(0, 3), st.floats(0, 17.3)), max_size=6), st.booleans())
def test_metres_with_fractions(places: list[Place], two_blocks: bool) -> None:
    layout = Layout(4, 2.85, 17.3, 1, -0.7, (8.15,) if two_blocks else ())
    tour = shortest_tour(layout, places)
    assert tour.length == pytest.approx(by_all_orders(layout, places))
    assert in_this_order(layout, [places[n] for n in tour.order]) == pytest.approx(tour.length)


def test_nothing_to_pick_is_no_walk() -> None:
    assert shortest_tour(Layout(3, 2, 10, 1), []) == Tour(0, (), ((2, 0),))
    assert shortest_tour(Layout(3, 2, 10, 1, -2), []) == Tour(0, (), ((2, -2),))
    assert shortest_length(Layout(3, 2, 10, 1, -2), []) == 0


def test_a_place_at_the_depot_is_passed_without_a_step() -> None:
    assert shortest_tour(Layout(3, 2, 10, 1, 4), [Place(1, 4)]) == Tour(0, (0,), ((2, 4),))


def test_a_middle_aisle_saves_the_way_to_the_far_end() -> None:
    places = [Place(0, 6), Place(1, 6)]
    assert shortest_length(Layout(2, 3, 20), places) == 30
    assert shortest_length(Layout(2, 3, 20, middles=(7,)), places) == 20


def test_the_corners_are_where_the_picker_turns() -> None:
    tour = shortest_tour(Layout(2, 3, 10), [Place(0, 4), Place(0, 9), Place(1, 5), Place(1, 1)])
    assert tour.length == 26
    assert set(tour.path) == {(0, 0), (0, 10), (3, 10), (3, 0)}
    assert tour.order in {(0, 1, 2, 3), (3, 2, 1, 0)}


@pytest.mark.parametrize("place", [Place(-1, 0), Place(3, 0), Place(0, -0.1), Place(0, 10.1), Place(0, nan)])
def test_a_place_off_the_floor_is_refused(place: Place) -> None:
    with pytest.raises(ValueError, match="Place"):
        shortest_tour(Layout(3, 2, 10), [Place(1, 1), place])
    with pytest.raises(ValueError, match="Place"):
        shortest_length(Layout(3, 2, 10), [place])


@pytest.mark.parametrize(
    "figures",
    [
        (0, 2, 10),
        (3, -1, 10),
        (3, nan, 10),
        (3, 2, 0),
        (3, 2, inf),
        (3, 2, 10, 3),
        (3, 2, 10, -1),
        (3, 2, 10, 0, nan),
        (3, 2, 10, 0, 0, (10,)),
        (3, 2, 10, 0, 0, (0,)),
        (3, 2, 10, 0, 0, (6, 4)),
    ],
)
def test_a_floor_that_cannot_be_is_refused(figures: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="Layout"):
        Layout(*figures)


def test_all_shared_instances_are_solved_to_the_proven_optimum(shared_data: Path) -> None:
    folder = shared_data / "data" / "pick_routes"
    if not folder.is_dir():
        pytest.skip("the routing instances do not stand in the shared data")
    solved = 0
    for name, instance, optima in known(folder):
        for kind in KINDS:
            layout, places = instance.posed(kind == "two blocks")
            tour = shortest_tour(layout, places)
            assert (name, tour.length) == (name, optima[kind])
            assert follow(layout, places, tour) == tour.length
            solved += 1
    assert solved == 480


def test_the_benchmark_reads_any_folder_of_instances(tmp_path: Path) -> None:
    (tmp_path / "tiny.txt").write_text(INSTANCE.format(away=2, second=1), encoding="utf-8")
    (tmp_path / "known_optima.csv").write_text("file,optimum_one_block\ntiny.txt,18\n", encoding="utf-8")
    lines = run(tmp_path)
    assert [line.ok for line in lines] == [True] * 5
    assert lines[0].measured == 0
    assert run(tmp_path / "elsewhere") == []


def test_an_article_without_a_place_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text(INSTANCE.format(away=0, second=7), encoding="utf-8")
    with pytest.raises(ValueError, match=r"tiny\.txt"):
        read_instance(path)
