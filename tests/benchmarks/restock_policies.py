"""The policies of the replay: ours, and what shops and textbooks do instead. Each gives levels for a range of its setting.

All know the mean and spread of the lead times, review the position at every close, and order ``review`` periods' demand
beyond their reorder point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.restock_data import DemandSet
from tests.benchmarks.restock_replay import Levels
from warehouse_app.restock.forecasting.rules import Ask, History, fit, reorder_point, target, told

SERVICES = (0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.965, 0.98, 0.99, 0.995)
AT_95, AT_98 = SERVICES.index(0.95), SERVICES.index(0.98)
SAFETY_DAYS = (0, 4, 7, 10, 14, 18, 22, 28, 35, 45, 60, 80)
SAFETY_PERIODS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
FACTORS = (-0.5, 0.0, 0.5, 1.0, 1.28, 1.64, 2.05, 2.33, 2.6, 3.0, 4.0, 5.0)
CROSTON_ALPHA = 0.1

Figures = NDArray[np.float64]


def lead_of(data: DemandSet) -> tuple[float, float]:
    """Mean and standard deviation of the lead times drawn."""
    low, high = data.leads
    return (low + high) / 2, float(np.sqrt(((high - low + 1) ** 2 - 1) / 12))


def ours(data: DemandSet, now: int) -> Levels:
    """The engine's reorder points and targets at each service level."""
    return _ours(data, now, data.false_alarm)


def ours_at_once(data: DemandSet, now: int) -> Levels:
    """The same without waiting for orders that may be false alarms."""
    return _ours(data, now, 1.0)


def _ours(data: DemandSet, now: int, false_alarm: float) -> Levels:
    count = len(data.skus)
    lead, spread, review = (np.full(count, figure) for figure in (*lead_of(data), float(data.review)))
    fitted = fit(History(data.demand[:, :now], data.known[:, :now], data.weekday), lead, data.group)
    points, targets = [], []
    for service in SERVICES:
        ask = Ask(lead, spread, review, np.full(count, service), None, data.group, data.grace, false_alarm)
        answer = told(fitted, ask)
        points.append(reorder_point(answer.over_lead, answer.safety, answer.early))
        targets.append(target(answer.over_cover, answer.safety))
    return np.stack(points), np.stack(targets)


def recent_mean(data: DemandSet, now: int) -> Levels:
    """(a) the mean of the last 28 days (of months: the last three), and so many days' demand as safety for every SKU."""
    span = 28 if data.weekday >= 0 else 3
    lived = np.maximum(1, np.minimum(span, now - _born(data, now)))
    mean = data.demand[:, max(0, now - span) : now].sum(axis=1, dtype=np.float64) / lived
    lead, _ = lead_of(data)
    extra = np.array(SAFETY_DAYS if data.weekday >= 0 else SAFETY_PERIODS, dtype=np.float64)
    return levels_of(mean * (lead + extra[:, None]), mean, data)


def croston(data: DemandSet, now: int) -> Levels:
    """(b) SBA with (s, S): s from its rate and so many standard deviations of a lead time's demand."""
    return with_factor(sba_rate(data, now), data, now)


def with_factor(rate: Figures, data: DemandSet, now: int) -> Levels:
    """The textbook's shell: s = rate x lead + z x sqrt(lead x variance + rate^2 x variance of the lead)."""
    lead, spread = lead_of(data)
    sigma = np.sqrt(lead * _variance(data, now) + (rate * spread) ** 2)
    return levels_of(rate * lead + np.array(FACTORS)[:, None] * sigma, rate, data)


def levels_of(points: Figures, rate: Figures, data: DemandSet) -> Levels:
    """Whole pieces, rounded as the app rounds."""
    points = np.maximum(points, 0.0)
    none = np.zeros_like(points)
    return reorder_point(points, none), target(points + rate * data.review, none)


def sba_rate(data: DemandSet, now: int) -> Figures:
    """Syntetos and Boylan's pieces per period, from the first period known."""
    born = _born(data, now)
    size, gap = np.zeros((2, len(data.skus)))
    since = np.ones(len(data.skus))
    for period in range(now):
        pieces = data.demand[:, period].astype(np.float64)
        sold, lives = pieces > 0, period >= born
        step = np.where(size == 0, 1.0, CROSTON_ALPHA) * sold
        size += step * (pieces - size)
        gap += step * (since - gap)
        since = np.where(sold, 1.0, since + lives)
    return np.where(gap > 0, (1 - CROSTON_ALPHA / 2) * size / np.maximum(gap, 1.0), 0.0)


def _born(data: DemandSet, now: int) -> NDArray[np.int64]:
    """The first period known of each SKU."""
    known = data.known[:, :now]
    return np.where(known.any(axis=1), known.argmax(axis=1), now)


def _variance(data: DemandSet, now: int) -> Figures:
    """Of single periods' demand since each SKU is known; closed days are days without demand."""
    lived = np.arange(now)[None, :] >= _born(data, now)[:, None]
    count = np.maximum(lived.sum(axis=1), 1)
    demand = np.where(lived, data.demand[:, :now], 0.0)
    mean = demand.sum(axis=1) / count
    return np.asarray((demand**2).sum(axis=1) / count - mean**2)
