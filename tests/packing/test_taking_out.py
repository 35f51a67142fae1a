"""Orders leave their wave: what was promised stays promised, what was picked goes back, and a number goes out once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.shop import (
    barcode,
    carry_back,
    do,
    ids_of,
    on_desk,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    scan,
    states_of,
    stock_of,
)  # fmt: skip
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.taking_out import TakenOut, cancel_wave, take_out
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.queries import pick_stops, waves_page
from warehouse_app.stock.tables import Balance, Reservation
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, *(order(number, {"SKU1": 1, "SKU2": 1}) for number in "123"))
    return warehouse


def _promises(warehouse: Warehouse) -> tuple[list[object], list[object]]:
    with warehouse.reading() as session:
        balances = session.execute(select(Balance.location_id, Balance.sku_id, Balance.on_hand, Balance.reserved))
        kept = session.execute(select(Reservation.order_line_id, Reservation.location_id, Reservation.quantity))
        return sorted(map(tuple, balances)), sorted(map(tuple, kept))


def test_an_order_is_taken_out_before_it_was_picked_and_goes_into_the_next_wave(shop: Warehouse) -> None:
    wave = release_and_wave(shop).made
    before, old = _promises(shop), parcel_of(shop, "2").waybill
    assert do(shop, take_out, ids_of(shop, "2"), "改地址") == TakenOut(1, 0)
    assert (states_of(shop)["2"], _promises(shop)) == ("released", before)
    with shop.reading() as session:
        assert {slot for stop in pick_stops(session, wave.id) for slot, _ in stop.slots} == {1, 3}
    assert scan(shop, None, old).verdict == "cancelled"
    do(shop, start_wave)
    assert pack(shop, "2").waybill != old
    assert problems_of(shop) == []


@pytest.mark.parametrize("begun", [False, True])
def test_what_was_picked_or_scanned_lies_on_the_desk(shop: Warehouse, begun: bool) -> None:
    wave = release_and_wave(shop).made
    if begun:
        scan(shop, parcel_of(shop, "2").id, barcode(1))
    else:
        do(shop, confirm_picked, wave.id)
    assert do(shop, take_out, ids_of(shop, "2"), "找不到") == TakenOut(1, 1)
    assert (states_of(shop)["2"], on_desk(shop)) == ("waiting", {"SKU1": 1} if begun else {"SKU1": 1, "SKU2": 1})
    carry_back(shop)
    assert stock_of(shop) == {"SKU1": (9, 2), "SKU2": (9, 2)}
    assert problems_of(shop) == []


def test_a_wave_cancelled_half_picked_is_as_if_it_had_never_been(shop: Warehouse) -> None:
    release_and_wave(shop)
    do(shop, cancel, ids_of(shop, "1", "2", "3"), "x")  # the numbers of the day before are used up as well
    open_shop(shop, {"SKU1": 9, "SKU2": 9}, *(order(number, {"SKU1": 1, "SKU2": 1}) for number in "4567"), waybills=0)
    wave = release_and_wave(shop).made
    before = _promises(shop)
    assert do(shop, cancel_wave, wave.id, "停电") == TakenOut(4, 0)
    assert (_promises(shop), {states_of(shop)[number] for number in "4567"}) == (before, {"released"})
    with shop.reading() as session:
        first = waves_page(session).rows[0]
        assert (first.cancelled, first.parcels, pick_stops(session, wave.id)) == (True, 0, [])
    assert problems_of(shop) == []


def test_packed_parcels_of_a_cancelled_wave_go_on(shop: Warehouse) -> None:
    wave = release_and_wave(shop).made
    packed = pack(shop, "1")
    assert do(shop, cancel_wave, wave.id, "停电").parcels == 2
    assert states_of(shop) == {"1": "packed", "2": "released", "3": "released"}
    assert scan(shop, None, packed.waybill).verdict == "packed_already"
    with pytest.raises(WarehouseError) as caught:
        do(shop, cancel_wave, wave.id, "再来")
    assert caught.value.code == "picking.nothing_to_cancel"
    assert problems_of(shop) == []


@pytest.mark.parametrize(
    ("number", "reason", "code"),
    [("1", " ", "orders.reason_missing"), ("1", "x", "picking.packed_already"), ("9", "x", "picking.not_in_wave")],
)
def test_what_cannot_be_taken_out_is_said(shop: Warehouse, number: str, reason: str, code: str) -> None:
    release_and_wave(shop)
    pack(shop, "1")
    open_shop(shop, {"SKU1": 9, "SKU2": 9}, order("9", {"SKU1": 1}), waybills=0)
    with pytest.raises(WarehouseError) as caught:
        do(shop, take_out, ids_of(shop, number), reason)
    assert caught.value.code == code
    with pytest.raises(WarehouseError) as nobody:
        do(shop, cancel_wave, 999, "x")
    assert nobody.value.code == "picking.no_such_wave"


def test_a_number_the_platform_gave_goes_with_its_order_into_the_next_parcel(warehouse: Warehouse) -> None:
    told = order("1", {"SKU1": 1}, courier="中通快递", waybill="75888888888888")
    open_shop(warehouse, {"SKU1": 9}, told)
    release_and_wave(warehouse)
    do(warehouse, take_out, ids_of(warehouse, "1"), "晚点")
    do(warehouse, start_wave)
    assert pack(warehouse, "1").waybill == "75888888888888"
    assert problems_of(warehouse) == []
