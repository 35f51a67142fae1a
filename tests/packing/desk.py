"""A packing desk to test with: what stands where, what was recorded, and a parcel that has left."""

from __future__ import annotations

from sqlalchemy import select

from tests.shop import barcode, do, pack, parcel_of
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Warehouse, new_action

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


def id_of(warehouse: Warehouse, number: str = "1") -> int:
    return parcel_of(warehouse, number).id


def sku_id(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return session.scalars(select(Sku.id).where(Sku.seller_code == code)).one()


def make_set(warehouse: Warehouse) -> None:
    """SKU2 is a set of two of SKU3."""
    do(warehouse, set_at_packing, sku_id(warehouse, "SKU2"), False, "", None, {"SKU3": 2})


def recorded(warehouse: Warehouse) -> list[tuple[str, str, int]]:
    with warehouse.reading() as session:
        rows = session.execute(select(Scan.code, Scan.verdict, Scan.quantity).order_by(Scan.id))
        return [(row.code, row.verdict, row.quantity) for row in rows]


def counted(warehouse: Warehouse, number: str = "1") -> dict[str, int]:
    return {ln.seller_code: ln.scanned for ln in parcel_of(warehouse, number).lines}


def ship(warehouse: Warehouse, number: str) -> None:
    parcel = pack(warehouse, number)
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)
