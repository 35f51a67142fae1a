"""Rules of restocking, without a database: what a position is made of, how much to order and by when, the shop's reorder rule,
and how long a supplier takes.

Whole pieces and whole days throughout; forecasts come from ``restock.forecasting``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import fmean, stdev
from typing import Any

HAIR = 1e-9  # 12.000000001 pieces by rounding of sums are 12
MOST_LEAD = 400  # days; longer is a slip of the hand
FAR = 3650  # days: beyond ten years no date is told
ORDERS_OF_SUPPLIER = 10  # so many of his last deliveries say how long he takes
FEWEST_ORDERS = 3  # fewer say nothing
FALLING = -0.1  # a trend within a tenth in 28 days is chance


TOO_LITTLE = "unknown"
"""The method of a SKU of which too little is known, whatever a person has decided about it since."""


class Verdict(StrEnum):
    """What the list says of a SKU."""

    ORDER = "order"
    SOON = "soon"
    ENOUGH = "enough"
    SELL_OUT = "sell_out"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the inventory position of a SKU is made of, in pieces; ``reserved`` is all that open orders still want."""

    on_hand: int = 0
    arriving: int = 0
    on_the_way: int = 0
    drafted: int = 0
    reserved: int = 0

    @property
    def position(self) -> int:
        return self.on_hand + self.arriving + self.on_the_way + self.drafted - self.reserved

    @property
    def left(self) -> int:
        """Pieces in the house that nobody has ordered yet; below zero when orders are short."""
        return self.on_hand + self.arriving - self.reserved


def rounded_up(pieces: float) -> int:
    """Whole pieces, never below the figure."""
    return math.ceil(pieces - HAIR)


# --- how long a supplier takes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from order to arrival, their standard deviation, and who says so: hand, taken, supplier or setting."""

    days: int
    sd: float
    source: str


def lead_time(by_hand: int | None, taken: Sequence[int], told: int | None, usual: int) -> Lead:
    """By hand; else what the supplier's last closed orders ``taken`` (days, newest last), at least 3; else what he told; else
    the setting.
    """
    if by_hand is not None:
        return Lead(min(by_hand, MOST_LEAD), 0.0, "hand")
    last = [min(max(days, 0), MOST_LEAD) for days in taken[-ORDERS_OF_SUPPLIER:]]
    if len(last) >= FEWEST_ORDERS:
        return Lead(math.floor(fmean(last) + 0.5), stdev(last), "taken")
    if told is not None:
        return Lead(min(told, MOST_LEAD), 0.0, "supplier")
    return Lead(min(usual, MOST_LEAD), 0.0, "setting")


# --- the shop's reorder rule --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of the rule. ``ok`` None: not known, which does not stop an order."""

    name: str
    on: bool
    ok: bool | None
    figure: float | None
    wanted: float

    @property
    def stops(self) -> bool:
        return self.on and self.ok is False

    def plain(self) -> dict[str, Any]:
        """As it is kept with the figures."""
        return {"name": self.name, "on": self.on, "ok": self.ok, "figure": self.figure, "wanted": self.wanted}


@dataclass(frozen=True, slots=True)
class Prospects:
    """What the rule looks at: pieces a day, days to the end of the season (None: no end), recent trend, price and cost of one
    piece (None: not known). ``few``: too little history for daily sales or a trend.
    """

    daily: float
    season_days: int | None
    trend: float
    few: bool
    price: Decimal | None
    cost: Decimal | None


def shop_rule(prospects: Prospects, values: Mapping[str, Any]) -> tuple[RuleLine, ...]:
    """The rule line by line; ``values`` are the settings ``rule_*``."""
    few, daily, days, trend = prospects.few, round(prospects.daily, 2), prospects.season_days, round(prospects.trend, 3)
    margin = margin_of(prospects.price, prospects.cost, values)
    lines = (
        ("daily", values["rule_daily_pieces"], None if few else daily, None if few else daily >= values["rule_daily_pieces"]),
        ("season", values["rule_season_days"], days, days is None or days >= values["rule_season_days"]),
        ("trend", FALLING, None if few else trend, None if few else trend >= FALLING),
        ("margin", 0, None if margin is None else float(margin), None if margin is None else margin >= 0),
    )
    return tuple(RuleLine(name, values[f"rule_{name}"], ok, figure, wanted) for name, wanted, figure, ok in lines)


