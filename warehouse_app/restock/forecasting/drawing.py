"""The curve of one SKU: what each coming period may bring."""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting import calendar
from warehouse_app.restock.forecasting.cleaning import cap_of
from warehouse_app.restock.forecasting.shapes import Curve, Flags, Floats, History, Singles
from warehouse_app.restock.forecasting.spread import gamma_quantile

LOW, HIGH = 0.1, 0.9


def curve(history: History, daily: float, periods: int, sku: int = 0) -> Curve:
    """Expected pieces of each of the coming ``periods`` with a band from 10 % to 90 %.

    ``daily``: expected pieces per period as ``Forecasts`` gave them; ``sku``: its row in the history. The week's profile is the
    SKU's own, as far as its history tells one; the band is as wide as its single periods differ.
    """
    known = np.ascontiguousarray(history.known[[sku]].T)
    demand = np.where(known, history.demand[[sku]].T, np.float32(0))
    demand = np.minimum(demand, cap_of(demand)).astype(np.float32)
    expected = max(daily, 0.0) * _profile(history, demand, known, periods)
    seen = demand[known].astype(np.float64)
    mean = float(seen.mean()) if len(seen) else 0.0
    relative = float(seen.var()) / mean**2 if mean > 0 else 1.0
    ratio = 1.0 / np.sqrt(max(relative, 1e-4))
    low, high = (max(0.0, 1.0 + gamma_quantile(chance, ratio) / ratio) for chance in (LOW, HIGH))
    return Curve(expected, expected * min(low, 1.0), expected * max(high, 1.0))


def _profile(history: History, demand: Singles, known: Flags, periods: int) -> Floats:
    if history.weekday < 0 or len(demand) < 4 * calendar.WEEK:
        return np.ones(periods)
    week = calendar.open_week(history)
    shares = calendar.own_profiles(demand, known, calendar.weekdays(history), week)[0] / week.mean()
    first = history.weekday + len(demand)
    return np.asarray(shares[(first + np.arange(periods)) % calendar.WEEK], dtype=np.float64)
