"""A scan at the sorting wall: which slot gets the piece, made durable before it is said. This is a scan path.

A wrong scan is an answer like any other; only pieces that lie in a slot are written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from warehouse_app.catalog.codes import Goods, goods_fast
from warehouse_app.errors import Conflict
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.sorting import statements
from warehouse_app.picking.sorting.rules import Slot, Verdict, choose
from warehouse_app.picking.sorting.statements import ItemWords, Step
from warehouse_app.picking.tables import Parcel, PickScan
from warehouse_app.picking.ways import Way
from warehouse_app.store.warehouse import Tx

GOOD = frozenset({Verdict.SORTED, Verdict.COMPLETE, Verdict.ALL_SORTED, Verdict.UNDONE})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one scan: ``slot`` the piece goes to (or came from), how full it is now, ``why`` a stopped one is stopped."""

    verdict: Verdict
    code: str
    sku_id: int | None = None
    parcel_id: int | None = None
    slot: int = 0
    pieces: int = 0
    sorted: int = 0
    needed: int = 0
    why: str = ""
    item: ItemWords | None = None
    again: bool = False  # the same action had been answered before; nothing was counted twice

    @property
    def good(self) -> bool:
        return self.verdict in GOOD


@needs(Right.PICK)
def sort(tx: Tx, wave_id: int, codes: Sequence[str], action: str) -> Answer:
    """Take one scan: goods, by any code of theirs. ``codes`` are the reading and, after it, its alternatives.

    An action id that came before counts nothing and is answered as it was. Raises NotFound, Conflict ``ways.not_for_wall`` (the
    wave is picked another way), ``ways.wave_cancelled``.
    """
    wave = statements.open_wave(tx, wave_id)
    if wave.way != Way.SORT:
        raise Conflict("ways.not_for_wall", number=wave.number)
    named = goods_fast(tx, codes)
    if named is None:
        return Answer(Verdict.UNKNOWN, codes[0])
    item = statements.words_of(tx, named.sku_id)
    if not wave.picked:
        return Answer(Verdict.NOT_PICKED, named.code, named.sku_id, item=item)
    verdict, slot = choose(statements.slots_wanting(tx, wave_id, named.sku_id), named.multiple)
    if slot is None or verdict not in GOOD:
        return _said_before(tx, action) or _refusal(tx, verdict, named, slot, item)
    if not statements.put_in_slot(tx, action, wave_id, named.sku_id, named.multiple, slot):
        return _said_before(tx, action) or _refusal(tx, Verdict.ONE_TOO_MANY, named, None, item)
    got = statements.pieces_in(tx, slot.parcel_id)
    if got >= slot.needed:
        verdict = Verdict.ALL_SORTED if statements.is_done(tx, wave_id) else Verdict.COMPLETE
    return Answer(
        verdict, named.code, named.sku_id, slot.parcel_id, slot.number, named.multiple, got, slot.needed, item=item
    )  # fmt: skip


def _refusal(tx: Tx, verdict: Verdict, named: Goods, slot: Slot | None, item: ItemWords) -> Answer:
    if slot is None:
        return Answer(verdict, named.code, named.sku_id, pieces=named.multiple, item=item)
    got = statements.pieces_in(tx, slot.parcel_id)
    where = (slot.parcel_id, slot.number, named.multiple, got, slot.needed, slot.stop)
    return Answer(verdict, named.code, named.sku_id, *where, item=item)


def _said_before(tx: Tx, action: str) -> Answer | None:
    first = tx.connection.execute(
        select(
            PickScan.kind, PickScan.sku_id, PickScan.quantity, Parcel.id, Parcel.slot, Parcel.needed, statements.sorted_of_parcel
        )
        .join(Parcel, Parcel.id == PickScan.parcel_id)
        .where(PickScan.action == action)
    ).first()
    if first is None:
        return None
    kind, sku_id, pieces, parcel_id, slot, needed, got = first
    verdict = Verdict.UNDONE if kind == "undone" else Verdict.SORTED if got < needed else Verdict.COMPLETE
    return Answer(
        verdict, "", sku_id, parcel_id, slot, pieces, int(got), needed, item=statements.words_of(tx, sku_id), again=True
    )  # fmt: skip


@needs(Right.PICK)
def undo_sorted(tx: Tx, wave_id: int, action: str) -> Answer:
    """The piece this desk sorted last is out of its slot again.

    Raises NotFound, Conflict ``ways.wave_cancelled``, ``ways.packed_since`` (its parcel was packed in the meantime).
    """
    statements.open_wave(tx, wave_id)
    before = _said_before(tx, action)
    if before is not None:
        return before
    last = _last_sorted(tx, wave_id)
    if last is None:
        return Answer(Verdict.NOTHING_TO_UNDO, "")
    if last.state in ("packed", "shipped"):
        raise Conflict("ways.packed_since", slot=last.slot)
    step = Step("undone", last.sku_id, last.quantity, parcel_id=last.parcel_id, undoes=last.id)
    statements.insert_scan(tx, action, wave_id, step)
    got = int(last.got) - last.quantity
    item = statements.words_of(tx, last.sku_id)
    return Answer(
        Verdict.UNDONE, "", last.sku_id, last.parcel_id, last.slot, last.quantity, got, last.needed, item=item
    )  # fmt: skip


def _last_sorted(tx: Tx, wave_id: int) -> Any | None:
    undone = select(PickScan.undoes_id).where(PickScan.wave_id == wave_id, PickScan.kind == "undone")
    return tx.connection.execute(
        select(
            PickScan.id, PickScan.sku_id, PickScan.quantity, PickScan.parcel_id, Parcel.slot, Parcel.state, Parcel.needed,
            statements.sorted_of_parcel.label("got"),
        )
        .join(Parcel, Parcel.id == PickScan.parcel_id)
        .where(PickScan.wave_id == wave_id, PickScan.kind == "sorted", PickScan.desk == tx.desk, PickScan.id.not_in(undone))
        .order_by(PickScan.id.desc())
        .limit(1)
    ).first()  # fmt: skip
