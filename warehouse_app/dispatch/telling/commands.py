"""Ticking a difference off: somebody has looked at it, and says what it was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from warehouse_app.dispatch.telling.tables import ShopDifference
from warehouse_app.errors import BadInput, NotFound
from warehouse_app.orders import life
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

LONGEST = 200


@needs(Right.EXPORT)
def tick_off(tx: Tx, ids: Sequence[int], reason: str) -> int:
    """These differences are settled, and the same of these orders is not asked again; returns how many were still open.

    Raises BadInput ``telling.reason_missing``, ``telling.reason_long``, NotFound.
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("telling.reason_missing")
    if len(reason) > LONGEST:
        raise BadInput("telling.reason_long", most=LONGEST)
    rows = tx.connection.execute(
        select(ShopDifference.id, ShopDifference.order_id, ShopDifference.settled_at).where(ShopDifference.id.in_(ids))
    ).all()
    if len(rows) != len(set(ids)):
        raise NotFound("telling.no_such_difference")
    open_ones = [row for row in rows if row.settled_at is None]
    tx.connection.execute(
        update(ShopDifference)
        .where(ShopDifference.id.in_([row.id for row in open_ones]))
        .values(settled_at=tx.now, settled_by=tx.actor.id, settled_how="person", reason=reason)
    )
    life.note(tx, [row.order_id for row in open_ones], "difference_settled", reason=reason)
    tx.touch("differences")
    return len(open_ones)
