"""Which weekdays the shop is open, and what share of a week's demand each of them takes."""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting.shapes import Flags, Floats, History, Singles, Whole

WEEK = 7
RECENT = 8 * WEEK  # opening days are taken from the last eight weeks
CLOSED = 0.25  # a weekday on which anything was known this seldom is a closed day
WEEKS_OF_SHOP = 8.0  # weeks of its own a SKU needs before its weekly profile counts as much as the shop's


def weekdays(history: History) -> Whole:
    """The weekday of each period; all zero where periods are not days."""
    periods = history.demand.shape[1]
    if history.weekday < 0:
        return np.zeros(periods, dtype=np.int64)
    return (history.weekday + np.arange(periods)) % WEEK


def open_week(history: History) -> Floats:
    """1 for each weekday the shop sells on, 0 for a closed one. Where periods are not days, each is open."""
    week = np.ones(WEEK)
    if history.weekday < 0 or history.demand.shape[1] < 2 * WEEK:
        return week
    known = np.asarray(history.known[:, -RECENT:].any(axis=0), dtype=np.bool_)
    days = weekdays(history)[-RECENT:]
    for day in range(WEEK):
        if known[days == day].mean() <= CLOSED:
            week[day] = 0.0
    return week if week.any() else np.ones(WEEK)


def by_weekday(days: Whole, figures: Floats) -> Floats:
    """Sums of a figure per period by its weekday."""
    return np.asarray(np.bincount(days, figures, WEEK), dtype=np.float64)


def shop_profile(sums: Floats, counts: Floats, week: Floats) -> Floats:
    """The shop's demand of each weekday against its mean over open weekdays; ``sums`` and ``counts`` by weekday."""
    means = np.where(counts > 0, sums / np.maximum(counts, 1.0), 0.0) * week
    total = means.sum()
    return means * week.sum() / total if total > 0 else week.copy()


def own_profiles(demand: Singles, known: Flags, days: Whole, shop: Floats) -> Floats:
    """SKU x weekday: each SKU's weekly profile, drawn towards the shop's. ``demand`` and ``known`` are period x SKU."""
    sums = np.stack([demand[days == day].sum(axis=0) for day in range(WEEK)], axis=1, dtype=np.float64)
    counts = np.stack([known[days == day].sum(axis=0) for day in range(WEEK)], axis=1, dtype=np.float64)
    mean = sums.sum(axis=1, keepdims=True) / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    open_days = max(1.0, float((shop > 0).sum()))
    profile = (sums + WEEKS_OF_SHOP * mean * shop) / np.maximum((counts + WEEKS_OF_SHOP) * mean, 1e-9) * (shop > 0)
    total = profile.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, profile * open_days / np.maximum(total, 1e-9), shop), dtype=np.float64)


def ahead(profile: Floats, first: int, periods: Floats) -> Floats:
    """How many average open periods lie in the coming ``periods`` of each SKU, by its profile (SKU x weekday).

    ``first`` is the weekday of the next period.
    """
    turned = np.roll(np.broadcast_to(profile, (len(periods), WEEK)), -first, axis=1)
    sums = np.concatenate([np.zeros((len(periods), 1)), np.cumsum(turned, axis=1)], axis=1)
    weeks, rest = np.divmod(periods, WEEK)
    whole = rest.astype(np.int64)
    rows = np.arange(len(periods))
    part = (rest - whole) * turned[rows, np.minimum(whole, WEEK - 1)]
    return np.asarray(weeks * sums[:, WEEK] + sums[rows, whole] + part, dtype=np.float64)
