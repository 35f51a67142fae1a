"""The four ways to start a parcel: its label, one of its items, its wave or slot, its delivery slip."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.packing.desk import ONE, THREE, TWO, counted, id_of, recorded
from tests.shop import (
    DAY,
    add_orders,
    add_products,
    do,
    ids_of,
    open_shop,
    order,
    pack,
    parcel_of,
    parsed,
    problems_of,
    release_and_wave,
    scan,
    states_of,
)
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.waybills import import_waybills, start_wave
from warehouse_app.orders.commands import hold, pass_look
from warehouse_app.orders.release import release
from warehouse_app.packing import commands as packing
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.commands import confirm_note, leave, undo_last
from warehouse_app.packing.evidence.queries import find_records
from warehouse_app.packing.mistakes.queries import find_parcel
from warehouse_app.packing.queries import resume
from warehouse_app.packing.rules import Verdict
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.store.warehouse import Warehouse, new_action

HOURS = [DAY + timedelta(hours=n) for n in range(10)]


@pytest.fixture
def picked(warehouse: Warehouse) -> Warehouse:
    """Orders 1 (SKU1 x2, SKU2), 2 (SKU1) due before 1, 3 (SKU2), picked; order 4 (SKU3) is in a wave nobody has picked."""
    open_shop(
        warehouse, {"SKU1": 20, "SKU2": 20, "SKU3": 20},
        order("1", {"SKU1": 2, "SKU2": 1}, ship_by=HOURS[5]), order("2", {"SKU1": 1}, ship_by=HOURS[1]),
        order("3", {"SKU2": 1}, ship_by=HOURS[9]),
    )  # fmt: skip
    do(warehouse, confirm_picked, release_and_wave(warehouse).made.id)
    add_orders(warehouse, order("4", {"SKU3": 1}), name="later")
    release_and_wave(warehouse)
    return warehouse


def at(warehouse: Warehouse, desk: str, code: str) -> Answer:
    """A scan at a desk that has no parcel open."""
    with warehouse.transaction(SYSTEM, desk) as tx:
        return packing.scan(tx, None, (code,), new_action())


def test_an_item_opens_the_oldest_that_wants_it_and_counts_in_the_same_scan(picked: Warehouse) -> None:
    first = scan(picked, None, ONE)
    assert (first.verdict, first.parcel_id, first.scanned, first.needed) == ("complete", id_of(picked, "2"), 1, 1)
    assert first.parcel is not None
    assert (first.parcel.order_numbers, first.parcel.state) == (("2",), "packed")
    second = scan(picked, first.parcel_id, ONE)  # the parcel is complete, so this is the next one's
    assert (second.verdict, second.parcel_id, second.line_scanned, second.scanned) == ("right", id_of(picked), 1, 1)
    assert second.parcel is not None
    assert (second.parcel.scanned, second.parcel.waybill) == (1, parcel_of(picked, "1").waybill)
    assert scan(picked, second.parcel_id, TWO).verdict == "right"
    assert scan(picked, second.parcel_id, "SKU1").verdict == "complete"
    assert recorded(picked) == [(ONE, "complete", 1), (ONE, "right", 1), (TWO, "right", 1), ("SKU1", "complete", 1)]
    assert states_of(picked) == {"1": "packed", "2": "packed", "3": "picked", "4": "in_wave"}
    assert problems_of(picked) == []


def test_undo_takes_the_piece_back_and_the_parcel_stays_open(picked: Warehouse) -> None:
    started = scan(picked, None, TWO)
    assert started.parcel_id == id_of(picked)
    undone = do(picked, undo_last, started.parcel_id, new_action())
    assert (undone.verdict, undone.scanned, counted(picked)) == ("undone", 0, {"SKU1": 0, "SKU2": 0})
    with picked.reading() as session:
        assert resume(session, "test desk") == started.parcel_id
    assert scan(picked, started.parcel_id, ONE).verdict == "right"
    complete = scan(picked, None, ONE)  # a box somebody has begun waits for its desk: 2 is next
    assert (complete.verdict, complete.parcel_id) == ("complete", id_of(picked, "2"))
    assert do(picked, undo_last, id_of(picked, "2"), new_action()).verdict == "undone"
    assert (parcel_of(picked, "2").state, states_of(picked)["2"]) == ("open", "picked")
    assert problems_of(picked) == []


def test_the_same_action_opens_and_counts_once(picked: Warehouse) -> None:
    action = new_action()
    first, again = scan(picked, None, ONE, action=action), scan(picked, None, ONE, action=action)
    assert (again.verdict, again.parcel_id, again.again) == (first.verdict, first.parcel_id, True)
    assert again.parcel is not None
    assert again.parcel.order_numbers == ("2",)
    assert counted(picked) == {"SKU1": 0, "SKU2": 0}
    unknown = new_action()
    for _ in range(2):
        assert scan(picked, None, THREE, action=unknown).verdict == "not_needed"
    assert recorded(picked) == [(ONE, "complete", 1), (THREE, "not_needed", 0)]
    assert problems_of(picked) == []


def test_a_note_is_read_before_anything_counts(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, message="贺卡写生日快乐"))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1"))
    do(warehouse, confirm_picked, release_and_wave(warehouse).made.id)
    answer = scan(warehouse, None, ONE)
    assert (answer.verdict, answer.scanned) == ("note_first", 0)
    assert answer.parcel is not None
    assert not answer.parcel.noted
    do(warehouse, confirm_note, answer.parcel_id, new_action())
    last = scan(warehouse, answer.parcel_id, ONE)
    assert last.verdict == "tick_first"
    assert scan(warehouse, None, parcel_of(warehouse, "1").waybill).verdict == "opened"


def _nobody(warehouse: Warehouse) -> str:
    add_products(warehouse, 4)
    return "SKU4"


def _stopped(warehouse: Warehouse) -> str:
    do(warehouse, hold, ids_of(warehouse, "1", "2"), "x")
    return ONE


def _at_desk(warehouse: Warehouse) -> str:
    for _ in range(2):
        at(warehouse, "desk 1", ONE)  # completes 2, and begins 1
    return ONE


def _too_large(warehouse: Warehouse) -> str:
    do(warehouse, import_products, parsed([ProductRow(2, "SKU1", barcodes=("CARTON6",), multiple=6)], "packs.csv"))
    return "CARTON6"


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (_nobody, "nobody"),
        (lambda _: THREE, "not_picked"),
        (_stopped, "stopped"),
        (_at_desk, "at_desk"),
        (_too_large, "pack_too_large"),
    ],
)
def test_an_item_no_parcel_can_be_opened_by_says_why(picked: Warehouse, prepare, why: str) -> None:  # type: ignore[no-untyped-def]  # any of these
    answer = scan(picked, None, prepare(picked))
    assert (answer.verdict, answer.fields["why"], answer.good) == ("not_needed", why, False)
    assert (answer.fields["desk"], answer.parcel_id) == ("desk 1" if why == "at_desk" else "", None)
    assert recorded(picked)[-1][1:] == ("not_needed", 0)
    assert problems_of(picked) == []


@pytest.mark.parametrize(
    ("allowed", "way", "verdict"),
    [
        ("always", "orders", "complete"),
        ("single_item_waves", "orders", "waybill_wanted"),
        ("single_item_waves", "single", "complete"),
        ("never", "single", "waybill_wanted"),
    ],
)
def test_the_shop_says_whether_an_item_may_start(warehouse: Warehouse, allowed: str, way: str, verdict: str) -> None:
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}))
    do(warehouse, release)
    do(warehouse, confirm_picked, do(warehouse, start_wave, way=way).id)
    do(warehouse, change_settings, {"start_by_item": allowed})
    assert scan(warehouse, None, ONE).verdict == verdict
    assert scan(warehouse, None, parcel_of(warehouse, "1").waybill).verdict == (
        "opened" if verdict != "complete" else "packed_already"
    )


def test_a_single_item_wave_goes_scan_by_scan_deadline_first_and_before_other_waves(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 20}, order("0", {"SKU1": 1}, ship_by=HOURS[0]))
    do(warehouse, confirm_picked, release_and_wave(warehouse).made.id)
    due = {"1": HOURS[7], "2": HOURS[3], "3": None, "4": HOURS[5]}
    add_orders(warehouse, *(order(n, {"SKU1": 1}, ship_by=at) for n, at in due.items()), name="noon")
    do(warehouse, release)
    wave = do(warehouse, start_wave, way="single")
    do(warehouse, confirm_picked, wave.id)
    parcel_id, opened = None, list[str]()
    for _ in range(5):
        answer = scan(warehouse, parcel_id, ONE)
        assert answer.verdict == "complete"
        assert answer.parcel is not None
        parcel_id = answer.parcel_id
        opened += answer.parcel.order_numbers
    assert opened == ["2", "4", "1", "3", "0"]
    slots = [parcel_of(warehouse, number).slot for number in opened[:4]]
    assert slots == sorted(slots)  # the labels lie in the order they are needed
    assert scan(warehouse, parcel_id, ONE).fields["why"] == "nobody"
    assert problems_of(warehouse) == []


def test_a_code_read_twice_at_once_opens_no_second_parcel(picked: Warehouse) -> None:
    complete = scan(picked, None, ONE)
    twice = do(picked, packing.scan, complete.parcel_id, (ONE,), new_action(), twice=True)
    assert (twice.verdict, twice.parcel_id, counted(picked)["SKU1"]) == ("read_twice", None, 0)
    assert do(picked, packing.scan, None, (parcel_of(picked, "1").waybill,), new_action(), twice=True).verdict == "opened"


def test_a_parcel_open_at_another_desk_is_left_to_it_until_it_is_put_aside_or_forgotten(picked: Warehouse) -> None:
    picked.clock = lambda: DAY
    waybill = parcel_of(picked, "2").waybill
    assert at(picked, "desk 1", waybill).verdict == "opened"
    assert at(picked, "desk 2", ONE).parcel_id == id_of(picked)  # 2 is older, but desk 1 has it
    assert at(picked, "desk 1", ONE).parcel_id == id_of(picked, "2")  # for desk 1 itself it is the next
    do(picked, undo_last, id_of(picked, "2"), new_action())
    with picked.transaction(SYSTEM, "desk 1") as tx:
        leave(tx, id_of(picked, "2"), new_action())
    assert at(picked, "desk 3", ONE).parcel_id == id_of(picked, "2")
    assert problems_of(picked) == []


@pytest.mark.parametrize("forgotten", ["went on", "half an hour"])
def test_an_untouched_box_does_not_stay_with_a_desk_that_went_on(picked: Warehouse, forgotten: str) -> None:
    picked.clock = lambda: DAY
    at(picked, "desk 1", parcel_of(picked, "2").waybill)
    if forgotten == "went on":
        at(picked, "desk 1", parcel_of(picked, "3").waybill)
    else:
        picked.clock = lambda: DAY + timedelta(minutes=31)
    assert at(picked, "desk 2", ONE).parcel_id == id_of(picked, "2")


def test_two_desks_starting_by_one_item_at_once_get_different_parcels(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 40}, *(order(str(n), {"SKU1": 2}) for n in range(12)))
    do(warehouse, confirm_picked, release_and_wave(warehouse).made.id)
    ready, answers = threading.Barrier(4), []

    def desk(name: str) -> None:
        for _ in range(3):
            ready.wait(10)
            try:
                answers.append(at(warehouse, name, ONE))
            except BaseException as error:  # a thread's failure must reach the test
                answers.append(error)

    desks = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(4)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert {answer.verdict for answer in answers} == {Verdict.RIGHT}
    assert len({answer.parcel_id for answer in answers}) == len(answers) == 12
    assert problems_of(warehouse) == []


def test_a_wave_opens_its_next_parcel_and_says_when_there_is_none(picked: Warehouse) -> None:
    wave = parcel_of(picked, "1").wave
    first = at(picked, "desk 1", wave)
    assert (first.verdict, first.parcel_id, first.scanned) == ("opened", id_of(picked, "2"), 0)
    assert at(picked, "desk 2", wave).parcel_id == id_of(picked, "1")
    do(picked, hold, ids_of(picked, "3"), "x")
    assert at(picked, "desk 3", wave).fields["why"] == "at_desk"
    for number in "12":
        pack(picked, number)
    told = scan(picked, None, wave)
    assert (told.verdict, told.fields["why"], told.fields["wave"]) == ("wave_done", "stopped", wave)
    unpicked = parcel_of(picked, "4")
    assert scan(picked, None, unpicked.wave).parcel_id == unpicked.id  # its number is on the list beside its goods
    pack(picked, "4")
    assert scan(picked, None, unpicked.wave).fields["why"] == "nobody"


def test_the_second_code_of_a_jd_label_is_its_parcel(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}), waybills=0)
    number = "JDVA12345678901"
    do(warehouse, import_waybills, parsed([WaybillRow(2, "京东快递", number)], "jd.csv"))
    release_and_wave(warehouse)
    told = [scan(warehouse, None, number + part) for part in ("", "-1-1-", "-1-1", "-2-3-", "0-1-1-")]
    assert [(answer.verdict, answer.code) for answer in told] == [
        *[("opened", number)] * 3, ("unknown", f"{number}-2-3-"), ("unknown", f"{number}0-1-1-"),
    ]  # fmt: skip
    assert scan(warehouse, id_of(warehouse), ONE).verdict == "right"
    assert scan(warehouse, id_of(warehouse), f"{number}-1-1-").verdict == "item_wanted"
    with warehouse.reading() as session:  # also where a label is looked up without packing
        assert [row.parcel_id for row in find_records(session, f"{number}-1-1-")] == [id_of(warehouse)]
        found = find_parcel(session, (f"{number}-1-1",))
        assert (found.id if found else None, find_records(session, f"{number}-2-3-")) == (id_of(warehouse), [])


@pytest.mark.parametrize("code", ["{wave}-{slot}", "{wave} #{slot}", "{wave}#{slot}"])
def test_a_slot_opens_its_parcel(picked: Warehouse, code: str) -> None:
    parcel = parcel_of(picked, "1")
    assert scan(picked, None, code.format(wave=parcel.wave, slot=parcel.slot)).parcel_id == parcel.id
    assert scan(picked, None, f"{parcel.wave}-99").verdict == "unknown"


def test_a_delivery_slip_opens_its_orders_parcel(picked: Warehouse) -> None:
    assert scan(picked, None, "2").parcel_id == id_of(picked, "2")
    add_orders(picked, order("5", {"SKU1": 1}), name="new")
    told = scan(picked, None, "5")
    assert (told.verdict, told.fields["order"], told.parcel_id) == ("no_parcel", "5", None)
    pack(picked, "2")
    told = scan(picked, None, "2")
    assert (told.verdict, told.fields["waybill"]) == ("packed_already", parcel_of(picked, "2").waybill)
    # With nothing in the box the slip of another parcel opens that one; afterwards the box has its items first.
    assert scan(picked, id_of(picked), "3").parcel_id == id_of(picked, "3")
    assert scan(picked, id_of(picked), "1").verdict == "item_wanted"
    scan(picked, id_of(picked), TWO)
    assert scan(picked, id_of(picked), "3").verdict == "item_wanted"


def test_no_way_to_start_reads_a_whole_table(local_warehouse: Warehouse) -> None:
    open_shop(local_warehouse, {"SKU1": 9}, *(order(n, {"SKU1": 2}) for n in "123"))
    wave = release_and_wave(local_warehouse).made
    do(local_warehouse, confirm_picked, wave.id)
    at(local_warehouse, "desk 1", wave.number)
    for code in (ONE, "SKU1", wave.number, f"{wave.number}-2", "3", parcel_of(local_warehouse, "3").waybill):
        asked: list[str] = []
        with local_warehouse.transaction(SYSTEM, "desk 2") as tx:
            tx.driver.set_trace_callback(asked.append)
            assert packing.scan(tx, None, (code,), new_action()).parcel_id is not None
            tx.driver.set_trace_callback(None)
            looks = [sql for sql in asked if sql.startswith("SELECT")]
            plan = [row[3] for sql in looks for row in tx.driver.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert 0 < len(looks) < 30
        assert [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step] == []
