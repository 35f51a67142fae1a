"""Where goods can be that is not just any bin: the receiving dock, the packing desk and the virtual locations, each found
by what it is for.

And what a shelf has to be before a person may put goods there or take them from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Virtual
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_dock = Prepared(select(Location.id).where(Location.role == "dock"))
_desk = Prepared(select(Location.id).where(Location.role == "desk"))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A bin in use that goods may be moved to or from; ``mixed``: several SKUs may lie in it."""

    id: int
    code: str
    mixed: bool


def dock_id(tx: Tx) -> int:
    """The receiving dock: goods wait there until they are put away, and nothing is sold from it."""
    ((found,),) = _dock.rows(tx)
    return int(found)


def desk_id(tx: Tx) -> int:
    """The packing desk: goods of stopped parcels wait there until they are carried back, and nothing is sold from it."""
    ((found,),) = _desk.rows(tx)
    return int(found)


def virtual_id(tx: Tx, place: Virtual) -> int:
    """One of the places goods come from and go to."""
    return ledger.virtual_locations(tx)[place]


def shelf(tx: Tx, location_id: int) -> Shelf:
    """The bin, kept in use until this transaction ends.

    Raises NotFound (no such bin), BadInput (one of the program's own places), Conflict (quarantine, the dock, the packing
    desk, or retired).
    """
    wanted = select(Location.code, Location.kind, Location.role, Location.active, Location.mixed)
    row = tx.connection.execute(wanted.where(Location.id == location_id).with_for_update(read=True, key_share=True)).one_or_none()
    if row is None:
        raise NotFound("shelves.no_such_bin")
    if row.code == Virtual.QUARANTINE:
        raise Conflict("shelves.quarantine_goods")
    if row.kind != "bin":
        raise BadInput("shelves.no_bin", place=row.code)
    if row.role == "dock":
        raise Conflict("shelves.dock_goods", bin=row.code)
    if row.role == "desk":
        raise Conflict("shelves.desk_goods", bin=row.code)
    if not row.active:
        raise Conflict("shelves.bin_retired", bin=row.code)
    return Shelf(location_id, row.code, row.mixed)


def must_take(tx: Tx, target: Shelf, sku_id: int) -> None:
    """Raises Conflict ``shelves.bin_one_sku`` when the bin is for one SKU and another lies in it."""
    if target.mixed:
        return
    others = select(Balance.sku_id).where(Balance.location_id == target.id, Balance.sku_id != sku_id, Balance.on_hand > 0)
    if tx.connection.execute(others.limit(1)).first() is not None:
        raise Conflict("shelves.bin_one_sku", bin=target.code)
