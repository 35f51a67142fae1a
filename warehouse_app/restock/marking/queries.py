"""The days that are marked, and those that should perhaps be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.people.tables import Person
from warehouse_app.restock.marking.rules import Gap, gaps
from warehouse_app.restock.past.queries import own_days, past_days
from warehouse_app.restock.tables import DayMark
from warehouse_app.store import settings


@dataclass(frozen=True, slots=True)
class MarkRow:
    """Marked days; ``at`` is when that was said."""

    id: int
    kind: str
    begins: date
    ends: date
    note: str
    who: str
    at: datetime

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days + 1


def marks(session: Session) -> list[MarkRow]:
    """All marks, the newest days first."""
    wanted = (
        select(DayMark.id, DayMark.kind, DayMark.begins, DayMark.ends, DayMark.note, Person.name, DayMark.at)
        .join(Person, Person.id == DayMark.who_id)
        .order_by(DayMark.begins.desc(), DayMark.id.desc())
    )
    return [MarkRow(*row) for row in session.execute(wanted)]


def unexplained(session: Session, today: date) -> list[Gap]:
    """Days in a row without an order of the whole shop, of which nobody has said why (setting ``restock_gap_days``)."""
    least = int(settings.get(session, "restock_gap_days"))
    marked = [(row.begins, row.ends) for row in session.execute(select(DayMark.begins, DayMark.ends))]
    own = own_days(session)
    return gaps(own | past_days(session), today, least, marked) if own else []
