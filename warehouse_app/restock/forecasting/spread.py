"""How far a lead time's demand may be from its forecast.

Each SKU has few independent lead times in its past, and far too few to tell a 98 % quantile. So the size of its errors is
drawn towards that of SKUs selling as much, and the shape of their distribution, where the quantile is read, is shared by
all SKUs selling as much: the errors of the back-test themselves, in units of each SKU's own spread.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from warehouse_app.restock.forecasting.shapes import Flags, Floats, Singles

EDGES = np.array([0.5, 2.0, 8.0, 32.0, 128.0])  # pieces per lead time; beyond, errors look alike
CENTRES = np.log(np.array([0.25, 1.0, 4.0, 16.0, 64.0, 256.0]))
CHANCES = np.concatenate([np.linspace(0.02, 0.9, 45), np.linspace(0.91, 0.999, 90)])
OWN_WINDOWS = 3.0  # independent lead times before a SKU's own spread counts as much as that of its like
ENOUGH = 400.0  # errors of a group before their quantiles count as much as the gamma distribution's


@dataclass(frozen=True, slots=True)
class Shape:
    """Quantiles of errors in units of a SKU's spread, by how much sells in a lead time: group x CHANCES."""

    quantiles: Floats

    def at(self, service: Floats, pieces: Floats) -> Floats:
        """How many spreads above the forecast the asked share of lead times stays; between groups it is interpolated."""
        asked = np.clip(service, CHANCES[0], CHANCES[-1])
        each = np.stack([np.interp(asked, CHANCES, row) for row in self.quantiles])
        place = np.interp(np.log(np.maximum(pieces, 1e-6)), CENTRES, np.arange(len(CENTRES)))
        low = np.minimum(place.astype(np.int64), len(CENTRES) - 2)
        share = place - low
        columns = np.arange(len(pieces))
        return np.asarray((1 - share) * each[low, columns] + share * each[low + 1, columns], dtype=np.float64)


def variances(squares: Floats, windows: Floats, pieces: Floats, judged: Flags) -> Floats:
    """Variance of a lead time's demand about its forecast per SKU: its own (``squares``, the mean squared error, worth
    ``windows`` independent lead times), drawn towards what SKUs selling as many ``pieces`` have.
    """
    usual = _usual(squares, pieces, judged & (squares > 0) & (pieces > 0))
    own = np.where(judged, windows, 0.0)
    return np.asarray((own * squares + OWN_WINDOWS * usual) / (own + OWN_WINDOWS), dtype=np.float64)


def _usual(squares: Floats, pieces: Floats, used: Flags) -> Floats:
    """Taylor's power law fitted over the shop: variance = a x pieces^b; three times the pieces where nothing can be fitted."""
    sold = np.maximum(pieces, 1e-3)
    if used.sum() < 10:
        return np.asarray(np.where(pieces > 0, 3.0 * sold, 0.0), dtype=np.float64)
    x, y = np.log(sold[used]), np.log(squares[used])
    spread = float(np.var(x))
    power = float(np.clip(np.mean((x - x.mean()) * (y - y.mean())) / spread, 1.0, 2.0)) if spread > 1e-6 else 1.5
    scale = float(np.exp(np.mean(y - power * x)))
    # Errors are skewed: the geometric mean alone would call too many SKUs calm.
    lift = float(np.clip(np.exp(np.var(y - power * x) / 2), 1.0, 3.0))
    return np.asarray(np.where(pieces > 0, lift * scale * sold**power, 0.0), dtype=np.float64)


def shape_of(errors: Singles, weights: Singles, spread: Floats, pieces: Floats) -> Shape:
    """The shape of the errors (origin x SKU) of all SKUs; groups with few errors lean on the gamma distribution."""
    group = np.searchsorted(EDGES, pieces)
    scaled = errors / np.maximum(spread, 1e-6)
    rows = []
    for place in range(len(EDGES) + 1):
        member = (group == place) & (spread > 0)
        values, weight = scaled[:, member].ravel(), weights[:, member].ravel()
        told = weight > 0
        typical = math.exp(CENTRES[place])
        ratio = float(np.median(pieces[member] / spread[member])) if member.any() else math.sqrt(typical / 3.0)
        model = np.array([gamma_quantile(chance, ratio) for chance in CHANCES])
        rows.append(_blend(values[told], weight[told], model))
    return Shape(np.maximum.accumulate(np.stack(rows), axis=1))


def _blend(values: Singles, weights: Singles, model: Floats) -> Floats:
    if not len(values):
        return model
    order = np.argsort(values)
    share = np.cumsum(weights[order], dtype=np.float64)
    own = np.interp(CHANCES * share[-1], share, values[order].astype(np.float64))
    trust = len(values) / (len(values) + ENOUGH)
    return np.asarray(trust * own + (1 - trust) * model, dtype=np.float64)


def gamma_quantile(chance: float, ratio: float) -> float:
    """The quantile of a gamma distribution whose mean is ``ratio`` standard deviations, less the mean, in standard deviations.

    Wilson and Hilferty's cube (1931), cut off at zero demand.
    """
    ratio = max(ratio, 0.05)
    form = ratio * ratio
    cube = 1.0 - 1.0 / (9.0 * form) + NormalDist().inv_cdf(chance) / (3.0 * ratio)
    return ratio * max(0.0, cube) ** 3 - ratio
