"""The dynamic programme: aisle by aisle from left to right, the cheapest way into every state a half-drawn tour can be in.

Only the aisles from the leftmost stop to the rightmost are looked at: a stretch beyond them can be folded back onto the
outermost aisle without getting longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from warehouse_app.picking.walking.blocks import Choice, Stops, choices
from warehouse_app.picking.walking.plan import Layout
from warehouse_app.picking.walking.states import Tables, tables

Live = list[tuple[int, float]]  # the states that can be reached, each with its least cost
Came = list[tuple[int, int]]  # for each state where it came from, and by which way of walking


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished tour as strokes: for each aisle the way each block is walked, then the pieces walked on to the next."""

    length: float
    first: int
    ways: tuple[tuple[int, ...], ...]
    strokes: tuple[tuple[int, ...], ...]


def sweep(layout: Layout, stops: dict[int, list[list[float]]]) -> Drawn:
    """The shortest closed walk past all stops, which stand in two aisles or more; the depot must be one of them.

    Two or more, so that every stop's walk meets a cross-aisle: a walk inside one block has no state here.
    """
    known = tables(len(layout.crosses))
    first, last = min(stops), max(stops)
    empty = [choices(low, high, ()) for low, high in pairwise(layout.crosses)]
    trail: list[Came] = []
    live: Live = [(0, 0)]
    for aisle in range(first, last + 1):
        if aisle > first:
            live = _across(live, known, layout.aisle_pitch, trail)
        here = stops.get(aisle)
        ways = empty if here is None else _ways(layout, here)
        for block, options in enumerate(ways):
            live = _down(live, known.down[block], options, trail)
    length, state = min((cost, state) for state, cost in live if state in known.complete)
    return _drawn(length, first, state, trail, known)


def _ways(layout: Layout, here: Sequence[Stops]) -> list[list[Choice]]:
    return [choices(low, high, stops) for (low, high), stops in zip(pairwise(layout.crosses), here, strict=True)]


def _down(live: Live, reached: Sequence[Sequence[int]], options: Sequence[Choice], trail: list[Came]) -> Live:
    """One block walked in each possible way. The innermost loop of the product: plain on purpose."""
    size = len(reached[0])
    best = [inf] * size
    came = [(0, 0)] * size
    for action, cost in options:
        row = reached[action]
        for state, so_far in live:
            to = row[state]
            total = so_far + cost
            if total < best[to]:
                best[to] = total
                came[to] = (state, action)
    trail.append(came)
    return [(state, cost) for state, cost in enumerate(best) if cost < inf]


def _across(live: Live, known: Tables, pitch: float, trail: list[Came]) -> Live:
    """On to the next aisle."""
    size = len(known.states)
    best = [inf] * size
    came = [(0, 0)] * size
    for state, so_far in live:
        for to, pieces in known.across[state]:
            total = so_far + pieces * pitch
            if total < best[to]:
                best[to] = total
                came[to] = (state, 0)
    trail.append(came)
    return [(state, cost) for state, cost in enumerate(best) if cost < inf]


def _drawn(length: float, first: int, state: int, trail: list[Came], known: Tables) -> Drawn:
    """Back along the trail: the steps of one aisle are one way across (none at the first) and one way for each block."""
    blocks = len(known.down)
    ways: list[tuple[int, ...]] = []
    strokes: list[tuple[int, ...]] = []
    while trail:
        walked = []
        for _ in range(blocks):
            state, action = trail.pop()[state]
            walked.append(action)
        ways.append(tuple(reversed(walked)))
        if trail:
            # Just after crossing, a corner's degree is the number of times its cross-aisle was walked: 0, 1 or 2.
            strokes.append(tuple(degree for degree, _ in known.states[state]))
            state, _ = trail.pop()[state]
    return Drawn(length, first, tuple(reversed(ways)), tuple(reversed(strokes)))
