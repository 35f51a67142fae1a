"""Every verdict at the packing desk: reached, recorded exactly once, and never counted twice."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from tests.packing.desk import ONE, THREE, TWO, counted, id_of, recorded, ship
from tests.shop import (
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
    stock_of,
)
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.orders.commands import cancel, hold, pass_look, unhold
from warehouse_app.orders.release import release
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.commands import confirm_note, leave, undo_last
from warehouse_app.packing.commands import scan as scan_command
from warehouse_app.packing.tables import Scan
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.stock.queries import moves_page
from warehouse_app.store.warehouse import Warehouse, new_action


def test_a_parcel_from_waybill_to_packed(shop: Warehouse) -> None:
    waybill = parcel_of(shop, "1").waybill
    opened = scan(shop, None, waybill)
    assert (opened.verdict, opened.needed, opened.scanned, opened.good) == ("opened", 3, 0, True)
    assert opened.parcel is not None
    assert [(ln.seller_code, ln.bins, ln.needed) for ln in opened.parcel.lines] == [("SKU1", ("A-1",), 2), ("SKU2", ("A-2",), 1)]
    answers = [scan(shop, opened.parcel_id, code) for code in (ONE, TWO, ONE)]
    assert [(a.verdict, a.line_scanned, a.line_needed, a.scanned) for a in answers] == [
        ("right", 1, 2, 1), ("right", 1, 1, 2), ("complete", 2, 2, 3),
    ]  # fmt: skip
    assert (parcel_of(shop, "1").state, states_of(shop)["1"]) == ("packed", "packed")
    assert stock_of(shop) == {"SKU1": (8, 0), "SKU2": (9, 1), "SKU3": (10, 0)}
    assert recorded(shop) == [(waybill, "opened", 0), (ONE, "right", 1), (TWO, "right", 1), (ONE, "complete", 1)]
    with shop.reading() as session:
        moves = moves_page(session, document=f"parcel:{opened.parcel_id}", descending=False).rows
    assert [(m.from_code, m.to_code, m.quantity, m.reason) for m in moves] == [
        ("A-1", "CUSTOMER", 2, "shipped"), ("A-2", "CUSTOMER", 1, "shipped"),
    ]  # fmt: skip
    assert problems_of(shop) == []


def _wrong_item(warehouse: Warehouse) -> Answer:
    return scan(warehouse, id_of(warehouse), THREE)


def _elsewhere(warehouse: Warehouse) -> Answer:
    return scan(warehouse, id_of(warehouse, "2"), ONE)


def _one_too_many(warehouse: Warehouse) -> Answer:
    scan(warehouse, id_of(warehouse), TWO)
    return scan(warehouse, id_of(warehouse), TWO)


def _item_wanted(warehouse: Warehouse) -> Answer:
    scan(warehouse, id_of(warehouse), ONE)
    return scan(warehouse, id_of(warehouse), parcel_of(warehouse, "2").waybill)


def _cancelled(warehouse: Warehouse) -> Answer:
    do(warehouse, cancel, ids_of(warehouse, "1"), "x")
    return scan(warehouse, id_of(warehouse), ONE)


def _held(warehouse: Warehouse) -> Answer:
    do(warehouse, hold, ids_of(warehouse, "1"), "x")
    return scan(warehouse, id_of(warehouse), ONE)


def _changed(warehouse: Warehouse) -> Answer:
    add_orders(warehouse, order("1", {"SKU1": 2, "SKU2": 1}, address="别处"), name="later")
    return scan(warehouse, id_of(warehouse), ONE)


def _packed_already(warehouse: Warehouse) -> Answer:
    return scan(warehouse, None, pack(warehouse, "1").waybill)


def _shipped_already(warehouse: Warehouse) -> Answer:
    ship(warehouse, "1")
    return scan(warehouse, None, parcel_of(warehouse, "1").waybill)


def _undone(warehouse: Warehouse) -> Answer:
    scan(warehouse, id_of(warehouse), ONE)
    return do(warehouse, undo_last, id_of(warehouse), new_action())


def _note_first(warehouse: Warehouse) -> Answer:
    add_orders(warehouse, order("3", {"SKU3": 1}, note="易碎"), name="with a note")
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "3"))
    release_and_wave(warehouse)
    return scan(warehouse, id_of(warehouse, "3"), THREE)


def _wave_done(warehouse: Warehouse) -> Answer:
    do(warehouse, hold, ids_of(warehouse, "1", "2"), "x")
    return scan(warehouse, None, parcel_of(warehouse, "1").wave)


def _no_parcel(warehouse: Warehouse) -> Answer:
    add_orders(warehouse, order("9", {"SKU3": 1}), name="later")
    return scan(warehouse, None, "9")


VERDICTS = {
    "wrong_item": _wrong_item,
    "belongs_elsewhere": _elsewhere,
    "one_too_many": _one_too_many,
    "unknown": lambda w: scan(w, id_of(w), "6999999999999"),
    "waybill_wanted": lambda w: scan(w, None, "A-1"),
    "not_needed": lambda w: scan(w, None, ONE),
    "wave_done": _wave_done,
    "no_parcel": _no_parcel,
    "read_twice": lambda w: do(w, scan_command, None, (ONE,), new_action(), twice=True),
    "item_wanted": _item_wanted,
    "note_first": _note_first,
    "cancelled": _cancelled,
    "held": _held,
    "changed": _changed,
    "packed_already": _packed_already,
    "shipped_already": _shipped_already,
    "undone": _undone,
    "nothing_to_undo": lambda w: do(w, undo_last, id_of(w), new_action()),
    "noted": lambda w: do(w, confirm_note, id_of(w), new_action()),
    "left": lambda w: do(w, leave, id_of(w), new_action()),
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_reached_and_recorded_exactly_once(shop: Warehouse, verdict: str) -> None:
    answer = VERDICTS[verdict](shop)
    assert answer.verdict == verdict
    kept = [row for row in recorded(shop) if row[1] == verdict]
    assert [(code, quantity) for code, _, quantity in kept] == [(answer.code, -1 if verdict == "undone" else 0)]
    assert answer.good == (verdict in {"undone", "noted", "left"})
    assert problems_of(shop) == []


@pytest.mark.parametrize(
    "verdict",
    ["wrong_item", "belongs_elsewhere", "unknown", "waybill_wanted", "not_needed", "read_twice", "cancelled", "held", "changed"],
)
def test_a_wrong_scan_counts_nothing(shop: Warehouse, verdict: str) -> None:
    VERDICTS[verdict](shop)
    assert counted(shop) == {"SKU1": 0, "SKU2": 0}
    assert {code: on_hand for code, (on_hand, _) in stock_of(shop).items()} == {"SKU1": 10, "SKU2": 10, "SKU3": 10}


def test_what_belongs_elsewhere_says_where(shop: Warehouse) -> None:
    answer = _elsewhere(shop)
    assert answer.fields["waybill"] == parcel_of(shop, "1").waybill
    assert (answer.fields["slot"], answer.fields["seller_code"]) == (2, "SKU1")


def test_the_reason_of_a_stop_is_said(shop: Warehouse) -> None:
    do(shop, hold, ids_of(shop, "1"), "等客户")
    answer = scan(shop, None, parcel_of(shop, "1").waybill)
    assert (answer.fields["order"], answer.fields["reason"]) == ("1", "等客户")


@pytest.mark.parametrize(("code", "verdict"), [("SKU1", "not_needed"), ("A-1", "waybill_wanted"), ("nothing", "unknown")])
def test_what_names_no_parcel_opens_nothing(shop: Warehouse, code: str, verdict: str) -> None:
    answer = scan(shop, None, code)
    assert (answer.verdict, answer.parcel_id) == (verdict, None)


@pytest.mark.parametrize("code", ["1", "A-1"])
def test_other_codes_of_the_house_are_no_items(shop: Warehouse, code: str) -> None:
    assert scan(shop, id_of(shop), code).verdict == "item_wanted"


def test_a_product_code_is_never_taken_for_a_waybill(shop: Warehouse) -> None:
    """Even when a waybill number of the same digits exists, the reading means the product."""
    waybill = parcel_of(shop, "2").waybill
    do(shop, import_products, parsed([ProductRow(2, "SKU9", "撞号", barcodes=(waybill,))]))
    assert scan(shop, None, waybill).verdict == "not_needed"


def test_a_seller_code_counts_as_its_item(shop: Warehouse) -> None:
    assert scan(shop, id_of(shop), "SKU2").verdict == "right"
    assert counted(shop) == {"SKU1": 0, "SKU2": 1}


def test_the_readings_alternatives_are_tried_in_order(shop: Warehouse) -> None:
    do(shop, import_products, parsed([ProductRow(2, "SKU1", barcodes=("abc-1",))]))
    assert scan(shop, id_of(shop), "ABC-1", "abc-1").verdict == "right"
    assert scan(shop, None, parcel_of(shop, "2").waybill.lower() + "x", parcel_of(shop, "2").waybill).verdict == "opened"
    assert scan(shop, id_of(shop), "no-1", "no-2").verdict == "unknown"


def test_a_carton_counts_its_pieces_and_never_more_than_are_needed(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 50}, order("1", {"SKU1": 13}))
    do(warehouse, import_products, parsed([ProductRow(2, "SKU1", barcodes=("CARTON6",), multiple=6)]))
    release_and_wave(warehouse)
    parcel = id_of(warehouse)
    answers = [scan(warehouse, parcel, "CARTON6") for _ in range(3)]
    assert [(a.verdict, a.scanned) for a in answers] == [("right", 6), ("right", 12), ("one_too_many", 12)]
    assert scan(warehouse, parcel, ONE).verdict == "complete"
    assert stock_of(warehouse) == {"SKU1": (37, 0)}
    undone = do(warehouse, undo_last, parcel, new_action())
    assert undone.scanned == 12
    assert do(warehouse, undo_last, parcel, new_action()).scanned == 6
    assert problems_of(warehouse) == []


def test_the_same_action_twice_counts_once_and_gets_the_same_answer(shop: Warehouse) -> None:
    parcel = id_of(shop)
    for code in (ONE, TWO, ONE):
        action = new_action()
        first = scan(shop, parcel, code, action=action)
        again = scan(shop, parcel, code, action=action)
        assert (again.verdict, again.code, again.parcel_id, again.again) == (first.verdict, code, parcel, True)
    assert len(recorded(shop)) == 3
    assert parcel_of(shop, "1").state == "packed"
    undo = new_action()
    assert [do(shop, undo_last, parcel, undo).verdict for _ in range(2)] == ["undone", "undone"]
    assert sum(counted(shop).values()) == 2
    assert problems_of(shop) == []


def test_when_a_parcel_is_done_the_next_waybill_opens_the_next(shop: Warehouse) -> None:
    done, waybill = pack(shop, "1").id, parcel_of(shop, "2").waybill
    assert scan(shop, done, waybill).verdict == "opened"
    assert scan(shop, done, ONE).verdict == "not_needed"
    assert scan(shop, 999, waybill).verdict == "opened"  # a parcel that is not there is no parcel


def test_an_empty_box_is_left_for_another_waybill_and_a_begun_one_is_not(shop: Warehouse) -> None:
    waybill = parcel_of(shop, "2").waybill
    assert scan(shop, id_of(shop), waybill).parcel_id == id_of(shop, "2")
    scan(shop, id_of(shop), ONE)
    assert scan(shop, id_of(shop), waybill).verdict == "item_wanted"
    assert scan(shop, id_of(shop), parcel_of(shop, "1").waybill).verdict == "item_wanted"


@pytest.mark.parametrize("stop", [cancel, hold])
def test_a_stopped_parcel_lets_the_desk_go_on_with_the_next(shop: Warehouse, stop) -> None:  # type: ignore[no-untyped-def]  # either command
    scan(shop, id_of(shop), ONE)
    do(shop, stop, ids_of(shop, "1"), "x")
    assert scan(shop, id_of(shop), "6999999999999").verdict in {"cancelled", "held"}
    assert scan(shop, id_of(shop), parcel_of(shop, "2").waybill).verdict == "opened"


def test_a_hold_in_the_middle_keeps_what_was_scanned(shop: Warehouse) -> None:
    scan(shop, id_of(shop), ONE)
    do(shop, hold, ids_of(shop, "1"), "等")
    assert scan(shop, id_of(shop), ONE).verdict == "held"
    do(shop, unhold, ids_of(shop, "1"))
    assert scan(shop, id_of(shop), ONE).scanned == 2


def test_a_note_is_read_once_before_the_first_item(shop: Warehouse) -> None:
    assert _note_first(shop).verdict == "note_first"
    parcel = id_of(shop, "3")
    do(shop, confirm_note, parcel, new_action())
    assert scan(shop, parcel, THREE).verdict == "complete"


def test_two_desks_may_open_the_same_parcel_and_every_piece_counts_once(shop: Warehouse) -> None:
    parcel = id_of(shop)
    answers: list[str] = []
    failures: list[BaseException] = []

    def desk(name: str) -> None:
        from warehouse_app.packing import commands as packing

        try:
            for code in (ONE, ONE, TWO):
                with shop.transaction(SYSTEM, name) as tx:
                    answer = packing.scan(tx, parcel, (code,), new_action())
                answers.append(answer.verdict)
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    assert answers.count("complete") == 1
    assert answers.count("right") == 2
    assert len(answers) == 6
    assert stock_of(shop)["SKU1"] == (8, 0)
    assert problems_of(shop) == []


def test_a_picked_wave_is_packed_like_any_other(shop: Warehouse) -> None:
    do(shop, confirm_picked, 1)
    assert pack(shop, "1").state == "packed"


def test_a_parcel_of_a_hundred_scans_keeps_them_all(warehouse: Warehouse) -> None:
    add_products(warehouse, 1)
    open_shop(warehouse, {"SKU1": 100}, order("1", {"SKU1": 100}))
    release_and_wave(warehouse)
    pack(warehouse, "1")
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).where(Scan.quantity == 1)) == 100
    assert problems_of(warehouse) == []
