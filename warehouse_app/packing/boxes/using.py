"""Materials leave their bins with the parcel they were taken for, and come back when it is opened again.

They are booked on a document of their own, so that goods that return are never mistaken for their box. A material that lies
nowhere in the ledger is not booked: packing does not stop for it, the list of what runs low tells.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import aliased

from warehouse_app.catalog.rules import BOXES, Packs
from warehouse_app.catalog.tables import Sku
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_taken = Prepared(
    select(ParcelMaterial.sku_id, ParcelMaterial.quantity).where(
        ParcelMaterial.parcel_id == bindparam("parcel"), ParcelMaterial.sku_id.is_not(None)
    )
)
_lying = (
    select(Balance.location_id, Balance.lot, Balance.on_hand - Balance.reserved)
    .join(Location, Location.id == Balance.location_id)
    .where(Balance.sku_id == bindparam("sku"), Location.kind == "bin", Balance.on_hand > Balance.reserved)
    .order_by(Location.role != "shelf", Location.walk_key, Balance.lot)
    .with_for_update(of=Balance)
)
_undoing = aliased(Move)
_booked = (
    select(Move.id)
    .outerjoin(_undoing, _undoing.undoes_id == Move.id)
    .where(Move.document == bindparam("document"), Move.undoes_id.is_(None), _undoing.id.is_(None))
    .order_by(Move.id)
)


def document_of(parcel_id: int) -> str:
    """How the ledger names what a parcel is packed in."""
    return f"box:{parcel_id}"


def take(tx: Tx, parcel_id: int, sku_id: int | None, *, box: bool, pieces: int = 1) -> None:
    """The parcel is packed in this box, which takes the place of another; or more pieces of a material go in."""
    if box:
        forget(tx, parcel_id, boxes_only=True)
    held = select(ParcelMaterial.quantity).where(ParcelMaterial.parcel_id == parcel_id, ParcelMaterial.sku_id == sku_id)
    before = 0 if box else tx.connection.execute(held).scalar() or 0
    if before:
        own = ParcelMaterial.parcel_id == parcel_id, ParcelMaterial.sku_id == sku_id
        tx.connection.execute(delete(ParcelMaterial).where(*own))
    tx.connection.execute(insert(ParcelMaterial), [{"parcel_id": parcel_id, "sku_id": sku_id, "quantity": before + pieces}])


def filling_of(tx: Tx, parcel_id: int) -> dict[int, int]:
    """The pieces of each filling that go in, by SKU."""
    held = select(ParcelMaterial.sku_id, ParcelMaterial.quantity).join(Sku, Sku.id == ParcelMaterial.sku_id)
    rows = tx.connection.execute(held.where(ParcelMaterial.parcel_id == parcel_id, Sku.packs == Packs.FILLING.value))
    return {row.sku_id: row.quantity for row in rows}


def set_filling(tx: Tx, parcel_id: int, pieces: Mapping[int, int]) -> None:
    """Of fillings so many pieces go in, by SKU, and no others."""
    fillings = select(Sku.id).where(Sku.packs == Packs.FILLING.value)
    gone = delete(ParcelMaterial).where(ParcelMaterial.parcel_id == parcel_id, ParcelMaterial.sku_id.in_(fillings))
    tx.connection.execute(gone)
    for sku_id, count in sorted(pieces.items()):
        if count > 0:
            take(tx, parcel_id, sku_id, box=False, pieces=count)


def forget(tx: Tx, parcel_id: int, *, boxes_only: bool = False) -> None:
    """Nothing was taken for the parcel, or no box."""
    gone = delete(ParcelMaterial).where(ParcelMaterial.parcel_id == parcel_id)
    if boxes_only:
        of_boxes = select(Sku.id).where(Sku.packs.in_(BOXES))
        gone = gone.where(ParcelMaterial.sku_id.is_(None) | ParcelMaterial.sku_id.in_(of_boxes))
    tx.connection.execute(gone)


def book_out(tx: Tx, parcel_id: int, action: str) -> None:
    """What was taken for the parcel is consumed, from the bins it lies in, the nearest shelf first."""
    taken = list(_taken.rows(tx, parcel=parcel_id))
    if not taken:
        return
    consumed = ledger.virtual_locations(tx)[Virtual.CONSUMED]
    postings: list[Posting] = []
    for sku_id, wanted in sorted(taken):
        left = wanted
        for bin_id, lot, free in tx.connection.execute(_lying, {"sku": sku_id}):
            part = min(left, free)
            if part:
                postings.append(Posting(sku_id, bin_id, consumed, part, lot))
            left -= part
    ledger.post(tx, f"{action}:box", Reason.CONSUMED, postings, document_of(parcel_id))
    tx.touch("materials")


def bring_back(tx: Tx, parcel_id: int, action: str) -> None:
    """What was consumed for the parcel is back in its bins, by counter-moves."""
    moves = list(tx.connection.execute(_booked, {"document": document_of(parcel_id)}).scalars())
    if moves:
        ledger.undo(tx, f"{action}:unbox", moves, document_of(parcel_id))
        tx.touch("materials")
