"""Plans of great sales kept, copied, removed and brought back; their days marked, so that forecasts pass over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.marking.commands import Mark, mark_days, remove_mark
from warehouse_app.restock.rehearsing.basis import kept_needs, plain
from warehouse_app.restock.rehearsing.rehearse import Rehearsal
from warehouse_app.restock.tables import DayMark, PromotionLine, PromotionPlan
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

LONGEST_NAME, LONGEST_NOTE = 60, 500
_DAY = timedelta(days=1)
_MARKED, _MARKS = "marked", "marks"  # in a plan's basis: whether its days are to be marked, and the marks made for it
_LINE = ("sku_id", "pieces", "available", "to_order", "order_by")


@dataclass(frozen=True, slots=True)
class RemovedPlan:
    """A plan that was removed, whole, to be brought back."""

    head: dict[str, Any]
    lines: tuple[dict[str, Any], ...]


@needs(Right.RESTOCK)
def save_plan(
    tx: Tx, name: str, found: Rehearsal, plan_id: int | None = None, *, note: str = "", mark: bool = False,
    seen: datetime | None = None,
) -> int:  # fmt: skip
    """Keep a rehearsal under a name, in place of what the plan was; returns the plan's id.

    ``mark``: forecasts pass over its days, as over any day a promotion was marked. ``seen`` is when the plan that was changed
    had been saved last: Conflict ``rehearsal.changed_meanwhile`` when somebody saved it since. Raises BadInput
    ``name_missing``, ``name_long``, ``note_long``, Conflict ``name_taken``, NotFound ``no_such_plan``.
    """
    one_at_a_time(tx, "restock")
    name = _fit_name(tx, name, plan_id)
    if len(note) > LONGEST_NOTE:
        raise BadInput("rehearsal.note_long", most=LONGEST_NOTE)
    before = _plan(tx, plan_id) if plan_id is not None else None
    if before is not None and seen is not None and before.at != seen:
        raise Conflict("rehearsal.changed_meanwhile", name=before.name)
    basis = plain(found.wishes)
    if before is not None:
        _unmark(tx, before.basis)
    wishes = found.wishes
    basis |= {_MARKED: mark, _MARKS: _mark(tx, name, wishes.begins, wishes.ends) if mark else []}
    values = {
        "name": name, "begins": wishes.begins, "ends": wishes.ends, "basis": basis, "needs": kept_needs(found),
        "note": note.strip(),
    }  # fmt: skip
    plan_id = _write(tx, values, plan_id)
    _write_lines(tx, plan_id, found)
    audit.record(tx, "promotion_saved", str(plan_id), name=name, pieces=found.expected.sum)
    tx.touch("promotions")
    return plan_id


def _write(tx: Tx, values: dict[str, Any], plan_id: int | None) -> int:
    if plan_id is None:
        return int(tx.connection.execute(insert(PromotionPlan).values(**values).returning(PromotionPlan.id)).scalar_one())
    tx.connection.execute(update(PromotionPlan).where(PromotionPlan.id == plan_id).values(**values, **tx.stamp))
    return plan_id


def _write_lines(tx: Tx, plan_id: int, found: Rehearsal) -> None:
    tx.connection.execute(delete(PromotionLine).where(PromotionLine.plan_id == plan_id))
    rows = [
        {"plan_id": plan_id, "sku_id": one.sku_id, "pieces": one.pieces, "available": max(0, one.free + one.coming),
         "to_order": one.to_order, "order_by": one.order_by}
        for one in found.goods
    ]  # fmt: skip
    if rows:
        tx.connection.execute(insert(PromotionLine), rows)


def _fit_name(tx: Tx, name: str, plan_id: int | None = None) -> str:
    fit = " ".join(name.split())
    if not fit:
        raise BadInput("rehearsal.name_missing")
    if len(fit) > LONGEST_NAME:
        raise BadInput("rehearsal.name_long", most=LONGEST_NAME)
    namesake = tx.connection.execute(select(PromotionPlan.id).where(PromotionPlan.name == fit)).scalar()
    if namesake is not None and namesake != plan_id:
        raise Conflict("rehearsal.name_taken", name=fit)
    return fit


def _plan(tx: Tx, plan_id: int) -> Any:
    row = tx.connection.execute(select(*PromotionPlan.__table__.c).where(PromotionPlan.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound("rehearsal.no_such_plan")
    return row


def _mark(tx: Tx, name: str, begins: date, ends: date) -> list[int]:
    """Mark the days that no other promotion has marked already; returns the marks' ids."""
    meets = select(DayMark.begins, DayMark.ends).where(
        DayMark.kind == "promotion", DayMark.begins <= ends, DayMark.ends >= begins
    )  # fmt: skip
    made, free = [], begins
    for row in tx.connection.execute(meets.order_by(DayMark.begins)):
        if free < row.begins:
            made.append(mark_days(tx, Mark("promotion", free, row.begins - _DAY, name)))
        free = max(free, row.ends + _DAY)
    return [*made, mark_days(tx, Mark("promotion", free, ends, name))] if free <= ends else made


