"""``packdesk check`` against a database damaged by hand: each rule reports its own damage, and only then."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.reports.damage import do_damage
from tests.shop import add_orders, do, ids_of, open_shop, order, pack, parcel_of, problems_of, release_and_wave, scan
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.reports.check import check
from warehouse_app.store.warehouse import Warehouse, new_action

APPEND_ONLY = ("move", "scan", "audit", "order_history")


@pytest.fixture
def day(local_warehouse: Warehouse) -> Warehouse:
    """A shop in the middle of its day: 1 shipped, 2 packed, 3 begun, 4 in the wave, 5 released, 6 held and waiting."""
    orders = [order(str(n), {"SKU1": 2, "SKU2": 1}) for n in range(1, 5)]
    open_shop(local_warehouse, {"SKU1": 50, "SKU2": 50}, *orders)
    release_and_wave(local_warehouse)
    parcel = pack(local_warehouse, "1")
    trip = do(local_warehouse, open_handover, parcel.courier)
    do(local_warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(local_warehouse, close_handover, trip)
    pack(local_warehouse, "2")
    scan(local_warehouse, parcel_of(local_warehouse, "3").id, "SKU1")
    add_orders(local_warehouse, order("5", {"SKU1": 1}), order("6", {"SKU2": 1}), name="more")
    do(local_warehouse, hold, ids_of(local_warehouse, "6"), "x")
    do(local_warehouse, release)
    return local_warehouse


def _parcel(number: int) -> str:
    return f"(SELECT parcel_id FROM parcel_order JOIN orders ON orders.id = order_id WHERE number = '{number}')"


def test_a_whole_day_is_clean(day: Warehouse) -> None:
    assert problems_of(day) == []


BIN1 = "(SELECT id FROM location WHERE code = 'A-1')"
DAMAGE = {
    "a balance changed": (f"UPDATE balance SET on_hand = on_hand + 1 WHERE location_id = {BIN1}", {"check.balance"}),
    "a balance lost": (f"DELETE FROM balance WHERE location_id = {BIN1}", {"check.balance"}),
    "a virtual balance changed": ("UPDATE balance SET on_hand = 0 WHERE virtual AND on_hand > 0", {"check.balance"}),
    "a move lost": ("DELETE FROM move WHERE reason = 'opening'", {"check.balance"}),
    "a move changed": ("UPDATE move SET quantity = quantity + 1 WHERE reason = 'opening'", {"check.balance"}),
    "a promise changed": (f"UPDATE balance SET reserved = reserved - 1 WHERE location_id = {BIN1}", {"check.reserved"}),
    "a reservation changed": (
        "UPDATE reservation SET quantity = quantity + 1 WHERE id = (SELECT min(id) FROM reservation)",
        {"check.reserved", "check.reservation"},
    ),
    "a reservation lost": (
        "DELETE FROM reservation WHERE id = (SELECT min(id) FROM reservation)", {"check.reserved", "check.reservation"},
    ),
    "a reservation of nobody": (
        "UPDATE reservation SET order_line_id = 9999 WHERE id = (SELECT min(id) FROM reservation)",
        {"check.reservation", "check.reservation_line"},
    ),
    "a released order forgotten": ("UPDATE orders SET state = 'waiting' WHERE number = '5'", {"check.reservation"}),
    "an order released without goods": (
        "UPDATE orders SET state = 'released' WHERE number = '6'", {"check.reservation"},
    ),
    "a line needs more": (
        f"UPDATE parcel_line SET needed = needed + 1 WHERE id = (SELECT min(id) FROM parcel_line WHERE parcel_id = {_parcel(4)})",
        {"check.parcel_sums"},
    ),
    "a scan lost": ("DELETE FROM scan WHERE parcel_id = " + _parcel(3), {"check.parcel_scans"}),
    "a count without a scan": (
        f"UPDATE parcel_line SET scanned = 1 WHERE id = (SELECT min(id) FROM parcel_line WHERE parcel_id = {_parcel(4)})",
        {"check.parcel_scans", "check.parcel_sums"},
    ),
    "a parcel's sum changed": ("UPDATE parcel SET scanned = scanned + 1 WHERE id = " + _parcel(4), {"check.parcel_sums"}),
    "packed without its goods": (
        "UPDATE parcel SET state = 'packed' WHERE id = " + _parcel(4), {"check.parcel_state", "check.shipped_goods"},
    ),
    "opened with its goods gone": (
        "UPDATE parcel SET state = 'open' WHERE id = " + _parcel(2), {"check.parcel_state", "check.shipped_goods"},
    ),
    "an order behind its parcel": (
        "UPDATE orders SET state = 'picked' WHERE number = '2'", {"check.parcel_state", "check.reservation"},
    ),
    "shipped in no trip": ("DELETE FROM handover_parcel", {"check.handover"}),
    "shipped in an open trip": ("UPDATE handover SET closed_at = NULL", {"check.handover"}),
    "gone with another courier": ("UPDATE handover SET courier = 'EMS'", {"check.handover"}),
    "a number exchanged": ("UPDATE parcel SET waybill = 'X1' WHERE id = " + _parcel(4), {"check.waybill"}),
    "a number freed": (
        "UPDATE waybill_number SET state = 'free', parcel_id = NULL WHERE parcel_id = " + _parcel(4), {"check.waybill"},
    ),
    "an order line's order lost": (
        "UPDATE order_line SET order_id = 9999 WHERE order_id = (SELECT id FROM orders WHERE number = '6')",
        {"check.foreign_key"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_rule_sees_its_damage(day: Warehouse, damage: str) -> None:
    statement, codes = DAMAGE[damage]
    do_damage(day, APPEND_ONLY, statement)
    assert set(problems_of(day)) == codes


def test_a_difference_says_what_is_expected_and_what_is_there(day: Warehouse) -> None:
    with day.engine.connect() as connection:
        on_hand = connection.execute(text(f"SELECT on_hand FROM balance WHERE location_id = {BIN1}")).scalar_one()
    do_damage(day, APPEND_ONLY, DAMAGE["a balance changed"][0])
    with day.reading() as session:
        (problem,) = check(session)
    assert (problem.subject, problem.expected, problem.found) == ("A-1 SKU1", str(on_hand), str(on_hand + 1))


def test_the_same_rules_run_on_the_server(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    with warehouse.engine.begin() as connection:
        connection.execute(text("UPDATE balance SET reserved = 1 WHERE reserved = 2"))
        connection.execute(text("UPDATE parcel SET waybill = 'X1'"))
    assert sorted(problems_of(warehouse)) == ["check.reserved", "check.waybill"]
