"""The pools of waybill numbers: one number, one parcel, once, ever."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.database import LocalHouse
from tests.shop import (
    COURIER,
    DESK,
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    barcode,
    do,
    ids_of,
    open_shop,
    order,
    parcel_of,
    parsed,
    problems_of,
    release_and_wave,
    states_of,
    stock_of,
)
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.numbers.incoming import compare
from warehouse_app.dispatch.queries import couriers
from warehouse_app.dispatch.rules import courier_name, is_product_code, looks_like
from warehouse_app.dispatch.tables import Courier, WaybillNumber
from warehouse_app.dispatch.waybills import import_waybills, start_wave
from warehouse_app.errors import Conflict
from warehouse_app.orders.commands import cancel
from warehouse_app.orders.release import release
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse

YTO = "圆通速递"


def _bring(warehouse: Warehouse, *rows: tuple[str, str]) -> ImportResult:
    told = parsed([WaybillRow(n, courier, number) for n, (courier, number) in enumerate(rows, 2)])
    with warehouse.reading() as session:
        seen = compare(session, told).result
    did = do(warehouse, import_waybills, told)
    assert seen == did
    return did


def _pool(warehouse: Warehouse) -> dict[str, tuple[str, str, bool]]:
    with warehouse.reading() as session:
        rows = session.execute(
            select(WaybillNumber.number, Courier.name, WaybillNumber.state, WaybillNumber.parcel_id).join(Courier)
        )
        return {row.number: (row.name, row.state, row.parcel_id is not None) for row in rows}


def test_numbers_come_in_once_under_the_couriers_full_name(warehouse: Warehouse) -> None:
    result = _bring(warehouse, ("中通", "75000000000001"), ("ZTO", "75000000000002"), (YTO, "YT0000000000001"))
    assert [change.kind for change in result.changes] == ["new"] * 3
    assert _pool(warehouse)["75000000000002"] == (COURIER, "free", False)
    assert [c.kind for c in _bring(warehouse, ("中通快递", "75000000000001")).changes] == ["unchanged"]
    with warehouse.reading() as session:
        assert {row.name: row.free_numbers for row in couriers(session) if row.free_numbers} == {COURIER: 2, YTO: 1}


def test_rows_that_cannot_be_waybills_stop_only_themselves(warehouse: Warehouse) -> None:
    add_waybills(warehouse, 1)
    result = _bring(
        warehouse, ("无名快递", "12345678"), (COURIER, barcode(7)), (YTO, "75000000000001"), (COURIER, "75000000000009")
    )
    assert [(p.row, p.column, p.code) for p in result.errors] == [
        (2, "courier", "dispatch.unknown_courier"),
        (3, "waybill", "dispatch.product_not_waybill"),
        (4, "waybill", "dispatch.number_elsewhere"),
    ]  # fmt: skip
    assert set(_pool(warehouse)) == {"75000000000001", "75000000000009"}


def test_an_unusual_number_is_taken_with_a_warning(warehouse: Warehouse) -> None:
    result = _bring(warehouse, (COURIER, "ABC123456"))
    assert ([p.code for p in result.warnings], result.errors) == (["dispatch.unusual_number"], [])
    assert _pool(warehouse) == {"ABC123456": (COURIER, "free", False)}


def test_parcels_take_numbers_in_the_order_they_came_in(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(3)))
    release_and_wave(warehouse)
    assert [parcel_of(warehouse, str(n)).waybill for n in range(3)] == numbers[:3]
    assert [state for _, state, _ in _pool(warehouse).values()].count("used") == 3
    assert problems_of(warehouse) == []


def test_a_wished_courier_is_used_while_its_pool_lasts(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}, courier="圆通" if n < 2 else "") for n in range(3)))
    _bring(warehouse, (YTO, "YT0000000000001"))
    release_and_wave(warehouse)
    assert [parcel_of(warehouse, str(n)).courier for n in range(3)] == [YTO, COURIER, COURIER]


def test_a_pool_that_is_short_makes_no_wave_at_all(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(3)), waybills=2)
    do(warehouse, release)
    with pytest.raises(Conflict) as caught:
        do(warehouse, start_wave)
    assert (caught.value.code, caught.value.fields) == ("dispatch.pool_short", {"missing": 1, "parcels": 3})
    assert set(states_of(warehouse).values()) == {"released"}
    assert {state for _, state, _ in _pool(warehouse).values()} == {"free"}
    add_waybills(warehouse, 1, start=50)
    assert len(do(warehouse, start_wave).parcel_ids) == 3


def test_a_number_the_platform_gave_is_kept_and_never_used_again(warehouse: Warehouse) -> None:
    told = {"waybill": "YT9999999999999", "courier": "圆通"}
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, **told), order("2", {"SKU1": 1}))
    release_and_wave(warehouse)
    assert (parcel_of(warehouse, "1").waybill, parcel_of(warehouse, "1").courier) == ("YT9999999999999", YTO)
    assert _pool(warehouse)["YT9999999999999"] == (YTO, "used", True)
    assert [c.kind for c in _bring(warehouse, (YTO, "YT9999999999999")).changes] == ["unchanged"]
    add_orders(warehouse, order("3", {"SKU1": 1}, **told), name="the same number again")
    do(warehouse, release)
    with pytest.raises(Conflict) as caught:
        do(warehouse, start_wave)
    assert caught.value.code == "dispatch.number_used"
    assert problems_of(warehouse) == []


def test_a_number_of_the_file_that_stands_in_the_pool_is_taken_from_it(warehouse: Warehouse) -> None:
    numbers = open_shop(
        warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}, waybill="75000000000001", courier="中通")
    )
    release_and_wave(warehouse)
    assert (parcel_of(warehouse, "2").waybill, parcel_of(warehouse, "1").waybill) == (numbers[0], numbers[1])


def test_a_number_without_a_courier_we_know_is_said(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, waybill="X1234567", courier="无名"))
    do(warehouse, release)
    with pytest.raises(Conflict) as caught:
        do(warehouse, start_wave)
    assert caught.value.code == "dispatch.number_without_courier"


def test_a_cancelled_parcels_number_is_not_given_away(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    do(warehouse, cancel, ids_of(warehouse, "1"), "x")
    add_orders(warehouse, order("2", {"SKU1": 1}), name="next")
    release_and_wave(warehouse)
    assert parcel_of(warehouse, "2").waybill == numbers[1]


def _numbers(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return [number for number in session.scalars(select(Parcel.waybill)) if number]


def test_two_desks_making_waves_at_once_never_share_a_number(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 99}, *(order(str(n), {"SKU1": 1}) for n in range(24)), waybills=40)
    do(warehouse, release)
    ids = ids_of(warehouse, *(str(n) for n in range(24)))
    failures: list[BaseException] = []

    def desk(name: int) -> None:
        try:
            for part in range(3):
                begin = (name * 3 + part) * 4
                with warehouse.transaction(SYSTEM, f"desk {name}") as tx:
                    start_wave(tx, ids[begin : begin + 4])
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(n,)) for n in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    numbers = _numbers(warehouse)
    assert len(numbers) == len(set(numbers)) == 24
    assert problems_of(warehouse) == []


def test_two_desks_waving_everything_at_once_never_take_an_order_twice(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 99}, *(order(str(n), {"SKU1": 1}) for n in range(12)), waybills=40)
    do(warehouse, release)
    outcomes: list[object] = []

    def desk() -> None:
        try:
            with warehouse.transaction(SYSTEM, DESK) as tx:
                outcomes.append(len(start_wave(tx, limit=6).parcel_ids))
        except BaseException as error:  # a thread's failure must reach the test
            outcomes.append(error)

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert outcomes == [6, 6]
    assert set(states_of(warehouse).values()) == {"in_wave"}
    assert problems_of(warehouse) == []


def test_two_desks_releasing_at_once_promise_nothing_twice(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10}, *(order(str(n), {"SKU1": 1}) for n in range(16)))
    outcomes: list[object] = []

    def desk() -> None:
        try:
            outcomes.append(len(do(warehouse, release).released))
        except BaseException as error:  # a thread's failure must reach the test
            outcomes.append(error)

    desks = [threading.Thread(target=desk) for _ in range(3)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert sorted(outcomes, key=str) == [0, 0, 10]
    assert stock_of(warehouse) == {"SKU1": (10, 10)}


def test_the_same_files_brought_in_by_two_desks_at_once_are_there_once(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    failures: list[BaseException] = []

    def desk() -> None:
        try:
            add_orders(warehouse, *(order(str(n), {"SKU1": 1}) for n in range(20)))
            add_waybills(warehouse, 20)
            add_stock(warehouse, {"SKU1": 30})
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    desks = [threading.Thread(target=desk) for _ in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    assert (len(states_of(warehouse)), len(_pool(warehouse)), stock_of(warehouse)) == (20, 20, {"SKU1": (30, 0)})
    assert problems_of(warehouse) == []


@settings(max_examples=15)
@given(steps=st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=6))
def test_however_waves_and_cancels_follow_no_number_goes_twice(steps: list[tuple[int, bool]], local_house: LocalHouse) -> None:
    warehouse = local_house.empty()
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 100})
    add_waybills(warehouse, 30)
    for number, (count, stop) in enumerate(steps):
        add_orders(warehouse, *(order(f"{number}-{n}", {"SKU1": 1}) for n in range(count)), name=f"file {number}")
        release_and_wave(warehouse)
        if stop:
            do(warehouse, cancel, ids_of(warehouse, f"{number}-0"), "x")
    numbers = _numbers(warehouse)
    assert len(numbers) == len(set(numbers)) == sum(count for count, _ in steps)
    assert problems_of(warehouse) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("中通", "中通快递"),
        ("zto", "中通快递"),
        (" EMS ", "EMS"),
        ("顺丰速运", "顺丰速运"),
        ("邮政速递", "EMS"),
        ("自提", None),
        ("", None),
    ],
)
def test_couriers_by_the_words_shops_write(said: str, name: str | None) -> None:
    assert courier_name(said, ["中通快递", "EMS", "顺丰速运"]) == name


@pytest.mark.parametrize(
    ("code", "is_product"), [(barcode(1), True), ("6900000000011", False), ("7500000000001", False), ("６９０", False)]
)
def test_an_ean_of_china_with_a_right_check_digit_is_a_product(code: str, is_product: bool) -> None:
    assert is_product_code(code) is is_product


@given(st.integers(0, 10**10 - 1), st.integers(0, 9))
def test_of_ten_check_digits_one_is_right(number: int, digit: int) -> None:
    right = barcode(number)
    assert is_product_code(right[:12] + str(digit)) == (right[12] == str(digit))


@pytest.mark.parametrize(
    ("courier", "good", "bad"),
    [
        ("顺丰速运", ["SF1234567890123", "123456789012"], ["SF12", "75000000000001"]),
        ("中通快递", ["75000000000001", "78123456789012"], ["72000000000001"]),
        ("圆通速递", ["YT0123456789012"], ["YT1"]),
        ("申通快递", ["77" + "1" * 13, "43" + "1" * 12], ["78" + "1" * 13]),
        ("韵达快递", ["4" + "1" * 14, "5" + "1" * 12], ["6" + "1" * 14]),
        ("极兔速递", ["JT012345678901", "JT0123456789012"], ["JT1"]),
        ("京东快递", ["JDVA12345678901", "JDVA12345678901-1-1-"], ["JD1"]),
        ("EMS", ["9812345678901", "EA123456789CN"], ["7812345678901"]),
        ("德邦快递", ["DPK123456789012"], ["DPK1"]),
    ],
)  # fmt: skip
def test_the_patterns_of_todays_labels(local_warehouse: Warehouse, courier: str, good: list[str], bad: list[str]) -> None:
    with local_warehouse.reading() as session:
        pattern = session.scalar(select(Courier.pattern).where(Courier.name == courier)) or ""
    assert pattern
    assert [number for number in good if not looks_like(number, pattern)] == []
    assert [number for number in bad if looks_like(number, pattern)] == []
