"""Damaged steps of picking are found: a slot with too much in it, more taken than wanted, or taken from another bin."""

from __future__ import annotations

import pytest

from tests.reports.damage import do_damage
from tests.shop import do, ids_of, open_shop, order, pack, problems_of
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.packing.stopping import cancel
from warehouse_app.picking.confirming.commands import confirm_stop
from warehouse_app.picking.confirming.queries import walk
from warehouse_app.store.warehouse import Warehouse, new_action

OTHER_BIN = "(SELECT id FROM location WHERE code = 'A-2')"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE pick_scan SET quantity = 3 WHERE kind = 'sorted' AND id = (SELECT max(id) FROM pick_scan)", ["check.sorted"]),
        ("UPDATE pick_scan SET kind = 'undone' WHERE kind = 'sorted'", ["check.sorted", "check.sorted"]),
        ("UPDATE pick_scan SET quantity = 9 WHERE kind = 'taken' AND id = 1", ["check.taken", "check.taken_from"]),
        ("UPDATE pick_scan SET kind = 'undone' WHERE kind = 'taken'", ["check.taken", "check.taken_from"]),
        (f"UPDATE pick_scan SET location_id = {OTHER_BIN} WHERE kind = 'taken' AND id = 1", ["check.taken_from"]),
    ],
)
def test_damage_is_found(local_warehouse: Warehouse, statement: str, found: list[str]) -> None:
    open_shop(local_warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 2}), order("2", {"SKU1": 1}))
    do(local_warehouse, release)
    wave = do(local_warehouse, start_wave, way="cart")
    with local_warehouse.reading() as session:
        place = walk(session, wave.id).stops[0].place
    assert do(local_warehouse, confirm_stop, wave.id, place, new_action()).slots == ((1, 2), (2, 1))
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, ["pick_scan"], statement)
    assert problems_of(local_warehouse) == found


def test_every_way_out_of_a_bin_is_what_was_taken_from_it(local_warehouse: Warehouse) -> None:
    """One order packed, one taken apart after it was packed, one still open; then the damage that only the bin tells of."""
    orders = [order(str(n), {"SKU1": 1}) for n in (1, 2, 3)]
    open_shop(local_warehouse, {"SKU1": 9, "SKU2": 9}, *orders)
    do(local_warehouse, release)
    wave = do(local_warehouse, start_wave)
    with local_warehouse.reading() as session:
        place = walk(session, wave.id).stops[0].place
    do(local_warehouse, confirm_stop, wave.id, place, new_action())
    pack(local_warehouse, "1")
    pack(local_warehouse, "2")
    do(local_warehouse, cancel, ids_of(local_warehouse, "2"), "不要了")
    assert problems_of(local_warehouse) == []
    do_damage(local_warehouse, ["pick_scan"], f"UPDATE put_back SET location_id = {OTHER_BIN}")
    assert "check.taken_from" in problems_of(local_warehouse)
