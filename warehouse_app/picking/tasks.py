"""Things to do for a parcel besides its goods: written when the parcel is made, shown at picking, ticked at packing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from warehouse_app.orders.tables import Order
from warehouse_app.orders.wishes import ENCLOSED, TAKE_ALONG, Said, wishes, words_of
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelOrder, ParcelTask
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx
from warehouse_app.words import Language, say

WISHES, FLAGS = "wish_words", "flag_meanings"

_said = Query(
    select(ParcelOrder.parcel_id, Order.id, Order.note, Order.message, Order.invoice_title, Order.flag)
    .join(Order, Order.id == ParcelOrder.order_id)
    .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
    .where(Parcel.wave_id == bindparam("wave"))
    .where(or_(Order.note != "", Order.message != "", Order.invoice_title != "", Order.flag != ""))
    .order_by(ParcelOrder.parcel_id, Order.id)
)
_count = update(Parcel).where(Parcel.id == bindparam("parcel")).values(todo=bindparam("tasks"))


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for a parcel. ``text``: what the card says, whom the invoice is for, the wish in its own words."""

    id: int
    kind: str
    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Along:
    """A kind of thing to take along on the walk, and the slots of the wave it is for."""

    kind: str
    slots: tuple[int, ...]


def make_tasks(tx: Tx, wave_id: int) -> int:
    """Write what the orders of a wave just made ask for, and how many things each parcel has to do; returns how many in all."""
    rows = _said.all(tx.connection, wave=wave_id)
    if not rows:
        return 0
    words = words_of(*settings.get_all(tx.connection, (WISHES, FLAGS)).values())
    tasks, counts = [], defaultdict[int, int](int)
    for row in rows:
        for wish in wishes(Said(row.note, row.message, row.invoice_title, row.flag), words):
            tasks.append({"parcel_id": row.parcel_id, "order_id": row.id, "kind": wish.kind.value, "text": wish.text})
            counts[row.parcel_id] += 1
    if tasks:
        tx.connection.execute(insert(ParcelTask), tasks)
        tx.connection.execute(_count, [{"parcel": parcel, "tasks": count} for parcel, count in counts.items()])
    return len(tasks)


def tasks_of(session: Session, parcel_ids: Sequence[int]) -> dict[int, tuple[Task, ...]]:
    """What is to be done for each of these parcels, in the order it was written; parcels with nothing to do are left out."""
    found: dict[int, list[Task]] = defaultdict(list)
    columns = (ParcelTask.parcel_id, ParcelTask.id, ParcelTask.kind, ParcelTask.text, ParcelTask.done_at)
    for part in chunks(parcel_ids):
        for row in session.execute(select(*columns).where(ParcelTask.parcel_id.in_(part)).order_by(ParcelTask.id)):
            found[row.parcel_id].append(Task(row.id, row.kind, row.text, row.done_at is not None))
    return {parcel_id: tuple(tasks) for parcel_id, tasks in found.items()}


def along(session: Session, wave_id: int) -> tuple[Along, ...]:
    """What somebody has to take along for the parcels of a wave that are still to be packed; stopped ones are left out."""
    rows = session.execute(
        select(ParcelTask.kind, Parcel.slot)
        .join(Parcel, Parcel.id == ParcelTask.parcel_id)
        .where(Parcel.wave_id == wave_id, Parcel.state == "open", ~is_stopped, ParcelTask.done_at.is_(None))
        .where(ParcelTask.kind.in_([kind.value for kind in TAKE_ALONG]))
        .group_by(ParcelTask.kind, Parcel.slot)
        .order_by(Parcel.slot)
    )
    slots: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        slots[row.kind].append(row.slot)
    return tuple(Along(kind.value, tuple(slots[kind.value])) for kind in TAKE_ALONG if slots[kind.value])


def task_words(kind: str, text: str, language: Language) -> str:
    """A thing to do in words: "Gift card: Happy birthday"."""
    return say(f"ticks.task_{kind}", language) if not text else say(f"ticks.task_{kind}_text", language, text=text)


def enclosed(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The kinds of what lies in the parcel besides its goods: what its buyer may be told."""
    there = {task.kind for task in tasks}
    return tuple(kind.value for kind in ENCLOSED if kind in there)


def along_words(things: Iterable[Along], language: Language, slots: int = 12) -> str:
    """What to take along, in one line: "cards: 2 (#3, #7)"; of many slots only the first few are named."""
    words = []
    for thing in things:
        named = ", ".join(f"#{slot}" for slot in thing.slots[:slots]) + ("…" if len(thing.slots) > slots else "")
        what = say(f"ticks.along_{thing.kind}", language)
        words.append(say("ticks.along_one", language, what=what, n=len(thing.slots), slots=named))
    return say("ticks.between", language).join(words)


def all_words(tasks: Iterable[Task], language: Language) -> str:
    """Things to do in one line."""
    return say("ticks.between", language).join(task_words(task.kind, task.text, language) for task in tasks)
