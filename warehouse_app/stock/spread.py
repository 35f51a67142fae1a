"""One action of a person whose moves belong to several documents: found again part by part, not by a look through all moves."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from sqlalchemy import bindparam, select

from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import Move
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_moves = Prepared(
    select(Move.id, Move.sku_id, Move.lot, Move.to_id, Move.quantity, Move.reason, Move.document)
    .where(Move.action == bindparam("of_action"), Move.reason == bindparam("of_reason"))
    .order_by(Move.id)
)


class PutMove(NamedTuple):
    """A move of goods that were put into a bin, or the counter-move of one."""

    id: int
    sku_id: int
    lot: str
    to_id: int
    quantity: int
    reason: str
    document: str


def part(action: str, number: int) -> str:
    """The action id of the moves of one document among several."""
    return f"{action}:{number}" if number else action


def moves_of(tx: Tx, action: str, reason: Reason = Reason.PUT_AWAY) -> list[PutMove]:
    """The moves of one action, part by part until there are no more."""
    found: list[PutMove] = []
    for number in count():
        rows = _moves.rows(tx, of_action=part(action, number), of_reason=reason.value)
        if not rows:
            break
        found += [PutMove(*row) for row in rows]
    return found
