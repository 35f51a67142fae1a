"""Marking days, changing marks and taking them away; each answer is what undoes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from warehouse_app.errors import Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.marking.rules import check_mark
from warehouse_app.restock.tables import DayMark
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark says: ``kind`` is closed, promotion or missing; both days are included."""

    kind: str
    begins: date
    ends: date
    note: str = ""


@needs(Right.RESTOCK)
def mark_days(tx: Tx, mark: Mark) -> int:
    """Mark days; the mark's id. Raises as ``check_mark`` does, and Conflict ``past.marked_already``."""
    one_at_a_time(tx, "restock")
    clean = _checked(tx, mark, None)
    row = DayMark(kind=clean.kind, begins=clean.begins, ends=clean.ends, note=clean.note)
    tx.session.add(row)
    tx.session.flush()
    tx.touch("promotions")
    return row.id


@needs(Right.RESTOCK)
def change_mark(tx: Tx, mark_id: int, mark: Mark) -> Mark:
    """Say something else of marked days; what was said before. Raises as ``mark_days`` does, and NotFound ``past.no_mark``."""
    one_at_a_time(tx, "restock")
    row = _mark(tx, mark_id)
    before = Mark(row.kind, row.begins, row.ends, row.note)
    clean = _checked(tx, mark, mark_id)
    row.kind, row.begins, row.ends, row.note = clean.kind, clean.begins, clean.ends, clean.note
    row.who_id, row.desk, row.at = tx.actor.id, tx.desk, tx.now
    tx.session.flush()
    tx.touch("promotions")
    return before


@needs(Right.RESTOCK)
def remove_mark(tx: Tx, mark_id: int) -> Mark:
    """Take a mark away; what it said. Raises NotFound ``past.no_mark``."""
    one_at_a_time(tx, "restock")
    row = _mark(tx, mark_id)
    before = Mark(row.kind, row.begins, row.ends, row.note)
    tx.session.delete(row)
    tx.session.flush()
    tx.touch("promotions")
    return before


def _checked(tx: Tx, mark: Mark, own_id: int | None) -> Mark:
    note = mark.note.strip()
    check_mark(mark.kind, mark.begins, mark.ends, note)
    meets = select(DayMark).where(DayMark.kind == mark.kind, DayMark.begins <= mark.ends, DayMark.ends >= mark.begins)
    other = next((one for one in tx.session.scalars(meets.order_by(DayMark.begins)) if one.id != own_id), None)
    if other is not None:
        raise Conflict("past.marked_already", begins=other.begins.isoformat(), ends=other.ends.isoformat())
    return Mark(mark.kind, mark.begins, mark.ends, note)


def _mark(tx: Tx, mark_id: int) -> DayMark:
    row = tx.session.get(DayMark, mark_id)
    if row is None:
        raise NotFound("past.no_mark")
    return row
