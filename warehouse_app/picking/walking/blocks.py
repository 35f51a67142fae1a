"""One block of one aisle: what each way of walking it costs, and which stretches are walked then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from warehouse_app.picking.walking.plan import Layout, Place
from warehouse_app.picking.walking.states import BOTTOM, DOUBLE, GAP, NONE, SINGLE, TOP

Stops = Sequence[float]  # the heights to visit in one block, rising, each once
Choice = tuple[int, float]  # a way of walking the block, and its length


def stops_by_block(layout: Layout, places: Iterable[Place]) -> dict[int, list[list[float]]]:
    """For each aisle with something to visit its stops, block by block; a stop in a cross-aisle is in the block below."""
    middles = layout.middles
    heights: dict[int, set[float]] = {}
    for aisle, y in places:
        heights.setdefault(aisle, set()).add(y)
    found = {}
    for aisle, ys in heights.items():
        blocks: list[list[float]] = [[] for _ in range(len(middles) + 1)]
        for y in sorted(ys):
            blocks[sum(y > middle for middle in middles)].append(y)
        found[aisle] = blocks
    return found


def choices(low: float, high: float, stops: Stops) -> list[Choice]:
    """The ways of walking a block between two cross-aisles so that every stop in it is visited."""
    through = high - low
    ways = [(SINGLE, through), (DOUBLE, 2 * through)]
    if not stops:
        return [(NONE, 0), *ways]
    ways += [(BOTTOM, 2 * (stops[-1] - low)), (TOP, 2 * (high - stops[0]))]
    if len(stops) > 1:
        below = _gap(stops)
        ways.append((GAP, 2 * (through - (stops[below + 1] - stops[below]))))
    return ways


def stretches(low: float, high: float, stops: Stops, action: int) -> tuple[list[tuple[float, float]], int]:
    """The stretches walked between neighbouring points of the block, and how often each is."""
    points = [low, *stops, high]
    walked = list(pairwise(points))
    if action == NONE:
        return [], 0
    if action == BOTTOM:
        walked.pop()
    elif action == TOP:
        walked.pop(0)
    elif action == GAP:
        walked.pop(_gap(stops) + 1)
    return walked, 1 if action == SINGLE else 2


def _gap(stops: Stops) -> int:
    """The stop below the widest gap between two stops."""
    return max(range(len(stops) - 1), key=lambda n: stops[n + 1] - stops[n])
