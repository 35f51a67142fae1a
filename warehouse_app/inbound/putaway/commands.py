"""Putting away: pieces go from the dock into a bin, and the receipts they came with know it. Undo is a counter-move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.putaway import rules, statements
from warehouse_app.inbound.putaway.rules import BinFacts, Item, Limit, Room
from warehouse_app.inbound.putaway.statements import Target, WaitingLine
from warehouse_app.inbound.tables import ReceiptLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.stock.places import dock_id
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.spread import PutMove, moves_of, part
from warehouse_app.stock.tables import Move
from warehouse_app.store.warehouse import Tx

_FULL = {
    Limit.PIECES: "putaway.full_of_pieces",
    Limit.VOLUME: "putaway.full_of_volume",
    Limit.WEIGHT: "putaway.full_of_weight",
}


@dataclass(frozen=True, slots=True)
class PutAway:
    """What was put where, and how much of this SKU and lot still waits on the dock."""

    bin: str
    location_id: int
    sku_id: int
    lot: str
    pieces: int
    left: int
    receipt_ids: tuple[int, ...]
    move_ids: tuple[int, ...]


@needs(Right.RECEIVE)
def put_away(
    tx: Tx, receipt_id: int | None, sku_id: int, place: str | int, quantity: int, action: str, lot: str = "", *,
    anyway: bool = False,
) -> PutAway:  # fmt: skip
    """Put pieces of a closed receipt (None: the oldest ones that have it waiting) into a bin, named by code or location id.

    An action id that came before is answered as it was. ``anyway`` overrules a bin's limits and its being for one SKU.
    Raises BadInput ``putaway.not_positive``, NotFound for a bin or SKU that is not there, Conflict ``putaway.not_so_many``,
    ``bin_not_used``, ``not_a_shelf``, ``other_sku``, ``full_of_pieces``, ``full_of_volume`` or ``full_of_weight``.
    """
    if not rules.is_count(quantity):
        raise BadInput("putaway.not_positive", quantity=quantity)
    waiting = statements.lock_waiting(tx, receipt_id, sku_id, lot)
    if done := moves_of(tx, action):
        return _answer(tx, done)
    there = sum(line.waiting for line in waiting)
    if there < quantity:
        raise Conflict("putaway.not_so_many", sku=_seller_code(tx, sku_id), wanted=quantity, waiting=there)
    target = _bin(tx, place)
    if not anyway:
        _check_room(tx, target, sku_id, quantity)
    _post(tx, waiting, Posting(sku_id, dock_id(tx), target.id, quantity, lot), action)
    tx.touch("receipts", "putaway")
    return _answer(tx, moves_of(tx, action))


@needs(Right.UNDO_STOCK)
def undo_put_away(tx: Tx, put: str | Sequence[int], action: str) -> int:
    """Take a put-away back to the dock, named by its action id or its move ids; returns how many pieces came back.

    The same action id twice is once. Raises NotFound ``putaway.no_such_put_away``, Conflict ``stock.undone_already`` or
    ``stock.not_enough`` (goods moved on, or are promised to orders).
    """
    moves = moves_of(tx, put) if isinstance(put, str) else _moves(tx, put)
    return _take_back(tx, moves, action)


@needs(Right.RECEIVE)
def undo_my_last(tx: Tx, action: str) -> int:
    """Take the person's own last put-away of today, not yet undone, back to the dock; returns how many pieces came back.

    Raises NotFound ``putaway.nothing_to_undo`` and Conflict as ``undo_put_away`` does.
    """
    if done := moves_of(tx, action, Reason.UNDO):
        return sum(move.quantity for move in done)
    today = datetime.combine(tx.now.astimezone().date(), time()).astimezone()
    counter = aliased(Move)
    last = tx.connection.execute(
        select(Move.action)
        .where(
            Move.from_id == dock_id(tx),
            Move.who_id == tx.actor.id,
            Move.reason == Reason.PUT_AWAY.value,
            Move.at >= today,
            ~exists().where(counter.undoes_id == Move.id),
        )
        .order_by(Move.id.desc())
        .limit(1)
    ).scalar()
    if last is None:
        raise NotFound("putaway.nothing_to_undo")
    whole, _, _ = last.rpartition(":")  # the last receipt's part of an action that was spread, or an action of its own
    return _take_back(tx, moves_of(tx, whole) or moves_of(tx, last), action)


def _bin(tx: Tx, place: str | int) -> Target:
    target = statements.lock_bin(tx, place)
    if target is None:
        raise NotFound("putaway.unknown_bin", bin=place)
    if target.role != "shelf":
        raise Conflict("putaway.not_a_shelf", bin=target.code)
    if not target.active:
        raise Conflict("putaway.bin_not_used", bin=target.code)
    return target


def _check_room(tx: Tx, target: Target, sku_id: int, quantity: int) -> None:
    known = statements.facts(tx, target.id, sku_id, quantity)
    if known is None:
        raise NotFound("putaway.unknown_sku")
    facts, item = known
    if not rules.may_share(facts):
        raise Conflict("putaway.other_sku", bin=facts.code, sku=_seller_code(tx, sku_id), pieces=facts.pieces)
    room = rules.tightest(facts, item)
    if room is not None and room.pieces < quantity:
        raise _full(facts, item, room)


def _full(facts: BinFacts, item: Item, room: Room) -> Conflict:
    fields = {"bin": facts.code, "quantity": item.pieces, "room": room.pieces, "used": room.used, "most": room.most}
    return Conflict(_FULL[room.limit], **fields)


def _post(tx: Tx, waiting: Sequence[WaitingLine], whole: Posting, action: str) -> None:
    """Spread over the receipts, the oldest first; each receipt has its moves under its own document."""
    left = whole.quantity
    for number, line in enumerate(waiting):
        taken = min(left, line.waiting)
        if not statements.raise_line(tx, line.id, taken):
            raise Conflict("putaway.not_so_many", sku=_seller_code(tx, whole.sku_id), wanted=whole.quantity, waiting=0)
        posting = Posting(whole.sku_id, whole.from_id, whole.to_id, taken, whole.lot)
        ledger.post(tx, part(action, number), Reason.PUT_AWAY, [posting], f"receipt:{line.receipt_id}")
        left -= taken
        if not left:
            return


def _take_back(tx: Tx, moves: Sequence[PutMove], action: str) -> int:
    """Counter-moves, receipt by receipt, and the lines wait again. Done once for each action id."""
    if not moves or any(move.reason != Reason.PUT_AWAY.value for move in moves):
        raise NotFound("putaway.no_such_put_away")
    pieces: int = sum(move.quantity for move in moves)
    lines = [_line_of(tx, move) for move in sorted(moves, key=lambda move: move.document)]
    if moves_of(tx, action, Reason.UNDO):
        return pieces
    by_receipt: dict[str, list[int]] = defaultdict(list)
    for move in moves:
        by_receipt[move.document].append(move.id)
    for number, (document, move_ids) in enumerate(sorted(by_receipt.items())):
        ledger.undo(tx, part(action, number), move_ids, document)
    for line_id, quantity in lines:
        tx.connection.execute(
            update(ReceiptLine).where(ReceiptLine.id == line_id).values(put_away=ReceiptLine.put_away - quantity)
        )
    tx.touch("receipts", "putaway")
    return pieces


def _line_of(tx: Tx, move: PutMove) -> tuple[int, int]:
    """The receipt's line a move belongs to, held, and the move's pieces."""
    receipt_id = int(move.document.partition(":")[2])
    wanted = select(ReceiptLine.id).where(
        ReceiptLine.receipt_id == receipt_id, ReceiptLine.sku_id == move.sku_id, ReceiptLine.lot == move.lot
    )  # fmt: skip
    return int(tx.connection.execute(wanted.with_for_update()).scalar_one()), int(move.quantity)


def _moves(tx: Tx, move_ids: Sequence[int]) -> list[PutMove]:
    wanted = select(Move.id, Move.sku_id, Move.lot, Move.to_id, Move.quantity, Move.reason, Move.document)
    return [PutMove(*row) for row in tx.connection.execute(wanted.where(Move.id.in_(move_ids)).order_by(Move.id))]


def _answer(tx: Tx, moves: Sequence[PutMove]) -> PutAway:
    first = moves[0]
    return PutAway(
        statements.code_of(tx, first.to_id), first.to_id, first.sku_id, first.lot, sum(move.quantity for move in moves),
        statements.pieces_on_dock(tx, first.sku_id, first.lot),
        tuple(int(move.document.partition(":")[2]) for move in moves), tuple(move.id for move in moves),
    )  # fmt: skip


def _seller_code(tx: Tx, sku_id: int) -> str:
    code: str | None = tx.connection.execute(select(Sku.seller_code).where(Sku.id == sku_id)).scalar()
    if code is None:
        raise NotFound("putaway.unknown_sku")
    return code
