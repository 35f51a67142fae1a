"""The length of a tour, against every order of the stops, and against the exact tours of ``picking.walking``."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.picking.batching.floors import floors, places_on
from warehouse_app.picking.batching.length import TourLengths
from warehouse_app.picking.walking.rules import Layout, Place, shortest_length


def _apart(layout: Layout, one: Place, other: Place) -> float:
    if one.aisle == other.aisle:
        return abs(one.y - other.y)
    up = one.y + other.y
    return abs(one.aisle - other.aisle) * layout.aisle_pitch + min(up, 2 * layout.length - up)


def _by_trying(layout: Layout, places: list[Place]) -> float:
    door = layout.door
    tours = (sum(_apart(layout, *leg) for leg in pairwise((door, *turn, door))) for turn in permutations(places))
    return min(tours) + 2 * layout.outside


def _length(layout: Layout, places: list[Place]) -> float:
    lengths = TourLengths(layout, places)
    return lengths[lengths.bits(places)]


@given(st.data())
def test_the_length_is_the_shortest_of_all_orders_of_the_stops(data: st.DataObject) -> None:
    layout = data.draw(floors())
    places = data.draw(st.lists(places_on(layout), min_size=1, max_size=5))
    assert _length(layout, places) == pytest.approx(_by_trying(layout, places))


@given(st.data())
def test_the_length_is_that_of_the_tour_that_is_walked(data: st.DataObject) -> None:
    layout = data.draw(floors(middles=True))
    places = data.draw(st.lists(places_on(layout), min_size=1, max_size=25))
    assert _length(layout, places) == pytest.approx(shortest_length(layout, places))


@given(st.data())
def test_two_tours_in_one_are_never_longer_than_both(data: st.DataObject) -> None:
    layout = data.draw(floors())
    one, other = (data.draw(st.lists(places_on(layout), min_size=1, max_size=8)) for _ in range(2))
    lengths = TourLengths(layout, one + other)
    left, right = lengths.bits(one), lengths.bits(other)
    assert max(lengths[left], lengths[right]) <= lengths[left | right] + 1e-9
    assert lengths[left | right] <= lengths[left] + lengths[right] + 1e-9


def test_nothing_to_fetch_is_no_walk() -> None:
    assert TourLengths(Layout(3, 2.0, 10.0, depot_y=-4.0), [])[0] == 0


def test_a_place_beside_the_floor_is_refused() -> None:
    with pytest.raises(ValueError, match="aisle=3"):
        TourLengths(Layout(3, 2.0, 10.0), [Place(3, 1.0)])


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse_app.picking.batching.length.REMEMBERED", 10)
    places = [Place(0, float(y)) for y in range(8)]
    lengths = TourLengths(Layout(1, 1.0, 10.0), places)
    for stops in range(1, 200):
        assert lengths[stops] == 2 * (stops.bit_length() - 1)
        assert len(lengths) <= 10
