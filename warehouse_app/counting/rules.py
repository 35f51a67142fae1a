"""Rules of stocktakes, without a database: kinds, verdicts, when a count has to be repeated and which one decides, probable
causes, classes, accuracy.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Why a stocktake is made."""

    MONTHLY = "monthly"
    YEAR_END = "year_end"
    AD_HOC = "ad_hoc"
    SPOT = "spot"
    CYCLE = "cycle"
    EMPTIED = "emptied"
    SHORT = "short"


class Sample(StrEnum):
    """What a spot check looks at."""

    RANDOM = "random"
    VALUE = "value"
    MISTAKES = "mistakes"
    NEVER = "never"


class Verdict(StrEnum):
    """What a scan of a count was."""

    BIN_OPEN = "bin_open"
    BIN_ASK = "bin_ask"  # counted before, or somebody is at it: again or add?
    BIN_OTHER = "bin_other"  # not in this stocktake
    BIN_NOT_YOURS = "bin_not_yours"  # somebody else has to count it
    BIN_FIRST = "bin_first"
    COUNTED = "counted"
    MISPLACED = "misplaced"  # booked in another bin; counted here all the same
    NOT_BOOKED = "not_booked"  # booked nowhere; counted here all the same
    NOT_LISTED = "not_listed"  # this recount asks for other goods
    UNKNOWN = "unknown"
    SURE = "sure"  # an absurd number: nothing is counted before somebody says yes
    EMPTY = "empty"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    AGAIN = "again"  # written when a bin is counted from nothing again


GOOD = frozenset({Verdict.COUNTED, Verdict.MISPLACED, Verdict.NOT_BOOKED})
"""Verdicts that add pieces."""


class Cause(StrEnum):
    """Why books and shelf differ, in a person's judgement."""

    MISPICK = "mispick"
    NOT_BOOKED = "not_booked"
    WRONG_BIN = "wrong_bin"
    SWAPPED = "swapped"
    WRONG_UNIT = "wrong_unit"
    DOUBLE_COUNTED = "double_counted"
    DAMAGED = "damaged"
    LOST = "lost"
    OTHER = "other"


MOST = 999_999
EMPTY_CODE = "PD-EMPTY"  # the bar code on count sheets that declares the open bin empty
TIMES_A_YEAR: Mapping[str, int] = {"A": 4, "B": 2, "C": 1}


def window(kind: Kind, today: date, first_day: int = 28, last_day: int = 31) -> tuple[date, date]:
    """The days a stocktake runs by default: at the end of the month, of the year, else today.

    A month shorter than ``first_day`` or ``last_day`` ends with its own last day.
    """
    if kind is Kind.YEAR_END:
        return date(today.year, 12, 28), date(today.year, 12, 31)
    if kind is not Kind.MONTHLY:
        return today, today
    length = calendar.monthrange(today.year, today.month)[1]
    return today.replace(day=min(first_day, length)), today.replace(day=min(last_day, length))


def absurd(pieces: int, expected: int) -> bool:
    """Whether a number of pieces has to be asked about: a mis-keyed bar code, or far more than anybody expects there."""
    return pieces >= 10_000 or (pieces >= 100 and pieces > 10 * max(expected, 1))


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A difference within all of these is not counted again: a share of the books by class, pieces, and value."""

    pieces: int = 0
    value: Decimal = Decimal(100)
    percent: tuple[int, int, int] = (1, 3, 5)  # A, B, C (FIELD: ABC counting with tolerance 1 / 3 / 5 %)

    def holds(self, difference: int, expected: int, price: Decimal | None, abc: str = "C") -> bool:
        """Whether the difference may stand as it is."""
        size = abs(difference)
        share = self.percent["ABC".index(abc)]
        allowed = max(self.pieces, expected * share // 100)
        return size <= allowed and size * (price or Decimal(0)) <= self.value


@dataclass(frozen=True, slots=True)
class Vote:
    """One count of a SKU in a bin: its difference to the books at its moment; ``touched``: goods moved during it."""

    difference: int
    touched: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What counts so far say. ``place`` is the count that decides, or the newest; ``again``: count once more, by somebody
    else when ``other``.
    """

    place: int
    again: bool = False
    other: bool = False


