"""Days of the shop: their numbers, when they begin, and in SQL which of them a moment falls on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, case, cast, extract, func, literal
from sqlalchemy.orm import Session

DAY = 86_400
EPOCH = date(1970, 1, 1)


def number_of(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def day_numbered(number: int) -> date:
    """The day of that number."""
    return EPOCH + timedelta(days=number)


def midnight(day: date) -> datetime:
    """When the day begins on this computer's clock."""
    return datetime.combine(day, time(0)).astimezone()


def local_day(session: Session, moment: ColumnElement[Any], since: date, until: date) -> ColumnElement[int]:
    """The number of this computer's day a moment falls on, exact between the two days.

    One statement for both databases, which do not know this computer's zone: the offsets of the span stand in it. In the night
    the clocks change an hour may count for its neighbour.
    """
    if session.get_bind().dialect.name == "sqlite":
        seconds: ColumnElement[int] = cast(func.strftime("%s", moment), BigInteger)
    else:
        seconds = cast(func.floor(extract("epoch", moment)), BigInteger)
    steps = _offsets(since, until)
    last = steps[-1][1]
    offset: Any = last if len(steps) == 1 else case(*((seconds < ends, off) for ends, off in steps[:-1]), else_=last)
    number: ColumnElement[int] = (seconds + offset) // DAY
    return number


def date_number(session: Session, day: Any) -> ColumnElement[int]:
    """The number of a day that is kept as a date."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(day) - 2440587.5, BigInteger)
    return cast(day.op("-")(cast(literal("1970-01-01"), Date)), BigInteger)


def _offsets(since: date, until: date) -> list[tuple[int, int]]:
    """The clock's distance from UTC in seconds, each with the moment (seconds of 1970) at which it ends."""
    steps: list[tuple[int, int]] = []
    offset = _offset(since)
    for ahead in range((until - since).days + 2):
        day = since + timedelta(days=ahead)
        if _offset(day) != offset:
            steps.append((int(midnight(day).timestamp()), offset))
            offset = _offset(day)
    return [*steps, (0, offset)]


def _offset(day: date) -> int:
    offset = midnight(day).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
