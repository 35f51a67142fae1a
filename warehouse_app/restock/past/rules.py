"""Past sales without a database: days and months, and how the pieces of a month are spread over its days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

LEAST_MONTHS = 3  # a spreadsheet turns 2025-03 into 2025-03-01: so many first days of months and nothing else are months


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days, both included, that one figure is about: a day or a month."""

    begins: date
    ends: date

    def __str__(self) -> str:
        return f"{self.begins}" if self.begins == self.ends else f"{self.begins:%Y-%m}"

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days + 1

    def each(self) -> Sequence[date]:
        """Its days."""
        return _days(self.begins, self.days)


@lru_cache(maxsize=2_000)
def _days(begins: date, days: int) -> tuple[date, ...]:
    return tuple(begins + timedelta(days=number) for number in range(days))


def day(one: date) -> Period:
    """A single day."""
    return Period(one, one)


def month(year: int, number: int) -> Period:
    """A whole month. Raises ValueError for a 13th one."""
    first = date(year, number, 1)
    return Period(first, first.replace(day=monthrange(year, number)[1]))


def are_months(periods: Iterable[Period]) -> bool:
    """Whether days are months in truth: at least three, each the first of its month."""
    firsts = set(periods)
    return len(firsts) >= LEAST_MONTHS and all(one.days == 1 and one.begins.day == 1 for one in firsts)


def overlapping(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """Two of the periods that tell of the same days, the earliest; None when no two do."""
    ordered = sorted(periods)
    return next(((one, other) for one, other in pairwise(ordered) if other.begins <= one.ends), None)


def as_month(period: Period) -> Period:
    """The month a period begins in."""
    return month(period.begins.year, period.begins.month)


@lru_cache(maxsize=20_000)
def shares(pieces: int, days: int) -> tuple[tuple[int, int], ...]:
    """The pieces on each of so many days (place and pieces), as evenly as whole pieces go; days without any are left out."""
    each = ((place, (place + 1) * pieces // days - place * pieces // days) for place in range(days))
    return tuple((place, share) for place, share in each if share)


def spread(pieces: int, period: Period) -> dict[date, int]:
    """The pieces on each day of a period that has any."""
    if period.begins == period.ends:
        return {period.begins: pieces} if pieces else {}
    days = period.each()
    return {days[place]: share for place, share in shares(pieces, len(days))}


def kept(pieces: int, period: Period, known: Collection[date]) -> dict[date, int]:
    """As ``spread``, without the days of which the house has orders of its own."""
    return {one: share for one, share in spread(pieces, period).items() if one not in known}
