"""The only place stock changes: post moves, reserve, release. Balances follow in the same transaction.

Written in Core, because the last scan of a parcel runs through here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.stock.rules import Posting, Reason
from warehouse_app.stock.tables import Balance, Location, Move, Reservation
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

Place = tuple[int, int, str]  # location id, SKU id, lot

_balance_key = and_(
    Balance.location_id == bindparam("at_location"),
    Balance.sku_id == bindparam("of_sku"),
    Balance.lot == bindparam("of_lot"),
)
_new_figures = {"on_hand": Balance.on_hand + bindparam("delta"), "reserved": Balance.reserved + bindparam("promised")}
_change_balance = Prepared(update(Balance).where(_balance_key).values(_new_figures))
_free_change = Prepared(
    update(Balance)
    .where(
        _balance_key,
        Balance.on_hand + bindparam("delta") >= Balance.reserved + bindparam("promised"),
        Balance.reserved + bindparam("promised") >= 0,
    )
    .values(_new_figures)
)
# Another desk may be making the same balance at this moment (PostgreSQL): then this one adds to it.
_sqlite_row, _postgres_row = sqlite.insert(Balance), postgresql.insert(Balance)
_place_key = ["location_id", "sku_id", "lot"]
_new_balance = {
    "sqlite": _sqlite_row.on_conflict_do_update(
        index_elements=_place_key, set_={"on_hand": Balance.on_hand + _sqlite_row.excluded.on_hand}
    ),
    "postgresql": _postgres_row.on_conflict_do_update(
        index_elements=_place_key, set_={"on_hand": Balance.on_hand + _postgres_row.excluded.on_hand}
    ),
}
_virtual = Prepared(select(Location.code, Location.id).where(Location.kind == "virtual"))
_move_of_action = Prepared(select(Move.id).where(Move.action == bindparam("of_action")).order_by(Move.line))


def post(tx: Tx, action: str, reason: Reason, postings: Sequence[Posting], document: str = "") -> list[int]:
    """Write one action of moves and change the balances; returns the moves' ids.

    The same action id posted twice is done once and returns the ids of the first time. Quantities are positive pieces.
    Raises Conflict("stock.not_enough") when a real location would fall below what is promised there or below zero.
    """
    done = _moves_of(tx, action)
    if done or not postings:
        return done
    tx.connection.execute(insert(Move), [_move_row(action, reason, document, n, line) for n, line in enumerate(postings)])
    virtual = _virtual_ids(tx)
    for place, (delta, promised) in sorted(_deltas(postings).items()):
        _change(tx, place, delta, promised, virtual=place[0] in virtual)
    tx.touch("stock")
    return _moves_of(tx, action)


def _moves_of(tx: Tx, action: str) -> list[int]:
    return [move_id for (move_id,) in _move_of_action.rows(tx, of_action=action)]


def _move_row(action: str, reason: Reason, document: str, number: int, line: Posting) -> dict[str, object]:
    return {
        "action": action, "line": number, "sku_id": line.sku_id, "lot": line.lot, "from_id": line.from_id,
        "to_id": line.to_id, "quantity": line.quantity, "reason": reason.value, "document": document,
        "undoes_id": line.undoes_id,
    }  # fmt: skip


def _deltas(postings: Iterable[Posting]) -> dict[Place, tuple[int, int]]:
    """What each place gains or loses, in one sum each, so that both databases lock places in one order."""
    sums: dict[Place, list[int]] = defaultdict(lambda: [0, 0])
    for line in postings:
        source = sums[line.from_id, line.sku_id, line.lot]
        source[0] -= line.quantity
        source[1] -= line.release
        sums[line.to_id, line.sku_id, line.lot][0] += line.quantity
    return {place: (on_hand, promised) for place, (on_hand, promised) in sums.items()}


def _change(tx: Tx, place: Place, delta: int, promised: int, *, virtual: bool) -> None:
    location_id, sku_id, lot = place
    change = _change_balance if virtual else _free_change
    if change.run(tx, at_location=location_id, of_sku=sku_id, of_lot=lot, delta=delta, promised=promised):
        return
    if not virtual and (delta < 0 or promised > 0 or _exists(tx, place)):
        raise not_enough(tx, place, -delta if delta < 0 else promised)
    row = {"location_id": location_id, "sku_id": sku_id, "lot": lot, "on_hand": delta, "reserved": 0, "virtual": virtual}
    tx.connection.execute(_new_balance[tx.connection.dialect.name], row)


def _exists(tx: Tx, place: Place) -> bool:
    return tx.connection.execute(select(Balance.on_hand).where(_at(place))).first() is not None


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
        select(Move.id, Move.sku_id, Move.lot, Move.from_id, Move.to_id, Move.quantity).where(Move.id.in_(move_ids))
    ).all()
    if len(moves) != len(set(move_ids)):
        raise NotFound("stock.no_such_move")
    undone = tx.connection.execute(select(Move.undoes_id, Move.action).where(Move.undoes_id.in_(move_ids))).all()
    if any(row.action != action for row in undone):
        raise Conflict("stock.undone_already")
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
        _change(tx, place, 0, quantity, virtual=False)
    tx.connection.execute(insert(Reservation), [asdict(one) for one in promises])
    tx.touch("stock")


def unreserve(tx: Tx, order_line_ids: Sequence[int]) -> None:
    """Give back everything that is promised to these order lines."""
    kept = tx.connection.execute(
        select(Reservation.location_id, Reservation.sku_id, Reservation.lot, Reservation.quantity).where(
            Reservation.order_line_id.in_(order_line_ids)
        )
    ).all()
    for row in sorted(kept):
        _change(tx, (row.location_id, row.sku_id, row.lot), 0, -row.quantity, virtual=False)
    tx.connection.execute(delete(Reservation).where(Reservation.order_line_id.in_(order_line_ids)))
    if kept:
        tx.touch("stock")


def _virtual_ids(tx: Tx) -> frozenset[int]:
    return frozenset(virtual_locations(tx).values())


def virtual_locations(tx: Tx) -> dict[str, int]:
    """Ids of the virtual locations by code."""
    return dict(_virtual.rows(tx))  # rows are (code, id)
