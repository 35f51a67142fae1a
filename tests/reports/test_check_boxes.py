"""``packdesk check`` against a box that is booked out for a parcel nobody has packed."""

from __future__ import annotations

from tests.packing.boxes.materials import add_materials
from tests.reports.damage import do_damage
from tests.shop import do, open_shop, order, parcel_of, problems_of, release_and_wave, scan
from warehouse_app.packing.boxes import using
from warehouse_app.packing.boxes.commands import take_boxes
from warehouse_app.store.warehouse import Warehouse, new_action


def test_a_box_that_left_without_its_parcel_is_seen(local_warehouse: Warehouse) -> None:
    open_shop(local_warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}))
    ids = add_materials(local_warehouse)
    release_and_wave(local_warehouse)
    parcel = parcel_of(local_warehouse, "1")
    do(local_warehouse, take_boxes, parcel.id, [ids["BOX-S"]], new_action())
    scan(local_warehouse, parcel.id, "SKU1")
    assert problems_of(local_warehouse) == []
    do(local_warehouse, using.bring_back, parcel.id, new_action())
    do(local_warehouse, using.book_out, parcel.id, new_action())
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, (), "UPDATE parcel SET state = 'cancelled'")
    assert "check.box_without_parcel" in problems_of(local_warehouse)
