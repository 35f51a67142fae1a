"""From histories to a fitted forecast per SKU, in blocks of SKUs so that memory stays small and a person can cancel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from warehouse_app.restock.forecasting import calendar
from warehouse_app.restock.forecasting.backtest import (
    LEARNT_OF_DAYS,
    LEARNT_OF_OTHERS,
    Plan,
    Tested,
    backtest,
    horizons,
    origins_of,
)
from warehouse_app.restock.forecasting.borrowing import borrow
from warehouse_app.restock.forecasting.candidates import ALPHAS_OF_DAYS, ALPHAS_OF_OTHERS, Block, names_of, smoothing
from warehouse_app.restock.forecasting.choosing import choose
from warehouse_app.restock.forecasting.cleaning import cap_of, cap_of_few
from warehouse_app.restock.forecasting.recent import recent_trend
from warehouse_app.restock.forecasting.shapes import Flags, Floats, History, Progress, Singles, Whole
from warehouse_app.restock.forecasting.spread import Shape, shape_of, variances

BLOCK = 400  # SKUs at a time
ROOM = 5.0  # a giant period may widen the spread by so many times of what it may lift the level
SHOP_OF = 30  # SKUs a shop needs before its own course says something about each of them
ASLEEP_OF_DAYS, ASLEEP_OF_OTHERS = 1 / 730, 1 / 120  # pieces of a period: what sells less is asleep, and is not reordered
EVERY = 1.32  # periods from sale to sale, on average, from which demand is called intermittent (Syntetos and Boylan 2005)
RARE = ("croston", "sba", "tsb")
SHOP_ALPHA_OF_DAYS, SHOP_ALPHA_OF_OTHERS = 0.06, 0.3


@dataclass(frozen=True, slots=True)
class Fitted:
    """All a forecast needs but the service level and the season's end: see ``rules.forecast``.

    ``rate``: pieces of an average open period; ``profile``: SKU x weekday; ``first``: weekday of the coming period;
    ``variance``: of the demand of ``periods`` average open periods about its forecast.
    """

    method: tuple[str, ...]
    rate: Floats
    profile: Floats
    first: int
    variance: Floats
    periods: Floats
    shape: Shape
    trend: Floats
    few: Flags


@dataclass(frozen=True, slots=True)
class Part:
    """A block's back-test, its SKUs' weekly profiles and recent trends, and the pieces sold in known periods."""

    tested: Tested
    profile: Floats
    trend: Floats
    sold: Floats
    seen: Floats
    noise: Floats
    sales: Floats


@dataclass(frozen=True, slots=True)
class Shop:
    """What all SKUs together say: each one's cap, the open weekdays, the weekly profile, and the shop's course (per period,
    and smoothed as it was known at each period's beginning); None where there are too few SKUs or days.
    """

    caps: Singles
    week: Floats
    weekly: Floats | None
    course: Singles | None
    course_now: Singles


def fit(history: History, lead: Floats, group: Whole, progress: Progress | None = None) -> Fitted:
    """Fit every SKU. ``progress`` is called between blocks and may raise."""
    skus, periods = history.demand.shape
    days = history.weekday >= 0
    shop = look_at_shop(history)
    names = names_of(days=shop.weekly is not None, shop=shop.course is not None)
    origins, horizon = origins_of(periods, days=days), horizons(lead, periods)
    bank = [smoothing(alpha, origins, periods) for alpha in (ALPHAS_OF_DAYS if days else ALPHAS_OF_OTHERS)]
    plan = Plan(origins, bank, tuple(name == "weekly" for name in names), float(shop.week.mean()), days)
    parts = []
    for rows in _blocks(skus):
        if progress is not None:
            progress(rows.start, skus)
        parts.append(_fit_block(history, shop, plan, rows, horizon[rows]))
    if progress is not None:
        progress(skus, skus)
    return _combined(_joined(parts, len(names), len(origins)), names, plan, horizon, group, (history.weekday + periods) % 7)


def look_at_shop(history: History) -> Shop:
    """One pass over all SKUs."""
    periods = history.demand.shape[1]
    caps = _caps(history)
    total, count = np.zeros(periods), np.zeros(periods)
    for rows in _blocks(len(caps)):
        known = history.known[rows]
        demand = np.minimum(np.where(known, history.demand[rows], np.float32(0)), caps[rows, None])
        mean = demand.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        sells = mean > 0
        # Every SKU has one voice, however much of it sells.
        total += (1 / mean[sells]).astype(np.float32) @ demand[sells]
        count += known[sells].sum(axis=0)
    week = calendar.open_week(history)
    days = calendar.weekdays(history)
    weekly = None
    if history.weekday >= 0 and periods >= 4 * calendar.WEEK:
        weekly = calendar.shop_profile(calendar.by_weekday(days, total), calendar.by_weekday(days, count), week)
    return Shop(caps, week, weekly, *_course(total, count, days=history.weekday >= 0))


def _caps(history: History) -> Singles:
    caps = np.zeros(len(history.demand), dtype=np.float32)
    sales = np.zeros(len(history.demand), dtype=np.int64)
    for rows in _blocks(len(caps)):
        demand = np.where(history.known[rows], history.demand[rows], np.float32(0))
        caps[rows] = cap_of(np.ascontiguousarray(demand.T))
        sales[rows] = (demand > 0).sum(axis=1)
    return cap_of_few(caps, sales)


def _blocks(skus: int) -> Iterator[slice]:
    return (slice(start, min(start + BLOCK, skus)) for start in range(0, skus, BLOCK))


def _course(total: Floats, count: Floats, *, days: bool) -> tuple[Singles | None, Singles]:
    """How the whole shop went: pieces of its usual SKU, smoothed; and what was known of it before each period, and now."""
    periods = len(total)
    alpha = SHOP_ALPHA_OF_DAYS if days else SHOP_ALPHA_OF_OTHERS
    now = np.ones(periods + 1)
    top = bottom = 0.0
    for period in range(periods):
        top += alpha * (total[period] - top)
        bottom += alpha * (count[period] - bottom)
        now[period + 1] = top / bottom if bottom > 1e-9 else now[period]
    now[0] = now[min(1, periods)]
    told = count.max(initial=0.0) >= SHOP_OF and now.min() > 0
    return (now[1:].astype(np.float32) if told else None), now.astype(np.float32)


def _block(history: History, shop: Shop, rows: slice, origins: Whole) -> tuple[Block, Singles, Floats]:
    """Some SKUs turned period x SKU, their demand before it was capped (as far as it may widen the spread), and their
    weekly profiles.
    """
    flags = np.ascontiguousarray(history.known[rows].T)
    known = flags.astype(np.float32)
    raw = np.maximum(np.where(flags, history.demand[rows].T, np.float32(0)), np.float32(0))
    raw = np.minimum(raw, np.float32(ROOM) * shop.caps[rows])
    demand = np.minimum(raw, shop.caps[rows])
    days = calendar.weekdays(history)
    profile = np.broadcast_to(shop.week, (demand.shape[1], calendar.WEEK)).astype(np.float64)
    weekly = course = None
    if shop.weekly is not None:
        profile = calendar.own_profiles(demand, flags, days, shop.weekly)
        weekly = known * profile.T.astype(np.float32)[days]
    if shop.course is not None:
        course = known * shop.course[:, None]
    return Block(demand, known, weekly, course, shop.course_now[origins]), raw, profile


def _fit_block(history: History, shop: Shop, plan: Plan, rows: slice, horizon: Whole) -> Part:
    block, raw, profile = _block(history, shop, rows, plan.origins)
    seen = block.known.sum(axis=0, dtype=np.float64)
    lived = np.maximum(seen, 1.0)
    return Part(
        backtest(block, raw, horizon, plan),
        profile,
        recent_trend(block.demand, block.known, days=plan.days),
        block.demand.sum(axis=0, dtype=np.float64),
        seen,
        np.maximum((raw.astype(np.float64) ** 2).sum(axis=0) / lived - (raw.sum(axis=0, dtype=np.float64) / lived) ** 2, 0.0),
        (raw > 0).sum(axis=0).astype(np.float64),
    )


def _joined(parts: list[Part], candidates: int, origins: int) -> Part:
    if not parts:
        none = np.zeros((origins - 1, 0), dtype=np.float32)
        tested = Tested(
            np.zeros((candidates, origins - 1, 0), dtype=np.float32), none, none, np.zeros((candidates, 0), np.float32)
        )
        return Part(tested, np.zeros((0, calendar.WEEK)), *np.zeros((5, 0)))
    tested = Tested(
        np.concatenate([part.tested.errors for part in parts], axis=2),
        np.concatenate([part.tested.extra for part in parts], axis=1),
        np.concatenate([part.tested.weights for part in parts], axis=1),
        np.concatenate([part.tested.now for part in parts], axis=1),
    )
    names = ("profile", "trend", "sold", "seen", "noise", "sales")
    return Part(tested, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _combined(all_: Part, names: tuple[str, ...], plan: Plan, horizon: Whole, group: Whole, first: int) -> Fitted:
    """What all SKUs together teach each of them: which methods serve its like, what a new one borrows, how far errors go."""
    tested, periods = all_.tested, np.asarray(horizon * plan.share, dtype=np.float64)
    told = (tested.weights > 0).sum(axis=0)
    step = float(plan.origins[-1] - plan.origins[-2]) if len(plan.origins) > 1 else 1.0
    windows = np.where(told > 0, np.maximum(told * step / horizon, 1.0), 0.0)
    usual = all_.sold / np.maximum(all_.seen, 1.0) * periods
    now_and_then = all_.sales * EVERY < all_.seen
    named = np.array([name not in RARE for name in names])[:, None] | now_and_then
    chosen = choose(tested.errors, tested.weights, tested.now, windows, usual, named)
    few = all_.seen < (LEARNT_OF_DAYS if plan.days else LEARNT_OF_OTHERS)
    rate = borrow(np.where(all_.sold > 0, chosen.rate, 0.0), all_.sold, all_.seen, few, group, days=plan.days)
    rate = np.where(rate >= (ASLEEP_OF_DAYS if plan.days else ASLEEP_OF_OTHERS), rate, 0.0)
    pieces = rate * periods
    errors = chosen.errors + tested.extra
    squares = (tested.weights * errors**2).sum(axis=0) / np.maximum(tested.weights.sum(axis=0), 1e-9)
    variance = variances(squares.astype(np.float64), windows, pieces, (told > 0) & ~few, all_.noise * periods, all_.sales)
    variance = np.where(rate > 0, variance, 0.0)
    shape = shape_of(errors, tested.weights * ~few, np.sqrt(variance), pieces)
    method = tuple(
        "none" if not rate[sku] > 0 else "borrowed" if few[sku] else names[chosen.best[sku]] for sku in range(len(rate))
    )
    return Fitted(method, rate, all_.profile, first, variance, periods, shape, np.where(few, 0.0, all_.trend), few)