def margin_of(price: Decimal | None, cost: Decimal | None, values: Mapping[str, Any]) -> Decimal | None:
    """What one piece would bring: price - cost - freight - price x share of returns - price x share of advertising."""
    if price is None or cost is None:
        return None
    share = Decimal(100 - values["rule_return_percent"] - values["rule_advertising_percent"]) / 100
    return (price * share - cost - Decimal(values["rule_freight_yuan"])).quantize(Decimal("0.01"))


# --- how much, and by when ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What an order of a SKU has to keep to. None: nothing; ``first_order`` is the limit of a new style's first order."""

    minimum: int | None = None
    pack: int | None = None
    most: int | None = None
    first_order: int | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """Reorder point and target of a SKU in pieces, with the safety stock in both, and as computed."""

    safety: int
    safety_computed: int
    reorder_point: int
    target: int


def levels(
    demand_lead: float, demand_cover: float, safety: float, by_hand: int | None, least: int | None, early: int | None = None
) -> Levels:  # fmt: skip
    """Reorder point = demand over the lead time + safety; target = demand over lead time and review + safety.

    The computed point is not above ``early``: the alert waits while its order would likely not be needed within a month of its
    arrival. ``by_hand`` takes the place of the computed safety, ``least`` that of the computed point; the target is then at
    least that and the demand of the review. The whole safety is such that the point is demand and safety rounded up once.
    """
    lead, cover = rounded_up(demand_lead), rounded_up(demand_cover)
    computed = max(0, rounded_up(demand_lead + safety) - lead)
    kept = computed if by_hand is None else by_hand
    if least is None:
        point = lead + kept
        if by_hand is None and early is not None:
            point = min(point, early)
        return Levels(kept, computed, point, cover + kept)
    return Levels(kept, computed, least, max(cover + kept, least + max(1, cover - lead)))


def suggestion(raw: int, position: int, limits: Limits) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Pieces to order, and what each step that changed them made of them: the supplier's minimum, whole cartons, the most that
    may lie there, the limit of a first order. Under a limit whole cartons stay whole, unless not even one fits.
    """
    if raw <= 0:
        return 0, ()
    pieces, steps = raw, []
    for name in ("minimum", "pack", "most", "first_order"):
        after = _stepped(name, pieces, position, limits)
        if after != pieces:
            steps.append((name, after))
            pieces = after
    return pieces, tuple(steps)


def _stepped(name: str, pieces: int, position: int, limits: Limits) -> int:
    """The pieces after one step."""
    limit: int | None = getattr(limits, name)
    if limit is None:
        return pieces
    if name == "minimum":
        return max(pieces, limit)
    if name == "pack":
        return -(-pieces // limit) * limit
    return _within(pieces, limit - position if name == "most" else limit, limits.pack)


def _within(pieces: int, most: int, pack: int | None) -> int:
    if pieces <= most:
        return pieces
    return max(0, most if not pack or most < pack else most // pack * pack)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an order for a SKU is judged by, besides its position; ``stopped``: the shop's rule says no; ``unknown``: nothing
    is known of its demand and nobody said what to keep.
    """

    daily: float
    reorder_point: int
    target: int
    limits: Limits = Limits()
    soon_days: int = 7
    stopped: bool = False
    never: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows for one day. ``cover_days``: how long what is in the house lasts; None with nothing selling."""

    verdict: Verdict
    raw: int
    suggested: int
    steps: tuple[tuple[str, int], ...]
    cover_days: int | None
    stock_out: date | None
    order_by: date | None

    @property
    def needed(self) -> bool:
        """Whether an alert is due."""
        return self.verdict is Verdict.ORDER


def judge(basis: Basis, parts: Parts, today: date) -> Judged:
    """What to do about a SKU. An order is due when the position is not above the reorder point and something may be ordered."""
    raw = basis.target - parts.position
    suggested, steps = suggestion(raw, parts.position, basis.limits)
    verdict = _verdict(basis, parts.position, suggested)
    if verdict in (Verdict.SELL_OUT, Verdict.NEVER, Verdict.UNKNOWN):
        suggested, steps = 0, ()
    cover = days_of(parts.left, basis.daily)
    until = None if verdict is Verdict.NEVER else days_of(parts.position - basis.reorder_point, basis.daily)
    return Judged(verdict, raw, suggested, steps, cover, day_after(today, cover), day_after(today, until))


def _verdict(basis: Basis, position: int, suggested: int) -> Verdict:
    if basis.never:
        return Verdict.NEVER
    if basis.unknown:
        return Verdict.UNKNOWN
    if basis.stopped:
        return Verdict.SELL_OUT
    if position <= basis.reorder_point:
        return Verdict.ORDER if suggested else Verdict.ENOUGH
    return Verdict.SOON if position - basis.daily * basis.soon_days <= basis.reorder_point else Verdict.ENOUGH


def days_of(pieces: int, daily: float) -> int | None:
    """How many whole days the pieces last; None when nothing sells."""
    if daily <= HAIR:
        return None
    return min(FAR, max(0, math.floor(pieces / daily + HAIR)))


def day_after(today: date, days: int | None) -> date | None:
    """That many days from today; None when it is too far to tell."""
    return None if days is None or days >= FAR else today + timedelta(days=days)


# --- days without orders --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Silence:
    """Days, both included (numbered as given), on which nobody in the whole shop ordered anything."""

    begins: int
    ends: int

    @property
    def days(self) -> int:
        return self.ends - self.begins + 1


def silences(orders: Sequence[int], marked: Sequence[bool], gap: int) -> list[Silence]:
    """Runs of ``gap`` days or more without an order, between days with orders and at the end; marked days (closed, promotion,
    missing) are told already: they count as neither.
    """
    found: list[Silence] = []
    first = next((day for day, n in enumerate(orders) if n), len(orders))
    begins, length = first, 0
    for day in range(first, len(orders) + 1):
        if day < len(orders) and not orders[day]:
            length += not marked[day]
            continue
        if length >= gap:
            found.append(Silence(begins, day - 1))
        begins, length = day + 1, 0
    return found


# --- sets -----------------------------------------------------------------------------------------------------------------

Recipes = Mapping[int, Mapping[int, int]]
"""What sets without stock of their own are made of: SKU of the set -> SKU of a component -> pieces in one set."""


def as_components(pieces: Mapping[int, int], recipes: Recipes) -> dict[int, int]:
    """Pieces by SKU, sets told as what they are made of."""
    found: dict[int, int] = {}
    for sku_id, many in pieces.items():
        for part, per_set in recipes.get(sku_id, {sku_id: 1}).items():
            found[part] = found.get(part, 0) + many * per_set
    return found


# --- alerts ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alert:
    """An open alert as it stands. ``coming``: its purchase order still brings pieces of the SKU."""

    state: str
    position: int  # when it fired
    until: date | None = None
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What was last seen of a SKU: whether an order is due, position and reorder point, and pieces left in the house."""

    needed: bool
    position: int
    reorder_point: int
    left: int


