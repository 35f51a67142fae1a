"""Forecast of demand, safety stock, reorder point and target of every SKU: numbers in, numbers out.

The method of each SKU is chosen by back-testing on the demand of whole lead times; how: ``docs/restock.md``.
"""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting import calendar
from warehouse_app.restock.forecasting.drawing import curve
from warehouse_app.restock.forecasting.fitting import Fitted, fit
from warehouse_app.restock.forecasting.levels import reorder_point, target
from warehouse_app.restock.forecasting.shapes import METHODS, Ask, Curve, Floats, Forecasts, History, Progress

__all__ = [
    "METHODS",
    "Ask",
    "Curve",
    "Forecasts",
    "History",
    "curve",
    "fit",
    "forecast",
    "reorder_point",
    "target",
    "told",
]

USUAL, SUREST = 0.95, 0.999  # the service level a chance of false alarms is meant for, and the highest told apart
PATIENCE = 0.13  # how the chance that an order is needed may fall where more service is asked, and has to rise where less
NEVER = 1e12  # pieces nobody has
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
        _early(fitted, ask, ends),
    )


def _safety(fitted: Fitted, ask: Ask, ends: Floats) -> Floats:
    """An order is thought of once a period: what arrives at once still has to last one."""
    pieces, spread = _demand(fitted, np.minimum(np.maximum(ask.lead, 1.0), ends), np.minimum(ask.lead_sd, ends))
    return np.asarray(np.maximum(0.0, _above(fitted, ask.service, pieces, spread)), dtype=np.float64)


def _early(fitted: Fitted, ask: Ask, ends: Floats) -> Floats:
    """What demand until the order's arrival and the grace after it exceeds with all but the chance of a false alarm."""
    pieces, spread = _demand(fitted, np.minimum(ask.lead + ask.grace, ends), np.minimum(ask.lead_sd, ends))
    if ask.false_alarm >= 1:
        return np.full(len(pieces), NEVER)
    # The surer a SKU has to be in stock, the earlier its alert may ring.
    chance = 1.0 - (1.0 - ask.false_alarm) * np.power((1.0 - np.minimum(ask.service, SUREST)) / (1.0 - USUAL), PATIENCE)
    return np.asarray(np.maximum(0.0, pieces + _above(fitted, chance, pieces, spread)), dtype=np.float64)


def _demand(fitted: Fitted, periods: Floats, unsure: Floats) -> tuple[Floats, Floats]:
    """Expected demand of so many periods and its spread; ``unsure``: the standard deviation of their number."""
    share = fitted.profile.mean(axis=1)
    variance = fitted.variance * np.power(periods * share / np.maximum(fitted.periods, 1e-9), GROWTH)
    pieces = fitted.rate * share * periods
    return pieces, np.sqrt(variance + (fitted.rate * share * unsure) ** 2)


def _above(fitted: Fitted, chance: Floats, pieces: Floats, spread: Floats) -> Floats:
    return fitted.shape.at(chance, pieces / np.maximum(spread, 1e-9)) * spread
