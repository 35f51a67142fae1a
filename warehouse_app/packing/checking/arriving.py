"""A parcel that waits for its second check comes to a desk: who may count it, who may only put right what they packed."""

from __future__ import annotations

from dataclasses import replace

from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import Begun, begin
from warehouse_app.packing.checking import statements
from warehouse_app.packing.checking.due import packers
from warehouse_app.packing.checking.queries import found_by
from warehouse_app.packing.checking.rules import may_take_over
from warehouse_app.packing.queries import parcel_view
from warehouse_app.packing.rules import Verdict, wants_check
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx


def arrive(tx: Tx, parcel_id: int, action: str) -> Answer:
    """The waybill of a parcel that waits for its check was scanned.

    Whoever did not pack it counts, or goes on counting; one at a time. Who packed it gets it as it is, to take goods out
    again, and is told that somebody else counts, unless the shop lets one person do both.
    """
    parcel, early = begin(tx, parcel_id, action)
    if early is not None:
        return early
    if not wants_check(parcel.scanned, parcel.needed, parcel.todo, parcel.owes):  # another desk was quicker
        return keep(tx, blind(parcel, Verdict.CHECK_VOID), action)
    running = statements.running(tx, parcel_id)
    if running is not None and running.who_id == tx.actor.id:
        return _go_on(tx, parcel, running.id, running.counted, action)
    packed_by, same_ok = packers(tx.connection, parcel_id), bool(settings.get(tx.connection, "check_same_person"))
    if tx.actor.id in packed_by and not same_ok:
        return _to_put_right(tx, parcel, action)
    if running is not None and not may_take_over(running.left, running.last_at, tx.now):
        return keep(tx, blind(parcel, Verdict.CHECK_TAKEN, who=running.name), action)
    answer = keep(tx, _opened(parcel, 0), action)
    if answer.again:
        return answer
    if running is not None:
        statements.change(tx, running.id, state="void", ended_at=tx.now)
    statements.begin_count(tx, parcel_id, packed_by[0], same_ok=same_ok)
    tx.touch("packing", "parcels")
    return answer


def blind(parcel: Begun, verdict: Verdict, code: str | None = None, **fields: object) -> Answer:
    """An answer that says nothing of what the parcel needs. ``code`` is what was scanned, None for the waybill."""
    said = {"waybill": parcel.waybill, **fields}
    return Answer(verdict, parcel.waybill if code is None else code, parcel.id, fields=said)


def _opened(parcel: Begun, counted: int) -> Answer:
    return blind(parcel, Verdict.CHECK_OPENED, counted=counted)


def _go_on(tx: Tx, parcel: Begun, check_id: int, counted: int, action: str) -> Answer:
    answer = keep(tx, _opened(parcel, counted), action)
    if not answer.again:
        statements.change(tx, check_id, left=False, last_at=tx.now)
        tx.touch("packing", "parcels")
    return answer


def _to_put_right(tx: Tx, parcel: Begun, action: str) -> Answer:
    """One of those who packed it: they may not check it, but they see what was found and may take goods out again."""
    answer = parcel.answer(Verdict.CHECK_SAME_PERSON, found=found_by(tx.connection, parcel.id))
    return keep(tx, replace(answer, code=parcel.waybill, parcel=parcel_view(tx.connection, parcel.id)), action)
