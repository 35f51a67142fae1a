"""Whether a SKU's sales rise or fall, so far as that is more than chance."""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting.shapes import Floats, Singles

SPAN_OF_DAYS, SPAN_OF_OTHERS = 28, 3
RISE_AT_MOST = 5.0


def recent_trend(demand: Singles, known: Singles, *, days: bool) -> Floats:
    """The last 28 days against the 28 before (elsewhere three periods), as a share: -0.2 is a fifth less.

    A difference no larger than chance makes (one standard error, from the size of the single periods) is none; a larger one is
    drawn towards none the less it stands out. ``demand`` and ``known`` are period x SKU.
    """
    span = min(SPAN_OF_DAYS if days else SPAN_OF_OTHERS, len(demand) // 2)
    if span < 1:
        return np.zeros(demand.shape[1])
    recent, before = slice(-span, None), slice(-2 * span, -span)
    recent_mean, recent_error = _mean(demand[recent], known[recent])
    before_mean, before_error = _mean(demand[before], known[before])
    change = recent_mean - before_mean
    noise = recent_error + before_error
    kept = np.where(change**2 > noise, 1 - noise / np.maximum(change**2, 1e-12), 0.0)
    base = np.where(before_mean > 0, before_mean, recent_mean)
    share = np.where(base > 0, kept * change / np.maximum(base, 1e-9), 0.0)
    told = (known[recent].sum(axis=0) >= span / 2) & (known[before].sum(axis=0) >= span / 2)
    return np.asarray(np.where(told, np.clip(share, -1.0, RISE_AT_MOST), 0.0), dtype=np.float64)


def _mean(demand: Singles, known: Singles) -> tuple[Floats, Floats]:
    """The mean of known periods and the variance of that mean, if sales come by chance."""
    count = np.maximum(known.sum(axis=0, dtype=np.float64), 1.0)
    return demand.sum(axis=0, dtype=np.float64) / count, (demand.astype(np.float64) ** 2).sum(axis=0) / count**2
