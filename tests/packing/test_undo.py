"""The way back from a scan and from a packed parcel, its weight, and coming back to a desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.shop import (
    DESK,
    add_orders,
    barcode,
    do,
    ids_of,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.commands import cancel, hold, unhold
from warehouse_app.packing.commands import leave, set_weight, undo_last, unpack
from warehouse_app.packing.queries import desk_figures, resume, scans, waiting_parcels
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Warehouse, new_action

ONE, TWO, THREE = barcode(1), barcode(2), barcode(3)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Orders 1 (two of SKU1, one of SKU2) and 2 (one of SKU2) in a wave; SKU3 is in nobody's order."""
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10}, order("1", {"SKU1": 2, "SKU2": 1}), order("2", {"SKU2": 1}))
    release_and_wave(warehouse)
    return warehouse


def _id(warehouse: Warehouse, number: str = "1") -> int:
    return parcel_of(warehouse, number).id


def _recorded(warehouse: Warehouse) -> list[tuple[str, str, int]]:
    with warehouse.reading() as session:
        rows = session.execute(select(Scan.code, Scan.verdict, Scan.quantity).order_by(Scan.id))
        return [(row.code, row.verdict, row.quantity) for row in rows]


def _counted(warehouse: Warehouse, number: str = "1") -> dict[str, int]:
    return {ln.seller_code: ln.scanned for ln in parcel_of(warehouse, number).lines}


def _ship(warehouse: Warehouse, number: str) -> None:
    parcel = pack(warehouse, number)
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)


def test_undo_takes_the_last_of_two_equal_bookings(shop: Warehouse) -> None:
    first, second = new_action(), new_action()
    scan(shop, _id(shop), ONE, action=first)
    scan(shop, _id(shop), ONE, action=second)
    do(shop, undo_last, _id(shop), new_action())
    with shop.reading() as session:
        undone = session.scalar(select(Scan.undoes_id).where(Scan.undoes_id.is_not(None)))
        assert undone == session.scalar(select(Scan.id).where(Scan.action == second))
    do(shop, undo_last, _id(shop), new_action())
    assert do(shop, undo_last, _id(shop), new_action()).verdict == "nothing_to_undo"
    assert _counted(shop) == {"SKU1": 0, "SKU2": 0}


def test_undo_of_the_completing_scan_brings_goods_and_promise_back(shop: Warehouse) -> None:
    before = stock_of(shop)
    parcel = pack(shop, "1").id
    answer = do(shop, undo_last, parcel, new_action())
    assert (answer.verdict, answer.scanned, parcel_of(shop, "1").state, states_of(shop)["1"]) == ("undone", 2, "open", "picked")
    assert stock_of(shop) == before
    assert problems_of(shop) == []
    assert pack(shop, "1").state == "packed"
    assert stock_of(shop)["SKU1"] == (8, 0)
    assert problems_of(shop) == []


def test_a_desk_finds_its_parcel_again(shop: Warehouse) -> None:
    with shop.reading() as session:
        assert resume(session, DESK) is None
    scan(shop, _id(shop), ONE)
    with shop.reading() as session:
        assert (resume(session, DESK), resume(session, "another desk")) == (_id(shop), None)
    do(shop, leave, _id(shop), new_action())
    with shop.reading() as session:
        assert resume(session, DESK) is None
    scan(shop, None, parcel_of(shop, "1").waybill)
    pack(shop, "1")
    with shop.reading() as session:
        assert resume(session, DESK) is None


def test_a_wrong_waybill_in_between_does_not_lose_the_open_parcel(shop: Warehouse) -> None:
    packed = pack(shop, "2")
    scan(shop, _id(shop), ONE)
    scan(shop, _id(shop), packed.waybill)
    with shop.reading() as session:
        assert resume(session, DESK) == _id(shop)


@pytest.mark.parametrize("packed", [True, False])
def test_unpacking_a_cancelled_parcel_brings_the_goods_back_for_good(shop: Warehouse, packed: bool) -> None:
    parcel = pack(shop, "1").id if packed else _id(shop)
    if not packed:
        scan(shop, parcel, ONE)
    with pytest.raises(Conflict) as caught:
        do(shop, unpack, parcel, new_action())
    assert caught.value.code == "packing.order_stands"
    do(shop, cancel, ids_of(shop, "1"), "x")
    do(shop, unpack, parcel, new_action())
    assert (parcel_of(shop, "1").state, states_of(shop)["1"]) == ("cancelled", "cancelled")
    assert stock_of(shop) == {"SKU1": (10, 0), "SKU2": (10, 1), "SKU3": (10, 0)}
    with pytest.raises(Conflict) as again:
        do(shop, unpack, parcel, new_action())
    assert again.value.code == "packing.not_here"
    assert scan(shop, None, parcel_of(shop, "1").waybill).verdict == "cancelled"
    assert problems_of(shop) == []


