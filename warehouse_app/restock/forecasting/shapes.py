"""What a forecast is made of and what it says: plain arrays, one row or one figure per SKU."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Progress = Callable[[int, int], None]

METHODS = ("smooth", "trend", "weekly", "croston", "sba", "tsb", "borrowed", "none")


@dataclass(frozen=True, slots=True)
class History:
    """Demand of SKUs by period; a period is a day, elsewhere perhaps a month (then ``weekday`` is -1).

    ``demand`` counts pieces wanted, shipped or short, never less than nothing. ``known`` is False where a period says
    nothing: before the SKU was sold, closed days, missing imports, promotions, sold out without orders. ``weekday`` is that of
    the first period (Monday 0).
    """

    demand: Singles
    known: Flags
    weekday: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What each SKU has to be covered for, in periods, and how surely (``service`` 0.95: 19 lead times of 20 without a gap).

    ``lead`` and ``lead_sd``: from order to arrival, mean and standard deviation. ``review``: what an order covers beyond.
    ``season_ends``: periods until nobody wants it any more, inf for never. ``group``: product or category a new SKU borrows
    from, -1 for none. ``grace``: an order needed only later than so many periods after its arrival was a false
    alarm; ``false_alarm``: chance of one at most, at a service of 0.95 and more where more is asked (1: none is too early).
    """

    lead: Floats
    lead_sd: Floats
    review: Floats
    service: Floats
    season_ends: Floats | None
    group: Whole
    grace: float = 30.0
    false_alarm: float = 0.3


@dataclass(frozen=True, slots=True)
class Forecasts:
    """One figure per SKU, in pieces; never negative, always finite.

    ``daily``: expected pieces per period, mean over lead time and review. ``over_lead``, ``over_cover``: expected during the
    lead time, and during lead time and review. ``safety``: against the spread of demand and of the lead time. ``error``: root
    mean square error of the method's sums over a lead time in the back-test, per period. ``trend``: recent change as a share
    per 28 periods. ``few``: too little history of its own. ``early``: with more than this on hand and on the way an order
    would likely be a false alarm.
    """

    method: tuple[str, ...]
    daily: Floats
    over_lead: Floats
    over_cover: Floats
    safety: Floats
    error: Floats
    trend: Floats
    few: Flags
    early: Floats


@dataclass(frozen=True, slots=True)
class Curve:
    """Expected pieces of each coming period, and the band four of five periods should stay in."""

    expected: Floats
    low: Floats
    high: Floats
