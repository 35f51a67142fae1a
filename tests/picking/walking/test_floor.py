"""Bin codes become a floor; what cannot be read stays at the end of the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.picking.walking.floor import Figures, read_floor, walk_past
from warehouse_app.picking.walking.rules import Place
from warehouse_app.stock.bins.rules import Place as BinPlace

SHOP = [f"{aisle}-{bay:02}-{level}" for aisle in ("A1", "A2", "A10") for bay in range(1, 11) for level in (1, 2)]


def test_aisles_stand_in_their_natural_order_and_bays_along_them() -> None:
    floor = read_floor(SHOP)
    assert floor.layout is not None
    assert (floor.layout.aisles, floor.layout.length, floor.layout.depot_aisle) == (3, 11, 0)
    assert floor.places["A2-01-1"] == floor.places["A2-01-2"] == Place(1, 1)
    assert floor.places["A10-10-1"] == Place(2, 10)
    assert floor.unplaced == ()


def test_a_walk_takes_levels_from_below_and_unplaced_bins_last() -> None:
    floor = read_floor([*SHOP, "DOCK"])
    walk = walk_past(floor, ["NEW", "A2-03-2", "DOCK", "A1-09-1", "A2-03-1", "A1-02-1", "A2-03-1"])
    assert walk.codes[-2:] == walk.unplaced == ("DOCK", "NEW")
    levels = [code for code in walk.codes if code.startswith("A2")]
    assert levels == ["A2-03-1", "A2-03-2"]
    assert walk.metres == 2 * 11 + 2 * 3  # round through both aisles; back and forth would be 30
    assert walk.path[0] == walk.path[-1] == (0, 0)


@pytest.mark.parametrize("code", ["DOCK", "", "-", "A", "12", "A-B-1", "A-1.5x", "A-20261103-1", "A-²-1", "A-３-1", "A-1000"])
def test_a_code_that_does_not_say_where_the_bin_stands_is_unplaced(code: str) -> None:
    floor = read_floor(["A-1-1", code])
    assert floor.unplaced == ((code,) if code != "A-1.5x" else ())


def test_no_bin_says_where_it_stands() -> None:
    floor = read_floor(["SHELF", "BOX"])
    assert floor.layout is None
    walk = walk_past(floor, ["SHELF", "BOX"])
    assert (walk.metres, walk.codes, walk.unplaced, walk.path) == (0, ("BOX", "SHELF"), ("BOX", "SHELF"), ())


def test_only_unplaced_bins_are_no_walk() -> None:
    assert walk_past(read_floor(SHOP), ["BOX"]).metres == 0
    assert walk_past(read_floor(SHOP), []).codes == ()


def test_upper_and_lower_case_and_leading_zeros_name_one_aisle() -> None:
    floor = read_floor(["a01-1-1", "A1-2-1", "B1-1-1"])
    assert floor.layout is not None
    assert floor.layout.aisles == 2
    assert floor.places["a01-1-1"].aisle == floor.places["A1-2-1"].aisle == 0


def test_opposite_bays_are_one_point() -> None:
    floor = read_floor(SHOP, Figures(both_sides=True))
    assert floor.layout is not None
    assert floor.layout.length == 6
    assert floor.places["A1-01-1"] == floor.places["A1-02-1"] != floor.places["A1-03-1"]


def test_a_middle_cross_aisle_lies_between_two_bays() -> None:
    floor = read_floor(SHOP, Figures(middle_after=4, middle_across=3))
    assert floor.layout is not None
    assert floor.layout.middles == (5.5,)
    assert (floor.places["A1-04-1"].y, floor.places["A1-05-1"].y, floor.layout.length) == (4, 7, 13)


@pytest.mark.parametrize("after", [0, 10, 99])
def test_a_middle_cross_aisle_beyond_the_bays_is_none(after: int) -> None:
    floor = read_floor(SHOP, Figures(middle_after=after))
    assert floor.layout is not None
    assert (floor.layout.middles, floor.layout.length) == ((), 11)


def test_the_depot_stands_at_the_aisle_it_is_said_to() -> None:
    for name, aisle in {"A10": 2, "a02": 1, "Z": 0, "": 0}.items():
        floor = read_floor(SHOP, Figures(depot_aisle=name))
        assert floor.layout is not None
        assert floor.layout.depot_aisle == aisle


def test_bays_that_count_from_a_hundred_begin_at_the_cross_aisle() -> None:
    assert read_floor(["A-101-1", "A-103-1"]).places == {"A-101-1": Place(0, 1), "A-103-1": Place(0, 3)}


def test_another_reading_of_the_codes_may_be_given() -> None:
    floor = read_floor(["Z1-A-03-1"], reading=lambda code: BinPlace(*code.split("-")[1:]))
    assert floor.places == {"Z1-A-03-1": Place(0, 1)}


def test_figures_that_make_no_floor_are_refused() -> None:
    with pytest.raises(ValueError, match="Layout"):
        read_floor(SHOP, Figures(aisle_pitch=-1))
    with pytest.raises(ValueError, match="Layout"):
        read_floor(SHOP, Figures(end=0, bay_pitch=0))


@given(st.lists(st.one_of(st.sampled_from(SHOP), st.text(max_size=8)), max_size=12))
def test_every_bin_comes_back_once(codes: list[str]) -> None:
    walk = walk_past(read_floor(codes), codes)
    assert sorted(walk.codes) == sorted(set(codes))
    assert set(walk.unplaced) <= set(codes)
