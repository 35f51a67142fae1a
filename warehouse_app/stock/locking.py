"""Bins that stay as they are while they are counted: nothing is moved there by hand and no wave is made from them.

What was picked before is packed and shipped all the same: those pieces are no longer in the bin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, or_, select

from warehouse_app.errors import Conflict
from warehouse_app.people.tables import Person
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import BinLock, Location
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

BY_HAND = frozenset(
    {
        Reason.OPENING, Reason.CORRECTION, Reason.MOVED, Reason.PUT_AWAY, Reason.SENT_BACK, Reason.DAMAGE, Reason.LOSS,
        Reason.TAKEN_OUT, Reason.CLEARED, Reason.RETURNED,
    }
)  # fmt: skip
"""Reasons for which somebody stands at the shelf."""
LOCKED = select(BinLock.location_id)
_locked = Query(
    select(Location.code, BinLock.holder, Person.name)
    .select_from(BinLock)
    .join(Location, Location.id == BinLock.location_id)
    .join(Person, Person.id == BinLock.who_id)
    .where(BinLock.location_id.in_(bindparam("places", expanding=True)))
    .limit(1),
    "places",
)


def must_be_unlocked(tx: Tx, location_ids: Iterable[int]) -> None:
    """Raises Conflict ``stock.bin_locked`` (bin, number, who) when one of the places is locked."""
    for part in chunks(sorted(set(location_ids))):
        if (found := _locked.first(tx.connection, places=part)) is not None:
            raise Conflict("stock.bin_locked", bin=found.code, number=found.holder, who=found.name)


def of_no_locked_bin(promised_to: Any, key: Any) -> Any:
    """Whether nothing is promised to ``key`` from a locked bin; ``promised_to`` selects those to whom something is."""
    return or_(~exists(LOCKED), key.not_in(promised_to))


def lock_bins(tx: Tx, location_ids: Collection[int], holder: str) -> None:
    """Lock bins for the paper of this number. Raises Conflict when one is locked for another."""
    must_be_unlocked(tx, location_ids)
    rows = [{"location_id": location_id, "holder": holder} for location_id in sorted(set(location_ids))]
    if rows:
        tx.connection.execute(insert(BinLock), rows)
    tx.touch("stock")


def unlock_bins(tx: Tx, holder: str) -> int:
    """All bins locked for the paper of this number are free again; returns how many that were."""
    tx.touch("stock")
    return int(tx.connection.execute(delete(BinLock).where(BinLock.holder == holder)).rowcount)
