"""One scan at the packing desk: resolved, judged, made durable, answered. Written in Core: this is the scan path.

Every function is one step of the desk's flow and returns an ``Answer``: the verdict, the numbers after it, and what the
words need. Nothing here raises for a wrong scan; a wrong scan is an answer like any other and is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select, update

from warehouse_app.catalog import gs1
from warehouse_app.errors import Conflict
from warehouse_app.orders.rules import State
from warehouse_app.packing import asked, capture, further, kits, statements, steps, ticking
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.answers import keep as _keep
from warehouse_app.packing.answers import refuse as _refuse
from warehouse_app.packing.boxes import commands as boxes
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.completion import close_parcel, reopen_parcel
from warehouse_app.packing.items import about, count_item, sku_words
from warehouse_app.packing.queries import order_stops, parcel_tasks
from warehouse_app.packing.rules import Piece, Step, Verdict, stopped, wants_check, when_full
from warehouse_app.packing.starting import OPENERS, old_label, parcel_named, start
from warehouse_app.packing.statements import OpenParcel
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Tx


@needs(Right.PACK)
def scan(tx: Tx, parcel_id: int | None, codes: Sequence[str], action: str, keyed: int = 0, *, twice: bool = False) -> Answer:
    """Take one scan. ``parcel_id`` is the open parcel or None; ``codes`` the reading and, after it, its alternatives;
    ``keyed`` the number somebody keyed before an item (``packing.keying``), 0 for none.

    With no parcel open, or the open one complete, it opens the next (``packing.starting``); with one open its items are wanted.
    ``twice``: the scanner sent the code that completed the last parcel again at once, so it opens none. The scan is in the
    database before this returns to whoever commits; an action id that came before counts nothing and is answered as it was.
    Raises NotAllowed for a number keyed without the right.
    """
    if parcel_id is None:
        return start(tx, codes, action, twice=twice)
    parcel = None
    for code in codes:
        seen = statements.look(tx, parcel_id, code)
        if seen is None:
            return start(tx, codes, action, twice=twice)
        parcel, piece = seen
        if parcel.stop is not None and parcel.stop[0] is Verdict.PACKED_ALREADY:
            # This one is done: the next scan is the next parcel's, unless it puts right what this one is packed in.
            box = None if piece is None or piece.needed else boxes.scanned(tx, parcel_id, piece.sku_id, code, action)
            return box or start(tx, codes, action, twice=twice)
        if parcel.owes & Step.CAPTURE and parcel.stop is None:
            answer = asked.take(tx, parcel, codes, action)
            return scan(tx, parcel_id, codes, action, keyed) if answer is None else answer
        if piece is not None:
            return count_item(tx, parcel, piece, code, action, keyed)
    assert parcel is not None, "a scan has at least one reading"
    return _other(tx, parcel, codes, action, keyed)


def _other(tx: Tx, parcel: OpenParcel, codes: Sequence[str], action: str, keyed: int) -> Answer:
    """A code that is no barcode, while a parcel is open: a seller code is its item, a label or slip opens or is refused."""
    found = meanings(tx.connection, codes)
    first = found[0] if found else None
    if first is not None and first.kind is Kind.SKU:
        return count_item(tx, parcel, statements.piece_of(tx, parcel.id, first.id), first.code, action, keyed)
    if parcel.stop is not None and first is not None and first.kind in OPENERS:
        return start(tx, codes, action)
    other = parcel_named(tx, found)
    aside = wants_check(parcel.scanned, parcel.needed, parcel.todo, parcel.owes)
    if other is not None and (aside or (other != parcel.id and parcel.scanned == 0)):
        return start(tx, codes, action)  # nothing is in the box yet, or nothing more to do: it is left for the other
    if parcel.stop is not None:
        return _refuse(tx, parcel.id, codes[0], action, parcel.stop)
    if (old := old_label(tx, found)) is not None:
        return _keep(tx, old, action)
    if first is not None:
        return _keep(tx, _wanted(tx, parcel, codes[0]), action)
    said = gs1.parse(codes[0])
    inside = None if said is None else next(filter(None, (_barcode(tx, parcel.id, code) for code in said.codes)), None)
    if inside is not None:
        return count_item(tx, parcel, inside, codes[0], action, keyed, said)
    ticked = ticking.by_code(tx, parcel.id, codes, action)
    return _keep(tx, about(parcel, Verdict.UNKNOWN, codes[0]), action) if ticked is None else ticked


def _barcode(tx: Tx, parcel_id: int, code: str) -> Piece | None:
    """What a product's barcode is to the parcel."""
    seen = statements.look(tx, parcel_id, code)
    return None if seen is None else seen[1]


def _wanted(tx: Tx, parcel: OpenParcel, code: str) -> Answer:
    """What the parcel wants first, before it lets another code have its way: its items, or its things to do."""
    wanted = Verdict.ITEM_WANTED if parcel.scanned < parcel.needed else when_full(parcel.todo, parcel.owes)
    if wanted is not Verdict.TICK_FIRST:
        return about(parcel, wanted, code)
    return replace(about(parcel, wanted, code), tasks=parcel_tasks(tx.connection, parcel.id))


@needs(Right.PACK)
def undo_last(tx: Tx, parcel_id: int, action: str) -> Answer:
    """Take the last counted scan of the parcel back; a parcel it completed is unpacked, its goods are promised again.

    While a further parcel of it, or the parcel itself as a further one, is empty, that is what is taken back.
    """
    if (joined := further.take_back(tx, parcel_id, action)) is not None:  # it locks two parcels, and does so in their order
        return joined
    parcel = tx.connection.execute(
        select(Parcel.state, Parcel.scanned, Parcel.needed, Parcel.owes).where(Parcel.id == parcel_id).with_for_update()
    ).one()
    stop = stopped(parcel.state, order_stops(tx.connection, parcel_id))
    if stop is not None and stop[0] is not Verdict.PACKED_ALREADY:
        return _refuse(tx, parcel_id, "", action, stop)
    part = kits.last_part(tx, parcel_id) if parcel.owes & Step.CAPTURE else None
    if part is not None:
        answer = Answer(
            Verdict.UNDONE, "", parcel_id, scanned=parcel.scanned, needed=parcel.needed, fields=sku_words(tx, part.part_id)
        )
        return kits.take_back(tx, parcel_id, part, answer, action, parcel.owes)
    last = statements.last_counted(tx.connection, parcel_id)
    if last is None:
        answer = Answer(Verdict.NOTHING_TO_UNDO, "", parcel_id, scanned=parcel.scanned, needed=parcel.needed)
        return _keep(tx, answer, action)
    fields = sku_words(tx, last.sku_id)
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
