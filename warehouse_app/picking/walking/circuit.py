"""From strokes to a walk: the stretches of a drawn tour put one behind the other, so that each is walked as often as drawn.

The method is Hierholzer's (1873): every corner is met an even number of times, so a closed walk over all stretches exists.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from warehouse_app.picking.walking.blocks import stretches
from warehouse_app.picking.walking.plan import Layout, Place
from warehouse_app.picking.walking.sweep import Drawn

Neighbours = dict[Place, list[Place]]
Point = tuple[float, float]


def circuit(layout: Layout, stops: dict[int, list[list[float]]], drawn: Drawn) -> list[Place]:
    """The points of the walk in order, the depot's door first and last."""
    beside = _joined(layout, stops, drawn)
    walk: list[Place] = []
    pending = [layout.door]
    while pending:
        here = pending[-1]
        if beside[here]:
            there = beside[here].pop()
            beside[there].remove(here)
            pending.append(there)
        else:
            walk.append(pending.pop())
    return walk


def up_and_down(layout: Layout, heights: list[float]) -> list[Place]:
    """The same for stops that all stand in the depot's aisle: to the highest, to the lowest, and back."""
    door = layout.door
    above = [y for y in heights if y > door.y]
    below = [y for y in reversed(heights) if y < door.y]
    out = [Place(door.aisle, y) for y in (*above, *below)]
    return [door, *out, door] if out else [door]


def _joined(layout: Layout, stops: dict[int, list[list[float]]], drawn: Drawn) -> Neighbours:
    """For each point its neighbours, one as often as the stretch to it is walked."""
    beside: Neighbours = defaultdict(list)

    def join(here: Place, there: Place, times: int) -> None:
        if here != there:  # a stop that stands in a cross-aisle is that corner
            beside[here] += [there] * times
            beside[there] += [here] * times

    bounds = list(pairwise(layout.crosses))
    for aisle, strokes in enumerate(drawn.strokes, drawn.first):
        for y, times in zip(layout.crosses, strokes, strict=True):
            join(Place(aisle, y), Place(aisle + 1, y), times)
    for aisle, ways in enumerate(drawn.ways, drawn.first):
        here = stops.get(aisle) or [[] for _ in bounds]
        for (low, high), block, action in zip(bounds, here, ways, strict=True):
            walked, times = stretches(low, high, block, action)
            for bottom, top in walked:
                join(Place(aisle, bottom), Place(aisle, top), times)
    return beside


def corners(layout: Layout, walk: list[Place]) -> tuple[Point, ...]:
    """The points (x, y) where the walk turns, or turns back; the depot itself first and last."""
    points: list[Point] = [(aisle * layout.aisle_pitch, y) for aisle, y in walk]
    if layout.outside:
        depot = (layout.depot_aisle * layout.aisle_pitch, layout.depot_y)
        points = [depot, *points, depot]
    kept = points[:1]
    for here, there in pairwise(points[1:]):
        if not _straight(kept[-1], here, there):
            kept.append(here)
    return (*kept, *points[-1:]) if len(points) > 1 else tuple(kept)


def _straight(before: Point, here: Point, there: Point) -> bool:
    """On without a turn: along an aisle or a cross-aisle, in the direction walked before."""
    upright = before[0] == here[0] == there[0] and (here[1] - before[1]) * (there[1] - here[1]) > 0
    level = before[1] == here[1] == there[1] and (here[0] - before[0]) * (there[0] - here[0]) > 0
    return upright or level
