"""One scan at the packing desk: resolved, judged, made durable, answered. Written in Core: this is the scan path.

Every function is one step of the desk's flow and returns an ``Answer``: the verdict, the numbers after it, and what the
words need. Nothing here raises for a wrong scan; a wrong scan is an answer like any other and is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select, update

from warehouse_app.catalog import gs1
from warehouse_app.catalog.gs1 import Elements
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.rules import State
from warehouse_app.packing import alikes, asked, asks, capture, keying, kits, statements, steps, ticking
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.answers import keep as _keep
from warehouse_app.packing.answers import refuse as _refuse
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.packing.completion import close_parcel, complete_parcel, reopen_parcel
from warehouse_app.packing.counting import count_item
from warehouse_app.packing.queries import order_stops, parcel_tasks, parcel_view
from warehouse_app.packing.rules import COUNTS, Piece, Step, Verdict, judge, stopped, when_full
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelLine
from warehouse_app.store.warehouse import Tx

HEAVIEST_G = 100_000


@needs(Right.PACK)
def scan(tx: Tx, parcel_id: int | None, codes: Sequence[str], action: str, keyed: int = 0) -> Answer:
    """Take one scan. ``parcel_id`` is the open parcel or None; ``codes`` the reading and, after it, its alternatives;
    ``keyed`` the number somebody keyed before an item (``packing.keying``), 0 for none.

    With no parcel open a waybill is wanted, with one open its items are. The scan is in the database before this returns
    to whoever commits; an action id that came before counts nothing and is answered as it was. Raises NotAllowed for a number
    keyed without the right.
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
            return _start(tx, codes, action)  # this one is done: the next scan is the next parcel's
        if parcel.owes & Step.CAPTURE and parcel.stop is None:
            answer = asked.take(tx, parcel, codes, action)
            return scan(tx, parcel_id, codes, action, keyed) if answer is None else answer
        if piece is not None:
            return _item(tx, parcel, piece, code, action, keyed)
    assert parcel is not None, "a scan has at least one reading"
    return _other(tx, parcel, codes, action, keyed)


def _item(
    tx: Tx, parcel: OpenParcel, piece: Piece, code: str, action: str, keyed: int = 0, said: Elements | None = None
) -> Answer:
    if parcel.stop is not None:
        return _refuse(tx, parcel.id, code, action, parcel.stop)
    if not parcel.noted:
        return _keep(tx, _about(parcel, Verdict.NOTE_FIRST, code), action)
    if keyed:
        keying.check_right(tx)
        piece = replace(piece, multiple=piece.multiple * keyed)
    verdict = judge(piece, left_in_parcel=parcel.needed - parcel.scanned, todo=parcel.todo, owes=parcel.owes)
    if verdict not in COUNTS:
        return kits.begin_set(tx, parcel, piece, code, action) or _wrong(tx, parcel, verdict, piece, code, action)
    if keyed and piece.multiple > (limit := keying.limit_of(tx, piece.sku_id)):
        fields = {"pieces": piece.multiple, "limit": limit}
        return _wrong(tx, parcel, Verdict.OVER_LIMIT, piece, code, action, **fields)
    return count_item(tx, parcel, piece, verdict, code, action, said)


def _about(parcel: OpenParcel, verdict: Verdict, code: str) -> Answer:
    return Answer(verdict, code, parcel.id, scanned=parcel.scanned, needed=parcel.needed)


def _wrong(tx: Tx, parcel: OpenParcel, verdict: Verdict, piece: Piece, code: str, action: str, **more: object) -> Answer:
    fields = _sku_words(tx, piece.sku_id) | more
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
        alike = alikes.wanted_instead(tx, parcel.id, piece.sku_id)
        if alike is not None:
            verdict = Verdict.LOOK_ALIKE
            fields |= {"alike": alike}
    answer = Answer(verdict, code, parcel.id, piece.sku_id, piece.scanned, piece.needed, parcel.scanned, parcel.needed, fields)
    return _keep(tx, answer, action)


def _other(tx: Tx, parcel: OpenParcel, codes: Sequence[str], action: str, keyed: int) -> Answer:
    """A code that is no barcode, while a parcel is open: a seller code is its item, a waybill opens or is refused."""
    found = meanings(tx.connection, codes)
    first = found[0] if found else None
    if first is not None and first.kind is Kind.SKU:
        return _item(tx, parcel, statements.piece_of(tx, parcel.id, first.id), first.code, action, keyed)
    if first is not None and first.kind is Kind.PARCEL:
        if parcel.stop is not None or (first.id != parcel.id and parcel.scanned == 0):
            return _open(tx, first, action)  # nothing is in the box yet: this one is left for the other
        return _keep(tx, _wanted(tx, parcel, first.code), action)
    if parcel.stop is not None:
        return _refuse(tx, parcel.id, codes[0], action, parcel.stop)
    if first is not None:
        return _keep(tx, _wanted(tx, parcel, codes[0]), action)
    said = gs1.parse(codes[0])
    inside = None if said is None else next(filter(None, (_barcode(tx, parcel.id, code) for code in said.codes)), None)
    if inside is not None:
        return _item(tx, parcel, inside, codes[0], action, keyed, said)
    ticked = ticking.by_code(tx, parcel.id, codes, action)
    return _keep(tx, _about(parcel, Verdict.UNKNOWN, codes[0]), action) if ticked is None else ticked


def _barcode(tx: Tx, parcel_id: int, code: str) -> Piece | None:
    """What a product's barcode is to the parcel."""
    seen = statements.look(tx, parcel_id, code)
    return None if seen is None else seen[1]


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
    asks.decide(tx, waybill.id)
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
        select(Parcel.state, Parcel.scanned, Parcel.needed, Parcel.owes).where(Parcel.id == parcel_id).with_for_update()
    ).one()
    stop = stopped(parcel.state, order_stops(tx.connection, parcel_id))
    if stop is not None and stop[0] is not Verdict.PACKED_ALREADY:
        return _refuse(tx, parcel_id, "", action, stop)
    part = kits.last_part(tx, parcel_id) if parcel.owes & Step.CAPTURE else None
    if part is not None:
        answer = Answer(
            Verdict.UNDONE, "", parcel_id, scanned=parcel.scanned, needed=parcel.needed, fields=_sku_words(tx, part.part_id)
        )
        return kits.take_back(tx, parcel_id, part, answer, action, parcel.owes)
    last = statements.last_counted(tx.connection, parcel_id)
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
    capture.forget(tx, parcel_id, last.id, parcel.owes)
    owes = steps.again(tx, parcel_id)
    tx.touch("packing")
    return replace(answer, owes=owes)


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
