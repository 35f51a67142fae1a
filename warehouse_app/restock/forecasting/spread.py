"""How far a lead time's demand may be from its forecast.

Each SKU has few independent lead times in its past, and far too few to tell a 98 % quantile. So the size of its errors is
drawn towards that of SKUs selling as much, and the shape of their distribution, where the quantile is read, is shared by
all SKUs as steady: the errors of the back-test themselves, in units of each SKU's own spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from warehouse_app.restock.forecasting.shapes import Flags, Floats, Singles

EDGES = np.array([0.25, 0.5, 0.9, 1.5, 2.5])  # spreads that fit into the demand: few where sales are rare or lumpy
CENTRES = np.array([0.17, 0.35, 0.7, 1.2, 2.0, 3.5])
CHANCES = np.concatenate([np.linspace(0.02, 0.9, 45), np.linspace(0.91, 0.999, 90)])
NORMAL = 0.5  # share of the normal distribution: the others' errors alone would leave slow sellers with nothing
OWN_WINDOWS = 15.0  # independent lead times before a SKU's own errors count as much as what its periods let expect
OWN_SALES = 8.0  # sales before a SKU's single periods count as much as SKUs selling as much
FITTED = 10  # SKUs at least whose spreads tell anything about others
ENOUGH = 400.0  # errors of a group before their quantiles count as much as the gamma distribution's


@dataclass(frozen=True, slots=True)
class Shape:
    """Quantiles of errors in units of a SKU's spread, by how steadily it sells: group x CHANCES."""

    quantiles: Floats

    def at(self, service: Floats, steady: Floats) -> Floats:
        """How many spreads above the forecast the asked share of lead times stays; between groups it is interpolated.

        ``steady``: expected demand in units of its spread.
        """
        asked = np.clip(service, CHANCES[0], CHANCES[-1])
        each = np.stack([np.interp(asked, CHANCES, row) for row in self.quantiles])
        place = np.interp(np.log(np.maximum(steady, 1e-6)), np.log(CENTRES), np.arange(len(CENTRES)))
        low = np.minimum(place.astype(np.int64), len(CENTRES) - 2)
        share = place - low
        columns = np.arange(len(steady))
        return np.asarray((1 - share) * each[low, columns] + share * each[low + 1, columns], dtype=np.float64)


def variances(squares: Floats, windows: Floats, pieces: Floats, judged: Flags, noise: Floats, sales: Floats) -> Floats:
    """Variance of a lead time's demand about its forecast per SKU: its own (``squares``, the mean squared error, worth
    ``windows`` independent lead times), drawn towards what its single periods let expect.

    ``noise``: variance of the lead time's single periods, summed; it holds ``sales`` sales, and where these are few, SKUs
    selling as many ``pieces`` speak for it.
    """
    used = judged & (squares > 0) & (pieces > 0)
    usual = _usual(squares, pieces, used)
    used &= noise > 0
    if used.sum() >= FITTED:
        lift = float(np.clip(np.exp(np.mean(np.log(squares[used] / noise[used]))), 0.5, 4.0))
        trust = sales / (sales + OWN_SALES) * (noise > 0)
        usual = trust * lift * noise + (1 - trust) * usual
    own = np.where(judged, windows, 0.0)
    return np.asarray((own * squares + OWN_WINDOWS * usual) / (own + OWN_WINDOWS), dtype=np.float64)


def _usual(squares: Floats, pieces: Floats, used: Flags) -> Floats:
    """Taylor's power law fitted over the shop: variance = a x pieces^b; three times the pieces where nothing can be fitted."""
    sold = np.maximum(pieces, 1e-3)
    if used.sum() < FITTED:
        return np.asarray(np.where(pieces > 0, 3.0 * sold, 0.0), dtype=np.float64)
    x, y = np.log(sold[used]), np.log(squares[used])
    spread = float(np.var(x))
    power = float(np.clip(np.mean((x - x.mean()) * (y - y.mean())) / spread, 1.0, 2.0)) if spread > 1e-6 else 1.5
    scale = float(np.exp(np.mean(y - power * x)))
    # Errors are skewed: the geometric mean alone would call too many SKUs calm.
    lift = float(np.clip(np.exp(np.var(y - power * x) / 2), 1.0, 3.0))
    return np.asarray(np.where(pieces > 0, lift * scale * sold**power, 0.0), dtype=np.float64)


def shape_of(errors: Singles, weights: Singles, spread: Floats, pieces: Floats) -> Shape:
    """The shape of the errors (origin x SKU) of all SKUs, half-way to the normal distribution; groups with few errors lean on
    the gamma distribution.
    """
    group = np.searchsorted(EDGES, pieces / np.maximum(spread, 1e-9))
    scaled: Singles = np.asarray(errors / np.maximum(spread, 1e-6), dtype=np.float32)
    rows = []
    for place, steady in enumerate(CENTRES):
        member = (group == place) & (spread > 0)
        values, weight = scaled[:, member].ravel(), weights[:, member].ravel()
        seen = weight > 0
        model = np.array([gamma_quantile(chance, float(steady)) for chance in CHANCES])
        rows.append((1 - NORMAL) * _blend(values[seen], weight[seen], model) + NORMAL * _normal())
    return Shape(np.maximum.accumulate(np.stack(rows), axis=1))


def _normal() -> Floats:
    return np.array([NormalDist().inv_cdf(chance) for chance in CHANCES])


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
