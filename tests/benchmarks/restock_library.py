"""(c) the forecasts of statsforecast in the textbook's shell; where the library is not installed there are none.

It is no dependency of the product: ``uv pip install --group bench`` puts it into an environment of one's own.
"""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.restock_data import DemandSet
from tests.benchmarks.restock_policies import with_factor
from tests.benchmarks.restock_replay import Levels, Policy

NAME = "statsforecast"
LEAST = 4  # periods known before the library is asked; newer SKUs keep their plain mean, as do those it cannot do


def policies() -> Mapping[str, Policy]:
    """By the model's name; empty where the library is not installed."""
    if importlib.util.find_spec(NAME) is None:
        return {}
    models = importlib.import_module(f"{NAME}.models")
    chosen = {
        "exponential smoothing": models.SimpleExponentialSmoothingOptimized(),
        "ETS, level": models.AutoETS(model="ZNN"),
        "ETS, damped trend": models.AutoETS(model="ZAN", damped=True),
        "Croston": models.CrostonOptimized(),
        "SBA": models.CrostonSBA(),
        "TSB 0.1, 0.1": models.TSB(alpha_d=0.1, alpha_p=0.1),
        "TSB 0.1, 0.03": models.TSB(alpha_d=0.1, alpha_p=0.03),
        "ADIDA": models.ADIDA(),
        "IMAPA": models.IMAPA(),
        "mean of 56 periods": models.WindowAverage(window_size=56),
    }
    return {name: _policy(model) for name, model in chosen.items()}


def _policy(model: Any) -> Policy:
    def levels(data: DemandSet, now: int) -> Levels:
        return with_factor(_rates(model, data, now), data, now)

    return levels


def _rates(model: Any, data: DemandSet, now: int) -> NDArray[np.float64]:
    """The mean of the model's forecast over lead time and review; closed days are days without demand."""
    horizon = (data.leads[0] + data.leads[1]) // 2 + data.review
    rates = np.zeros(len(data.skus))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for row in range(len(rates)):
            known = data.known[row, :now]
            series = data.demand[row, int(known.argmax()) : now].astype(np.float64) if known.any() else np.zeros(0)
            rates[row] = _mean(model, series, horizon)
    return rates


def _mean(model: Any, series: NDArray[np.float64], horizon: int) -> float:
    if not series.any():
        return 0.0
    plain = float(series.mean())
    if len(series) < LEAST:
        return plain
    try:
        ahead = float(np.mean(model.forecast(y=series.astype(np.float32), h=horizon)["mean"]))
    except Exception:
        return plain
    return max(ahead, 0.0) if np.isfinite(ahead) else plain
