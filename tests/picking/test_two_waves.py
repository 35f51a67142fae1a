"""An order in one wave after another, and two supervisors who want the same orders: nobody has an order twice."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from tests.shop import add_orders, do, ids_of, open_shop, order, parcel_of, problems_of, release_and_wave, states_of
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import Conflict
from warehouse_app.orders.release import release
from warehouse_app.packing.commands import unpack
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.tables import ParcelOrder, Wave
from warehouse_app.store.warehouse import Warehouse, new_action


def _count(warehouse: Warehouse, what: type[Wave] | type[ParcelOrder]) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_goods_of_the_first_wave_say_nothing_of_an_order_that_is_in_the_second(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}))
    first = release_and_wave(warehouse).made
    add_orders(warehouse, order("1", {"SKU1": 1}, address="江苏省 南京市 玄武区 示例路2号"), name="later")
    do(warehouse, unpack, parcel_of(warehouse, "1").id, new_action())
    second = release_and_wave(warehouse).made
    assert do(warehouse, confirm_picked, first.id) == 1
    assert states_of(warehouse) == {"1": "in_wave", "2": "picked"}
    assert do(warehouse, confirm_picked, second.id) == 1
    assert problems_of(warehouse) == []


def test_of_two_supervisors_waving_the_same_orders_at_once_one_wins_and_the_other_is_told(warehouse: Warehouse) -> None:
    numbers = [str(n) for n in range(12)]
    open_shop(warehouse, {"SKU1": 99}, *(order(number, {"SKU1": 1}) for number in numbers), waybills=40)
    do(warehouse, release)
    ids = ids_of(warehouse, *numbers)
    outcomes: list[object] = []
    ready = threading.Barrier(2)

    def supervisor(chosen: list[int]) -> None:
        ready.wait(10)
        try:
            with warehouse.transaction(SYSTEM, "desk") as tx:
                outcomes.append(len(start_wave(tx, chosen).parcel_ids))
        except BaseException as error:  # a thread's failure must reach the test
            outcomes.append(error)

    both = [threading.Thread(target=supervisor, args=(chosen,)) for chosen in (ids, ids[::-1])]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    told = next(outcome for outcome in outcomes if isinstance(outcome, Conflict))
    assert (told.code, told.fields) == ("picking.not_all_released", {"wanted": 12, "released": 0})
    assert [outcome for outcome in outcomes if outcome is not told] == [12]
    assert (_count(warehouse, Wave), _count(warehouse, ParcelOrder)) == (1, 12)
    assert set(states_of(warehouse).values()) == {"in_wave"}
    assert problems_of(warehouse) == []


def test_two_choices_that_share_an_order_make_one_wave_whole_or_not_at_all(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 99}, *(order(str(n), {"SKU1": 1}) for n in range(3)))
    do(warehouse, release)
    one, two, three = ids_of(warehouse, "0", "1", "2")
    do(warehouse, start_wave, [one, two])
    with pytest.raises(Conflict) as told:
        do(warehouse, start_wave, [two, three])
    assert (told.value.code, told.value.fields) == ("picking.not_all_released", {"wanted": 2, "released": 1})
    assert states_of(warehouse) == {"0": "in_wave", "1": "in_wave", "2": "released"}
    assert (_count(warehouse, Wave), _count(warehouse, ParcelOrder)) == (1, 2)
    assert problems_of(warehouse) == []
