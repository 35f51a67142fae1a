"""Small floors, and walks on them worked out the slow way, with nothing shared with the rules but distances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st

from warehouse_app.picking.walking.rules import Layout, Place


def apart(layout: Layout, here: Place, there: Place) -> float:
    """The shortest way between two points: along the aisle, or over the best cross-aisle."""
    if here.aisle == there.aisle:
        return abs(here.y - there.y)
    over = min(abs(here.y - cross) + abs(there.y - cross) for cross in (0, *layout.middles, layout.length))
    return layout.aisle_pitch * abs(here.aisle - there.aisle) + over


def depot_of(layout: Layout) -> Place:
    return Place(layout.depot_aisle, min(max(layout.depot_y, 0), layout.length))


def outside(layout: Layout, places: Sequence[Place]) -> float:
    """From the depot to its aisle and back; who has nothing to pick does not leave."""
    return 2 * abs(layout.depot_y - depot_of(layout).y) if places else 0


def by_all_orders(layout: Layout, places: Sequence[Place]) -> float:
    """The shortest closed walk over every order of the places (Held and Karp 1962)."""
    depot = depot_of(layout)

    @cache
    def rest(here: Place, left: frozenset[Place]) -> float:
        if not left:
            return apart(layout, here, depot)
        return min(apart(layout, here, there) + rest(there, left - {there}) for there in left)

    return outside(layout, places) + rest(depot, frozenset(places))


def in_this_order(layout: Layout, stops: Sequence[Place]) -> float:
    depot = depot_of(layout)
    return outside(layout, stops) + sum(apart(layout, here, there) for here, there in pairwise([depot, *stops, depot]))


@st.composite
def floors(draw: st.DrawFn, most_middles: int = 1, most_places: int = 8) -> tuple[Layout, list[Place]]:
    """A floor in whole numbers with some places on it, often several at one point or in a cross-aisle."""
    length = draw(st.integers(4, 14))
    middles = draw(st.lists(st.integers(1, length - 1), max_size=most_middles, unique=True).map(sorted))
    aisles = draw(st.integers(1, 6))
    layout = Layout(
        aisles,
        draw(st.integers(0, 7)),
        length,
        draw(st.integers(0, aisles - 1)),
        draw(st.one_of(st.sampled_from([0, length]), st.integers(-2, length + 2))),
        tuple(middles),
    )
    place = st.builds(Place, st.integers(0, aisles - 1), st.integers(0, length))
    return layout, draw(st.lists(place, max_size=most_places))
