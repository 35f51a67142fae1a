"""A scan at a stop of the walk: bin, then goods, each made durable before it is answered. This is a scan path.

The screen names the stop it shows; what is still wanted there is what the database says at this moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from warehouse_app.catalog.codes import Goods, goods_fast
from warehouse_app.errors import Conflict
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming import statements as stops
from warehouse_app.picking.confirming.rules import GOOD, Share, Verdict, left_at, spread
from warehouse_app.picking.confirming.statements import Place
from warehouse_app.picking.sorting import statements
from warehouse_app.picking.sorting.statements import ItemWords, OpenWave, Step
from warehouse_app.picking.tables import Parcel, PickScan
from warehouse_app.picking.ways import Way
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one scan: ``left`` pieces are still to be taken at the stop; ``slots`` (slot, pieces) get what was taken."""

    verdict: Verdict
    code: str = ""
    pieces: int = 0
    left: int = 0
    slots: tuple[tuple[int, int], ...] = ()
    item: ItemWords | None = None
    again: bool = False  # the same action had been answered before; nothing was counted twice

    @property
    def good(self) -> bool:
        return self.verdict in GOOD


@needs(Right.PICK)
def take(tx: Tx, wave_id: int, place: Place, codes: Sequence[str], action: str, *, bin_open: bool) -> Answer:
    """Take one scan at the stop ``place`` (location and SKU): its bin first, then its goods, each scan as many pieces as its
    code says. ``bin_open``: the bin was scanned before. When nothing of the wave is left the goods are brought to the desk.

    Raises NotFound, Conflict ``ways.wave_cancelled``, ``ways.picked_already``.
    """
    wave = statements.open_wave(tx, wave_id)
    if wave.picked:
        return _said_before_or_raise(tx, wave_id, wave, place, action)
    named = goods_fast(tx, codes)
    if named is None:
        return _bin(tx, place, codes)
    item = statements.words_of(tx, named.sku_id)
    shares, loose = stops.shares_at(tx, wave_id, place)
    left = left_at(shares, loose)
    refusal = _refusal(named, place, left, bin_open=bin_open)
    if refusal is not None:
        return _said_before(tx, wave_id, place, action) or Answer(refusal, named.code, named.multiple, left, item=item)
    return _taken(tx, wave_id, wave, place, shares, named.multiple, left, item, action)


def _refusal(named: Goods, place: Place, left: int, *, bin_open: bool) -> Verdict | None:
    if named.sku_id != place[1]:
        return Verdict.WRONG_ITEM
    if not bin_open:
        return Verdict.BIN_FIRST
    return Verdict.ONE_TOO_MANY if named.multiple > left else None


def _bin(tx: Tx, place: Place, codes: Sequence[str]) -> Answer:
    found = {
        row.id: row.code for row in tx.connection.execute(select(Location.id, Location.code).where(Location.code.in_(codes)))
    }
    if place[0] in found:
        return Answer(Verdict.BIN_OPEN, found[place[0]])
    return Answer(Verdict.WRONG_BIN if found else Verdict.UNKNOWN, next(iter(found.values()), codes[0]))


@needs(Right.PICK)
def confirm_stop(tx: Tx, wave_id: int, place: Place, action: str) -> Answer:
    """All that is still wanted at this stop was taken, without a scan of each piece.

    Raises as ``take`` does, and Conflict ``ways.stop_done``: nothing is wanted there.
    """
    wave = statements.open_wave(tx, wave_id)
    if wave.picked:
        return _said_before_or_raise(tx, wave_id, wave, place, action)
    shares, loose = stops.shares_at(tx, wave_id, place)
    left = left_at(shares, loose)
    if not left:
        before = _said_before(tx, wave_id, place, action)
        if before is None:
            raise Conflict("ways.stop_done")
        return before
    return _taken(tx, wave_id, wave, place, shares, left, left, statements.words_of(tx, place[1]), action)


def _said_before_or_raise(tx: Tx, wave_id: int, wave: OpenWave, place: Place, action: str) -> Answer:
    """What was answered when this action came first; nothing new is taken for a wave that is at the desk."""
    before = _said_before(tx, wave_id, place, action)
    if before is None:
        raise Conflict("ways.picked_already", number=wave.number)
    return before


def _taken(
    tx: Tx, wave_id: int, wave: OpenWave, place: Place, shares: Sequence[Share], pieces: int, left: int, item: ItemWords,
    action: str,
) -> Answer:  # fmt: skip
    parts = spread(pieces, shares) if wave.way == Way.CART else []
    if not _write(tx, wave_id, place, pieces, parts, action):
        before = _said_before(tx, wave_id, place, action)
        assert before is not None, "an action that is not written was written before"
        return before
    slots = tuple((share.slot, part) for share, part in parts)
    verdict = Verdict.TAKEN if pieces < left else Verdict.STOP_DONE
    if verdict is Verdict.STOP_DONE and stops.all_taken(tx, wave_id):
        confirm_picked(tx, wave_id)
        verdict = Verdict.WAVE_DONE
    return Answer(verdict, item.seller_code, pieces, left - pieces, slots, item)


