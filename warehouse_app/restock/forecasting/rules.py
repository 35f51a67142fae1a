"""Forecast of demand, safety stock, reorder point and target of every SKU: numbers in, numbers out.

The method of each SKU is chosen by back-testing on the demand of whole lead times; how: ``docs/restock.md``.
"""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting import calendar
from warehouse_app.restock.forecasting.drawing import curve
from warehouse_app.restock.forecasting.fitting import Fitted, fit
from warehouse_app.restock.forecasting.levels import days_of_cover, order_by, reorder_point, stock_out_day, target
from warehouse_app.restock.forecasting.shapes import METHODS, Ask, Curve, Floats, Forecasts, History, Progress

__all__ = [
    "METHODS",
    "Ask",
    "Curve",
    "Forecasts",
    "History",
    "curve",
    "days_of_cover",
    "fit",
    "forecast",
    "order_by",
    "reorder_point",
    "stock_out_day",
    "target",
    "told",
]

GROWTH = 1.2  # the variance of a sum grows a little faster than its length: the level itself may be off


def forecast(history: History, ask: Ask, *, progress: Progress | None = None) -> Forecasts:
    """Forecast every SKU. ``progress(done, total)`` is called between blocks of some hundred SKUs; what it raises ends it."""
    return told(fit(history, ask.lead, ask.group, progress), ask)


def told(fitted: Fitted, ask: Ask) -> Forecasts:
    """The figures for one ask, from what was fitted for the same lead times."""
    ends = np.full(len(ask.lead), np.inf) if ask.season_ends is None else np.maximum(ask.season_ends, 0.0)
    cover = ask.lead + ask.review
    open_lead = calendar.ahead(fitted.profile, fitted.first, np.minimum(ask.lead, ends))
    open_cover = calendar.ahead(fitted.profile, fitted.first, np.minimum(cover, ends))
    over_lead, over_cover = fitted.rate * open_lead, fitted.rate * open_cover
    return Forecasts(
        fitted.method,
        np.where(cover > 0, over_cover / np.maximum(cover, 1e-9), fitted.rate * fitted.profile.mean(axis=1)),
        over_lead,
        over_cover,
        _safety(fitted, ask, ends),
        np.sqrt(fitted.variance) / np.maximum(fitted.periods, 1e-9),
        fitted.trend,
        fitted.few,
    )


def _safety(fitted: Fitted, ask: Ask, ends: Floats) -> Floats:
    """An order is thought of once a period: what arrives at once still has to last one."""
    share = fitted.profile.mean(axis=1)
    covered = np.minimum(np.maximum(ask.lead, 1.0), ends) * share
    variance = fitted.variance * np.power(covered / np.maximum(fitted.periods, 1e-9), GROWTH)
    variance = variance + (fitted.rate * share * np.minimum(ask.lead_sd, ends)) ** 2
    spreads = fitted.shape.at(ask.service, fitted.rate * fitted.periods)
    return np.asarray(np.maximum(0.0, spreads * np.sqrt(variance)), dtype=np.float64)