def judge(votes: Sequence[Vote], *, within: bool) -> Judged:
    """Which count decides. ``within``: the first count that proves something is within the tolerance.

    Two counts agree when their differences agree; the third that proves something decides. A count during which goods moved
    proves nothing.
    """
    proving = [place for place, vote in enumerate(votes) if not vote.touched]
    if not proving:
        return Judged(len(votes) - 1, again=True)
    if len(proving) == 1:
        return Judged(proving[0]) if within else Judged(proving[0], again=True, other=True)
    first, second = proving[:2]
    if votes[first].difference == votes[second].difference:
        return Judged(second)
    if len(proving) == 2:
        return Judged(second, again=True, other=True)
    return Judged(proving[2])


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known around a difference."""

    difference: int
    expected: int
    elsewhere: int = 0  # the same SKU's differences in other bins of the stocktake, added up
    siblings: tuple[int, ...] = ()  # differences of the product's other SKUs in this bin
    packs: tuple[int, ...] = ()  # pieces per scan of its bar codes
    on_dock: int = 0  # pieces at the dock and the packing desk
    in_waves: int = 0  # promised in waves that are being picked without a scan
    mistakes: int = 0  # parcels that left wrong with it lately


def causes(signs: Signs) -> list[Cause]:
    """Probable causes, the likeliest first; every other cause may be chosen as well."""
    d, found = signs.difference, []
    if d and any(sibling == -d for sibling in signs.siblings):
        found.append(Cause.SWAPPED)
    if d * signs.elsewhere < 0:
        found.append(Cause.WRONG_BIN)
    if d > 0 and signs.expected and d == signs.expected:
        found.append(Cause.DOUBLE_COUNTED)
    if any(pack > 1 and d % (pack - 1) == 0 for pack in signs.packs):
        found.append(Cause.WRONG_UNIT)
    if d > 0 or (d < 0 and signs.in_waves):
        found.append(Cause.NOT_BOOKED)
    if signs.mistakes or d < 0:
        found.append(Cause.MISPICK)
    if d < 0:
        found += [Cause.DAMAGED, Cause.LOST]
    return list(dict.fromkeys(found)) or [Cause.OTHER]


def abc_classes(values: Mapping[int, Decimal]) -> dict[int, str]:
    """Class of each SKU by what left of it in money: A makes the first 80 % of all, B the next 15 %, C the rest and nothing."""
    whole = sum(values.values(), Decimal(0))
    found: dict[int, str] = {}
    run = Decimal(0)
    for sku_id, value in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])):
        share = run / whole if whole else Decimal(1)
        found[sku_id] = "C" if value <= 0 else "A" if share < Decimal("0.80") else "B" if share < Decimal("0.95") else "C"
        run += value
    return found


def due(abc: str, last: date | None, today: date) -> bool:
    """Whether a SKU of this class is to be counted again."""
    return last is None or (today - last).days >= 365 // TIMES_A_YEAR[abc]


@dataclass(frozen=True, slots=True)
class Counted:
    """One SKU in one bin for the figures: what ought to lie there, and by how much it differs."""

    location_id: int
    sku_id: int
    expected: int
    difference: int
    price: Decimal | None = None

    @property
    def value(self) -> Decimal:
        """The difference in money, with its sign."""
        return self.difference * (self.price or Decimal(0))


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of a stocktake. Plus and minus are never set against each other; accuracies are shares of 1, None of nothing."""

    lines: int
    counted: int
    plus: int
    minus: int
    plus_value: Decimal
    minus_value: Decimal
    by_item: float | None
    by_value: float | None
    by_bin: float | None

    @property
    def accuracies(self) -> tuple[float | None, float | None, float | None]:
        """By item, by value, by bin."""
        return self.by_item, self.by_value, self.by_bin


def sums(rows: Sequence[Counted]) -> Sums:
    """The figures of what was counted.

    by item = lines without a difference / lines; by value = 1 - (value plus + value minus) / value by the books, at least 0;
    by bin = bins without a difference / bins.
    """
    plus, minus = [r for r in rows if r.difference > 0], [r for r in rows if r.difference < 0]
    plus_value, minus_value = sum((r.value for r in plus), Decimal(0)), -sum((r.value for r in minus), Decimal(0))
    book_value = sum((r.expected * (r.price or Decimal(0)) for r in rows), Decimal(0))
    bins, wrong = {r.location_id for r in rows}, {r.location_id for r in (*plus, *minus)}
    return Sums(
        lines=len(rows),
        counted=sum(r.expected + r.difference for r in rows),
        plus=sum(r.difference for r in plus),
        minus=-sum(r.difference for r in minus),
        plus_value=plus_value,
        minus_value=minus_value,
        by_item=1 - (len(plus) + len(minus)) / len(rows) if rows else None,
        by_value=max(0.0, float(1 - (plus_value + minus_value) / book_value)) if book_value else None,
        by_bin=1 - len(wrong) / len(bins) if bins else None,
    )
