"""From figures to whole pieces: reorder point and target."""

from __future__ import annotations

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
