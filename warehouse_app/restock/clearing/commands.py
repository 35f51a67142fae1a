"""What a person decided about goods that are too many is noted down, and can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.clearing.rules import ACTS, LONGEST_NOTE
from warehouse_app.restock.tables import ClearanceNote
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision: one of ``rules.ACTS`` and why."""

    act: str
    note: str = ""


Decisions = dict[int, Noted | None]
"""SKU id to what was decided; None: nothing."""


@needs(Right.RESTOCK)
def decide(tx: Tx, wanted: Mapping[int, Noted | None]) -> Decisions:
    """Note what was decided about these SKUs, None takes it back; what was noted before (give it back to undo).

    Raises BadInput ``clearance.nothing_chosen``, ``clearance.no_act``, ``clearance.note_long``; NotFound ``clearance.no_sku``.
    """
    if not wanted:
        raise BadInput("clearance.nothing_chosen")
    for noted in wanted.values():
        if noted is not None and noted.act not in ACTS:
            raise BadInput("clearance.no_act", act=noted.act)
        if noted is not None and len(noted.note.strip()) > LONGEST_NOTE:
            raise BadInput("clearance.note_long", most=LONGEST_NOTE)
    one_at_a_time(tx, "restock")
    before = _before(tx, wanted)
    for part in chunks(sorted(wanted)):
        tx.connection.execute(delete(ClearanceNote).where(ClearanceNote.sku_id.in_(part)))
    notes = [
        ClearanceNote(sku_id=sku_id, act=noted.act, note=noted.note.strip())
        for sku_id, noted in wanted.items()
        if noted is not None
    ]
    tx.session.add_all(notes)
    tx.session.flush()
    tx.touch("clearance")
    return before


def _before(tx: Tx, ids: Collection[int]) -> Decisions:
    before: Decisions = dict.fromkeys(ids)
    known = 0
    for part in chunks(sorted(ids)):
        known += len(tx.session.scalars(select(Sku.id).where(Sku.id.in_(part))).all())
        rows = tx.session.execute(
            select(ClearanceNote.sku_id, ClearanceNote.act, ClearanceNote.note).where(ClearanceNote.sku_id.in_(part))
        )
        before |= {row.sku_id: Noted(row.act, row.note) for row in rows}
    if known < len(before):
        raise NotFound("clearance.no_sku")
    return before
