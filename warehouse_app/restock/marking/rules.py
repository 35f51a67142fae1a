"""Marked days without a database: what a mark may be, and which days without an order are worth a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, get_args

from warehouse_app.errors import BadInput

MarkKind = Literal["closed", "promotion", "missing"]
MARK_KINDS: tuple[MarkKind, ...] = get_args(MarkKind)
LONGEST_NOTE = 200
LONGEST_DAYS = 400
OLDEST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row, both included, without a single order of the whole shop. ``open``: no order came since."""

    begins: date
    ends: date
    open: bool = False

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days + 1


def check_mark(kind: str, begins: date, ends: date, note: str) -> None:
    """Raises BadInput ``past.mark_kind``, ``past.mark_days``, ``past.mark_long``, ``past.mark_year``, ``past.mark_note``."""
    if kind not in MARK_KINDS:
        raise BadInput("past.mark_kind", kind=kind)
    if begins > ends:
        raise BadInput("past.mark_days", begins=begins.isoformat(), ends=ends.isoformat())
    if (ends - begins).days >= LONGEST_DAYS:
        raise BadInput("past.mark_long", most=LONGEST_DAYS)
    if begins.year < OLDEST_YEAR:
        raise BadInput("past.mark_year", year=begins.year)
    if len(note) > LONGEST_NOTE:
        raise BadInput("past.mark_note", most=LONGEST_NOTE)


def gaps(known: Collection[date], today: date, least: int, marked: Iterable[tuple[date, date]] = ()) -> list[Gap]:
    """Runs of at least ``least`` days without an order, the newest first; those before the first order are no gap.

    Days that are marked count as known: a gap that was explained is not asked about again. A day after ``today`` (the clock
    was set back) is no news.
    """
    there = sorted(one for one in known if one <= today)
    if not there:
        return []
    explained = {begins + timedelta(days=n) for begins, ends in marked for n in range((ends - begins).days + 1)}
    days = sorted(set(there) | {one for one in explained if there[0] <= one <= today})
    found = [
        Gap(before + timedelta(days=1), after - timedelta(days=1))
        for before, after in pairwise(days)
        if (after - before).days > least
    ]
    if (today - days[-1]).days >= least:
        found.append(Gap(days[-1] + timedelta(days=1), today, open=True))
    return found[::-1]
