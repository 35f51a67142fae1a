"""Orders into batches that fit the cart, walking as little as can be found in the time given.

Up to fourteen orders (nine where there is a middle cross-aisle) the answer is the best there is; beyond that savings
(Clarke and Wright) make a start and ``picking.batching.search`` improves it until the time is up.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from warehouse_app.picking.batching.exact import MOST_ON_BLOCKS, MOST_ORDERS, best_of_all
from warehouse_app.picking.batching.length import TourLengths
from warehouse_app.picking.batching.savings import close_pairs, merged, neighbours
from warehouse_app.picking.batching.search import Search
from warehouse_app.picking.batching.work import Batch, Work
from warehouse_app.picking.walking.rules import Layout, Place

Id = TypeVar("Id", bound=Hashable)

SECONDS = 1.9  # the last round may end a little later; within two a person does not mind waiting


@dataclass(frozen=True, slots=True)
class BatchOrder(Generic[Id]):
    """An order as the walk sees it: where its goods lie, and how much of the cart it takes (pieces, grams, slots)."""

    id: Id
    stops: tuple[Place, ...]
    weight: float


def form_batches(
    orders: Sequence[BatchOrder[Id]],
    capacity: float,
    layout: Layout,
    seconds: float = SECONDS,
    seed: int = 1,
    evaluations: int | None = None,
) -> list[list[Id]]:
    """The orders' ids, one list per tour, each within ``capacity``; no order is split.

    ``evaluations`` ends the search after so many looked-at batches: then, if ``seconds`` do not end it first, the same orders and
    the same ``seed`` give the same batches on any machine. ValueError: an order above the capacity (``too_heavy`` names them).
    """
    if heavy := too_heavy(orders, capacity):
        raise ValueError(f"heavier than {capacity}: {heavy}")
    ends = time.monotonic() + seconds
    work = _work(orders, capacity, layout)
    few = MOST_ON_BLOCKS if layout.middles else MOST_ORDERS
    found = best_of_all(work) if len(orders) <= few else _searched(work, ends, seconds, seed, evaluations)
    return [[orders[place].id for place in sorted(batch.orders)] for batch in sorted(found, key=lambda batch: min(batch.orders))]


def too_heavy(orders: Sequence[BatchOrder[Id]], capacity: float) -> list[Id]:
    """Orders that do not fit the cart even alone: they must be split, or walked with a larger one."""
    return [order.id for order in orders if order.weight > capacity]


def first_come(orders: Sequence[BatchOrder[Id]], capacity: float) -> list[list[Id]]:
    """What is done without thinking: orders in the order they came, a new batch whenever the next one does not fit."""
    batches: list[list[Id]] = []
    load = 0.0
    for order in orders:
        if not batches or load + order.weight > capacity:
            batches.append([])
            load = 0.0
        batches[-1].append(order.id)
        load += order.weight
    return batches


def walked(batches: Sequence[Sequence[Id]], orders: Sequence[BatchOrder[Id]], layout: Layout) -> float:
    """All the batches' shortest tours together, in the floor's unit."""
    lengths = TourLengths(layout, (stop for order in orders for stop in order.stops))
    bits = {order.id: lengths.bits(order.stops) for order in orders}
    return sum(lengths[_together(batch, bits)] for batch in batches)


def _together(batch: Sequence[Id], bits: dict[Id, int]) -> int:
    together = 0
    for order in batch:
        together |= bits[order]
    return together


def _work(orders: Sequence[BatchOrder[Id]], capacity: float, layout: Layout) -> Work:
    lengths = TourLengths(layout, (stop for order in orders for stop in order.stops))
    return Work(lengths, [lengths.bits(order.stops) for order in orders], [order.weight for order in orders], capacity)


def _searched(work: Work, ends: float, seconds: float, seed: int, evaluations: int | None) -> list[Batch]:
    """Improved from the better of two starts, so never worse than first come first served."""
    pairs = close_pairs(work, lambda: time.monotonic() >= ends - seconds / 2)
    start = min(merged(work, pairs), work.in_turn(), key=work.total)
    return Search(work, start, neighbours(work, pairs), seed).run(ends, seconds, evaluations)
