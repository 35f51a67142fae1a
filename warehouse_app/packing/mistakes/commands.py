"""Recording a mistake that came back, correcting the record, and withdrawing it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.packing.mistakes.rules import DEAREST, LONGEST, MOST_PIECES, Told, what_is_wrong
from warehouse_app.packing.mistakes.tables import Mispack
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store import audit
from warehouse_app.store.warehouse import Tx


@needs(Right.MISTAKES)
def record_mispack(tx: Tx, parcel_id: int, told: Told, action: str) -> int:
    """Keep a mistake against a parcel that was packed; returns its id, for the same action the same one.

    Raises BadInput (a ``mispack.*`` code that names the field), NotFound, Conflict ``mispack.not_packed``.
    """
    told = _checked(told)
    state = tx.connection.execute(select(Parcel.state).where(Parcel.id == parcel_id).with_for_update()).scalar()
    if state is None:
        raise NotFound("packing.no_such_parcel")
    if state not in ("packed", "shipped"):
        raise Conflict("mispack.not_packed")
    before = tx.connection.execute(select(Mispack.id).where(Mispack.action == action)).scalar()
    if before is not None:
        return int(before)
    tx.connection.execute(insert(Mispack), [{"action": action, "parcel_id": parcel_id, **asdict(told)}])
    orders = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel_id)
    life.note(tx, list(tx.connection.execute(orders).scalars()), "mispack", mistake=told.kind, pieces=told.pieces)
    tx.touch("mispacks")
    return int(tx.connection.execute(select(Mispack.id).where(Mispack.action == action)).scalar_one())


@needs(Right.MISTAKES)
def change_mispack(tx: Tx, mispack_id: int, told: Told) -> None:
    """Correct a record; the trail keeps what changed. Raises as ``record_mispack``, and Conflict (withdrawn)."""
    told = _checked(told)
    before = _standing(tx, mispack_id)
    values = asdict(told)
    changed = {name: [_plain(before[name]), _plain(value)] for name, value in values.items() if before[name] != value}
    if changed:
        tx.connection.execute(update(Mispack).where(Mispack.id == mispack_id).values(**values))
        audit.record(tx, "mispack_changed", str(mispack_id), changed=changed)
        tx.touch("mispacks")


@needs(Right.MISTAKES)
def withdraw_mispack(tx: Tx, mispack_id: int, why: str) -> None:
    """It was no mistake of ours: the record stays, counts no longer, and says why. Raises BadInput, NotFound, Conflict."""
    why = why.strip()
    if not why:
        raise BadInput("mispack.why_missing")
    if len(why) > LONGEST:
        raise BadInput("mispack.note_long", most=LONGEST)
    _standing(tx, mispack_id)
    values = {"withdrawn_at": tx.now, "withdrawn_by": tx.actor.id, "withdrawn_why": why}
    tx.connection.execute(update(Mispack).where(Mispack.id == mispack_id).values(**values))
    audit.record(tx, "mispack_withdrawn", str(mispack_id), why=why)
    tx.touch("mispacks")


def _checked(told: Told) -> Told:
    told = replace(told, note=told.note.strip())
    wrong = what_is_wrong(told)
    if wrong:
        raise BadInput(wrong, most={"mispack.cost_range": DEAREST, "mispack.pieces_range": MOST_PIECES}.get(wrong, LONGEST))
    return told


def _standing(tx: Tx, mispack_id: int) -> dict[str, Any]:
    found = tx.connection.execute(select(Mispack.__table__).where(Mispack.id == mispack_id).with_for_update()).mappings()
    row = found.one_or_none()
    if row is None:
        raise NotFound("mispack.no_such_record")
    if row["withdrawn_at"] is not None:
        raise Conflict("mispack.withdrawn_already")
    return dict(row)


def _plain(value: object) -> object:
    """A value as the trail keeps it."""
    return value if value is None or isinstance(value, str | int) else str(value)
