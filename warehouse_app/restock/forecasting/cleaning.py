"""One-off giant orders do not make a level: single days are capped against the SKU's own other days."""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting.shapes import Singles, Whole

RANK = 3  # a day is giant against the third largest: two days of the same customer do not vouch for each other
TIMES = 3.0  # of that day
LARGE = 0.9  # of SKUs have no larger cap


def cap_of(demand: Singles) -> Singles:
    """What a period of each SKU (period x SKU) counts at most. A real change of level brings many large periods: none is cut."""
    rank = min(RANK, len(demand))
    if not rank:
        return np.zeros(demand.shape[1], dtype=np.float32)
    largest = np.partition(demand, len(demand) - rank, axis=0)[len(demand) - rank :]
    # Of a SKU with fewer sales the smallest of them vouches; one sale alone has nothing to be held against.
    usual = np.where(largest > 0, largest, np.float32(np.inf)).min(axis=0)
    return np.where(np.isfinite(usual), np.float32(TIMES) * usual, np.float32(0)).astype(np.float32)


def cap_of_few(caps: Singles, sales: Whole) -> Singles:
    """Of a SKU with fewer ``sales`` than vouch for each other, no single one counts more than is large in this shop."""
    vouched = caps[sales >= RANK]
    if not len(vouched):
        return caps
    return np.where(sales < RANK, np.minimum(caps, np.quantile(vouched, LARGE)), caps).astype(np.float32)
