"""Where a bin stands when its code does not say it: somebody names its aisle and bay, and walks can lead there."""

from __future__ import annotations

from sqlalchemy import select, update

from warehouse_app.errors import BadInput, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock.bins.rules import LONGEST_CODE, says_where
from warehouse_app.stock.tables import Location
from warehouse_app.store import audit
from warehouse_app.store.warehouse import Tx


@needs(Right.BINS)
def place_bin(tx: Tx, location_id: int, stands_at: str) -> None:
    """Say the aisle and bay of a bin, as a code would (``B02-7``); "" leaves it to the bin's own code.

    Raises BadInput ``service.bad_place``, NotFound (no such bin).
    """
    stands_at = stands_at.strip()
    if stands_at and (len(stands_at) > LONGEST_CODE or not says_where(stands_at)):
        raise BadInput("service.bad_place", place=stands_at)
    wanted = select(Location.code, Location.stands_at).where(Location.id == location_id, Location.kind == "bin")
    known = tx.connection.execute(wanted.with_for_update()).one_or_none()
    if known is None:
        raise NotFound("shelves.no_such_bin")
    if known.stands_at == stands_at:
        return
    tx.connection.execute(update(Location).where(Location.id == location_id).values(stands_at=stands_at))
    audit.record(tx, "bin_placed", known.code, stands_at=stands_at)
    tx.touch("bins")
