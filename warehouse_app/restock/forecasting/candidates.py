"""The methods a SKU's forecast is chosen from: for each the expected pieces of an open period, seen from each origin.

All smoothing is a weighted mean of the past, so one matrix product gives it for all origins and SKUs of a block. Only the
intermittent methods, whose steps are sales and not periods, walk through time.
Sources: Brown 1959 (smoothing), Gardner and McKenzie 1985 (damped trend), Croston 1972, Syntetos and Boylan 2005 (SBA),
Teunter, Syntetos and Babai 2011 (TSB).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from warehouse_app.restock.forecasting.shapes import Floats, Singles, Whole

ALPHAS_OF_DAYS = (0.01, 0.025, 0.05, 0.1)
ALPHAS_OF_OTHERS = (0.03, 0.08, 0.2, 0.4)
DAMPING_OF_DAYS = 45.0  # periods in which a trend loses two thirds of its strength
DAMPING_OF_OTHERS = 4.0
TREND_AT_MOST = 2.0  # no trend makes more of the level than this, or less than half
CROSTON_ALPHA = 0.1
TSB_ALPHAS = (0.1, 0.03)  # of sizes, of the chance of a sale in a period
TSB_ALPHAS_OF_OTHERS = (0.1, 0.1)


@dataclass(frozen=True, slots=True)
class Block:
    """Some SKUs, period x SKU. ``weekly``: the share of an average period each known period should have by the weekly
    profile; ``shop``: the same by how the whole shop went, and ``shop_now`` that figure as each origin saw it.
    """

    demand: Singles
    known: Singles
    weekly: Singles | None
    shop: Singles | None
    shop_now: Singles


@dataclass(frozen=True, slots=True)
class Smoothing:
    """Weights of the past seen from each origin, for one alpha: origin x period, and its lags."""

    weights: Singles
    lagged: Singles


def smoothing(alpha: float, origins: Whole, periods: int) -> Smoothing:
    """Weights alpha (1 - alpha)^lag of the periods before each origin."""
    lag = origins[:, None] - 1 - np.arange(periods)[None, :]
    weights = np.where(lag >= 0, alpha * np.power(1.0 - alpha, np.maximum(lag, 0)), 0.0)
    return Smoothing(weights.astype(np.float32), (weights * np.maximum(lag, 0)).astype(np.float32))


def names_of(*, days: bool, shop: bool) -> tuple[str, ...]:
    """The method each candidate belongs to, in the order ``rates`` gives them. ``shop``: with those led by the shop's course."""
    smooth = ("smooth",) * 4 + ("trend",) * 2
    return smooth + ("weekly",) * (2 * days) + ("trend",) * (2 * shop) + ("croston", "sba", "tsb")


def rates(block: Block, origins: Whole, horizon: Floats, bank: Sequence[Smoothing], *, days: bool) -> list[Singles]:
    """Candidate by candidate the expected pieces of an average open period: origin x SKU."""
    sums = [smooth.weights @ block.demand for smooth in bank]
    seen = [smooth.weights @ block.known for smooth in bank]
    levels = [_ratio(total, weight) for total, weight in zip(sums, seen, strict=True)]
    damping = DAMPING_OF_DAYS if days else DAMPING_OF_OTHERS
    ages = [_ratio(smooth.lagged @ block.known, weight) for smooth, weight in zip(bank, seen, strict=True)]
    found = list(levels)
    for fast, slow in ((2, 1), (1, 0)):
        found.append(_trended(levels[fast], levels[slow], ages[fast], ages[slow], _steps(horizon, damping)))
    if block.weekly is not None:
        found += [_ratio(sums[place], bank[place].weights @ block.weekly) for place in (1, 2)]
    if block.shop is not None:
        found += [_ratio(sums[place], bank[place].weights @ block.shop) * block.shop_now[:, None] for place in (0, 1)]
    return found + _intermittent(block, origins, TSB_ALPHAS if days else TSB_ALPHAS_OF_OTHERS)


def _ratio(total: Singles, weight: Singles) -> Singles:
    return np.asarray(np.where(weight > 1e-12, total / np.maximum(weight, 1e-12), 0.0), dtype=np.float32)


def _steps(horizon: Floats, damping: float) -> Singles:
    """By how many periods' trend the mean over the horizon lies above the level: a damped trend's sum."""
    ahead = np.maximum(horizon, 1.0) / damping
    return np.asarray(damping * (1.0 - (1.0 - np.exp(-ahead)) / ahead), dtype=np.float32)


def _trended(fast: Singles, slow: Singles, fast_age: Singles, slow_age: Singles, steps: Singles) -> Singles:
    """Two smoothed levels of different mean age give a slope (Brown's double smoothing), followed and damped."""
    gap = slow_age - fast_age
    slope = np.where(gap > 0.5, (fast - slow) / np.maximum(gap, 0.5), np.float32(0))
    expected = fast + slope * (fast_age + steps)
    return np.asarray(np.clip(expected, fast / TREND_AT_MOST, fast * TREND_AT_MOST), dtype=np.float32)


def _intermittent(block: Block, origins: Whole, tsb_alphas: tuple[float, float]) -> list[Singles]:
    """Croston, SBA and TSB seen from each origin."""
    demand, known = block.demand, block.known
    count = demand.shape[1]
    size, gap, chance = np.zeros((3, count), dtype=np.float32)
    since = np.ones(count, dtype=np.float32)
    tsb_size, seen = np.zeros((2, count), dtype=np.float32)
    kept = np.zeros((3, len(origins), count), dtype=np.float32)
    places = {int(origin): place for place, origin in enumerate(origins)}
    for period in range(len(demand) + 1):
        if period in places:
            croston = np.where(gap > 0, size / np.maximum(gap, 1.0), 0)
            kept[:, places[period]] = croston, croston * (1 - CROSTON_ALPHA / 2), chance * tsb_size
        if period == len(demand):
            break
        pieces, tells = demand[period], known[period]
        sold = pieces > 0
        first = sold & (size == 0)
        seen += tells
        step = np.where(first, np.float32(1), np.float32(CROSTON_ALPHA)) * sold
        size += step * (pieces - size)
        gap += step * (since - gap)
        since = np.where(sold, np.float32(1), since + tells)
        tsb_size += np.where(first, np.float32(1), np.float32(tsb_alphas[0])) * sold * (pieces - tsb_size)
        # Before it is tuned in, the chance is the plain share of periods with a sale.
        chance += np.maximum(np.float32(tsb_alphas[1]), 1 / np.maximum(seen, 1)) * tells * (sold - chance)
    return list(kept)