class Step(StrEnum):
    """What happens to the alert of a SKU."""

    NONE = "none"
    OPENED = "opened"
    OVER = "over"
    WOKE = "woke"  # snoozed: its day has come, or the shelf is empty before it
    BACK = "back"  # its purchase order will not bring it
    ANEW = "anew"  # what was ordered was counted in, and the position fell to the point again


def next_step(alert: Alert | None, now: Sight, before: Sight | None, today: date) -> Step:
    """The one rule of alerts: a need has one, from the moment the position falls to the reorder point until it is above again.

    What was ordered for it keeps it quiet while it is coming. Somebody's no (snoozed, dismissed) holds until the position
    itself has risen: a reorder point that wavers does not ask again. Snoozed, it wakes on its day, or when the last piece
    goes before.
    """
    if alert is None:
        return Step.OPENED if now.needed else Step.NONE
    if alert.state == "ordered":
        return _of_ordered(alert, now, before)
    if alert.state == "new":
        return Step.NONE if now.needed else Step.OVER
    if not now.needed:
        # Only goods that came, or a rule that says no, end what somebody has put aside.
        wavering = now.reorder_point < now.position <= alert.position
        return Step.NONE if wavering else Step.OVER
    if alert.state == "snoozed" and _wakes(alert, now, before, today):
        return Step.WOKE
    return Step.NONE


def _of_ordered(alert: Alert, now: Sight, before: Sight | None) -> Step:
    if not alert.coming:
        return Step.BACK if now.needed else Step.OVER
    was_above = before is not None and before.position > before.reorder_point
    return Step.ANEW if now.needed and was_above else Step.NONE


def _wakes(alert: Alert, now: Sight, before: Sight | None, today: date) -> bool:
    emptied = now.left <= 0 and before is not None and before.left > 0
    return emptied or alert.until is None or today >= alert.until
