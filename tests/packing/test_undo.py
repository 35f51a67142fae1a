"""The way back from a scan and from a packed parcel, its weight, and coming back to a desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.packing.desk import ONE, THREE, counted, id_of, recorded, ship
from tests.shop import (
    DESK,
    add_orders,
    do,
    ids_of,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.commands import cancel, hold, unhold
from warehouse_app.packing.commands import leave, undo_last, unpack
from warehouse_app.packing.queries import desk_figures, resume, scans, waiting_parcels
from warehouse_app.packing.tables import Scan
from warehouse_app.packing.weighing.commands import set_weight
from warehouse_app.store.warehouse import Warehouse, new_action


def test_undo_takes_the_last_of_two_equal_bookings(shop: Warehouse) -> None:
    first, second = new_action(), new_action()
    scan(shop, id_of(shop), ONE, action=first)
    scan(shop, id_of(shop), ONE, action=second)
    do(shop, undo_last, id_of(shop), new_action())
    with shop.reading() as session:
        undone = session.scalar(select(Scan.undoes_id).where(Scan.undoes_id.is_not(None)))
        assert undone == session.scalar(select(Scan.id).where(Scan.action == second))
    do(shop, undo_last, id_of(shop), new_action())
    assert do(shop, undo_last, id_of(shop), new_action()).verdict == "nothing_to_undo"
    assert counted(shop) == {"SKU1": 0, "SKU2": 0}


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
    scan(shop, id_of(shop), ONE)
    with shop.reading() as session:
        assert (resume(session, DESK), resume(session, "another desk")) == (id_of(shop), None)
    do(shop, leave, id_of(shop), new_action())
    with shop.reading() as session:
        assert resume(session, DESK) is None
    scan(shop, None, parcel_of(shop, "1").waybill)
    pack(shop, "1")
    with shop.reading() as session:
        assert resume(session, DESK) is None


def test_a_wrong_waybill_in_between_does_not_lose_the_open_parcel(shop: Warehouse) -> None:
    packed = pack(shop, "2")
    scan(shop, id_of(shop), ONE)
    scan(shop, id_of(shop), packed.waybill)
    with shop.reading() as session:
        assert resume(session, DESK) == id_of(shop)


@pytest.mark.parametrize("packed", [True, False])
def test_unpacking_a_cancelled_parcel_brings_the_goods_back_for_good(shop: Warehouse, packed: bool) -> None:
    parcel = pack(shop, "1").id if packed else id_of(shop)
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
    add_orders(shop, order("1", {"SKU1": 3, "SKU2": 1}, address="江苏省 南京市 玄武区 新路2号"), name="later")
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
    add_orders(shop, order("1", {"SKU1": 2, "SKU2": 1}, address="江苏省 南京市 玄武区 新路2号"), name="later")
    do(shop, hold, ids_of(shop, "1"), "等")
    told = order("1", {"SKU1": 2, "SKU2": 1}, address="江苏省 南京市 玄武区 新路2号", note="新备注")
    add_orders(shop, told, name="later still")
    with pytest.raises(Conflict) as caught:
        do(shop, unhold, ids_of(shop, "1"))
    assert caught.value.code == "orders.take_parcel_back"


@pytest.mark.parametrize("stop", [cancel, hold])
def test_undo_on_a_stopped_packed_parcel_is_an_answer_and_no_error(shop: Warehouse, stop) -> None:  # type: ignore[no-untyped-def]  # either command
    parcel = pack(shop, "1").id
    do(shop, stop, ids_of(shop, "1"), "x")
    answer = do(shop, undo_last, parcel, new_action())
    assert answer.verdict in {"cancelled", "held"}
    assert recorded(shop)[-1][1] == answer.verdict
    assert parcel_of(shop, "1").state == "packed"
    assert problems_of(shop) == []


@pytest.mark.parametrize("weight", [1, 350, 100_000])
def test_a_weight_is_written_down(shop: Warehouse, weight: int) -> None:
    do(shop, set_weight, id_of(shop), weight)
    assert parcel_of(shop, "1").weight_g == weight


@pytest.mark.parametrize("weight", [0, -5, 100_001])
def test_a_weight_out_of_range_is_refused(shop: Warehouse, weight: int) -> None:
    with pytest.raises(BadInput) as caught:
        do(shop, set_weight, id_of(shop), weight)
    assert caught.value.code == "packing.weight_range"
    assert parcel_of(shop, "1").weight_g is None


def test_what_has_left_is_not_weighed_or_undone(shop: Warehouse) -> None:
    ship(shop, "1")
    with pytest.raises(Conflict):
        do(shop, set_weight, id_of(shop), 300)
    assert do(shop, undo_last, id_of(shop), new_action()).verdict == "shipped_already"
    assert parcel_of(shop, "1").state == "shipped"


def test_what_the_desk_shows_beside_the_parcel(shop: Warehouse) -> None:
    scan(shop, id_of(shop), ONE)
    scan(shop, id_of(shop), THREE)
    with shop.reading() as session:
        assert [(row.code, row.verdict, row.seller_code, row.quantity) for row in scans(session, id_of(shop))] == [
            (THREE, "wrong_item", "SKU3", 0), (ONE, "right", "SKU1", 1),
        ]  # fmt: skip
        assert [(row.slot, row.scanned) for row in waiting_parcels(session)] == [(1, 0), (2, 1)]
    do(shop, hold, ids_of(shop, "2"), "x")
    pack(shop, "1")
    now = shop.clock()
    with shop.reading() as session:
        assert waiting_parcels(session) == []
        figures = desk_figures(session, now, now.replace(hour=0, minute=0))
        assert (figures.packed_today, figures.open) == (1, 1)