@pytest.mark.parametrize("packed", [True, False])
def test_a_changed_order_is_taken_back_and_goes_out_in_a_new_parcel(shop: Warehouse, packed: bool) -> None:
    old = pack(shop, "1") if packed else parcel_of(shop, "1")
    add_orders(shop, order("1", {"SKU1": 3, "SKU2": 1}, address="别处"), name="later")
    with pytest.raises(Conflict) as caught:
        do(shop, unhold, ids_of(shop, "1"))
    assert caught.value.code == "orders.take_parcel_back"
    do(shop, unpack, old.id, new_action())
    assert states_of(shop)["1"] == "waiting"
    assert problems_of(shop) == []
    release_and_wave(shop)
    new = pack(shop, "1")
    assert new.waybill != old.waybill
    assert {ln.seller_code: ln.needed for ln in new.lines} == {"SKU1": 3, "SKU2": 1}
    assert stock_of(shop)["SKU1"] == (7, 0)
    assert problems_of(shop) == []


def test_neither_a_hold_nor_a_second_change_opens_a_changed_parcel(shop: Warehouse) -> None:
    add_orders(shop, order("1", {"SKU1": 2, "SKU2": 1}, address="别处"), name="later")
    do(shop, hold, ids_of(shop, "1"), "等")
    add_orders(shop, order("1", {"SKU1": 2, "SKU2": 1}, address="别处", note="新备注"), name="later still")
    with pytest.raises(Conflict) as caught:
        do(shop, unhold, ids_of(shop, "1"))
    assert caught.value.code == "orders.take_parcel_back"


@pytest.mark.parametrize("stop", [cancel, hold])
def test_undo_on_a_stopped_packed_parcel_is_an_answer_and_no_error(shop: Warehouse, stop) -> None:  # type: ignore[no-untyped-def]  # either command
    parcel = pack(shop, "1").id
    do(shop, stop, ids_of(shop, "1"), "x")
    answer = do(shop, undo_last, parcel, new_action())
    assert answer.verdict in {"cancelled", "held"}
    assert _recorded(shop)[-1][1] == answer.verdict
    assert parcel_of(shop, "1").state == "packed"
    assert problems_of(shop) == []


@pytest.mark.parametrize("weight", [1, 350, 100_000])
def test_a_weight_is_written_down(shop: Warehouse, weight: int) -> None:
    do(shop, set_weight, _id(shop), weight)
    assert parcel_of(shop, "1").weight_g == weight


@pytest.mark.parametrize("weight", [0, -5, 100_001])
def test_a_weight_out_of_range_is_refused(shop: Warehouse, weight: int) -> None:
    with pytest.raises(BadInput) as caught:
        do(shop, set_weight, _id(shop), weight)
    assert caught.value.code == "packing.weight_range"
    assert parcel_of(shop, "1").weight_g is None


def test_what_has_left_is_not_weighed_or_undone(shop: Warehouse) -> None:
    _ship(shop, "1")
    with pytest.raises(Conflict):
        do(shop, set_weight, _id(shop), 300)
    assert do(shop, undo_last, _id(shop), new_action()).verdict == "shipped_already"
    assert parcel_of(shop, "1").state == "shipped"


def test_what_the_desk_shows_beside_the_parcel(shop: Warehouse) -> None:
    scan(shop, _id(shop), ONE)
    scan(shop, _id(shop), THREE)
    with shop.reading() as session:
        assert [(row.code, row.verdict, row.seller_code, row.quantity) for row in scans(session, _id(shop))] == [
            (THREE, "wrong_item", "SKU3", 0), (ONE, "right", "SKU1", 1),
        ]  # fmt: skip
        assert [(row.slot, row.scanned) for row in waiting_parcels(session)] == [(1, 1), (2, 0)]
    do(shop, hold, ids_of(shop, "2"), "x")
    pack(shop, "1")
    now = shop.clock()
    with shop.reading() as session:
        assert waiting_parcels(session) == []
        figures = desk_figures(session, now, now.replace(hour=0, minute=0))
        assert (figures.packed_today, figures.open) == (1, 1)
