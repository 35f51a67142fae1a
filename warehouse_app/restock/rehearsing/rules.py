"""What a great sale is expected to be: days taken as a model, times a figure or up to a target. Pure.

Pieces, orders, parcels and days are whole numbers; what is shared out always adds up to what there was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from warehouse_app.errors import BadInput, Conflict

LONGEST_SALE, LONGEST_MODEL = 31, 400  # days
MOST_TIMES, MOST_TARGET = 100, 10_000_000
MOST_SKUS = 5_000
Contents = tuple[tuple[int, int], ...]
"""What lies in one parcel: pairs of SKU and pieces, by SKU."""


class Source(StrEnum):
    """Which goods the sale is about: all that the model days sold, or some."""

    ALL = "all"
    BEST = "best"
    CATEGORY = "category"
    SKUS = "skus"


class Goal(StrEnum):
    """What ``Wishes.figure`` is: a multiple of the model's average day, or a target for the whole sale."""

    TIMES = "times"
    PIECES = "pieces"
    ORDERS = "orders"
    MONEY = "money"


class Spread(StrEnum):
    """How orders spread over the days of the sale: like the model's days, the same each day, or by shares given by hand."""

    MODEL = "model"
    EVEN = "even"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Wishes:
    """All a person says of a sale; days included on both ends. None: as measured, else the usual figure.

    ``ready_days``: so many days before the first day the goods must have come, to be put away. ``shares``: of each day, any
    unit. ``by_hand``: pieces of a SKU that stand whatever the model says. ``hours``: of one person a day.
    """

    begins: date
    ends: date
    model_from: date
    model_to: date
    source: Source = Source.ALL
    skus: tuple[int, ...] = ()
    category: str = ""
    best: int = 50
    goal: Goal = Goal.TIMES
    figure: Decimal = Decimal(2)
    spread: Spread = Spread.MODEL
    shares: tuple[int, ...] = ()
    by_hand: tuple[tuple[int, int], ...] = ()
    ready_days: int = 2
    parcels_per_hour: int | None = None
    pieces_per_hour: int | None = None
    desks: int | None = None
    hours: int = 8

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the sale."""
        return tuple(self.begins + timedelta(days=n) for n in range((self.ends - self.begins).days + 1))

    @property
    def ready(self) -> date:
        """The day by which goods must have come."""
        return self.begins - timedelta(days=self.ready_days)

    @property
    def asked(self) -> tuple[object, ...]:
        """What the model is read by; everything else is only arithmetic on it."""
        return self.model_from, self.model_to, self.source, self.skus, self.category, self.best


@dataclass(frozen=True, slots=True)
class Model:
    """What the model days were, for the goods the sale is about. ``money`` is what they sold for.

    ``by_day``: orders of each day. ``contents``: how many parcels held exactly this. ``beside``: parcels, and their
    pieces, that held none of these goods. ``guessed``: orders told by no file, reckoned from pieces sold before files came.
    """

    pieces: Mapping[int, int]
    money: Decimal
    orders: int
    parcels: int
    by_day: tuple[int, ...]
    contents: Mapping[Contents, int] = field(default_factory=dict)
    beside: int = 0
    beside_pieces: int = 0
    guessed: int = 0

    @property
    def days(self) -> int:
        return len(self.by_day)

    @property
    def sum(self) -> int:
        """Pieces of all goods."""
        return sum(self.pieces.values())


@dataclass(frozen=True, slots=True)
class Expected:
    """The sale in figures. ``factor``: how many times the model's days together."""

    factor: Fraction
    pieces: Mapping[int, int]
    orders: int
    parcels: int

    @property
    def sum(self) -> int:
        """Pieces of all goods."""
        return sum(self.pieces.values())


def check(wishes: Wishes) -> None:
    """Raises BadInput naming what cannot be: days turned round or too many, a figure out of range, no goods chosen."""
    for first, last, code, most in (
        (wishes.begins, wishes.ends, "rehearsal.sale_days", LONGEST_SALE),
        (wishes.model_from, wishes.model_to, "rehearsal.model_days", LONGEST_MODEL),
    ):
        if last < first:
            raise BadInput("rehearsal.days_turned", first=first.isoformat(), last=last.isoformat())
        if (last - first).days >= most:
            raise BadInput(code, most=most)
    _check_figure(wishes)
    _check_goods(wishes)
    if wishes.spread is Spread.HAND and (
        len(wishes.shares) != len(wishes.days) or sum(wishes.shares) <= 0 or min(wishes.shares) < 0
    ):
        raise BadInput("rehearsal.bad_shares", days=len(wishes.days), shares=len(wishes.shares))
    for figure, least, most, code in (
        (wishes.ready_days, 0, 60, "rehearsal.bad_ready"),
        (wishes.parcels_per_hour, 1, 2_000, "rehearsal.bad_pace"),
        (wishes.pieces_per_hour, 1, 5_000, "rehearsal.bad_pace"),
        (wishes.desks, 1, 200, "rehearsal.bad_desks"),
        (wishes.hours, 1, 24, "rehearsal.bad_hours"),
    ):
        if figure is not None and not least <= figure <= most:
            raise BadInput(code, figure=figure, least=least, most=most)


