"""From figures to whole pieces and days: reorder point, target, when to order, when stock runs out."""

from __future__ import annotations

import math

import numpy as np

from warehouse_app.restock.forecasting.shapes import Floats, Whole

HAIR = 1e-9  # 12.000000001 pieces by rounding of sums are 12


def reorder_point(over_lead: Floats, safety: Floats, early: Floats | float = np.inf) -> Whole:
    """Whole pieces: order when on hand + on the way - reserved is not above it.

    The sum is rounded up, once; but an alert that would be ``early`` waits, whatever the safety.
    """
    point = np.minimum(np.ceil(over_lead + safety - HAIR), np.floor(np.asarray(early) + HAIR))
    return np.asarray(point, dtype=np.int64)


def target(over_cover: Floats, safety: Floats) -> Whole:
    """Whole pieces; the sum is rounded up, once: an order fills on hand + on the way - reserved up to it."""
    return np.asarray(np.ceil(over_cover + safety - HAIR), dtype=np.int64)


def days_of_cover(pieces: float, daily: float) -> float:
    """For how many periods the pieces last at the expected demand; inf where nothing is wanted."""
    if daily <= 0:
        return math.inf
    return max(0.0, pieces) / daily


def order_by(position: float, point: float, daily: float) -> float:
    """In how many whole periods the position (on hand + on the way - reserved) comes down to the reorder point.

    0: now; inf: never at the expected demand.
    """
    if position <= point:
        return 0.0
    return float(np.floor(days_of_cover(position - point, daily)))


def stock_out_day(on_hand: float, daily: float) -> float:
    """The coming period (0: the first) in which the last piece goes at the expected demand; inf: never."""
    return float(np.floor(days_of_cover(on_hand, daily)))
