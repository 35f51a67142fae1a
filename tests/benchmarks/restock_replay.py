"""A replay, period by period: orders only by a policy's levels, lead times drawn once for all policies, what is short is lost.

At the close of each period what was wanted is known; a SKU whose position (on hand + on the way) is not above its reorder
point is ordered up to its target. Each policy starts with its own targets on the shelf. Average stock is that of the closes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.restock_data import DemandSet

Levels = tuple[NDArray[np.int64], NDArray[np.int64]]
Policy = Callable[[DemandSet, int], Levels]
"""Reorder points and targets (setting x SKU) from what is known before a period."""
SEED = 20110831


@dataclass(frozen=True, slots=True)
class Outcome:
    """What each setting of a policy came to. ``stock`` in pieces and ``money``; ``fill`` by pieces, ``fill_money`` weighted by
    price, ``fill_skus`` the plain mean over SKUs wanted at all. ``false_alarms``: share of the orders that can be judged
    whose SKU's position without the order would have covered all that was wanted until the order's arrival and the grace
    after it; an order is judged once that day is in the data, or earlier when it proved needed. ``orders``: placed.
    """

    stock: NDArray[np.float64]
    money: NDArray[np.float64]
    fill: NDArray[np.float64]
    fill_money: NDArray[np.float64]
    fill_skus: NDArray[np.float64]
    false_alarms: NDArray[np.float64]
    orders: NDArray[np.int64]


@dataclass(slots=True)
class Shelf:
    """Setting x SKU: what lies there, and what arrives when; with the tallies of the replay."""

    on_hand: NDArray[np.int64]
    arriving: NDArray[np.int64]  # setting x SKU x period
    on_way: NDArray[np.int64]
    stock: NDArray[np.int64]
    shipped: NDArray[np.int64]
    false: NDArray[np.int64]
    judged: NDArray[np.int64]
    orders: NDArray[np.int64]


def draw_leads(data: DemandSet) -> NDArray[np.int64]:
    """The lead time of an order by its SKU and the period it is placed in: the same for every policy."""
    low, high = data.leads
    drawn = np.random.default_rng(SEED).integers(low, high + 1, size=data.demand.shape)
    return np.asarray(drawn, dtype=np.int64)


def replay(data: DemandSet, policy: Policy) -> Outcome:
    """Play a policy."""
    leads, wanted = draw_leads(data), data.demand.astype(np.int64)
    point, target = policy(data, data.first)
    shape = point.shape
    arriving = np.zeros((*shape, data.last - data.first + data.leads[1] + 1), dtype=np.int32)
    shelf = Shelf(
        target.copy(), arriving, *(np.zeros(shape, dtype=np.int64) for _ in range(3)), *np.zeros((3, shape[0]), dtype=np.int64)
    )
    running = np.concatenate([np.zeros((shape[1], 1), dtype=np.int64), np.cumsum(wanted, axis=1)], axis=1)
    for period in range(data.first, data.last):
        came = shelf.arriving[:, :, period - data.first]
        shelf.on_hand += came
        shelf.on_way -= came
        shipped = np.minimum(shelf.on_hand, wanted[:, period])
        shelf.on_hand -= shipped
        shelf.shipped += shipped
        shelf.stock += shelf.on_hand
        if (period + 1 - data.first) % data.refit == 0:
            point, target = policy(data, period + 1)
        _order(shelf, data, point, target, period, leads, running)
    return _outcome(data, shelf, wanted)


def _order(
    shelf: Shelf,
    data: DemandSet,
    point: NDArray[np.int64],
    target: NDArray[np.int64],
    period: int,
    leads: NDArray[np.int64],
    running: NDArray[np.int64],
) -> None:
    position = shelf.on_hand + shelf.on_way
    settings, skus = np.nonzero((position <= point) & (target > position))
    lead = leads[skus, period]
    before = position[settings, skus]
    pieces = target[settings, skus] - before
    shelf.arriving[settings, skus, period + lead - data.first] += pieces.astype(np.int32)
    shelf.on_way[settings, skus] += pieces
    due = period + 1 + lead + data.grace
    needed = running[skus, np.minimum(due, running.shape[1] - 1)] - running[skus, period + 1] > before
    judged = needed | (due <= running.shape[1] - 1)
    count = len(shelf.orders)
    shelf.orders += np.bincount(settings, minlength=count)
    shelf.judged += np.bincount(settings[judged], minlength=count)
    shelf.false += np.bincount(settings[judged & ~needed], minlength=count)


def _outcome(data: DemandSet, shelf: Shelf, wanted: NDArray[np.int64]) -> Outcome:
    periods = data.last - data.first
    asked = wanted[:, data.first : data.last].sum(axis=1)
    some = asked > 0
    return Outcome(
        shelf.stock.sum(axis=1) / periods,
        shelf.stock @ data.price / periods,
        shelf.shipped.sum(axis=1) / max(asked.sum(), 1),
        shelf.shipped @ data.price / max(float(asked @ data.price), 1e-9),
        (shelf.shipped[:, some] / asked[some]).sum(axis=1) / max(int(some.sum()), 1),
        shelf.false / np.maximum(shelf.judged, 1),
        shelf.orders,
    )