def _check_figure(wishes: Wishes) -> None:
    most = MOST_TIMES if wishes.goal is Goal.TIMES else MOST_TARGET
    if not wishes.figure.is_finite() or not 0 < wishes.figure <= most:
        raise BadInput(f"rehearsal.bad_{wishes.goal.value}", figure=f"{wishes.figure:f}", most=most)
    if wishes.goal in (Goal.PIECES, Goal.ORDERS) and wishes.figure != int(wishes.figure):
        raise BadInput("rehearsal.not_whole", figure=f"{wishes.figure:f}")


def _check_goods(wishes: Wishes) -> None:
    if wishes.source is Source.SKUS and not wishes.skus:
        raise BadInput("rehearsal.no_sku")
    if len(wishes.skus) > MOST_SKUS:
        raise BadInput("rehearsal.many_skus", most=MOST_SKUS)
    if wishes.source is Source.CATEGORY and not wishes.category:
        raise BadInput("rehearsal.no_category")
    if wishes.source is Source.BEST and not 1 <= wishes.best <= MOST_SKUS:
        raise BadInput("rehearsal.bad_best", figure=wishes.best, most=MOST_SKUS)
    if any(not 0 <= pieces <= MOST_TARGET for _, pieces in wishes.by_hand):
        raise BadInput("rehearsal.bad_by_hand", most=MOST_TARGET)


def expect(wishes: Wishes, model: Model, prices: Mapping[int, Decimal]) -> Expected:
    """What the sale would be; ``prices`` of one piece where nothing was sold that tells one.

    Without a sale of these goods on the model days a target is shared out evenly, one piece to a parcel; a multiple of
    nothing is nothing: Conflict ``rehearsal.no_history``. A target in money for goods without a price: ``no_prices``.
    """
    if not model.sum:
        return _with_hand(wishes, _without_history(wishes, model, prices))
    factor = _factor(wishes, model)
    total = int(wishes.figure) if wishes.goal is Goal.PIECES else round(model.sum * factor)
    orders = int(wishes.figure) if wishes.goal is Goal.ORDERS else round(model.orders * factor)
    parcels = orders if model.parcels == model.orders else round(model.parcels * factor)
    found = Expected(factor, apportion(total, model.pieces), max(orders, 1), max(parcels, 1))
    return _with_hand(wishes, found)


def _factor(wishes: Wishes, model: Model) -> Fraction:
    figure = Fraction(wishes.figure)
    if wishes.goal is Goal.TIMES:
        return figure * len(wishes.days) / model.days
    if wishes.goal is Goal.PIECES:
        return figure / model.sum
    if wishes.goal is Goal.ORDERS:
        return figure / model.orders
    if not model.money:
        raise Conflict("rehearsal.no_prices")
    return figure / Fraction(model.money)


def _without_history(wishes: Wishes, model: Model, prices: Mapping[int, Decimal]) -> Expected:
    """Goods nobody has sold yet, with a target, or with pieces that all stand by hand."""
    if wishes.by_hand and (not model.pieces or wishes.goal is Goal.TIMES):
        return Expected(Fraction(0), {}, 0, 0)
    if not model.pieces or wishes.goal is Goal.TIMES:
        raise Conflict("rehearsal.no_history", first=wishes.model_from.isoformat(), last=wishes.model_to.isoformat())
    total = int(wishes.figure)
    if wishes.goal is Goal.MONEY:
        known = [prices[sku_id] for sku_id in model.pieces if prices.get(sku_id)]
        if not known:
            raise Conflict("rehearsal.no_prices")
        total = round(wishes.figure * len(known) / sum(known))
    return Expected(Fraction(0), apportion(total, dict.fromkeys(model.pieces, 1)), max(total, 1), max(total, 1))


def _with_hand(wishes: Wishes, found: Expected) -> Expected:
    """Pieces that stand by hand take the place of the reckoned ones; orders and parcels grow or shrink with the whole."""
    if not wishes.by_hand:
        return found
    pieces = {**found.pieces, **dict(wishes.by_hand)}
    total = sum(pieces.values())
    if not found.sum:
        return Expected(found.factor, pieces, total, total)
    grown = Fraction(total, found.sum)
    return Expected(found.factor, pieces, round(found.orders * grown), round(found.parcels * grown))


def apportion(total: int, weights: Mapping[int, int]) -> dict[int, int]:
    """``total`` shared out by weight, in whole numbers that add up to it: the largest remainders get what is left."""
    whole = sum(weights.values())
    if whole <= 0:
        return dict.fromkeys(weights, 0)
    shared = {key: total * weight // whole for key, weight in weights.items()}
    left = total - sum(shared.values())
    for key in sorted(weights, key=lambda key: (-(total * weights[key] % whole), key))[:left]:
        shared[key] += 1
    return shared


def shares_of(wishes: Wishes, model: Model) -> tuple[int, ...]:
    """The weight of each day of the sale.

    Like the model where it has as many days and sold anything; where it has more or fewer, its days cannot be laid over
    these and every day is the same.
    """
    days = len(wishes.days)
    if wishes.spread is Spread.HAND:
        return wishes.shares
    if wishes.spread is Spread.MODEL and model.days == days and any(model.by_day):
        return model.by_day
    return (1,) * days


def by_days(total: int, shares: Sequence[int]) -> list[int]:
    """A total over the days, in whole numbers that add up to it."""
    return list(apportion(total, dict(enumerate(shares))).values())


def up(figure: Fraction | int) -> int:
    """Rounded up: half a box is a box."""
    return ceil(figure)
