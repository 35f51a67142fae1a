"""How far waves are: every parcel counts once, stopped ones as stopped, cancelled ones not at all."""

from __future__ import annotations

from datetime import timedelta

from tests.shop import DAY, add_orders, do, ids_of, open_shop, order, pack, parcel_of, release_and_wave
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.orders.commands import hold
from warehouse_app.packing.commands import unpack
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.progress import Progress, progress_of, progress_since
from warehouse_app.store.warehouse import Warehouse, new_action


def how_far(warehouse: Warehouse, wave_id: int) -> Progress:
    with warehouse.reading() as session:
        return progress_of(session, [wave_id])[wave_id]


def test_a_parcel_goes_from_waiting_to_picked_to_packed_and_counts_once(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 99}, *(order(number, {"SKU1": 1}) for number in "123456"))
    wave = release_and_wave(warehouse).made.id
    assert how_far(warehouse, wave) == Progress(waiting=6)
    do(warehouse, hold, ids_of(warehouse, "5"), "x")
    pack(warehouse, "1")  # packing need not wait for the whole wave
    assert how_far(warehouse, wave) == Progress(packed=1, blocked=1, waiting=4)
    do(warehouse, confirm_picked, wave)
    parcel = pack(warehouse, "2")
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)
    assert how_far(warehouse, wave) == Progress(packed=2, picked=3, blocked=1)
    do(warehouse, hold, ids_of(warehouse, "1", "6"), "x")
    assert how_far(warehouse, wave) == Progress(packed=1, picked=2, blocked=3)  # a packed one that may not leave is no success
    assert not how_far(warehouse, wave).done


def test_parcels_taken_apart_are_no_part_of_the_wave(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 99}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    wave = release_and_wave(warehouse).made.id
    add_orders(warehouse, order("1", {"SKU1": 1}, address="江苏省 南京市 玄武区 示例路2号"), name="later")
    do(warehouse, unpack, parcel_of(warehouse, "1").id, new_action())
    assert how_far(warehouse, wave) == Progress(waiting=1)
    pack(warehouse, "2")
    last = how_far(warehouse, wave)
    assert (last, last.done, last.parcels) == (Progress(packed=1), True, 1)


def test_all_waves_of_the_day_together(warehouse: Warehouse) -> None:
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 99}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    warehouse.clock = lambda: DAY + timedelta(days=1)
    for number in "23":
        add_orders(warehouse, order(number, {"SKU1": 1}), name=number)
        release_and_wave(warehouse)
    pack(warehouse, "2")
    with warehouse.reading() as session:
        assert progress_since(session, DAY + timedelta(hours=12)) == (2, Progress(packed=1, waiting=1))
        assert progress_since(session, DAY + timedelta(days=2)) == (0, Progress())
        assert progress_of(session, []) == {}
