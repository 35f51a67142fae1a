"""Parcels to pack ahead, how fast people pick and pack, and how many of them each day of a sale needs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from warehouse_app.restock.rehearsing.rules import Contents, Expected, Model, Wishes, by_days, shares_of, up

PAUSE_S = 15 * 60
"""Somebody who does nothing for a quarter of an hour has a break; it is no packing time."""
FEWEST = 20  # parcels or picks from which on a pace is believed
USUAL_PARCELS, USUAL_PIECES = 40, 120  # an hour, where nothing was measured
AHEAD_LEAST, AHEAD_MOST = 10, 12  # parcels of one kind that are worth it, and kinds on the list
AHEAD_PERCENT = 80  # of what is expected: what is packed and not sold has to be unpacked again


@dataclass(frozen=True, slots=True)
class Pace:
    """How much was done in an hour of work at a desk, and in how many hours that was measured; ``desk`` "" is all of them."""

    desk: str
    amount: int
    seconds: int

    @property
    def hours(self) -> float:
        return self.seconds / 3600

    @property
    def per_hour(self) -> int | None:
        """None when too little was done to tell."""
        return max(1, round(self.amount * 3600 / self.seconds)) if self.amount >= FEWEST and self.seconds else None


def pace(done: Iterable[tuple[object, datetime, int]], desk: str = "") -> Pace:
    """The pace of work told as (whose, when it was finished, how much): the time between two pieces of work, breaks left out."""
    amount = seconds = 0
    last: dict[object, datetime] = {}
    for whose, at, much in sorted(done, key=lambda one: one[1]):
        gap = (at - last[whose]).total_seconds() if whose in last else PAUSE_S + 1
        if gap <= PAUSE_S:
            amount += much
            seconds += round(gap)
        last[whose] = at
    return Pace(desk, amount, seconds)


@dataclass(frozen=True, slots=True)
class Paces:
    """What was measured: parcels an hour at each desk, at all desks, and pieces picked an hour."""

    desks: tuple[Pace, ...] = ()
    packing: Pace = Pace("", 0, 0)
    picking: Pace = Pace("", 0, 0)


@dataclass(frozen=True, slots=True)
class Speeds:
    """What the rehearsal reckons with. ``measured`` says whether a figure was measured, by its name."""

    parcels_per_hour: int
    pieces_per_hour: int
    desks: int
    measured: tuple[str, ...] = ()


def speeds(wishes: Wishes, paces: Paces) -> Speeds:
    """What a person said, else what was measured, else what is usual."""
    packing, picking = paces.packing.per_hour, paces.picking.per_hour
    desks = sum(1 for one in paces.desks if one.per_hour is not None) or len(paces.desks)
    found = (("parcels_per_hour", packing, wishes.parcels_per_hour), ("pieces_per_hour", picking, wishes.pieces_per_hour),
             ("desks", desks or None, wishes.desks))  # fmt: skip
    return Speeds(
        wishes.parcels_per_hour or packing or USUAL_PARCELS,
        wishes.pieces_per_hour or picking or USUAL_PIECES,
        wishes.desks or desks or 1,
        tuple(name for name, measured, said in found if measured and said is None),
    )


@dataclass(frozen=True, slots=True)
class Prepack:
    """Parcels of exactly these goods that are worth packing before the sale, of so many expected."""

    contents: Contents
    expected: int
    ahead: int


def prepacks(model: Model, expected: Expected) -> tuple[Prepack, ...]:
    """The commonest parcels, each at most ``AHEAD_PERCENT`` of what is expected of it, and together no more than is sold."""
    left = dict(expected.pieces)
    found: list[Prepack] = []
    if not expected.factor:
        return ()
    fewest = up(Fraction(100 * AHEAD_LEAST, AHEAD_PERCENT) / expected.factor)
    common = [(contents, count) for contents, count in model.contents.items() if count >= fewest]
    for contents, count in sorted(common, key=lambda one: (-one[1], one[0])):
        likely = int(count * expected.factor)
        ahead = min([likely * AHEAD_PERCENT // 100, *(left.get(sku_id, 0) // pieces for sku_id, pieces in contents)])
        if ahead < AHEAD_LEAST:
            continue
        for sku_id, pieces in contents:
            left[sku_id] -= ahead * pieces
        found.append(Prepack(contents, likely, ahead))
        if len(found) == AHEAD_MOST:
            break
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DayNeed:
    """One day of the sale: what comes, minutes of picking and packing, people and desks for them, and what is planned."""

    day: date
    orders: int
    parcels: int
    pieces: int
    pick_minutes: int
    pack_minutes: int
    people: int
    desks: int
    planned_people: int
    planned_minutes: int

    @property
    def minutes(self) -> int:
        return self.pick_minutes + self.pack_minutes

    @property
    def missing_minutes(self) -> int:
        """Minutes of work nobody is planned for."""
        return max(0, self.minutes - self.planned_minutes)


def day_needs(
    wishes: Wishes, model: Model, expected: Expected, speed: Speeds, planned: Mapping[date, Sequence[int]]
) -> tuple[DayNeed, ...]:
    """What each day asks for. ``planned``: minutes of everybody who is planned that day.

    Orders are packed on the day they come; parcels of other goods go on as on the model's days.
    """
    shares = shares_of(wishes, model)
    orders, parcels, pieces = (by_days(total, shares) for total in (expected.orders, expected.parcels, expected.sum))
    beside, beside_pieces = (
        up(Fraction(many, max(model.days, 1))) for many in (model.beside, model.beside_pieces)
    )  # fmt: skip
    found = []
    for place, day in enumerate(wishes.days):
        pack = up(Fraction(60 * (parcels[place] + beside), speed.parcels_per_hour))
        pick = up(Fraction(60 * (pieces[place] + beside_pieces), speed.pieces_per_hour))
        hours = 60 * wishes.hours
        found.append(
            DayNeed(
                day, orders[place], parcels[place] + beside, pieces[place] + beside_pieces, pick, pack,
                up(Fraction(pick + pack, hours)), up(Fraction(pack, hours)), len(planned.get(day, ())), sum(planned.get(day, ())),
            )
        )  # fmt: skip
    return tuple(found)
