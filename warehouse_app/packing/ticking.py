"""Ticking what is to be done for a parcel besides its goods, and taking a tick back. The last tick can complete the parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, update

from warehouse_app.errors import NotFound
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import Begun, begin
from warehouse_app.packing.completion import complete_parcel
from warehouse_app.packing.queries import parcel_tasks
from warehouse_app.packing.rules import Verdict, when_full
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelTask
from warehouse_app.picking.tasks import Task
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx

_mark = update(ParcelTask).where(ParcelTask.id == bindparam("task")).values(done_at=bindparam("moment"), done_by=bindparam("who"))
_count = update(Parcel).where(Parcel.id == bindparam("parcel")).values(todo=Parcel.todo + bindparam("more"))


@needs(Right.PACK)
def tick(tx: Tx, parcel_id: int, task_id: int | None, action: str) -> Answer:
    """One thing to do is done: this one, or with None the next that is not.

    With all pieces in, the last one completes the parcel. What another desk has ticked meanwhile stays as it is. Raises
    NotFound for a task that is not the parcel's.
    """
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    tasks = parcel_tasks(tx.connection, parcel_id)
    task = _chosen(tasks, task_id, done=False)
    if task is None:  # nothing is left to tick, so it is items that are missing
        return keep(tx, _answer(parcel_id, parcel, Verdict.ITEM_WANTED, tasks), action)
    last = not task.done and parcel.todo == 1 and parcel.scanned == parcel.needed
    verdict = when_full(0, parcel.owes) if last else Verdict.TICKED
    answer = _mark_one(tx, parcel_id, parcel, verdict, tasks, task, action)
    if verdict is Verdict.COMPLETE and not answer.again:
        complete_parcel(tx, parcel_id, action)
    return answer


@needs(Right.PACK)
def tick_kind(tx: Tx, parcel_id: int, kind: str, action: str, code: str = "") -> Answer:
    """The first open thing to do of this kind is done (``store.settings.TICK_KINDS``); the answer says so when there is none."""
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    tasks = parcel_tasks(tx.connection, parcel_id)
    task = next((task for task in tasks if task.kind == kind and not task.done), None)
    if task is None:
        missing = replace(_answer(parcel_id, parcel, Verdict.NO_SUCH_TICK, tasks), code=code, fields={"tick": kind})
        return keep(tx, missing, action)
    return tick(tx, parcel_id, task.id, action)


def by_code(tx: Tx, parcel_id: int, codes: Sequence[str], action: str) -> Answer | None:
    """Tick what a code is bound to by the setting ``tick_codes``, as the leaflet's own barcode; None for any other code."""
    bound = settings.get(tx.connection, "tick_codes")
    found = next(((kind, code) for code in codes for kind, own in bound.items() if code in own), None)
    return None if found is None else tick_kind(tx, parcel_id, found[0], action, found[1])


@needs(Right.PACK)
def untick(tx: Tx, parcel_id: int, task_id: int | None, action: str) -> Answer:
    """A tick was a mistake: this one, or with None the last of those that are ticked; only while the parcel is open.

    Raises NotFound for a task that is not the parcel's.
    """
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    tasks = parcel_tasks(tx.connection, parcel_id)
    task = _chosen(tasks[::-1], task_id, done=True)
    if task is None:
        return keep(tx, _answer(parcel_id, parcel, Verdict.NOTHING_TO_UNDO, tasks), action)
    return _mark_one(tx, parcel_id, parcel, Verdict.UNTICKED, tasks, task, action)


def _chosen(tasks: tuple[Task, ...], task_id: int | None, *, done: bool) -> Task | None:
    if task_id is None:
        return next((task for task in tasks if task.done == done), None)
    found = next((task for task in tasks if task.id == task_id), None)
    if found is None:
        raise NotFound("ticks.no_such_task")
    return found


def _answer(parcel_id: int, parcel: Begun, verdict: Verdict, tasks: tuple[Task, ...]) -> Answer:
    return Answer(verdict, "", parcel_id, scanned=parcel.scanned, needed=parcel.needed, tasks=tasks)


def _mark_one(
    tx: Tx, parcel_id: int, parcel: Begun, verdict: Verdict, tasks: tuple[Task, ...], task: Task, action: str
) -> Answer:
    """Write the tick, or that it was taken back, and answer with how things stand then."""
    done = verdict is not Verdict.UNTICKED
    now = tuple(Task(each.id, each.kind, each.text, done if each.id == task.id else each.done) for each in tasks)
    fields: dict[str, object] = {"task": task}
    answer = Answer(verdict, "", parcel_id, scanned=parcel.scanned, needed=parcel.needed, fields=fields, tasks=now)
    kept = keep(tx, answer, action)
    if kept.again:
        return kept
    if task.done != done:
        moment, who = (tx.now, tx.actor.id) if done else (None, None)
        tx.connection.execute(_mark, {"task": task.id, "moment": moment, "who": who})
        tx.connection.execute(_count, {"parcel": parcel_id, "more": -1 if done else 1})
    tx.touch("packing")
    return answer
