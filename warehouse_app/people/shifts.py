"""The shift plan: who is to work how long on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Right
from warehouse_app.people.tables import Person, Shift
from warehouse_app.store import audit
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

DAY_MINUTES = 24 * 60
MOST = 5_000  # days of people in one go
_WEEK = 7


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """Minutes somebody is to work on a day; 0 is a day off."""

    person_id: int
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """Somebody's days: minutes for each of the days asked for."""

    person_id: int
    name: str
    minutes: tuple[int, ...]

    @property
    def sum(self) -> int:
        return sum(self.minutes)


@needs(Right.RESTOCK)
def set_shifts(tx: Tx, planned: Sequence[PlannedDay]) -> tuple[PlannedDay, ...]:
    """Plan these days, 0 minutes for a day off; returns what was planned before, which given back undoes it.

    Planning is the supervisor's daily work, so the right is RESTOCK and not PEOPLE. Raises BadInput ``people.shift_minutes``,
    ``shift_many``, NotFound ``no_such_person`` for somebody who is not here (any more): then nothing is changed.
    """
    wanted = {(one.person_id, one.day): one.minutes for one in planned}
    _must_fit(tx, wanted)
    one_at_a_time(tx, "people")
    before = _planned(tx, wanted)
    changed = {key: minutes for key, minutes in wanted.items() if before.get(key, 0) != minutes}
    for person_id in {person_id for person_id, _ in changed}:
        days = [day for someone, day in changed if someone == person_id]
        for some in chunks(days):
            tx.connection.execute(delete(Shift).where(Shift.person_id == person_id, Shift.day.in_(some)))
    rows = [{"person_id": who, "day": day, "minutes": minutes} for (who, day), minutes in changed.items() if minutes]
    if rows:
        tx.connection.execute(insert(Shift), rows)
    if changed:
        first = min(day for _, day in changed)
        audit.record(tx, "shifts_planned", first.isoformat(), days=len(changed), minutes=sum(changed.values()))
        tx.touch("shifts")
    return tuple(PlannedDay(who, day, before.get((who, day), 0)) for who, day in changed)


def _must_fit(tx: Tx, wanted: dict[tuple[int, date], int]) -> None:
    if len(wanted) > MOST:
        raise BadInput("people.shift_many", most=MOST)
    for minutes in wanted.values():
        if not 0 <= minutes <= DAY_MINUTES:
            raise BadInput("people.shift_minutes", hours=minutes / 60)
    people = {person_id for (person_id, _), minutes in wanted.items() if minutes}
    known = tx.connection.execute(select(Person.id).where(Person.id.in_(people), Person.active, Person.id != SYSTEM.id))
    missing = people - set(known.scalars())
    if missing:
        raise NotFound("people.no_such_person", name=str(min(missing)))


def _planned(tx: Tx, wanted: dict[tuple[int, date], int]) -> dict[tuple[int, date], int]:
    """What is planned for these people on these days."""
    days = [day for _, day in wanted]
    if not days:
        return {}
    rows = tx.connection.execute(
        select(Shift.person_id, Shift.day, Shift.minutes).where(Shift.day >= min(days), Shift.day <= max(days))
    )
    return {(row.person_id, row.day): row.minutes for row in rows if (row.person_id, row.day) in wanted}


@needs(Right.RESTOCK)
def copy_week(tx: Tx, from_day: date, to_day: date) -> tuple[PlannedDay, ...]:
    """The week of ``from_day`` also for the week of ``to_day``, for who is still here; days off are copied too.

    Returns what was planned before, for ``set_shifts`` to undo it. Raises BadInput ``people.same_week``, ``people.empty_week``.
    """
    source, target = monday(from_day), monday(to_day)
    if source == target:
        raise BadInput("people.same_week")
    rows = shifts(tx.session, source, source + timedelta(days=_WEEK - 1))
    if not any(row.sum for row in rows):
        raise BadInput("people.empty_week", day=source.isoformat())
    return set_shifts(
        tx,
        [PlannedDay(row.person_id, target + timedelta(days=n), minutes) for row in rows for n, minutes in enumerate(row.minutes)],
    )


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def shifts(session: Session, first: date, last: date) -> list[ShiftRow]:
    """Everybody who works here, by name, with the minutes planned on each day from the first to the last."""
    rows = session.execute(select(Shift.person_id, Shift.day, Shift.minutes).where(Shift.day >= first, Shift.day <= last))
    minutes = {(row.person_id, row.day): row.minutes for row in rows}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    here = session.execute(select(Person.id, Person.name).where(Person.active, Person.id != SYSTEM.id).order_by(Person.name))
    return [ShiftRow(one.id, one.name, tuple(minutes.get((one.id, day), 0) for day in days)) for one in here]


def planned_minutes(session: Session, first: date, last: date) -> dict[date, tuple[int, ...]]:
    """The minutes of everybody who is planned on a day and still works here, by day."""
    found: dict[date, list[int]] = defaultdict(list)
    rows = session.execute(
        select(Shift.day, Shift.minutes)
        .join(Person, Person.id == Shift.person_id)
        .where(Shift.day >= first, Shift.day <= last, Person.active)
        .order_by(Shift.day, Shift.person_id)
    )
    for row in rows:
        found[row.day].append(row.minutes)
    return {day: tuple(minutes) for day, minutes in found.items()}


def last_planned_week(session: Session, before: date) -> date | None:
    """The Monday of the last week before a day in which anybody is planned; None when there is none."""
    newest = session.scalar(select(func.max(Shift.day)).where(Shift.day < monday(before)))
    return None if newest is None else monday(newest)
