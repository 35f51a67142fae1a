"""Pools by courier and branch, what came with a number, numbers made for one order, void and returned numbers."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.database import House
from tests.shop import (
    COURIER,
    add_orders,
    add_products,
    add_stock,
    add_waybills,
    bring_orders,
    do,
    ids_of,
    open_shop,
    order,
    order_file,
    pack,
    parcel_of,
    parsed,
    problems_of,
    release_and_wave,
    scan,
)
from warehouse_app.dispatch.choosing.changing import change_courier
from warehouse_app.dispatch.files import WaybillRow, read_waybills
from warehouse_app.dispatch.handover import hand_over, open_handover
from warehouse_app.dispatch.label_needs import label_needs
from warehouse_app.dispatch.numbers.commands import return_number, set_limit, void_number
from warehouse_app.dispatch.numbers.keeping import keep_carried
from warehouse_app.dispatch.numbers.queries import PoolRow, find_numbers, history_of, pools
from warehouse_app.dispatch.numbers.queries import given as given_to
from warehouse_app.dispatch.numbers.rules import Level, level, one_of_one, other_form
from warehouse_app.dispatch.numbers.tables import NumberPrint
from warehouse_app.dispatch.papers import make_wave_papers
from warehouse_app.dispatch.tables import WaybillNumber
from warehouse_app.dispatch.waybills import KEPT, POOLS, import_waybills, start_wave
from warehouse_app.errors import BadInput, Conflict, NotFound, Unreadable
from warehouse_app.orders.release import release
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.taking_out import cancel_wave
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.tables import Parcel
from warehouse_app.recognising import kind_of_header
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

YTO, JD = "圆通速递", "京东快递"
DATA = {"encryptedData": "AES:x", "signature": "MD:y", "templateURL": "http://example.com/t"}


def bring(warehouse: Warehouse, *rows: WaybillRow) -> ImportResult:
    return do(warehouse, import_waybills, parsed(rows))


def row(number: str, courier: str = COURIER, **more: Any) -> WaybillRow:
    return WaybillRow(2, courier, number, **more)


def pool_of(warehouse: Warehouse, courier: str = COURIER, branch: str = "") -> PoolRow:
    with warehouse.reading() as session:
        return next(pool for pool in pools(session) if (pool.courier, pool.branch) == (courier, branch))


def state_of(warehouse: Warehouse, number: str) -> str:
    with warehouse.reading() as session:
        return find_numbers(session, number)[0].state


def kinds_of(warehouse: Warehouse, number: str) -> list[str]:
    with warehouse.reading() as session:
        return [step.kind for step in history_of(session, number)]


def test_pools_stand_by_branch_with_limits_of_their_own(warehouse: Warehouse) -> None:
    bring(warehouse, *(row(f"7500000000{n:04d}", branch="城东" if n < 3 else "城西") for n in range(5)))
    east, west = pool_of(warehouse, branch="城东"), pool_of(warehouse, branch="城西")
    assert (east.free, west.free, east.low, east.level) == (3, 2, 50, Level.LOW)
    do(warehouse, set_limit, COURIER, "城东", 3)
    do(warehouse, set_limit, COURIER, "城东", 2)
    assert [pool_of(warehouse, branch=b).is_low for b in ("城东", "城西")] == [False, True]
    for low in (-1, 1_000_001):
        with pytest.raises(BadInput):
            do(warehouse, set_limit, COURIER, "", low)
    with pytest.raises(NotFound):
        do(warehouse, set_limit, "无名", "", 1)


@pytest.mark.parametrize(
    ("free", "used", "low", "wanted"),
    [(0, 0, 50, "unused"), (0, 1, 0, "wrong"), (49, 0, 50, "warning"), (50, 9, 50, "right"), (1, 9, 0, "right")],
)
def test_when_a_pool_is_low(free: int, used: int, low: int, wanted: str) -> None:
    assert level(free, used, low) == wanted


def test_a_number_of_another_couriers_form_is_taken_with_a_warning(warehouse: Warehouse) -> None:
    result = bring(warehouse, row("YT0000000000001"), row("ABC123456"), row("75000000000001"))
    assert [(w.code, w.fields.get("other")) for w in result.warnings] == [
        ("numbers.form_of_other", YTO),
        ("dispatch.unusual_number", None),
    ]
    assert pool_of(warehouse).free == 3
    assert other_form("1", "A", {"A": "a", "B": "1", "C": "[0-9]"}) == ""  # two fit: nothing is said


def test_numbers_that_are_used_or_void_are_refused_with_their_row(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    do(warehouse, void_number, numbers[1], "坏了")
    result = bring(warehouse, *(WaybillRow(n, COURIER, number) for n, number in enumerate(numbers[:3], 2)))
    assert [change.kind for change in result.changes] == ["unchanged"] * 3
    assert [(w.row, w.code, w.fields["number"]) for w in result.warnings] == [
        (2, "numbers.again_used", numbers[0]),
        (3, "numbers.again_void", numbers[1]),
    ]
    assert state_of(warehouse, numbers[1]) == "void"


def test_routing_mark_and_hub_come_onto_the_label_and_nothing_is_made_up(local_warehouse: Warehouse) -> None:
    warehouse = local_warehouse
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}), waybills=1)
    result = bring(warehouse, row("75000000000099", order="2", routing_mark="310-B12 05", hub="沪东集包", print_data=DATA))
    assert (result.errors, result.warnings) == ([], [])
    wave = release_and_wave(warehouse).made
    second = parcel_of(warehouse, "2")
    assert (second.waybill, parcel_of(warehouse, "1").waybill) == ("75000000000099", "75000000000001")
    with warehouse.reading() as session:
        came = given_to(session, [parcel_of(warehouse, "1").id, second.id])
    assert {key: (one.routing_mark, one.print_data) for key, one in came.items()} == {second.id: ("310-B12 05", DATA)}
    import pypdf

    made = make_wave_papers(warehouse, SYSTEM, "desk", wave.id, "zh_CN")
    pages = [page.extract_text() for page in pypdf.PdfReader(made.labels).pages]
    assert ["310-B12 05" in page for page in pages] == [False, True]
    assert ["沪东集包" in page for page in pages] == [False, True]


def test_marks_may_follow_their_numbers_and_marks_without_an_order_are_said_once(warehouse: Warehouse) -> None:
    add_waybills(warehouse, 2)
    result = bring(warehouse, *(row(f"7500000000000{n}", routing_mark="A-1") for n in (1, 2, 3)))
    assert [change.kind for change in result.changes] == ["changed", "changed", "new"]
    assert [w.code for w in result.warnings] == ["numbers.marks_without_order"]
    with warehouse.reading() as session:
        assert [found.routing_mark for found in find_numbers(session, "75")] == ["A-1"] * 3
    assert [c.kind for c in bring(warehouse, row("75000000000001", routing_mark="A-1")).changes] == ["unchanged"]


def test_a_number_made_for_an_order_goes_to_no_other_parcel(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(3)), waybills=0)
    errors = bring(warehouse, row("75000000000007", order="2"), row("75000000000008", order="nobody")).errors
    assert [(e.code, e.fields["order"]) for e in errors] == [("numbers.order_unknown", "nobody")]
    pool = pool_of(warehouse)
    assert (pool.free, pool.kept) == (0, 1)
    do(warehouse, release)
    with pytest.raises(Conflict) as short:
        do(warehouse, start_wave, ids_of(warehouse, "0", "1"))
    assert (short.value.code, short.value.fields["missing"]) == ("dispatch.pool_short", 2)
    do(warehouse, start_wave, ids_of(warehouse, "2"))
    assert parcel_of(warehouse, "2").waybill == "75000000000007"
    assert problems_of(warehouse) == []


def test_a_number_made_for_an_order_goes_with_it_when_its_wave_is_cancelled(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), waybills=3)
    bring(warehouse, row("75000000000077", order="1", routing_mark="310"))
    wave = release_and_wave(warehouse).made
    do(warehouse, cancel_wave, wave.id, "x")
    again = do(warehouse, start_wave, ids_of(warehouse, "1"))
    with warehouse.reading() as session:
        assert [came.number for came in given_to(session, again.parcel_ids).values()] == ["75000000000077"]
    assert kinds_of(warehouse, "75000000000077") == ["brought", "used", "used"]
    assert problems_of(warehouse) == []


@pytest.mark.parametrize("pool_first", [True, False])
def test_a_pool_number_that_an_orders_file_carries_waits_for_that_order(warehouse: Warehouse, pool_first: bool) -> None:
    carried = "75000000000001"
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 9})
    if pool_first:
        add_waybills(warehouse, 2)
    add_orders(warehouse, order("1", {"SKU1": 1}), order("2", {"SKU1": 1}, waybill=carried, courier="中通"))
    do(warehouse, keep_carried)
    if not pool_first:
        add_waybills(warehouse, 2)
        other = bring(warehouse, row(carried, order="1"))
        assert [e.code for e in other.errors] == ["numbers.of_other_order"]
    assert (state_of(warehouse, carried), pool_of(warehouse).free) == ("kept", 1)
    do(warehouse, release)
    do(warehouse, start_wave, ids_of(warehouse, "1"))
    do(warehouse, start_wave, ids_of(warehouse, "2"))
    assert [parcel_of(warehouse, n).waybill for n in "12"] == ["75000000000002", carried]


def test_a_source_of_ones_own_is_asked_before_the_pools(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(2)))

    class Server:
        name = "server"

        def take(self, tx: Tx, parcel_ids: Any) -> int:
            tx.connection.execute(
                WaybillNumber.__table__.insert(),
                [{"number": "SV00000001", "courier_id": 1, "state": "free", "kept_for": "1"}],
            )
            return KEPT.take(tx, parcel_ids)

    do(warehouse, release)
    do(warehouse, start_wave, sources=(Server(), POOLS))
    assert [parcel_of(warehouse, str(n)).waybill for n in range(2)] == [numbers[0], "SV00000001"]


def test_a_voided_number_of_a_parcel_is_replaced_and_its_label_is_due_again(local_warehouse: Warehouse) -> None:
    warehouse = local_warehouse
    numbers = open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}), waybills=2)
    wave = release_and_wave(warehouse).made
    make_wave_papers(warehouse, SYSTEM, "desk", wave.id, "zh_CN")
    for reason, code in (("  ", "numbers.reason_missing"), ("面单糊了", "")):
        if code:
            with pytest.raises(BadInput) as missing:
                do(warehouse, void_number, numbers[0], reason)
            assert missing.value.code == code
        else:
            assert do(warehouse, void_number, numbers[0], reason) == numbers[1]
    parcel = parcel_of(warehouse, "1")
    assert parcel.waybill == numbers[1]
    assert scan(warehouse, None, numbers[0]).verdict == "old_label"
    with warehouse.reading() as session:
        assert label_needs(session, wave.id, warehouse.clock()).parcel_ids == (parcel.id,)
        steps = history_of(session, numbers[0])
    assert [(step.kind, step.orders, step.note) for step in steps] == [
        ("brought", "", ""), ("used", "1", ""), ("voided", "", "面单糊了"),
    ]  # fmt: skip
    with pytest.raises(Conflict) as again:
        do(warehouse, void_number, numbers[0], "x")
    assert again.value.code == "numbers.void_already"
    with pytest.raises(Conflict):  # no number left: nothing is voided
        do(warehouse, void_number, numbers[1], "x")
    assert parcel_of(warehouse, "1").waybill == numbers[1]
    assert problems_of(warehouse) == []


def test_a_number_in_the_couriers_hands_is_neither_voided_nor_returned(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 1}))
    release_and_wave(warehouse)
    pack(warehouse, "1")
    trip = do(warehouse, open_handover, COURIER)
    do(warehouse, hand_over, trip, [numbers[0]], new_action())
    for command, code in ((void_number, "numbers.handed_over"), (return_number, "numbers.still_needed")):
        with pytest.raises(Conflict) as refused:
            do(warehouse, command, numbers[0], *(("x",) if command is void_number else ()))
        assert refused.value.code == code
    assert kinds_of(warehouse, numbers[0]) == ["brought", "used", "handed"]


def test_the_number_of_a_parcel_that_was_never_printed_comes_back(local_warehouse: Warehouse) -> None:
    warehouse = local_warehouse
    numbers = open_shop(warehouse, {"SKU1": 9}, *(order(str(n), {"SKU1": 1}) for n in range(2)), waybills=2)
    do(warehouse, release)
    do(warehouse, start_wave, ids_of(warehouse, "0"))
    wave = do(warehouse, start_wave, ids_of(warehouse, "1"))
    make_wave_papers(warehouse, SYSTEM, "desk", wave.id, "zh_CN")
    do(warehouse, cancel, ids_of(warehouse, "0", "1"), "x")
    do(warehouse, return_number, numbers[0])
    with pytest.raises(Conflict) as printed:
        do(warehouse, return_number, numbers[1])
    assert printed.value.code == "numbers.printed_already"
    for number, error in ((numbers[0], Conflict), ("7500000000", NotFound)):
        with pytest.raises(error):
            do(warehouse, return_number, number)
    assert kinds_of(warehouse, numbers[0]) == ["brought", "used", "returned"]
    add_orders(warehouse, order("9", {"SKU1": 1}), name="next")
    release_and_wave(warehouse)
    assert parcel_of(warehouse, "9").waybill == numbers[0]
    assert kinds_of(warehouse, numbers[0]) == ["brought", "used", "returned", "used"]
    assert problems_of(warehouse) == []


STEPS = st.lists(st.sampled_from(["wave", "cancel", "void", "return", "again"]), min_size=3, max_size=6)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_voided_and_returned_no_two_parcels_ever_share_a_number(steps: list[str], house: House) -> None:
    warehouse = house.empty()
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 100})
    add_waybills(warehouse, 30)
    alive: dict[str, str] = {}
    for number, step in enumerate(steps):
        if step == "wave" or not alive:
            name = f"N{number}"
            add_orders(warehouse, order(name, {"SKU1": 1}), name=name)
            release_and_wave(warehouse)
            alive[name] = parcel_of(warehouse, name).waybill
        elif step == "cancel":
            with suppress(Conflict):  # it is cancelled already
                do(warehouse, cancel, ids_of(warehouse, next(iter(alive))), "x")
        elif step == "again":
            add_waybills(warehouse, 30)  # the same list once more
        elif step == "void":
            alive[next(iter(alive))] = do(warehouse, void_number, next(iter(alive.values())), "x")
            alive = {name: waybill for name, waybill in alive.items() if waybill}
        else:
            with suppress(Conflict):  # it is still to be sent
                do(warehouse, return_number, next(iter(alive.values())))
                del alive[next(iter(alive))]
        with warehouse.reading() as session:
            bound = [waybill for waybill in session.scalars(select(Parcel.waybill)) if waybill]
            void = set(session.scalars(select(WaybillNumber.number).where(WaybillNumber.state == "void")))
        assert len(bound) == len(set(bound))
        assert not void & set(bound)
    assert problems_of(warehouse) == []


DESK_STEPS = st.lists(st.sampled_from(["wave", "void free", "void used", "return", "bring"]), min_size=3, max_size=5)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=DESK_STEPS, two=DESK_STEPS)
def test_two_desks_at_once_never_share_a_number(one: list[str], two: list[str], house: House) -> None:
    warehouse = house.empty()
    numbers = open_shop(warehouse, {"SKU1": 99}, *(order(str(n), {"SKU1": 1}) for n in range(24)), waybills=40)
    do(warehouse, release)
    do(warehouse, start_wave, ids_of(warehouse, *(str(n) for n in range(4))))
    do(warehouse, cancel, ids_of(warehouse, "0", "1"), "x")
    failures: list[BaseException] = []

    def step(what: str, turn: int) -> None:
        match what:
            case "wave":
                do(warehouse, start_wave, limit=2)
            case "void free":
                do(warehouse, void_number, numbers[-1 - turn], "x")
            case "void used":
                do(warehouse, void_number, numbers[2 + turn % 2], "x")
            case "return":
                do(warehouse, return_number, numbers[turn % 2])
            case _:
                add_waybills(warehouse, 44)

    def desk(steps: list[str]) -> None:
        try:
            for turn, what in enumerate(steps):
                with suppress(Conflict):  # the other desk was first
                    step(what, turn)
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(steps,)) for steps in (one, two)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    with warehouse.reading() as session:
        bound = [waybill for waybill in session.scalars(select(Parcel.waybill)) if waybill]
        void = set(session.scalars(select(WaybillNumber.number).where(WaybillNumber.state == "void")))
    assert len(bound) == len(set(bound))
    assert not void & set(bound)
    assert problems_of(warehouse) == []


def test_orders_of_two_shops_with_one_number_do_not_share_a_kept_number(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 9}, order("7", {"SKU1": 1}))
    do(warehouse, bring_orders, [order_file([order("7", {"SKU1": 1})], name="other shop")], "另一家店")
    bring(warehouse, row("75000000000077", order="7"))
    wave = release_and_wave(warehouse).made
    with warehouse.reading() as session:
        bound = set(session.scalars(select(Parcel.waybill).where(Parcel.id.in_(wave.parcel_ids))))
    assert bound == {"75000000000077", numbers[0]}


def test_a_courier_chosen_by_hand_stands_before_a_number_made_for_the_order(warehouse: Warehouse) -> None:
    numbers = open_shop(warehouse, {"SKU1": 9}, order("7", {"SKU1": 1}), order("8", {"SKU1": 1}))
    bring(warehouse, row("YT1000000000077", YTO, order="7"), row("YT1000000000088", YTO, order="8"))
    (seven,) = ids_of(warehouse, "7")
    do(warehouse, change_courier, seven, COURIER, "买家要求")
    release_and_wave(warehouse)
    assert {n: parcel_of(warehouse, n).waybill for n in "78"} == {"7": numbers[0], "8": "YT1000000000088"}
    assert problems_of(warehouse) == []


def test_the_file_of_numbers_with_everything_in_it(tmp_path: Path) -> None:
    header = "订单号,快递公司,网点,运单号,三段码,集包地,打印数据\n"
    good = '2411-1,京东快递,城东,JDVA12345678901-1-1-,"310-B, 05",沪东,"{""a"": [1]}"\n2411-2,京东,城东,JDVA12345678902-1-2-,,,\n'
    bad = "2411-3,京东,城东,JDVA12345678903,,,not json\n2411-4,京东,城东,JDVA12345678901,,,\n"
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes((header + good + bad).encode(encoding))
        read = read_waybills(file)
        assert read.rows == [
            WaybillRow(2, "京东快递", "JDVA12345678901", "城东", "2411-1", "310-B, 05", "沪东", {"a": [1]}),
            WaybillRow(3, "京东", "JDVA12345678902-1-2-", "城东", "2411-2"),  # one of two parcels: a number of its own
        ]
        assert [(p.row, p.column, p.code) for p in read.problems] == [
            (4, "打印数据", "numbers.bad_print_data"),
            (5, "运单号", "sheets.twice_in_file"),
        ]
    (tmp_path / "broken.csv").write_bytes(b"\xff\xfe\x00\xd8" + header.encode("utf-8"))
    with pytest.raises(Unreadable):
        read_waybills(tmp_path / "broken.csv")


@pytest.mark.parametrize(
    ("said", "number"),
    [("JDVA12345678901-1-1-", "JDVA12345678901"), ("JDVA12345678901-1-1", "JDVA12345678901"), ("JDVA1-1-1-", "JDVA1-1-1-")],
)
def test_parcel_one_of_one_is_its_number(said: str, number: str) -> None:
    assert one_of_one(said) == number


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("快递公司", "网点", "运单号"), "waybills"),
        (("订单号", "快递公司", "运单号", "三段码"), "waybills"),
        (("订单号", "快递公司", "运单号"), None),  # what was shipped
        (("订单号", "三段码"), None),
    ],
)
def test_a_list_with_order_numbers_is_one_of_numbers_when_marks_come_along(header: tuple[str, ...], kind: str | None) -> None:
    assert kind_of_header(header) == kind


def test_a_free_number_that_comes_again_with_an_order_waits_for_that_order(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, *(order(n, {"SKU1": 1}) for n in ("1", "2")), waybills=0)
    do(warehouse, release)
    bring(warehouse, row("75310000000001"))
    result = bring(warehouse, row("75310000000001", order="2", routing_mark="310-2", print_data="{}"))
    assert [change.kind for change in result.changes] == ["changed"]
    bring(warehouse, row("75310000000002"))
    refused = bring(warehouse, row("75310000000001", order="1")).errors
    assert [problem.code for problem in refused] == ["numbers.of_other_order"]
    do(warehouse, start_wave)
    assert parcel_of(warehouse, "2").waybill == "75310000000001"
    assert parcel_of(warehouse, "1").waybill == "75310000000002"


def test_routing_marks_that_come_later_leave_the_print_data(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}), waybills=0)
    bring(warehouse, row("75310000000001", order="1", print_data="{}"))
    bring(warehouse, row("75310000000001", order="1", routing_mark="310-2"))
    with warehouse.reading() as session:
        number = session.scalars(select(WaybillNumber.id)).one()
        came = session.get_one(NumberPrint, number)
        assert (came.print_data, came.routing_mark) == ("{}", "310-2")


def test_a_number_of_the_platforms_file_never_goes_to_a_stranger(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, waybill="75310000000077", courier=COURIER))
    release_and_wave(warehouse)
    do(warehouse, cancel, ids_of(warehouse, "1"), "buyer")
    with pytest.raises(Conflict) as refused:
        do(warehouse, return_number, "75310000000077")
    assert refused.value.code == "numbers.of_file"
