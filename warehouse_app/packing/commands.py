"""One scan at the packing desk: resolved, judged, made durable, answered. Written in Core: this is the scan path.

Every function is one step of the desk's flow and returns an ``Answer``: the verdict, the numbers after it, and what the
words need. Nothing here raises for a wrong scan; a wrong scan is an answer like any other and is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.rules import State
from warehouse_app.packing import statements, steps
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.answers import keep as _keep
from warehouse_app.packing.answers import refuse as _refuse
from warehouse_app.packing.boxes import commands as boxes
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.packing.completion import close_parcel, complete_parcel, reopen_parcel
from warehouse_app.packing.queries import order_stops, parcel_tasks, parcel_view
from warehouse_app.packing.rules import COUNTS, Piece, Verdict, judge, stopped, when_full
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.packing.tables import Scan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelLine
from warehouse_app.store.warehouse import Tx

HEAVIEST_G = 100_000


@needs(Right.PACK)
def scan(tx: Tx, parcel_id: int | None, codes: Sequence[str], action: str) -> Answer:
    """Take one scan. ``parcel_id`` is the open parcel or None; ``codes`` the reading and, after it, its alternatives.

    With no parcel open a waybill is wanted, with one open its items are. The scan is in the database before this returns
    to whoever commits; an action id that came before counts nothing and is answered as it was.
    """
    if parcel_id is None:
        return _start(tx, codes, action)
    parcel = None
    for code in codes:
        seen = statements.look(tx, parcel_id, code)
        if seen is None:
            return _start(tx, codes, action)
        parcel, piece = seen
        if parcel.stop is not None and parcel.stop[0] is Verdict.PACKED_ALREADY:
            # This one is done: the next scan is the next parcel's, unless it puts right what this one is packed in.
            box = None if piece is None or piece.needed else boxes.scanned(tx, parcel_id, piece.sku_id, code, action)
            return box or _start(tx, codes, action)
        if piece is not None:
            return _item(tx, parcel, piece, code, action)
    assert parcel is not None, "a scan has at least one reading"
    return _other(tx, parcel, codes, action)


def _item(tx: Tx, parcel: OpenParcel, piece: Piece, code: str, action: str) -> Answer:
    if parcel.stop is not None:
        return _refuse(tx, parcel.id, code, action, parcel.stop)
    if not parcel.noted:
        return _keep(tx, _about(parcel, Verdict.NOTE_FIRST, code), action)
    verdict = judge(piece, left_in_parcel=parcel.needed - parcel.scanned, todo=parcel.todo, owes=parcel.owes)
    if verdict not in COUNTS:
        return _wrong(tx, parcel, verdict, piece, code, action)
    answer = Answer(
        verdict, code, parcel.id, piece.sku_id, piece.scanned + piece.multiple, piece.needed,
        parcel.scanned + piece.multiple, parcel.needed,
        tasks=parcel_tasks(tx.connection, parcel.id) if verdict is Verdict.TICK_FIRST else None,
    )  # fmt: skip
    kept = _keep(tx, answer, action, piece.multiple)
    if kept.again:
        return kept
    statements.count(tx, parcel.id, piece.sku_id, piece.multiple)
    if verdict is Verdict.COMPLETE:
        complete_parcel(tx, parcel.id, action)
        tx.touch("packing")
    return answer


def _about(parcel: OpenParcel, verdict: Verdict, code: str) -> Answer:
    return Answer(verdict, code, parcel.id, scanned=parcel.scanned, needed=parcel.needed)


def _wrong(tx: Tx, parcel: OpenParcel, verdict: Verdict, piece: Piece, code: str, action: str) -> Answer:
    if verdict is Verdict.WRONG_ITEM and (box := boxes.scanned(tx, parcel.id, piece.sku_id, code, action)) is not None:
        return box
    fields = _sku_words(tx, piece.sku_id)
    if verdict is Verdict.WRONG_ITEM:
        other = tx.connection.execute(
            select(Parcel.slot, Parcel.waybill)
            .join(ParcelLine, ParcelLine.parcel_id == Parcel.id)
            .where(ParcelLine.sku_id == piece.sku_id, ParcelLine.scanned < ParcelLine.needed, Parcel.state == "open")
            .limit(1)
        ).first()
        if other is not None:
            verdict = Verdict.BELONGS_ELSEWHERE
            fields |= {"slot": other.slot, "waybill": other.waybill or ""}
    answer = Answer(verdict, code, parcel.id, piece.sku_id, piece.scanned, piece.needed, parcel.scanned, parcel.needed, fields)
    return _keep(tx, answer, action)


def _other(tx: Tx, parcel: OpenParcel, codes: Sequence[str], action: str) -> Answer:
    """A code that is no barcode, while a parcel is open: a seller code is its item, a waybill opens or is refused."""
    found = meanings(tx.connection, codes)
    first = found[0] if found else None
    if first is not None and first.kind is Kind.SKU:
        return _item(tx, parcel, statements.piece_of(tx, parcel.id, first.id), first.code, action)
    if first is not None and first.kind is Kind.PARCEL:
        if parcel.stop is not None or (first.id != parcel.id and parcel.scanned == 0):
            return _open(tx, first, action)  # nothing is in the box yet: this one is left for the other
        return _keep(tx, _wanted(tx, parcel, first.code), action)
    if parcel.stop is not None:
        return _refuse(tx, parcel.id, codes[0], action, parcel.stop)
    return _keep(tx, _about(parcel, Verdict.UNKNOWN, codes[0]) if first is None else _wanted(tx, parcel, codes[0]), action)


def _wanted(tx: Tx, parcel: OpenParcel, code: str) -> Answer:
    """What the parcel wants first, before it lets another code have its way: its items, or its things to do."""
    wanted = Verdict.ITEM_WANTED if parcel.scanned < parcel.needed else when_full(parcel.todo, parcel.owes)
    if wanted is not Verdict.TICK_FIRST:
        return _about(parcel, wanted, code)
    return replace(_about(parcel, wanted, code), tasks=parcel_tasks(tx.connection, parcel.id))


def _start(tx: Tx, codes: Sequence[str], action: str) -> Answer:
    """No parcel is open: a waybill opens one, a product is not what is wanted."""
    found = meanings(tx.connection, codes)
    waybill = next((meaning for meaning in found if meaning.kind is Kind.PARCEL), None)
    product = next((meaning for meaning in found if meaning.kind in (Kind.BARCODE, Kind.SKU)), None)
    if product is not None:  # a product's code is never taken for a waybill
        return _keep(tx, Answer(Verdict.WAYBILL_WANTED, product.code, fields=_sku_words(tx, product.id)), action)
    if waybill is not None:
        return _open(tx, waybill, action)
    verdict = Verdict.WAYBILL_WANTED if found else Verdict.UNKNOWN
    return _keep(tx, Answer(verdict, codes[0]), action)


def _open(tx: Tx, waybill: Meaning, action: str) -> Answer:
    state = tx.connection.execute(select(Parcel.state).where(Parcel.id == waybill.id)).scalar_one()
    stop = stopped(state, order_stops(tx.connection, waybill.id))
    if stop is not None:
        return _refuse(tx, waybill.id, waybill.code, action, stop)
    owes = steps.decide(tx, waybill.id)
    view = parcel_view(tx.connection, waybill.id)
    left = view.needed - view.scanned + owes + sum(not task.done for task in view.tasks)
    verdict = Verdict.OPENED if left else Verdict.COMPLETE  # what it waited for is asked for no longer
    answer = Answer(verdict, waybill.code, view.id, scanned=view.scanned, needed=view.needed, parcel=view)
    kept = _keep(tx, answer, action)
    if verdict is Verdict.COMPLETE and not kept.again:
        complete_parcel(tx, view.id, action)
        tx.touch("packing")
    return kept


def _sku_words(tx: Tx, sku_id: int) -> dict[str, object]:
    row = tx.connection.execute(
        select(Sku.seller_code, Sku.colour, Sku.size, Product.name).join(Product).where(Sku.id == sku_id)
    ).one()
    return {"seller_code": row.seller_code, "name": row.name, "colour": row.colour, "size": row.size}


@needs(Right.PACK)
def undo_last(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Take the last counted scan of the parcel back; a parcel it completed is unpacked, its goods are promised again."""
    parcel = tx.connection.execute(
        select(Parcel.state, Parcel.scanned, Parcel.needed).where(Parcel.id == parcel_id).with_for_update()
    ).one()
    stop = stopped(parcel.state, order_stops(tx.connection, parcel_id))
    if stop is not None and stop[0] is not Verdict.PACKED_ALREADY:
        return _refuse(tx, parcel_id, "", action, stop)
    last = _last_counted(tx, parcel_id)
    if last is None:
        answer = Answer(Verdict.NOTHING_TO_UNDO, "", parcel_id, scanned=parcel.scanned, needed=parcel.needed)
        return _keep(tx, answer, action)
    fields = _sku_words(tx, last.sku_id)
    answer = Answer(
        Verdict.UNDONE,
        last.code,
        parcel_id,
        last.sku_id,
        scanned=parcel.scanned - last.quantity,
        needed=parcel.needed,
        fields=fields,
    )
    kept = _keep(tx, answer, action, -last.quantity, last.id)
    if kept.again:
        return kept
    if parcel.state == "packed":
        reopen_parcel(tx, parcel_id, action)
    statements.count(tx, parcel_id, last.sku_id, -last.quantity)
    steps.again(tx, parcel_id)
    tx.touch("packing")
    return answer


