"""The curve of one SKU as plain figures: what was sold, what will be with its band, and the stock line until it meets zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7
BY_DAY_UP_TO = 56
"""A history of so many days is drawn day by day, a longer one week by week."""


@dataclass(frozen=True, slots=True)
class Sold:
    """Pieces wanted in the days from ``begins`` on; ``known`` is False where these days say nothing (closed, a promotion).

    ``returned`` more were ordered on these days, left, and were refunded: no demand, but told.
    """

    begins: date
    days: int
    pieces: float
    known: bool
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """Pieces expected in the days from ``begins`` on; in eight of ten cases it will be between ``low`` and ``high``."""

    begins: date
    days: int
    pieces: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """Pieces of a purchase order on the day they should come; one that is late is taken to come today."""

    day: date
    pieces: int
    number: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """All there is to draw. ``stock`` holds what is left at the end of each day, today first; it never falls below zero."""

    today: date
    step: int
    sold: tuple[Sold, ...]
    expected: tuple[Expected, ...]
    stock: tuple[tuple[date, float], ...]
    arrivals: tuple[Arrival, ...]
    stock_out: date | None
    reorder_point: int

    @property
    def a_step(self) -> float:
        """Pieces expected in one step: a day or a week."""
        return self.expected[0].pieces if self.expected else 0.0


def step_for(days: int) -> int:
    """Days in one step of the curve, for a history of so many."""
    return 1 if days <= BY_DAY_UP_TO else WEEK


def sold_steps(
    first: date, demand: Sequence[float], known: Sequence[bool], step: int, returned: Mapping[date, int] | None = None
) -> tuple[Sold, ...]:  # fmt: skip
    """Days put together into steps that end with the last day; days before the first whole step are left out.

    A step is known when most of its days are. ``returned``: pieces by day.
    """
    came_back = [(returned or {}).get(first + timedelta(days=at), 0) for at in range(len(demand))]
    skipped = len(demand) % step
    return tuple(
        Sold(
            first + timedelta(days=at), step, float(sum(demand[at : at + step])), 2 * sum(known[at : at + step]) > step,
            sum(came_back[at : at + step]),
        )
        for at in range(skipped, len(demand), step)
    )  # fmt: skip


def expected_steps(
    first: date, expected: Sequence[float], low: Sequence[float], high: Sequence[float], step: int
) -> tuple[Expected, ...]:  # fmt: skip
    """Coming days put together into whole steps.

    Days go up and down by themselves, so the band of a week is not seven times that of a day: half-widths add up as the
    root of the sum of their squares.
    """
    steps = []
    for at in range(0, len(expected) - step + 1, step):
        part = slice(at, at + step)
        pieces = float(sum(expected[part]))
        under = math.sqrt(sum((mean - least) ** 2 for mean, least in zip(expected[part], low[part], strict=True)))
        over = math.sqrt(sum((most - mean) ** 2 for mean, most in zip(expected[part], high[part], strict=True)))
        steps.append(Expected(first + timedelta(days=at), step, pieces, max(0.0, pieces - under), pieces + over))
    return tuple(steps)


def stock_line(
    today: date, there: int, per_day: Sequence[float], arrivals: Sequence[Arrival]
) -> tuple[tuple[tuple[date, float], ...], date | None]:
    """What is left at the end of each coming day, today first, and the first day on which nothing is left.

    ``there`` is on hand and at the dock less what open orders want. Nobody buys what is not there: the line stays at zero
    until goods arrive.
    """
    left = float(max(0, there))
    coming = _by_day(arrivals)
    line, out = [(today, left + coming.pop(today, 0))], None
    left = line[0][1]
    for number, wanted in enumerate(per_day, 1):
        day = today + timedelta(days=number)
        left = max(0.0, left + coming.get(day, 0) - wanted)
        line.append((day, left))
    if sum(per_day) > 0:
        out = next((day for day, pieces in line if pieces <= 0), None)
    return tuple(line), out


def _by_day(arrivals: Sequence[Arrival]) -> dict[date, int]:
    found: dict[date, int] = {}
    for one in arrivals:
        found[one.day] = found.get(one.day, 0) + one.pieces
    return found


def demand_words(daily: float) -> str:
    """Pieces per day as short as they can be said: 3.2, 0.04, 120."""
    if daily >= 100:
        return f"{daily:,.0f}"
    return f"{daily:.1f}" if daily >= 1 else f"{daily:.2f}"