def _write(
    tx: Tx, wave_id: int, place: Place, pieces: int, parts: Sequence[tuple[Share, int]], action: str
) -> bool:  # fmt: skip
    """What was taken, and on a cart into which slots; the rows of one scan share its action. False: it was written before."""
    location_id, sku_id = place
    steps = [Step("taken", sku_id, part, share.parcel_id, location_id) for share, part in parts]
    steps += [Step("sorted", sku_id, part, share.parcel_id) for share, part in parts]
    steps = steps or [Step("taken", sku_id, pieces, location_id=location_id)]
    return all(statements.insert_scan(tx, _numbered(action, number), wave_id, step) for number, step in enumerate(steps))


def _numbered(action: str, number: int) -> str:
    return f"{action}:{number}" if number else action


def _said_before(tx: Tx, wave_id: int, place: Place, action: str) -> Answer | None:
    first = tx.connection.execute(
        select(PickScan.kind, PickScan.sku_id, PickScan.location_id, PickScan.quantity).where(PickScan.action == action)
    ).first()
    if first is None:
        return None
    shares, loose = stops.shares_at(tx, wave_id, (first.location_id or place[0], first.sku_id))
    verdict = Verdict.UNDONE if first.kind == "undone" else Verdict.TAKEN
    item = statements.words_of(tx, first.sku_id)
    return Answer(verdict, item.seller_code, first.quantity, left_at(shares, loose), item=item, again=True)


@needs(Right.PICK)
def undo_taken(tx: Tx, wave_id: int, action: str) -> Answer:
    """What this desk confirmed last lies in its bin again.

    Raises NotFound, Conflict ``ways.wave_cancelled``, ``ways.picked_already`` (the goods are at the desk).
    """
    wave = statements.open_wave(tx, wave_id)
    before = _said_before(tx, wave_id, (0, 0), action)
    if before is not None:
        return before
    if wave.picked:
        raise Conflict("ways.picked_already", number=wave.number)
    rows = _last_taken(tx, wave_id)
    if not rows or not _still_taken(tx, wave_id, rows):
        return Answer(Verdict.NOTHING_TO_UNDO)
    for number, row in enumerate(rows):
        step = Step("undone", row.sku_id, row.quantity, row.parcel_id, row.location_id, row.id)
        statements.insert_scan(tx, _numbered(action, number), wave_id, step)
    place = (rows[0].location_id, rows[0].sku_id)
    pieces = sum(row.quantity for row in rows if row.kind == "taken")
    slots = tuple((row.slot, row.quantity) for row in rows if row.kind == "sorted")
    shares, loose = stops.shares_at(tx, wave_id, place)
    item = statements.words_of(tx, place[1])
    return Answer(Verdict.UNDONE, item.seller_code, pieces, left_at(shares, loose), slots, item)


def _still_taken(tx: Tx, wave_id: int, rows: Sequence[Any]) -> bool:
    """Whether these pieces are still the wave's: those of a parcel that was stopped may lie on the desk by now."""
    first = rows[0]
    if first.parcel_id is not None:
        states = select(Parcel.state).where(Parcel.id.in_([row.parcel_id for row in rows]))
        return set(tx.connection.execute(states).scalars()) == {"open"}
    return bool(stops.shares_at(tx, wave_id, (first.location_id, first.sku_id))[1] >= first.quantity)


def _last_taken(tx: Tx, wave_id: int) -> Sequence[Any]:
    """All rows of the last scan of this desk that took something and stands."""
    undone = select(PickScan.undoes_id).where(PickScan.wave_id == wave_id, PickScan.kind == "undone")
    last = tx.connection.execute(
        select(PickScan.action)
        .where(PickScan.wave_id == wave_id, PickScan.kind == "taken", PickScan.desk == tx.desk, PickScan.id.not_in(undone))
        .order_by(PickScan.id.desc())
        .limit(1)
    ).scalar()
    if last is None:
        return []
    base = last.partition(":")[0]
    return tx.connection.execute(
        select(
            PickScan.id, PickScan.kind, PickScan.sku_id, PickScan.quantity, PickScan.location_id, PickScan.parcel_id, Parcel.slot
        )
        .outerjoin(Parcel, Parcel.id == PickScan.parcel_id)
        .where(PickScan.wave_id == wave_id, or_(PickScan.action == base, PickScan.action.like(f"{base}:%")))
        .order_by(PickScan.id)
    ).all()
