"""``packdesk check`` against parcels sent short, and sets in components, whose books were changed by hand."""

from __future__ import annotations

import pytest

from tests.orders.sets.kits import make_kits
from tests.packing.desk import id_of
from tests.reports.damage import do_damage
from tests.shop import barcode, do, open_shop, order, problems_of, release_and_wave, scan
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.forcing import complete_short
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def day(local_warehouse: Warehouse) -> Warehouse:
    """1 was sent without two pieces of SKU1, which wait; 2 is a set in components, on the floor."""
    stock = {"SKU1": 9, "SKU2": 9, "SKU3": 0, "SKU4": 0, "SKU5": 0}
    open_shop(local_warehouse, stock, order("1", {"SKU1": 3}), order("2", {"SKU4": 1}))
    make_kits(local_warehouse)
    release_and_wave(local_warehouse)
    scan(local_warehouse, id_of(local_warehouse), barcode(1))
    do(local_warehouse, complete_short, id_of(local_warehouse), Reason("missing"), SYSTEM.id, new_action())
    assert problems_of(local_warehouse) == []
    return local_warehouse


PART = "(SELECT part_id FROM parcel_short)"
DAMAGE = {
    "the record changed": ("UPDATE parcel_short SET pieces = 1", {"check.sent_short", "check.sent_short_line"}),
    "other goods on record": ("UPDATE parcel_short SET sku_id = 2", {"check.sent_short_line"}),
    "the part changed": (
        f"UPDATE order_line SET quantity = 1 WHERE order_id = {PART}", {"check.sent_short_line", "check.split_off"},
    ),
    "a set of another size": ("UPDATE set_part SET sets = 2", {"check.set_parts", "check.reservation"}),
    "a component more in it": ("UPDATE set_part SET per_set = 2 WHERE part_id = 1", {"check.reservation"}),
    "what it is made of lost": ("DELETE FROM set_part", {"check.reservation", "check.reservation_line"}),
    "components of an order that waits": (
        f"UPDATE set_part SET order_line_id = (SELECT id FROM order_line WHERE order_id = {PART})",
        {"check.reservation", "check.reservation_line", "check.set_line"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "codes"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_difference_is_found(day: Warehouse, damage: str, codes: set[str]) -> None:
    do_damage(day, ("parcel_short",), damage)
    assert set(problems_of(day)) == codes
