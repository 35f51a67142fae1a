"""``packdesk check`` against trips, tracking and claims that were changed by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.reports.damage import do_damage
from tests.shop import COURIER, DAY, do, open_shop, order, pack, parcel_of, problems_of, release_and_wave
from warehouse_app.dispatch.following.commands import open_case
from warehouse_app.dispatch.following.rules import Status
from warehouse_app.dispatch.following.tracking import say_of_parcel
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.van.commands import take_back
from warehouse_app.returns.claims.commands import make_claim
from warehouse_app.returns.claims.rules import Asked
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def day(local_warehouse: Warehouse) -> Warehouse:
    """1 and 2 are handed over, 1 with two words of its courier and a claim; 3 was taken back, 4 left behind."""
    local_warehouse.clock = lambda: DAY
    open_shop(local_warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(1, 5)))
    release_and_wave(local_warehouse)
    trip = do(local_warehouse, open_handover, COURIER)
    for number in "1234":
        waybill = pack(local_warehouse, number).waybill
        if number != "4":
            do(local_warehouse, hand_over, trip, (waybill,), new_action())
    do(local_warehouse, close_handover, trip)
    do(local_warehouse, take_back, parcel_of(local_warehouse, "3").id, "x", new_action())
    one = parcel_of(local_warehouse, "1").id
    for hours, status in ((2, Status.PICKED_UP), (1, Status.LOST)):
        do(local_warehouse, say_of_parcel, one, status, DAY - timedelta(hours=hours))
    asked = Asked(Decimal(9), Decimal(1), Decimal(10))
    case_id = do(local_warehouse, open_case, parcel_of(local_warehouse, "2").id, "damaged")
    do(local_warehouse, make_claim, case_id, asked, new_action())
    assert problems_of(local_warehouse) == []
    return local_warehouse


ONE, TWO, THREE, FOUR = (
    f"(SELECT parcel_id FROM parcel_order JOIN orders ON orders.id = order_id WHERE number = '{n}')" for n in range(1, 5)
)
DAMAGE = {
    "shipped without a trip": (f"DELETE FROM handover_parcel WHERE parcel_id = {TWO}", {"handover"}),
    "taken back and still in it": (
        f"INSERT INTO handover_parcel SELECT {THREE}, handover_id, who_id, desk, at FROM handover_parcel WHERE parcel_id = {TWO}",
        {"handover", "taken_back"},
    ),
    "left behind by the trip that took it": (f"UPDATE handover_left SET parcel_id = {TWO}", {"left_behind"}),
    "left behind by an open trip": ("UPDATE handover SET closed_at = NULL", {"left_behind", "handover"}),
    "a word forgotten": (f"DELETE FROM parcel_track WHERE parcel_id = {ONE}", {"track"}),
    "a word nobody said": (f"UPDATE parcel_track SET status = 'signed' WHERE parcel_id = {ONE}", {"track"}),
    "an earlier word": ("UPDATE parcel_track SET moment = first_at", {"track"}),
    "a claim for another parcel": (f"UPDATE claim SET parcel_id = {ONE}", {"claim"}),
    "a claim for too much": ("UPDATE claim SET claimed = 2000", {"claim"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(day: Warehouse, damage: str) -> None:
    statement, codes = DAMAGE[damage]
    do_damage(day, ("handover_return", "tracking", "case_note"), statement)
    found = {code.removeprefix("check.") for code in problems_of(day)} - {"foreign_key"}
    assert found == codes
