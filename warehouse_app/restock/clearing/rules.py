"""Clearance without a database: why goods are too many, how many of them, and what to do.

The advice is a ladder, from goods that cannot be sold at all down to those that only sell too slowly; its steps are in
``advise`` and in the manual. It never asks for a price below cost unless the goods have stood still for very long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Literal, get_args

from warehouse_app.restock.rules import days_of

Why = Literal["bad", "season", "idle", "overstock"]
WHYS: tuple[Why, ...] = get_args(Why)
"""The gravest first: what goods are listed under when several are true."""
Act = Literal["write_off", "give_back", "mark_down", "bundle", "keep"]
ACTS: tuple[Act, ...] = get_args(Act)

LONGEST_NOTE = 200
GIVE_BACK_DAYS = 90  # suppliers take goods back while they are new; what is older is theirs no more
NEXT_SEASON_DAYS = 150  # so long after a season's end the next one is nearer than the last
LONG_KEPT_DAYS = 540  # a season and a half: kept once, it is not kept a second time
CHEAP = Decimal(15)  # yuan: below that a mark-down does not pay for a parcel of its own
STEP = 5  # per cent: mark-downs are round
LONG_IDLE = 4  # times the idle days: now any price is better than none


@dataclass(frozen=True, slots=True)
class Limits:
    """The shop's settings: cover a SKU may have, and days without a sale it may stand."""

    cover_days: int
    idle_days: int


@dataclass(frozen=True, slots=True)
class Lying:
    """What is known of a SKU in the house, as of a day.

    ``free`` pieces are promised to nobody; of them ``expired`` are past their last day of sale; ``quarantined`` pieces wait
    for a decision. ``daily`` is the demand the last run found, None where it is unknown. ``came`` is the day the oldest of the
    pieces came.
    """

    free: int
    expired: int = 0
    quarantined: int = 0
    daily: float | None = None
    came: date | None = None
    last_sale: date | None = None
    season_ends: date | None = None
    price: Decimal | None = None
    cost: Decimal | None = None
    supplier: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do; ``percent`` off the price when it is to be marked down."""

    act: Act
    percent: int = 0


def too_many(lying: Lying, limits: Limits, today: date) -> dict[Why, int]:
    """Why goods are too many, the gravest first, with the pieces each reason is about; nothing when all is well.

    Demand is known only after a run: without one nothing is overstock. Goods that came within the idle days have had no
    chance to be sold yet: they do not stand still.
    """
    good = lying.free - lying.expired
    found: dict[Why, int] = {"bad": lying.expired + lying.quarantined}
    if lying.season_ends is not None and lying.season_ends < today:
        found["season"] = good
    if _stands_still(lying, limits, today):
        found["idle"] = good
    if lying.daily is not None and lying.daily > 0:
        found["overstock"] = good - ceil(lying.daily * limits.cover_days)
    return {why: pieces for why, pieces in found.items() if pieces > 0}


def _stands_still(lying: Lying, limits: Limits, today: date) -> bool:
    """No sale within the idle days, of goods that have been here longer than that."""
    began = max((one for one in (lying.came, lying.last_sale) if one is not None), default=None)
    return began is not None and (today - began).days >= limits.idle_days


def pieces_of(found: Mapping[Why, int]) -> int:
    """Pieces too many: what can no longer be sold, and the most any other reason names."""
    return found.get("bad", 0) + max((pieces for why, pieces in found.items() if why != "bad"), default=0)


def cover(good: int, daily: float | None) -> int | None:
    """Days the pieces last; None when nothing sells or nobody knows."""
    return days_of(good, daily or 0.0)


def advise(lying: Lying, found: Mapping[Why, int], limits: Limits, today: date) -> Advice:
    """What to do with goods that are too many.

    1. Past their last day of sale: write them off. Waiting for a decision: back to who sold them, else off.
    2. Past their season: kept for the next one when that is near and they were not kept before, else marked down.
    3. Come lately, with a supplier, and standing still: offered back to him.
    4. Cheap: bundled with what sells.
    5. All else: marked down, the more the longer it stands or lasts.
    """
    age = None if lying.came is None else (today - lying.came).days
    if "bad" in found and (len(found) == 1 or found["bad"] >= pieces_of(found) / 2):
        return Advice("give_back" if not lying.expired and lying.supplier else "write_off")
    if "season" in found and lying.season_ends is not None:
        gone = (today - lying.season_ends).days
        if gone >= NEXT_SEASON_DAYS and (age is None or age < LONG_KEPT_DAYS):
            return Advice("keep")
        return _marked_down(lying, 40 if gone < 60 else 50)
    if lying.supplier and age is not None and age <= GIVE_BACK_DAYS and lying.last_sale is None:
        return Advice("give_back")
    if lying.price is not None and lying.price <= CHEAP:
        return Advice("bundle")
    return _marked_down(lying, _percent(lying, found, limits, today))


def _percent(lying: Lying, found: Mapping[Why, int], limits: Limits, today: date) -> int:
    """10 to 50 per cent: by how many times the limit goods stand still, or last too long."""
    if "idle" in found:
        began = max(one for one in (lying.came, lying.last_sale) if one is not None)
        times = (today - began).days / limits.idle_days
        return 50 if times >= LONG_IDLE else 30 if times >= 2 else 20
    days = cover(lying.free - lying.expired, lying.daily)
    times = 1.0 if days is None else days / limits.cover_days
    return 30 if times >= LONG_IDLE else 20 if times >= 2 else 10


def _marked_down(lying: Lying, percent: int) -> Advice:
    """Not below cost, but where half the price is asked for: then the goods have stood so long that any money is good."""
    if percent < 50 and lying.price and lying.cost is not None:
        most = int((lying.price - lying.cost) * 100 / lying.price)
        percent = max(min(percent, most // STEP * STEP), 0)
    return Advice("mark_down", percent) if percent else Advice("bundle")


def new_price(price: Decimal | None, advice: Advice) -> Decimal | None:
    """The price after a mark-down, to the cent; None where there is none to say."""
    if price is None or advice.act != "mark_down":
        return None
    return (price * (100 - advice.percent) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
