"""Goods moved by hand: bin to bin, written off, corrected after a look, taken out for use, and all of it taken back.

Each action posts at once and stands on a slip. One desk at a time: a bin for one SKU must not get two at the same moment.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.stock.moving.rules import whole_pieces
from warehouse_app.stock.moving.slips import Moved, document, done_before, must_be_sku, new_slip, open_for, post_line
from warehouse_app.stock.places import Shelf, must_take, shelf, virtual_id
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Balance, Location, Lot, Move, StockSlip
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action


@needs(Right.MOVE_STOCK)
def open_slip(tx: Tx, kind: Literal["move", "take_out"], person: str = "", note: str = "") -> int:
    """A slip that gathers scans; returns its id. Raises BadInput (no such kind, or nobody named who takes goods out)."""
    if kind not in ("move", "take_out"):
        raise BadInput("shelves.no_such_kind", kind=kind)
    if kind == "take_out":
        _must_say(person, "shelves.person_missing")
    return new_slip(tx, kind, person, note)


@needs(Right.MOVE_STOCK)
def move_goods(tx: Tx, sku_id: int, from_id: int, to_id: int, quantity: int, action: str, lot: str = "") -> Moved:
    """Pieces of one SKU from bin to bin, on a slip of their own.

    Raises NotFound, BadInput (not a whole number of pieces, the same bin), Conflict (the dock, quarantine, a retired bin, a
    bin for another SKU, ``stock.not_enough``).
    """
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    posting = _from_bin_to_bin(tx, sku_id, from_id, to_id, quantity, lot)
    return post_line(tx, new_slip(tx, "move"), action, Reason.MOVED, [posting])


@needs(Right.MOVE_STOCK)
def move_line(
    tx: Tx, slip_id: int, sku_id: int, from_id: int, to_id: int, quantity: int, action: str, lot: str = ""
) -> Moved:  # fmt: skip
    """One more line of an open move slip, posted at once. Raises as ``move_goods``, and Conflict when the slip was undone."""
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    open_for(tx, slip_id, "move")
    return post_line(tx, slip_id, action, Reason.MOVED, [_from_bin_to_bin(tx, sku_id, from_id, to_id, quantity, lot)])


@needs(Right.MOVE_STOCK)
def move_bin(tx: Tx, from_id: int, to_id: int, action: str) -> Moved:
    """All that lies in a bin to another bin.

    Raises as ``move_goods``, and Conflict ``shelves.bin_empty`` or ``shelves.bin_reserved``: pieces that are promised to
    orders stand on somebody's pick list, so the bin stays as it is until they are picked.
    """
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    source, target = _two_bins(tx, from_id, to_id)
    wanted = select(Balance.sku_id, Balance.lot, Balance.on_hand, Balance.reserved)
    held = tx.connection.execute(wanted.where(Balance.location_id == from_id, Balance.on_hand > 0)).all()
    if not held:
        raise Conflict("shelves.bin_empty", bin=source.code)
    if promised := sum(row.reserved for row in held):
        raise Conflict("shelves.bin_reserved", bin=source.code, pieces=promised)
    skus = {row.sku_id for row in held}
    if len(skus) > 1 and not target.mixed:
        raise Conflict("shelves.bin_one_sku", bin=target.code)
    for sku_id in skus:
        must_take(tx, target, sku_id)
    postings = [Posting(row.sku_id, from_id, to_id, row.on_hand, row.lot) for row in held]
    return post_line(tx, new_slip(tx, "move"), action, Reason.MOVED, postings)


@needs(Right.MOVE_STOCK)
def take_out(
    tx: Tx, sku_id: int, location_id: int, quantity: int, person: str, note: str, action: str, lot: str = ""
) -> Moved:  # fmt: skip
    """Materials taken for use by a person, on a slip of their own. Raises as ``move_goods``, BadInput when nobody is named."""
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    _must_say(person, "shelves.person_missing")
    posting = _taken(tx, sku_id, location_id, quantity, lot)
    return post_line(tx, new_slip(tx, "take_out", person, note), action, Reason.TAKEN_OUT, [posting])


@needs(Right.MOVE_STOCK)
def take_line(tx: Tx, slip_id: int, sku_id: int, location_id: int, quantity: int, action: str, lot: str = "") -> Moved:
    """One more line of an open take-out slip. Raises as ``take_out``, and Conflict when the slip was undone."""
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    open_for(tx, slip_id, "take_out")
    return post_line(tx, slip_id, action, Reason.TAKEN_OUT, [_taken(tx, sku_id, location_id, quantity, lot)])


@needs(Right.WRITE_OFF)
def write_off(
    tx: Tx, kind: Literal["damage", "loss"], sku_id: int, location_id: int, quantity: int, reason: str, action: str,
    lot: str = "", to_quarantine: bool = False,
) -> Moved:  # fmt: skip
    """Damaged or lost pieces of a bin or of quarantine leave the books; damaged ones of a bin may go to quarantine instead.

    Raises as ``move_goods``, BadInput when no reason is given or lost goods are to go to quarantine.
    """
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    _must_say(reason, "shelves.reason_missing")
    quarantine = virtual_id(tx, Virtual.QUARANTINE)
    if kind not in ("damage", "loss"):
        raise BadInput("shelves.no_such_kind", kind=kind)
    if to_quarantine and (kind == "loss" or location_id == quarantine):
        raise BadInput("shelves.not_to_quarantine")
    target = quarantine if to_quarantine else virtual_id(tx, Virtual.LOSS)
    must_be_sku(tx, sku_id)
    posting = Posting(sku_id, _held_place(tx, location_id), target, whole_pieces(quantity), lot)
    return post_line(tx, new_slip(tx, kind, note=reason), action, Reason(kind), [posting])


@needs(Right.WRITE_OFF)
def correct(tx: Tx, sku_id: int, location_id: int, counted: int, reason: str, action: str, lot: str = "") -> Moved:
    """So many pieces really lie in a bin or in quarantine: the difference is posted from FOUND or to LOSS.

    Raises as ``move_goods``, BadInput when no reason is given, NotFound ``shelves.no_such_lot``, Conflict
    ``shelves.below_reserved`` when fewer were counted than are promised to orders there.
    """
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    _must_say(reason, "shelves.reason_missing")
    whole_pieces(counted, 0)
    must_be_sku(tx, sku_id)
    place = _held_place(tx, location_id)
    on_hand, reserved = _there(tx, place, sku_id, lot)
    if counted < reserved:
        raise Conflict("shelves.below_reserved", counted=counted, reserved=reserved)
    if counted == on_hand:
        return Moved(None, "", 0)
    if counted > on_hand:
        if location_id != virtual_id(tx, Virtual.QUARANTINE):
            must_take(tx, shelf(tx, location_id), sku_id)
        posting = Posting(sku_id, virtual_id(tx, Virtual.FOUND), place, counted - on_hand, lot)
    else:
        posting = Posting(sku_id, place, virtual_id(tx, Virtual.LOSS), on_hand - counted, lot)
    slip = new_slip(tx, "found" if counted > on_hand else "loss", note=reason)
    return post_line(tx, slip, action, Reason.CORRECTION, [posting])


@needs(Right.WRITE_OFF)
def release_quarantine(
    tx: Tx, sku_id: int, lot: str, to_id: int, quantity: int, reason: str, action: str
) -> Moved:  # fmt: skip
    """Goods in quarantine, looked at again and found good, go to a bin. Raises as ``move_goods``, BadInput without reason."""
    one_at_a_time(tx, "stock")
    if (before := done_before(tx, action)) is not None:
        return before
    _must_say(reason, "shelves.reason_missing")
    must_be_sku(tx, sku_id)
    target = shelf(tx, to_id)
    must_take(tx, target, sku_id)
    posting = Posting(sku_id, virtual_id(tx, Virtual.QUARANTINE), to_id, whole_pieces(quantity), lot)
    return post_line(tx, new_slip(tx, "move", note=reason), action, Reason.CLEARED, [posting])


def _still_skus(tx: Tx, sku_ids: set[int], number: str) -> None:
    """What was merged meanwhile lies under another code: taken back under its old one, nobody would find it."""
    merged = select(Sku.seller_code).where(Sku.id.in_(sku_ids), ~Sku.active).limit(1)
    if (code := tx.connection.execute(merged).scalar()) is not None:
        raise Conflict("shelves.merged_since", number=number, sku=code.partition(">")[0])


@needs(Right.UNDO_STOCK)
def undo_slip(tx: Tx, slip_id: int, reason: str = "") -> Moved:
    """Take a slip back by counter-moves; the reason is kept in the trail. Returns how many pieces went back.

    Raises NotFound, Conflict: undone already, nothing on it, a merge (it stays), goods merged since or moved on
    (``stock.not_enough``), or a bin that cannot take them back.
    """
    one_at_a_time(tx, "stock")
    slip = tx.connection.execute(select(StockSlip.kind, StockSlip.number).where(StockSlip.id == slip_id)).one_or_none()
    if slip is None:
        raise NotFound("shelves.no_such_slip")
    if slip.kind == "merge":
        raise Conflict("shelves.merge_stays", number=slip.number)
    still = update(StockSlip).where(StockSlip.id == slip_id, StockSlip.undone.is_(False)).values(undone=True)
    if not tx.connection.execute(still).rowcount:
        raise Conflict("shelves.slip_undone", number=slip.number)
    wanted = select(Move.id, Move.sku_id, Move.from_id, Move.quantity, Location.kind)
    wanted = wanted.join(Location, Location.id == Move.from_id)
    moves = tx.connection.execute(wanted.where(Move.document == document(slip_id), Move.undoes_id.is_(None))).all()
    if not moves:
        raise Conflict("shelves.slip_empty", number=slip.number)
    _still_skus(tx, {move.sku_id for move in moves}, slip.number)
    for sku_id, from_id in sorted({(move.sku_id, move.from_id) for move in moves if move.kind == "bin"}):
        must_take(tx, shelf(tx, from_id), sku_id)
    ledger.undo(tx, new_action(), [move.id for move in moves], document(slip_id))
    audit.record(tx, "slip_undone", slip.number, reason=reason.strip())
    tx.touch("slips")
    return Moved(slip_id, slip.number, sum(move.quantity for move in moves))


def _from_bin_to_bin(tx: Tx, sku_id: int, from_id: int, to_id: int, quantity: int, lot: str) -> Posting:
    whole_pieces(quantity)
    must_be_sku(tx, sku_id)
    _, target = _two_bins(tx, from_id, to_id)
    must_take(tx, target, sku_id)
    return Posting(sku_id, from_id, to_id, quantity, lot)


def _two_bins(tx: Tx, from_id: int, to_id: int) -> tuple[Shelf, Shelf]:
    source, target = shelf(tx, from_id), shelf(tx, to_id)
    if from_id == to_id:
        raise BadInput("shelves.same_bin", bin=source.code)
    return source, target


def _taken(tx: Tx, sku_id: int, location_id: int, quantity: int, lot: str) -> Posting:
    must_be_sku(tx, sku_id)
    return Posting(sku_id, shelf(tx, location_id).id, virtual_id(tx, Virtual.CONSUMED), whole_pieces(quantity), lot)


def _held_place(tx: Tx, location_id: int) -> int:
    """A bin, or quarantine: what lies there may be written off and corrected."""
    return location_id if location_id == virtual_id(tx, Virtual.QUARANTINE) else shelf(tx, location_id).id


def _there(tx: Tx, location_id: int, sku_id: int, lot: str) -> tuple[int, int]:
    """On hand and reserved pieces, kept as they are until this transaction ends. Raises NotFound for a lot nobody knows."""
    wanted = select(Balance.on_hand, Balance.reserved).where(
        Balance.location_id == location_id, Balance.sku_id == sku_id, Balance.lot == lot
    )
    row = tx.connection.execute(wanted.with_for_update()).one_or_none()
    if row is not None:
        return row.on_hand, row.reserved
    if lot and tx.connection.execute(select(Lot.code).where(Lot.sku_id == sku_id, Lot.code == lot)).first() is None:
        raise NotFound("shelves.no_such_lot", lot=lot)
    return 0, 0


def _must_say(text: str, code: str) -> None:
    if not text.strip():
        raise BadInput(code)
