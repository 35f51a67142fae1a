"""The only place stock changes: post moves, reserve, release. Balances follow in the same transaction.

Written in Core, because the last scan of a parcel runs through here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.stock.locking import BY_HAND, must_be_unlocked
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Balance, Location, Move, Reservation
from warehouse_app.store.prepared import Prepared, new_row
from warehouse_app.store.warehouse import Tx

Place = tuple[int, int, str]  # location id, SKU id, lot

_balance_key = and_(
    Balance.location_id == bindparam("at_location"),
    Balance.sku_id == bindparam("of_sku"),
    Balance.lot == bindparam("of_lot"),
)
_new_figures = {"on_hand": Balance.on_hand + bindparam("delta"), "reserved": Balance.reserved + bindparam("promised")}
_free_change = Prepared(
    update(Balance)
    .where(
        _balance_key,
        Balance.on_hand + bindparam("delta") >= Balance.reserved + bindparam("promised"),
        Balance.reserved + bindparam("promised") >= 0,
    )
    .values(_new_figures)
)
# What a place gains. Another desk may be making the same balance at this moment (PostgreSQL): then this one adds to it.
_row_values: dict[str, Any] = {
    name: bindparam(name) for name in ("location_id", "sku_id", "lot", "on_hand", "reserved", "virtual")
}
_sqlite_row, _postgres_row = (made.insert(Balance).values(_row_values) for made in (sqlite, postgresql))
_place_key = ["location_id", "sku_id", "lot"]
_gain = Prepared(
    _sqlite_row.on_conflict_do_update(
        index_elements=_place_key, set_={"on_hand": Balance.on_hand + _sqlite_row.excluded.on_hand}
    ),
    postgres=_postgres_row.on_conflict_do_update(
        index_elements=_place_key, set_={"on_hand": Balance.on_hand + _postgres_row.excluded.on_hand}
    ),
)
_new_move = Prepared(
    new_row(Move, "action", "line", "sku_id", "lot", "from_id", "to_id", "quantity", "reason", "document", "undoes_id")
)
_new_promise = Prepared(new_row(Reservation, "order_line_id", "sku_id", "location_id", "lot", "quantity"))
_virtual = Prepared(select(Location.code, Location.id).where(Location.kind == "virtual"))
_move_of_action = Prepared(select(Move.id).where(Move.action == bindparam("of_action")).order_by(Move.line))


def post(tx: Tx, action: str, reason: Reason, postings: Sequence[Posting], document: str = "") -> list[int]:
    """Write one action of moves and change the balances; returns the moves' ids.

    The same action id posted twice is done once and returns the ids of the first time. Quantities are positive pieces.
    Raises Conflict("stock.not_enough") when a real location would fall below what is promised there or below zero,
    Conflict("stock.bin_locked") for what is moved by hand while the place is counted.
    """
    done = _moves_of(tx, action)
    if done or not postings:
        return done
    if reason in BY_HAND:
        must_be_unlocked(tx, (place for line in postings for place in (line.from_id, line.to_id)))
    stamp = tx.stamp | {"action": action, "reason": reason.value, "document": document}
    _new_move.run_many(tx, (_move_row(stamp, n, line) for n, line in enumerate(postings)))
    _change_balances(tx, _deltas(postings))
    tx.touch("stock")
    return _moves_of(tx, action)


def _moves_of(tx: Tx, action: str) -> list[int]:
    return [move_id for (move_id,) in _move_of_action.rows(tx, of_action=action)]


def _move_row(stamp: dict[str, object], number: int, line: Posting) -> dict[str, object]:
    return stamp | {
        "line": number, "sku_id": line.sku_id, "lot": line.lot, "from_id": line.from_id, "to_id": line.to_id,
        "quantity": line.quantity, "undoes_id": line.undoes_id,
    }  # fmt: skip


def _deltas(postings: Iterable[Posting]) -> dict[Place, tuple[int, int]]:
    """What each place gains or loses, in one sum each, so that both databases lock places in one order."""
    pieces: dict[Place, int] = {}
    kept: dict[Place, int] = {}
    for line in postings:
        source, target = (line.from_id, line.sku_id, line.lot), (line.to_id, line.sku_id, line.lot)
        pieces[source] = pieces.get(source, 0) - line.quantity
        pieces[target] = pieces.get(target, 0) + line.quantity
        if line.release:
            kept[source] = kept.get(source, 0) - line.release
    return {place: (delta, kept.get(place, 0)) for place, delta in pieces.items()}


def _change_balances(tx: Tx, deltas: dict[Place, tuple[int, int]]) -> None:
    """Place by place in one order for all desks; neighbours that only gain, or may fall below nothing, in one statement."""
    virtual = _virtual_ids(tx)

    def just_adds(change: tuple[Place, tuple[int, int]]) -> bool:
        (location_id, _, _), (delta, promised) = change
        return not promised and (delta >= 0 or location_id in virtual)

    for adds, changes in groupby(sorted(deltas.items()), key=just_adds):
        if adds:
            _gain.run_many(tx, (_gained(place, delta, place[0] in virtual) for place, (delta, _) in changes))
        else:
            for place, (delta, promised) in changes:
                _change(tx, place, delta, promised)


def _gained(place: Place, delta: int, virtual: bool) -> dict[str, object]:
    location_id, sku_id, lot = place
    return {"location_id": location_id, "sku_id": sku_id, "lot": lot, "on_hand": delta, "reserved": 0, "virtual": virtual}


def _change(tx: Tx, place: Place, delta: int, promised: int) -> None:
    """A real place loses pieces, or its promises change: never below what is promised there, never below zero."""
    location_id, sku_id, lot = place
    if not _free_change.run(tx, at_location=location_id, of_sku=sku_id, of_lot=lot, delta=delta, promised=promised):
        raise not_enough(tx, place, -delta if delta < 0 else promised)


def _at(place: Place) -> ColumnElement[bool]:
    return and_(Balance.location_id == place[0], Balance.sku_id == place[1], Balance.lot == place[2])


def not_enough(tx: Tx, place: Place, wanted: int) -> Conflict:
    """The plain error: which SKU, which bin, wanted and there."""

    row = tx.connection.execute(select(Balance.on_hand, Balance.reserved).where(_at(place))).first()
    bin_code = tx.connection.execute(select(Location.code).where(Location.id == place[0])).scalar()
    seller_code = tx.connection.execute(select(Sku.seller_code).where(Sku.id == place[1])).scalar()
    there = row.on_hand - row.reserved if row else 0
    return Conflict("stock.not_enough", sku=seller_code, bin=bin_code, wanted=wanted, free=there)


def undo(tx: Tx, action: str, move_ids: Sequence[int], document: str = "") -> list[int]:
    """Take moves back by counter-moves that name them. Raises NotFound, Conflict (undone already, or goods have moved on)."""
    moves = tx.connection.execute(
        select(Move.id, Move.sku_id, Move.lot, Move.from_id, Move.to_id, Move.quantity, Move.reason).where(Move.id.in_(move_ids))
    ).all()
    if len(moves) != len(set(move_ids)):
        raise NotFound("stock.no_such_move")
    undone = tx.connection.execute(select(Move.undoes_id, Move.action).where(Move.undoes_id.in_(move_ids))).all()
    if any(row.action != action for row in undone):
        raise Conflict("stock.undone_already")
    must_be_unlocked(tx, (place for m in moves if m.reason in BY_HAND for place in (m.from_id, m.to_id)))
    back = [Posting(m.sku_id, m.to_id, m.from_id, m.quantity, m.lot, undoes_id=m.id) for m in moves]
    return post(tx, action, Reason.UNDO, back, document)


@dataclass(frozen=True, slots=True)
class Promise:
    """Pieces of a SKU in a bin, promised to an order line."""

    order_line_id: int
    sku_id: int
    location_id: int
    lot: str
    quantity: int


def promise(tx: Tx, promises: Sequence[Promise]) -> None:
    """Promise pieces to order lines. Raises Conflict("stock.not_enough") when a bin has fewer free than asked."""
    if not promises:
        return
    sums: dict[Place, int] = defaultdict(int)
    for one in promises:
        sums[one.location_id, one.sku_id, one.lot] += one.quantity
    for place, quantity in sorted(sums.items()):
        _change(tx, place, 0, quantity)
    stamp = tx.stamp
    _new_promise.run_many(tx, (asdict(one) | stamp for one in promises))
    tx.touch("stock")


def unreserve(tx: Tx, order_line_ids: Sequence[int]) -> None:
    """Give back everything that is promised to these order lines."""
    kept = tx.connection.execute(
        select(Reservation.location_id, Reservation.sku_id, Reservation.lot, Reservation.quantity).where(
            Reservation.order_line_id.in_(order_line_ids)
        )
    ).all()
    for row in sorted(kept):
        _change(tx, (row.location_id, row.sku_id, row.lot), 0, -row.quantity)
    tx.connection.execute(delete(Reservation).where(Reservation.order_line_id.in_(order_line_ids)))
    if kept:
        tx.touch("stock")


def _virtual_ids(tx: Tx) -> frozenset[int]:
    """Places that may hold less than nothing. What lies in quarantine is real and is counted like a bin's."""
    return frozenset(place for code, place in _virtual.rows(tx) if code != Virtual.QUARANTINE)


def virtual_locations(tx: Tx) -> dict[str, int]:
    """Ids of the virtual locations by code."""
    return dict(_virtual.rows(tx))  # rows are (code, id)
