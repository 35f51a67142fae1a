"""Things to do for a parcel: made with the wave, ticked in any order with the scans, and no parcel complete without them."""

from __future__ import annotations

import threading

import pytest

from tests.packing.desk import ONE, TWO, id_of, recorded
from tests.shop import (
    add_orders,
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
    tasks_of_parcel,
)
from warehouse_app.errors import NotFound
from warehouse_app.orders.commands import cancel, hold, pass_look
from warehouse_app.orders.release import release
from warehouse_app.orders.wishes import WishKind
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.commands import confirm_note, leave, undo_last
from warehouse_app.packing.queries import parcel_view
from warehouse_app.packing.ticking import tick, untick
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.tables import Parcel
from warehouse_app.picking.tasks import along
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Order 1 (SKU1 twice) with a card and an invoice, its note read; order 2 (SKU2) with nothing to do."""
    told = order("1", {"SKU1": 2}, note="贺卡：生日快乐", invoice_title="示例公司", flag="红旗")
    open_shop(warehouse, {"SKU1": 10, "SKU2": 10}, told, order("2", {"SKU2": 1}))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1"))
    release_and_wave(warehouse)
    do(warehouse, confirm_note, id_of(warehouse), new_action())
    return warehouse


def tick_next(warehouse: Warehouse, action: str = "") -> Answer:
    return do(warehouse, tick, id_of(warehouse), None, action or new_action())


def todo(warehouse: Warehouse, number: str = "1") -> int:
    with warehouse.reading() as session:
        found = session.get(Parcel, id_of(warehouse, number))
        assert found is not None
        return found.todo


def test_a_wave_writes_what_its_orders_ask_for(shop: Warehouse) -> None:
    tasks = tasks_of_parcel(shop, id_of(shop))
    assert [(task.kind, task.text, task.done) for task in tasks] == [
        ("card", "生日快乐", False), ("invoice", "示例公司", False),
    ]  # fmt: skip
    assert (todo(shop), todo(shop, "2")) == (2, 0)
    with shop.reading() as session:
        view = parcel_view(session.connection(), id_of(shop))
        assert (view.flags, view.tasks) == (("red",), tasks)
        assert [(thing.kind, thing.slots) for thing in along(session, 1)] == [("card", (1,)), ("invoice", (1,))]


def test_the_words_and_the_flags_are_settings(warehouse: Warehouse) -> None:
    lists: dict[str, list[str]] = {kind: [] for kind in (*WishKind, "no_invoice", "none") if kind != WishKind.FLAG}
    lists["gift"] = ["小样"]
    do(warehouse, change_settings, {"wish_words": lists, "flag_meanings": {"blue": "送试用装"}})
    open_shop(warehouse, {"SKU1": 9}, order("1", {"SKU1": 1}, note="放小样，贺卡", flag="4"))
    do(warehouse, release)
    do(warehouse, pass_look, ids_of(warehouse, "1"))
    release_and_wave(warehouse)
    assert [(task.kind, task.text) for task in tasks_of_parcel(warehouse, id_of(warehouse))] == [
        ("gift", "放小样"), ("flag", "送试用装"),
    ]  # fmt: skip


def test_the_last_piece_does_not_complete_before_everything_is_ticked(shop: Warehouse) -> None:
    parcel = id_of(shop)
    assert scan(shop, parcel, ONE).verdict == "right"
    answer = scan(shop, parcel, ONE)
    assert (answer.verdict, answer.scanned, answer.line_scanned, answer.good) == ("tick_first", 2, 2, False)
    assert answer.tasks is not None
    assert [task.text for task in answer.tasks if not task.done] == ["生日快乐", "示例公司"]
    assert (parcel_of(shop, "1").state, states_of(shop)["1"]) == ("open", "in_wave")
    assert problems_of(shop) == []
    assert tick_next(shop).verdict == "ticked"
    assert stock_of(shop)["SKU1"] == (10, 2)
    assert tick_next(shop).verdict == "complete"
    assert (parcel_of(shop, "1").state, states_of(shop)["1"], todo(shop)) == ("packed", "packed", 0)
    assert stock_of(shop)["SKU1"] == (8, 0)
    assert [quantity for _, verdict, quantity in recorded(shop) if verdict == "tick_first"] == [1]
    assert problems_of(shop) == []


def test_ticked_before_the_last_scan_completes_as_ever(shop: Warehouse) -> None:
    assert [tick_next(shop).verdict for _ in range(2)] == ["ticked", "ticked"]
    assert tick_next(shop).verdict == "item_wanted"  # nothing left to tick: the items are
    assert [scan(shop, id_of(shop), ONE).verdict for _ in range(2)] == ["right", "complete"]
    assert problems_of(shop) == []


@pytest.mark.parametrize("code", [ONE, TWO, "other waybill", "own waybill", "A-1"])
def test_with_all_pieces_in_another_code_changes_nothing(shop: Warehouse, code: str) -> None:
    parcel = id_of(shop)
    for _ in range(2):
        scan(shop, parcel, ONE)
    waybills = {"other waybill": parcel_of(shop, "2").waybill, "own waybill": parcel_of(shop, "1").waybill}
    verdict = scan(shop, parcel, waybills.get(code, code)).verdict
    assert verdict == {ONE: "one_too_many", TWO: "belongs_elsewhere"}.get(code, "tick_first")
    assert (parcel_of(shop, "1").lines[0].scanned, todo(shop)) == (2, 2)
    assert problems_of(shop) == []


def test_a_note_is_read_before_anything_is_ticked(shop: Warehouse) -> None:
    add_orders(shop, order("3", {"SKU2": 1}, note="放赠品"), name="more")
    do(shop, release)
    do(shop, pass_look, ids_of(shop, "3"))
    release_and_wave(shop)
    assert do(shop, tick, id_of(shop, "3"), None, new_action()).verdict == "note_first"
    assert todo(shop, "3") == 1


def test_the_same_tick_twice_is_one_and_the_last_completes_once(shop: Warehouse) -> None:
    for _ in range(2):
        scan(shop, id_of(shop), ONE)
    for verdict in ("ticked", "complete"):
        action = new_action()
        answers = [tick_next(shop, action) for _ in range(2)]
        assert [(answer.verdict, answer.again) for answer in answers] == [(verdict, False), (verdict, True)]
        assert todo(shop) == (1 if verdict == "ticked" else 0)
    assert stock_of(shop)["SKU1"] == (8, 0)
    assert problems_of(shop) == []


def test_one_thing_ticked_at_two_desks_is_done_once(shop: Warehouse) -> None:
    card = tasks_of_parcel(shop, id_of(shop))[0]
    answers = [do(shop, tick, id_of(shop), card.id, new_action()) for _ in range(2)]
    assert [answer.verdict for answer in answers] == ["ticked", "ticked"]
    assert todo(shop) == 1
    assert problems_of(shop) == []


def test_a_tick_is_taken_back_while_the_parcel_is_open(shop: Warehouse) -> None:
    card, invoice = tasks_of_parcel(shop, id_of(shop))
    tick_next(shop)
    answer = do(shop, untick, id_of(shop), card.id, action := new_action())
    assert (answer.verdict, do(shop, untick, id_of(shop), card.id, action).again, todo(shop)) == ("unticked", True, 2)
    do(shop, tick, id_of(shop), invoice.id, new_action())
    taken_back = do(shop, untick, id_of(shop), None, new_action())
    assert taken_back.fields["task"] == type(invoice)(invoice.id, "invoice", "示例公司", done=True)
    assert do(shop, untick, id_of(shop), None, new_action()).verdict == "nothing_to_undo"
    pack(shop, "1")
    assert do(shop, untick, id_of(shop), card.id, new_action()).verdict == "packed_already"
    assert (parcel_of(shop, "1").state, todo(shop)) == ("packed", 0)
    assert problems_of(shop) == []


def test_undo_takes_pieces_out_and_leaves_the_ticks(shop: Warehouse) -> None:
    parcel = id_of(shop)
    for _ in range(2):
        scan(shop, parcel, ONE)
    assert do(shop, undo_last, parcel, new_action()).scanned == 1  # of an open parcel with all its pieces
    for _ in range(2):
        tick_next(shop)
    assert scan(shop, parcel, ONE).verdict == "complete"
    assert do(shop, undo_last, parcel, new_action()).verdict == "undone"
    assert (parcel_of(shop, "1").state, todo(shop)) == ("open", 0)
    assert do(shop, untick, parcel, None, new_action()).verdict == "unticked"
    assert scan(shop, parcel, ONE).verdict == "tick_first"
    assert problems_of(shop) == []
    assert tick_next(shop).verdict == "complete"
    assert problems_of(shop) == []


@pytest.mark.parametrize(("stop", "verdict"), [(cancel, "cancelled"), (hold, "held")])
def test_a_stopped_parcel_ticks_nothing(shop: Warehouse, stop, verdict: str) -> None:  # type: ignore[no-untyped-def]  # either command
    tick_next(shop)
    do(shop, stop, ids_of(shop, "1"), "x")
    assert tick_next(shop).verdict == verdict
    assert do(shop, untick, id_of(shop), None, new_action()).verdict == verdict
    assert todo(shop) == 1
    with shop.reading() as session:
        assert along(session, 1) == ()
    assert problems_of(shop) == []


def test_a_note_that_changes_after_the_wave_stops_the_parcel(shop: Warehouse) -> None:
    add_orders(shop, order("1", {"SKU1": 2}, note="贺卡：新年好", invoice_title="示例公司"), name="later")
    assert tick_next(shop).verdict == "changed"


def test_a_parcel_put_aside_goes_on_with_its_ticks(shop: Warehouse) -> None:
    for _ in range(2):
        scan(shop, id_of(shop), ONE)
    tick_next(shop)
    do(shop, leave, id_of(shop), new_action())
    opened = scan(shop, None, parcel_of(shop, "1").waybill)
    assert (opened.verdict, opened.parcel and [task.done for task in opened.parcel.tasks]) == ("opened", [True, False])
    assert tick_next(shop).verdict == "complete"


def test_a_task_of_another_parcel_is_not_to_be_found(shop: Warehouse) -> None:
    card = tasks_of_parcel(shop, id_of(shop))[0]
    with pytest.raises(NotFound):
        do(shop, tick, id_of(shop, "2"), card.id, new_action())
    with pytest.raises(NotFound):
        do(shop, tick, 999, None, new_action())


def test_two_desks_tick_and_scan_at_once_and_the_parcel_completes_once(shop: Warehouse) -> None:
    parcel, verdicts, failures = id_of(shop), list[str](), list[BaseException]()
    tasks = tasks_of_parcel(shop, parcel)

    def desk(name: str) -> None:
        from warehouse_app.packing import commands as packing

        try:
            for step in ("item", *tasks, "item"):
                with shop.transaction(SYSTEM, name) as tx:
                    if isinstance(step, str):
                        answer = packing.scan(tx, parcel, (ONE,), new_action())
                    else:
                        answer = tick(tx, parcel, step.id, new_action())
                verdicts.append(answer.verdict)
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(f"desk {n}",)) for n in range(2)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert failures == []
    assert verdicts.count("complete") == 1
    assert (stock_of(shop)["SKU1"], todo(shop)) == ((8, 0), 0)
    assert problems_of(shop) == []
