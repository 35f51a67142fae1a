"""Every method is tried on the SKU's own past: what it would have said of a lead time's demand, and what was then wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from warehouse_app.restock.forecasting.candidates import Block, Smoothing, rates
from warehouse_app.restock.forecasting.shapes import Flags, Floats, Singles, Whole

ORIGINS = 48  # at most: moments of the past a forecast is made from
RECENCY_OF_DAYS = 200.0  # periods after which an old error counts a third
RECENCY_OF_OTHERS = 60.0
LEARNT_OF_DAYS, LEARNT_OF_OTHERS = 28, 3  # known periods before an origin is worth asking


@dataclass(frozen=True, slots=True)
class Plan:
    """Where forecasts are made from (the last origin is now), the smoothing weights, which candidates follow the weekly
    profile, what share of the periods the shop is open, and whether periods are days.
    """

    origins: Whole
    bank: Sequence[Smoothing]
    weekly: tuple[bool, ...]
    share: float
    days: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """``errors`` (candidate x origin x SKU): demand wanted less demand expected over a lead time, giant periods capped;
    ``extra`` (origin x SKU): what giant periods add to it. ``weights`` (origin x SKU): 0 where an origin tells nothing.
    ``now`` (candidate x SKU): expected pieces of an average open period from here on.
    """

    errors: Singles
    extra: Singles
    weights: Singles
    now: Singles


def origins_of(periods: int, *, days: bool) -> Whole:
    """The moments forecasts are made from, the last of them now."""
    learnt = LEARNT_OF_DAYS if days else LEARNT_OF_OTHERS
    step = max(1, -(-(periods - learnt) // ORIGINS))
    return np.arange(periods, min(learnt, periods) - 1, -step, dtype=np.int64)[::-1].copy()


def horizons(lead: Floats, periods: int) -> Whole:
    """Over how many periods each SKU's errors are measured: its lead time, as far as the past holds some of them."""
    return np.clip(np.rint(lead), 1, max(1, periods // 3)).astype(np.int64)


def backtest(block: Block, raw: Singles, horizon: Whole, plan: Plan) -> Tested:
    """Rolling origins over one block. ``raw``: demand before giants were capped."""
    made = rates(block, plan.origins, horizon.astype(np.float64), plan.bank, days=plan.days)
    wanted = _sums(block.demand, plan.origins, horizon)
    seen = _sums(block.known, plan.origins, horizon)
    shaped = seen if block.weekly is None else _sums(block.weekly, plan.origins, horizon)
    full = (horizon * plan.share).astype(np.float32)
    weights = _weights(block.known, horizon, seen >= 0.5 * full, plan)
    stretched = np.clip(full / np.maximum(seen, 1e-6), 0.8, 2.0).astype(np.float32)
    errors = np.stack(
        [(wanted - rate * (shaped if weekly else seen)) * stretched for rate, weekly in zip(made, plan.weekly, strict=True)]
    )
    extra = (_sums(raw, plan.origins, horizon) - wanted) * stretched
    return Tested(errors[:, :-1], extra[:-1], weights[:-1], np.stack([rate[-1] for rate in made]))


def _sums(values: Singles, origins: Whole, horizon: Whole) -> Singles:
    """Sums over the horizon after each origin: origin x SKU; what lies beyond the past is missing from them."""
    running = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    ends = np.minimum(origins[:, None] + horizon[None, :], len(values))
    found = np.take_along_axis(running, ends, axis=0) - running[origins]
    return np.asarray(found, dtype=np.float32)


def _weights(known: Singles, horizon: Whole, enough: Flags, plan: Plan) -> Singles:
    periods = len(known)
    origins = plan.origins[:, None]
    learnt = np.concatenate([np.zeros((1, known.shape[1]), dtype=np.float32), np.cumsum(known, axis=0)])[plan.origins]
    least, fading = (LEARNT_OF_DAYS / 2, RECENCY_OF_DAYS) if plan.days else (LEARNT_OF_OTHERS, RECENCY_OF_OTHERS)
    told = enough & (origins + horizon[None, :] <= periods) & (learnt >= least)
    return np.asarray(told * np.exp((origins - periods) / fading), dtype=np.float32)