def _unmark(tx: Tx, basis: Mapping[str, Any]) -> None:
    """Take away the marks made for a plan, those that are still there."""
    ids = basis.get(_MARKS) or []
    for mark_id in tx.session.scalars(select(DayMark.id).where(DayMark.id.in_(ids))).all():
        remove_mark(tx, mark_id)


@needs(Right.RESTOCK)
def copy_plan(tx: Tx, plan_id: int, name: str) -> int:
    """The same plan under another name, its days not marked again; returns the new one's id. Raises as ``save_plan``."""
    one_at_a_time(tx, "restock")
    before = _plan(tx, plan_id)
    fit = _fit_name(tx, name)
    values = {column: getattr(before, column) for column in ("begins", "ends", "needs", "note")}
    made = _write(tx, {**values, "name": fit, "basis": {**before.basis, _MARKED: False, _MARKS: []}}, None)
    lines = [{**line, "plan_id": made} for line in _lines(tx, plan_id)]
    if lines:
        tx.connection.execute(insert(PromotionLine), lines)
    audit.record(tx, "promotion_saved", str(made), name=fit, copied=before.name)
    tx.touch("promotions")
    return made


def _lines(tx: Tx, plan_id: int) -> list[dict[str, Any]]:
    wanted = select(*(getattr(PromotionLine, name) for name in _LINE)).where(PromotionLine.plan_id == plan_id)
    rows = tx.connection.execute(wanted.order_by(PromotionLine.id))
    return [dict(row) for row in rows.mappings()]


@needs(Right.RESTOCK)
def remove_plan(tx: Tx, plan_id: int) -> RemovedPlan:
    """Forget a plan and the mark of its days; returns it whole, for ``restore_plan``. Raises NotFound."""
    one_at_a_time(tx, "restock")
    row = _plan(tx, plan_id)
    lines = tuple(_lines(tx, plan_id))
    tx.connection.execute(delete(PromotionLine).where(PromotionLine.plan_id == plan_id))
    tx.connection.execute(delete(PromotionPlan).where(PromotionPlan.id == plan_id))
    _unmark(tx, row.basis)
    audit.record(tx, "promotion_removed", str(plan_id), name=row.name)
    tx.touch("promotions")
    head = {column: getattr(row, column) for column in ("name", "begins", "ends", "basis", "needs", "note")}
    return RemovedPlan(head, lines)


@needs(Right.RESTOCK)
def restore_plan(tx: Tx, removed: RemovedPlan) -> int:
    """Bring back a plan that was removed, its days marked again if they were; returns its new id.

    Raises Conflict ``rehearsal.name_taken`` when another has its name by now.
    """
    one_at_a_time(tx, "restock")
    head = {**removed.head, "name": _fit_name(tx, removed.head["name"])}
    marks = _mark(tx, head["name"], head["begins"], head["ends"]) if head["basis"].get(_MARKED) else []
    made = _write(tx, {**head, "basis": {**head["basis"], _MARKS: marks}}, None)
    if removed.lines:
        tx.connection.execute(insert(PromotionLine), [{**line, "plan_id": made} for line in removed.lines])
    audit.record(tx, "promotion_saved", str(made), name=head["name"], restored=True)
    tx.touch("promotions")
    return made
