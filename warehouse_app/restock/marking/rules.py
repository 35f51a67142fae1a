"""Marked days without a database: what a mark may be, and which days without an order are worth a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from warehouse_app.errors import BadInput
from warehouse_app.restock.rules import Silence, silences

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
    """Runs of at least ``least`` days without an order that nobody explained, the newest first; those before the first order
    are none.

    ``known`` are the days with orders; days after ``today`` (the clock was set back) are no news, and today counts only when it
    has one: it is not over. The same runs make the forecast doubtful (``restock.rules.silences``).
    """
    there = {one for one in known if one <= today}
    if not there:
        return []
    first, ends = min(there), today if today in there else today - timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((ends - first).days + 1)]
    explained = {begins + timedelta(days=number) for begins, last in marked for number in range((last - begins).days + 1)}
    told = [one in explained for one in days]
    found = silences([int(one in there) for one in days], told, least)
    return [_gap(days, told, silence) for silence in reversed(found)]


def _gap(days: Sequence[date], told: Sequence[bool], silence: Silence) -> Gap:
    """The days from the first to the last that nobody explained."""
    open_ones = [place for place in range(silence.begins, silence.ends + 1) if not told[place]]
    return Gap(days[open_ones[0]], days[open_ones[-1]], open=silence.ends == len(days) - 1)
