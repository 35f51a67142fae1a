"""Small floors, places on them, and orders, drawn by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from warehouse_app.picking.batching.rules import BatchOrder
from warehouse_app.picking.walking.rules import Layout, Place

CAPACITY = 10


@st.composite
def floors(draw: st.DrawFn, middles: bool = False) -> Layout:
    """One block, now and then two; the depot at a cross-aisle, outside it, or within an aisle."""
    aisles, length = draw(st.integers(1, 5)), draw(st.sampled_from([3, 6, 11]))
    return Layout(
        aisles,
        draw(st.sampled_from([0.5, 1.0, 2.5, 4.0])),
        length,
        draw(st.integers(0, aisles - 1)),
        draw(st.sampled_from([0, length, 1, -1.5, length + 2])),
        draw(st.sampled_from([(), (length / 2,)])) if middles else (),
    )


def places_on(layout: Layout) -> st.SearchStrategy[Place]:
    """Anywhere on the floor, the cross-aisles included."""
    return st.builds(Place, st.integers(0, layout.aisles - 1), st.integers(0, int(layout.length)))


@st.composite
def orders_on(draw: st.DrawFn, layout: Layout, most: int) -> list[BatchOrder[int]]:
    """Orders of one to four places, each light enough for the cart."""
    stops = st.lists(places_on(layout), min_size=1, max_size=4)
    drawn = draw(st.lists(st.tuples(stops, st.integers(1, CAPACITY)), max_size=most))
    return [BatchOrder(100 + number, tuple(places), weight) for number, (places, weight) in enumerate(drawn)]
