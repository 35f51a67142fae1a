"""The blind count: every scan is kept, nothing of what is expected is said, and only an equal count lets the parcel go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders import life
from warehouse_app.packing import steps
from warehouse_app.packing.answers import Answer, keep
from warehouse_app.packing.begin import Begun, begin
from warehouse_app.packing.checking import statements
from warehouse_app.packing.checking.arriving import arrive, blind
from warehouse_app.packing.checking.queries import Found, found_by
from warehouse_app.packing.checking.rules import differences
from warehouse_app.packing.checking.tables import CheckDifference
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.queries import parcel_view
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import ParcelLine, ParcelOrder
from warehouse_app.store.warehouse import Tx

_TOPICS = ("packing", "parcels")


@needs(Right.PACK)
def count(tx: Tx, parcel_id: int, codes: Sequence[str], action: str) -> Answer:
    """One scan of the blind count. Any product is counted, also one that does not belong into the parcel.

    A count that is no longer this person's own (goods were taken out, somebody else began anew) is answered
    ``check_void``; a parcel that is stopped is refused as everywhere.
    """
    parcel, check, early = _own(tx, parcel_id, action)
    if early is not None:
        return early
    found = meanings(tx.connection, codes)
    goods = next((meaning for meaning in found if meaning.kind in (Kind.BARCODE, Kind.SKU)), None)
    if goods is not None:
        fields = _words(tx, goods.id) | {"counted": check.counted + goods.multiple}
        answer = replace(blind(parcel, Verdict.CHECK_COUNTED, goods.code, **fields), sku_id=goods.id)
        kept = keep(tx, answer, action)
        if not kept.again:
            statements.add_piece(tx, check.id, answer, action, goods.multiple)
        return kept
    verdict = Verdict.CHECK_END_FIRST if found else Verdict.UNKNOWN
    return keep(tx, blind(parcel, verdict, codes[0], counted=check.counted), action)


@needs(Right.PACK)
def undo_count(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Take the last scan of the blind count back; what the first person packed stays as it is."""
    parcel, check, early = _own(tx, parcel_id, action)
    if early is not None:
        return early
    last = statements.last_piece(tx, check.id)
    if last is None:
        return keep(tx, blind(parcel, Verdict.CHECK_NOTHING, "", counted=0), action)
    fields = _words(tx, last.sku_id) | {"counted": check.counted - last.pieces}
    answer = replace(blind(parcel, Verdict.CHECK_UNDONE, last.code, **fields), sku_id=last.sku_id)
    kept = keep(tx, answer, action, undoes=last.scan_id)
    if not kept.again:
        statements.add_piece(tx, check.id, answer, action, -last.pieces)
    return kept


@needs(Right.PACK)
def end_count(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Everything is counted. Equal: the check is done and the parcel goes on. Different: both counts are shown and kept,
    and the parcel waits until a count is equal.
    """
    parcel, check, early = _own(tx, parcel_id, action)
    if early is not None:
        return early
    if not check.counted:
        return keep(tx, blind(parcel, Verdict.CHECK_NOTHING, "", counted=0), action)
    needed = select(ParcelLine.sku_id, ParcelLine.needed, ParcelLine.scanned).where(ParcelLine.parcel_id == parcel_id)
    lines = {row.sku_id: (row.needed, row.scanned) for row in tx.connection.execute(needed.order_by(ParcelLine.id))}
    found = differences(lines, statements.counted(tx, check.id))
    if found:
        return _differs(tx, parcel, check, action, [_row(check.id, each) for each in found])
    answer = steps.finish(tx, parcel, Step.CHECK, action, waybill=parcel.waybill)
    if answer.again:
        return answer
    statements.change(tx, check.id, state="equal", ended_at=tx.now)
    life.note(tx, _orders(tx, parcel_id), "check_equal", waybill=parcel.waybill, first=check.first, second=tx.actor.name)
    tx.touch(*_TOPICS)
    return replace(answer, parcel=parcel_view(tx.connection, parcel_id))


@needs(Right.PACK)
def count_again(tx: Tx, parcel_id: int, action: str) -> Answer:
    """After a difference: count everything once more, from nothing. The same people may as at the first time."""
    return arrive(tx, parcel_id, action)


@needs(Right.PACK)
def leave_count(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Put a count aside as it is: this person goes on with it at any desk, anybody else may begin anew."""
    answer = keep(tx, Answer(Verdict.LEFT, "", parcel_id), action)
    check = statements.running(tx, parcel_id)
    if check is not None and check.who_id == tx.actor.id and not answer.again:
        statements.change(tx, check.id, left=True)
        tx.touch(*_TOPICS)
    return answer


def _own(tx: Tx, parcel_id: int, action: str) -> tuple[Begun, Any, Answer | None]:
    """The parcel and this person's count of it, or the answer when there is none or the parcel must not go on."""
    parcel, early = begin(tx, parcel_id, action)
    check = None if early is not None else statements.running(tx, parcel_id)
    if early is None and (check is None or check.who_id != tx.actor.id or not parcel.full):
        early = keep(tx, blind(parcel, Verdict.CHECK_VOID, ""), action)
    return parcel, check, early


def _differs(tx: Tx, parcel: Begun, check: Any, action: str, rows: list[dict[str, object]]) -> Answer:
    kept = keep(tx, blind(parcel, Verdict.CHECK_DIFFERENT, "", counted=check.counted), action)
    if kept.again:
        return kept
    tx.connection.execute(insert(CheckDifference), rows)
    statements.change(tx, check.id, state="different", ended_at=tx.now)
    found = found_by(tx.connection, parcel.id)
    assert found is not None, "it was written just now"
    life.note(
        tx, _orders(tx, parcel.id), "check_differs",
        waybill=parcel.waybill, first=found.first, second=found.second, what=_what(found),
    )  # fmt: skip
    tx.touch(*_TOPICS)
    return replace(kept, fields=kept.fields | {"found": found, "who": found.first, "kinds": len(found.lines)})


def _row(check_id: int, each: Any) -> dict[str, object]:
    return {
        "check_id": check_id, "sku_id": each.sku_id, "needed": each.needed, "first": each.first, "second": each.second,
    }  # fmt: skip


def _what(found: Found) -> str:
    """What differs, as data that reads the same in every language: SKU, pieces counted, pieces needed."""
    return ", ".join(f"{line.seller_code} {line.second}/{line.needed}" for line in found.lines)


def _words(tx: Tx, sku_id: int) -> dict[str, object]:
    row = tx.connection.execute(select(Product.name, Sku.colour, Sku.size).join(Product).where(Sku.id == sku_id)).one()
    return {"name": row.name, "colour": row.colour, "size": row.size}


def _orders(tx: Tx, parcel_id: int) -> list[int]:
    wanted = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel_id)
    return list(tx.connection.execute(wanted).scalars())
