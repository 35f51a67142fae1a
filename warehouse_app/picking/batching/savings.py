"""A good start: batches merged two by two, the pair that saves most walking first (Clarke and Wright 1964).

What two orders save when walked together also says which orders lie near each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from warehouse_app.picking.batching.work import Batch, Work

ALL_PAIRS = 300  # up to so many orders every pair is looked at
BESIDE = 10  # beyond, only so many next ones in each of the sorted rows
NEIGHBOURS = 60
LOOK_AT_CLOCK = 50

Pair = tuple[float, int, int]  # minus what is saved, so that sorting puts the best first, and the two orders


def close_pairs(work: Work, is_late: Callable[[], bool]) -> list[Pair]:
    """What walking two orders together saves, most first; when the time is up the pairs looked at so far."""
    alone = [work.lengths[stops] for stops in work.stops]
    pairs = []
    for number, (one, other) in enumerate(_pairs(work)):
        if number % LOOK_AT_CLOCK == LOOK_AT_CLOCK - 1 and is_late():
            break
        pairs.append((work.lengths[work.stops[one] | work.stops[other]] - alone[one] - alone[other], one, other))
    return sorted(pairs)


def merged(work: Work, pairs: list[Pair]) -> list[Batch]:
    """The orders merged, best pair first, where it fits and still saves something."""
    batch_of = [work.batch([order]) for order in range(len(work.stops))]
    for _, one, other in pairs:
        left, right = batch_of[one], batch_of[other]
        if left is right or left.weight + right.weight > work.capacity:
            continue
        both = work.batch(left.orders + right.orders)
        if both.length < left.length + right.length:
            for order in both.orders:
                batch_of[order] = both
    return list({batch.orders[0]: batch for batch in batch_of}.values())


def neighbours(work: Work, pairs: list[Pair]) -> list[list[int]]:
    """For each order itself and those that save most beside it, best first."""
    near = [[order] for order in range(len(work.stops))]
    for _, one, other in pairs:
        for here, there in ((one, other), (other, one)):
            if len(near[here]) < NEIGHBOURS:
                near[here].append(there)
    return near


def _pairs(work: Work) -> Iterator[tuple[int, int]]:
    """Pairs worth a look: all of few orders; of many, those that stand close when sorted by their stops, from either end."""
    count = len(work.stops)
    if count <= ALL_PAIRS:
        yield from combinations(range(count), 2)
        return
    seen: set[tuple[int, int]] = set()
    rows = [sorted(range(count), key=key) for key in (work.stops.__getitem__, lambda order: f"{work.stops[order]:b}"[::-1])]
    for step in range(1, BESIDE + 1):
        for row in rows:
            for one, other in zip(row, row[step:], strict=False):
                pair = (one, other) if one < other else (other, one)
                if pair not in seen:
                    seen.add(pair)
                    yield pair
