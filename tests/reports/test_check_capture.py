"""``packdesk check`` against captures that were changed by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.reports.damage import do_damage
from tests.shop import barcode, do, open_shop, order, parcel_of, problems_of, release_and_wave, scan
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.tables import Sku
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def day(local_warehouse: Warehouse) -> Warehouse:
    """1 is packed with two serial numbers; 2 has one of two pieces and waits for its number."""
    open_shop(local_warehouse, {"SKU1": 9, "SKU2": 1}, order("1", {"SKU1": 2}), order("2", {"SKU1": 2}))
    with local_warehouse.reading() as session:
        sku_id = session.scalars(select(Sku.id).where(Sku.seller_code == "SKU1")).one()
    do(local_warehouse, set_at_packing, sku_id, True, "", None, {})
    release_and_wave(local_warehouse)
    one = barcode(1)
    for number, codes in (("1", (one, "SN-1", one, "SN-2")), ("2", (one,))):
        parcel = parcel_of(local_warehouse, number)
        scan(local_warehouse, None, parcel.waybill)
        for code in codes:
            assert scan(local_warehouse, parcel.id, code).good
    assert parcel_of(local_warehouse, "1").state == "packed"
    assert problems_of(local_warehouse) == []
    return local_warehouse


def _part(number: str) -> str:
    """A component of a set that was only begun."""
    return (
        "INSERT INTO parcel_capture (parcel_id, sku_id, kind, value, part_id, pieces, scan_id, who_id, desk, at) "
        f"SELECT parcel_id, sku_id, 'part', '', 2, 1, scan_id, who_id, desk, at FROM parcel_capture WHERE value = '{number}'"
    )


DAMAGE = {
    "a number lost": ("DELETE FROM parcel_capture WHERE value = 'SN-2'", {"check.parcel_serials"}),
    "a number of another parcel": (
        "UPDATE parcel_capture SET parcel_id = (SELECT max(id) FROM parcel) WHERE value = 'SN-2'", {"check.parcel_serials"},
    ),
    "packed though something is asked for": ("UPDATE parcel SET owes = 16 WHERE state = 'packed'", {"check.parcel_asked"}),
    "packed with half a set": (_part("SN-1"), {"check.parcel_asked"}),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(day: Warehouse, damage: str) -> None:
    statement, codes = DAMAGE[damage]
    do_damage(day, (), statement)
    assert set(problems_of(day)) == codes
