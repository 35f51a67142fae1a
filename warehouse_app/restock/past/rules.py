"""Past sales without a database: days and months, and how the pieces of a month are spread over its days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

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

    def each(self) -> list[date]:
        """Its days."""
        return [self.begins + timedelta(days=number) for number in range(self.days)]


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


def as_month(period: Period) -> Period:
    """The month a period begins in."""
    return month(period.begins.year, period.begins.month)


def spread(pieces: int, period: Period) -> dict[date, int]:
    """The pieces on each day of a period, as evenly as whole pieces go; days without any are left out."""
    days = period.days
    shares = {one: (place + 1) * pieces // days - place * pieces // days for place, one in enumerate(period.each())}
    return {one: share for one, share in shares.items() if share}


def kept(pieces: int, period: Period, known: Collection[date]) -> dict[date, int]:
    """As ``spread``, without the days of which the house has orders of its own."""
    return {one: share for one, share in spread(pieces, period).items() if one not in known}