def _last_counted(tx: Tx, parcel_id: int) -> Any | None:
    undone = select(Scan.undoes_id).where(Scan.parcel_id == parcel_id, Scan.undoes_id.is_not(None))
    return tx.connection.execute(
        select(Scan.id, Scan.code, Scan.sku_id, Scan.quantity)
        .where(Scan.parcel_id == parcel_id, Scan.quantity > 0, Scan.id.not_in(undone))
        .order_by(Scan.id.desc())
        .limit(1)
    ).first()


@needs(Right.PACK)
def confirm_note(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Somebody has read the buyer's message and the seller's note of this parcel; asked once."""
    row = tx.connection.execute(select(Parcel.scanned, Parcel.needed).where(Parcel.id == parcel_id)).one()
    answer = _keep(tx, Answer(Verdict.NOTED, "", parcel_id, scanned=row.scanned, needed=row.needed), action)
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(noted=True))
    tx.touch("packing")
    return answer


@needs(Right.PACK)
def leave(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Put the parcel aside as it is; any desk can open it again and goes on where it was."""
    return _keep(tx, Answer(Verdict.LEFT, "", parcel_id), action)


@needs(Right.PACK)
def set_weight(tx: Tx, parcel_id: int, weight_g: int) -> None:
    """Write down what the parcel weighs, in grams. Raises BadInput (not 1 to 100,000 g), Conflict (handed over already)."""
    if not 0 < weight_g <= HEAVIEST_G:
        raise BadInput("packing.weight_range", weight=weight_g, most=HEAVIEST_G)
    changed = tx.connection.execute(
        update(Parcel).where(Parcel.id == parcel_id, Parcel.state.in_(("open", "packed"))).values(weight_g=weight_g)
    ).rowcount
    if not changed:
        raise Conflict("packing.not_here")
    tx.touch("packing")


@needs(Right.PACK)
def unpack(tx: Tx, parcel_id: int, action: str) -> None:
    """The goods of a stopped parcel are out of the box and the parcel is closed: what had left comes back by counter-moves and
    lies on the desk until it is carried back to its bins (``packing.stopping.put_back``).

    Orders of it that were changed or held wait for a new release; cancelled ones stay cancelled. Raises Conflict when
    nothing stops the parcel, or it has left or was closed already.
    """
    state = tx.connection.execute(select(Parcel.state).where(Parcel.id == parcel_id).with_for_update()).scalar()
    if state not in ("open", "packed"):
        raise Conflict("packing.not_here")
    orders = order_stops(tx.connection, parcel_id)
    if not any(order.state == State.CANCELLED or order.hold for order in orders):
        raise Conflict("packing.order_stands")
    close_parcel(tx, parcel_id, action, packed=state == "packed")
    tx.touch("packing", "stock")
