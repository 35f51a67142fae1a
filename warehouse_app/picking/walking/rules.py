"""The shortest walk of one picker past a set of places on a floor of parallel aisles, proven shortest.

Exact for one block (a cross-aisle at the bottom and at the top: Ratliff and Rosenthal 1983), for two (one cross-aisle in
the middle: Roodbergen and de Koster 2001), and by the same rule for more. The time grows with the number of aisles.
"""

from __future__ import annotations

from collections.abc import Sequence

from warehouse_app.picking.walking.blocks import stops_by_block
from warehouse_app.picking.walking.circuit import circuit, corners, up_and_down
from warehouse_app.picking.walking.plan import Layout, Place, Tour
from warehouse_app.picking.walking.sweep import sweep

__all__ = ["Layout", "Place", "Tour", "shortest_length", "shortest_tour"]


def shortest_tour(layout: Layout, places: Sequence[Place]) -> Tour:
    """The shortest closed walk from the depot past every place, in the layout's unit.

    Without any place the picker stays at the depot. Raises ValueError for a place that is not on the floor.
    """
    if not places:
        return Tour(0, (), ((layout.depot_aisle * layout.aisle_pitch, layout.depot_y),))
    stops = _stops(layout, places)
    if len(stops) == 1:
        heights = _only(stops)
        length, walk = 2 * (heights[-1] - heights[0]), up_and_down(layout, heights)
    else:
        drawn = sweep(layout, stops)
        length, walk = drawn.length, circuit(layout, stops, drawn)
    passed: dict[Place, int] = {}
    for point in walk:
        passed.setdefault(point, len(passed))
    order = sorted(range(len(places)), key=lambda n: passed[places[n]])
    return Tour(length + 2 * layout.outside, tuple(order), corners(layout, walk))


def shortest_length(layout: Layout, places: Sequence[Place]) -> float:
    """The length of the shortest walk alone, for comparing batches. Raises ValueError for a place not on the floor."""
    if not places:
        return 0
    stops = _stops(layout, places)
    if len(stops) == 1:
        heights = _only(stops)
        return 2 * (heights[-1] - heights[0]) + 2 * layout.outside
    return sweep(layout, stops).length + 2 * layout.outside


def _stops(layout: Layout, places: Sequence[Place]) -> dict[int, list[list[float]]]:
    for place in places:
        layout.check(place)
    return stops_by_block(layout, [*places, layout.door])


def _only(stops: dict[int, list[list[float]]]) -> list[float]:
    """All heights of the one aisle with stops. There and back in it is shortest, and need not meet any cross-aisle."""
    (blocks,) = stops.values()
    return [y for block in blocks for y in block]
