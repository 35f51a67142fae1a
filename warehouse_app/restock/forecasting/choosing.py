"""Which method speaks for a SKU: its own back-test, as far as it tells, else what serves SKUs selling as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from warehouse_app.restock.forecasting.shapes import Flags, Floats, Singles, Whole

EDGES = np.array([0.5, 2.0, 8.0, 32.0, 128.0])  # pieces per lead time that tell SKUs alike
SHARED_WINDOWS = 8.0  # independent lead times before a SKU's own scores count as much as those of its like
PERFECT = 1e-3  # a method without any error so far is not a prophet
SHARPNESS = 10.0  # how strongly better methods outweigh the others in the mean


@dataclass(frozen=True, slots=True)
class Chosen:
    """The best candidate of each SKU (its place), the weighted mean of all for the coming periods, and that mean's errors in
    the back-test (origin x SKU).
    """

    best: Whole
    rate: Floats
    errors: Singles


def choose(errors: Singles, weights: Singles, now: Singles, windows: Floats, pieces: Floats, named: Flags) -> Chosen:
    """From errors (candidate x origin x SKU). The forecast is the mean of the candidates, the better the heavier: near-equals
    together err less than the one that happened to win. ``named`` (candidate x SKU): which may be called the best.
    """
    scores = _scores(errors, weights, windows, pieces) + PERFECT
    share = np.power(scores / scores.min(axis=0), -SHARPNESS)
    share /= share.sum(axis=0)
    mixed = np.zeros(weights.shape, dtype=np.float32)
    for part, error in zip(share.astype(np.float32), errors, strict=True):
        mixed += part * error
    return Chosen(np.where(named, scores, np.inf).argmin(axis=0), (share * now).sum(axis=0), mixed)


def _scores(errors: Singles, weights: Singles, windows: Floats, pieces: Floats) -> Floats:
    """Candidate x SKU: mean squared error against the mean of all candidates, drawn towards that of SKUs alike."""
    total = weights.sum(axis=0)
    told = total > 0
    squares = np.stack([(weights * error**2).sum(axis=0) for error in errors]) / np.maximum(total, 1e-9)
    middle = squares.mean(axis=0)
    own = np.where(middle > 1e-12, squares / np.maximum(middle, 1e-12), 1.0)
    shared = np.stack([_shared(row, told & (middle > 1e-12), pieces) for row in own])
    weight = np.where(told, windows, 0.0)
    return np.asarray((weight * own + SHARED_WINDOWS * shared) / (weight + SHARED_WINDOWS), dtype=np.float64)


def _shared(scores: Floats, used: Flags, pieces: Floats) -> Floats:
    """The mean score among SKUs selling as much in a lead time; groups of few lean on all."""
    everyone = float(scores[used].mean()) if used.any() else 1.0
    group = np.searchsorted(EDGES, pieces)
    count = np.bincount(group[used], minlength=len(EDGES) + 1)
    total = np.bincount(group[used], weights=scores[used], minlength=len(EDGES) + 1)
    return np.asarray(((total + 20 * everyone) / (count + 20))[group], dtype=np.float64)
