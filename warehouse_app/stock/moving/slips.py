"""The slip behind everything moved by hand: made once, its lines posted as they come, an action never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.tables import Move, StockSlip
from warehouse_app.store.warehouse import Tx, new_action


@dataclass(frozen=True, slots=True)
class Moved:
    """What one action did: the slip it stands on, and how many pieces moved (0: a count that was right)."""

    slip_id: int | None
    number: str
    pieces: int


def document(slip_id: int) -> str:
    """What the ledger calls a slip."""
    return f"slip:{slip_id}"


def done_before(tx: Tx, action: str) -> Moved | None:
    """What this action did the first time; None when it is new."""
    moves = tx.connection.execute(select(Move.document, Move.quantity).where(Move.action == action)).all()
    if not moves:
        return None
    return _moved(tx, int(moves[0].document.removeprefix("slip:")), sum(move.quantity for move in moves))


def new_slip(tx: Tx, kind: str, person: str = "", note: str = "") -> int:
    """An empty slip with its number SL<day>-<id>."""
    slip = StockSlip(number=new_action(), kind=kind, person=person.strip(), note=note.strip())
    tx.session.add(slip)
    tx.session.flush()
    slip.number = f"SL{tx.now.astimezone():%y%m%d}-{slip.id}"  # its own id: two desks at once never meet
    tx.session.flush()
    tx.touch("slips")
    return slip.id


def open_for(tx: Tx, slip_id: int, kind: str) -> None:
    """Keep the slip from being undone meanwhile. Raises NotFound, Conflict (another kind of slip, or undone)."""
    wanted = select(StockSlip.kind, StockSlip.number, StockSlip.undone).where(StockSlip.id == slip_id)
    slip = tx.connection.execute(wanted.with_for_update()).one_or_none()
    if slip is None:
        raise NotFound("shelves.no_such_slip")
    if slip.kind != kind:
        raise Conflict("shelves.other_slip", number=slip.number)
    if slip.undone:
        raise Conflict("shelves.slip_undone", number=slip.number)


def post_line(tx: Tx, slip_id: int, action: str, reason: Reason, postings: Sequence[Posting]) -> Moved:
    """Post one action onto the slip."""
    ledger.post(tx, action, reason, postings, document(slip_id))
    tx.touch("slips")
    return _moved(tx, slip_id, sum(line.quantity for line in postings))


def _moved(tx: Tx, slip_id: int, pieces: int) -> Moved:
    number = tx.connection.execute(select(StockSlip.number).where(StockSlip.id == slip_id)).scalar_one()
    return Moved(slip_id, number, pieces)


def must_be_sku(tx: Tx, sku_id: int) -> None:
    """Raises NotFound ``shelves.no_such_sku``; one that was merged into another is none any more."""
    if tx.connection.execute(select(Sku.id).where(Sku.id == sku_id, Sku.active)).first() is None:
        raise NotFound("shelves.no_such_sku")
