"""Counting a bin: every scan is kept, the books of its moment decide, what does not fit is counted again."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.counting.house import ONE, THREE, TWO, Counter, found, person, plan, results, rounds
from tests.shop import (
    add_products,
    add_stock,
    do,
    open_shop,
    order,
    pack,
    parsed,
    problems_of,
    states_of,
    stock_of,
)
from tests.stock.shelves import places, refused
from warehouse_app.counting.approving import undo_approval
from warehouse_app.counting.commands import assign, end_stocktake
from warehouse_app.counting.queries import bins_of
from warehouse_app.counting.rules import Kind, Sample
from warehouse_app.counting.scope import Scope
from warehouse_app.counting.tables import CountScan
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import NotAllowed
from warehouse_app.orders.release import release
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming.commands import take
from warehouse_app.picking.confirming.queries import walk
from warehouse_app.picking.counting import ask_count, count_tasks
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.moving.commands import correct, move_goods
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def counter(warehouse: Warehouse) -> Counter:
    """A stocktake of three bins with ten pieces each."""
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 10, "SKU2": 10, "SKU3": 10})
    return Counter(warehouse, plan(warehouse))


def test_scans_one_by_one_keyed_numbers_and_both(counter: Counter, warehouse: Warehouse) -> None:
    assert counter.scan(ONE).verdict == "bin_first"
    assert counter.scans("A-1", ONE, ONE) == ["bin_open", "counted", "counted"]
    answer = counter.scan(ONE, 7)
    assert (answer.line, answer.total, answer.item.name if answer.item else "") == (9, 9, "商品1")
    assert counter.undo().line == 2
    assert counter.scan(ONE, 8).total == 10
    assert counter.ends().again == 0
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0)}
    assert problems_of(warehouse) == []


def test_the_same_scan_sent_twice_counts_once(counter: Counter) -> None:
    counter.scan("A-1")
    action = new_action()
    assert [counter.scan(ONE, action=action).total for _ in range(3)] == [1, 1, 1]


def test_misplaced_goods_strange_codes_and_absurd_numbers(counter: Counter, warehouse: Warehouse) -> None:
    counter.scan("A-1")
    answer = counter.scan(TWO)
    assert (answer.verdict, answer.elsewhere) == ("misplaced", ("A-2",))
    assert counter.scans("4006381333931", "B-77") == ["unknown", "unknown"]
    assert counter.scan(ONE, 500).verdict == "sure"
    assert counter.scan(ONE, 500, sure=True).line == 500
    with refused("counting.bad_pieces"):
        counter.scan(ONE, 1_000_000)
    counter.undo()
    assert counter.scan(ONE, 10).total == 11
    with warehouse.reading() as session:
        kept = list(session.scalars(select(CountScan.code).where(CountScan.verdict == "unknown").order_by(CountScan.id)))
    assert kept == ["4006381333931", "B-77"]


def test_scans_cannot_be_changed(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", ONE)
    with pytest.raises(DBAPIError, match="append-only"), warehouse.engine.begin() as connection:
        connection.execute(text("DELETE FROM count_scan"))


def test_a_clerk_keys_numbers_only_where_the_shop_lets_clerks(counter: Counter, warehouse: Warehouse) -> None:
    counter.actor = person(warehouse, "李", "clerk")
    counter.scan("A-1")
    with pytest.raises(NotAllowed):
        counter.scan(ONE, 3)
    do(warehouse, change_settings, {"clerks_key_quantity": True})
    assert counter.scan(ONE, 3).line == 3


def test_the_same_bin_again_asks_and_another_person_goes_on(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", ONE, ONE)
    other = Counter(warehouse, counter.stocktake, person(warehouse, "王"), "desk 2")
    assert other.scan("A-1").verdict == "bin_ask"
    assert other.bin_id is None
    assert other.scan("A-1", mode="add").total == 2
    assert other.scan(ONE, 8).total == 10
    assert other.ends().again == 0
    assert counter.scan("A-1").verdict == "bin_ask"
    assert counter.scan("A-1", mode="again").total == 0
    assert counter.scan(ONE, 10).total == 10
    counter.ends()
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0)}
    assert problems_of(warehouse) == []


def test_empty_by_one_scan_and_never_by_silence(counter: Counter, warehouse: Warehouse) -> None:
    counter.scans("A-1", "no such code")
    counter.undo()
    with refused("counting.nothing_counted"):
        counter.ends()
    counter.scan(ONE)
    with refused("counting.not_empty"):
        counter.ends(empty=True)
    counter.undo()
    assert counter.ends(empty=True).again == 1
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("recount", -10)}


def test_a_difference_goes_to_another_person_and_the_third_decides(counter: Counter, warehouse: Warehouse) -> None:
    first, second, third = (person(warehouse, name) for name in "甲乙丙")
    counter.actor = first
    assert counter.counts("A-1", SKU1=8).other
    assert counter.scan("A-1").verdict == "bin_not_yours"
    counter.actor = second
    assert counter.scans("A-1", TWO) == ["bin_open", "not_listed"]
    counter.scan(ONE, 9)
    counter.ends()
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("recount", -1)}
    assert counter.scan("A-1").verdict == "bin_not_yours"
    counter.actor = third
    counter.counts("A-1", SKU1=7)
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", -3)}
    assert rounds(warehouse, counter.stocktake)["A-1", 3] == ("done", [1])


def test_pieces_in_the_cart_and_on_the_desk_are_not_missed_on_the_shelf(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10}, order("1", {"SKU1": 3}), order("2", {"SKU1": 2}))
    do(warehouse, release)
    wave = do(warehouse, start_wave).id
    counter = Counter(warehouse, plan(warehouse))
    with warehouse.reading() as session:
        stop = walk(session, wave).next
    assert stop is not None
    do(warehouse, take, wave, stop.place, [ONE], new_action(), bin_open=True)
    counter.counts("A-1", SKU1=9)  # one is in the cart
    assert found(warehouse, counter.stocktake)["A-1", 1] == ("agreed", 0)
    do(warehouse, confirm_picked, wave)
    counter = Counter(warehouse, plan(warehouse))
    counter.counts("A-1", SKU1=5)
    pack(warehouse, "1")
    assert found(warehouse, counter.stocktake)["A-1", 1] == ("agreed", 0)
    assert Counter(warehouse, plan(warehouse)).counts("A-1", SKU1=5).again == 0


def test_later_moves_do_not_spoil_a_count_and_moves_during_it_ask_for_another(counter: Counter, warehouse: Warehouse) -> None:
    at = places(warehouse)
    do(warehouse, change_settings, {"count_tolerance_pieces": 5})
    counter.counts("A-1", SKU1=9)
    do(warehouse, move_goods, 1, at["A-1"], at["A-3"], 4, new_action())
    counter.scans("A-3", THREE)
    do(warehouse, move_goods, 1, at["A-3"], at["A-2"], 1, new_action())
    counter.scan(THREE, 9)
    counter.scan(ONE, 3)
    assert counter.ends().again == 1  # of SKU1 alone
    assert found(warehouse, counter.stocktake) == {
        ("A-1", 1): ("agreed", -1), ("A-3", 3): ("agreed", 0), ("A-3", 1): ("recount", 0)
    }  # fmt: skip
    counter.counts("A-3", SKU1=3)
    counter.approves()
    assert stock_of(warehouse)["SKU1"] == (9, 0)
    assert problems_of(warehouse) == []


def test_approved_in_part_once_and_taken_back(counter: Counter, warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter.counts("A-1", SKU1=7)
    counter.counts("A-2", SKU2=15, SKU1=2)
    ids, action = results(warehouse, counter.stocktake), new_action()
    done = counter.approves(ids["A-1", 1], ids["A-2", 2], action=action)
    assert (done.lines, done.plus, done.minus) == (2, 5, 3)
    assert counter.approves(ids["A-1", 1], ids["A-2", 2], action=action).again
    twice = counter.approves(ids["A-1", 1])
    assert (twice.lines, [one.code for one in twice.refused]) == (0, ["counting.approved_already"])
    assert {code: pieces for code, (pieces, _) in stock_of(warehouse).items()} == {"SKU1": 7, "SKU2": 15, "SKU3": 10}
    assert counter.scan("A-1").verdict == "bin_ask"
    with refused("counting.bin_decided"):
        counter.scan("A-1", mode="again")
    assert problems_of(warehouse) == []
    assert do(warehouse, undo_approval, action, "看错了") == 2
    assert stock_of(warehouse)["SKU1"] == (10, 0)
    assert problems_of(warehouse) == []
    assert counter.approves(ids["A-1", 1], ids["A-2", 2], ids["A-2", 1]).lines == 3
    assert stock_of(warehouse)["SKU1"] == (9, 0)
    assert problems_of(warehouse) == []


def test_nothing_is_taken_back_once_the_stocktake_has_ended(counter: Counter, warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter.counts("A-1", SKU1=7)
    action = new_action()
    counter.approves(action=action)
    assert do(warehouse, end_stocktake, counter.stocktake, "enough") == "closed"
    with refused("counting.ended"):
        do(warehouse, undo_approval, action, "too late")
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("posted", -3)}
    assert stock_of(warehouse)["SKU1"] == (7, 0)


def test_books_put_right_since_are_not_put_right_twice(counter: Counter, warehouse: Warehouse) -> None:
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter.counts("A-1", SKU1=7)
    do(warehouse, correct, 1, places(warehouse)["A-1"], 7, "又数了", new_action())
    done = counter.approves()
    assert [one.code for one in done.refused] == ["counting.corrected_since"]
    assert counter.counts("A-1", SKU1=7).again == 0
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", 0)}
    assert stock_of(warehouse)["SKU1"] == (7, 0)


def test_what_is_promised_and_lost_lets_the_least_urgent_order_wait(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10}, order("1", {"SKU1": 4}), order("2", {"SKU1": 4}))
    do(warehouse, release)
    counter = Counter(warehouse, plan(warehouse))
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter.counts("A-1", SKU1=5)
    done = counter.approves()
    assert (done.minus, done.short, done.waiting) == (5, ("2",), ())
    assert states_of(warehouse) == {"1": "released", "2": "short"}
    assert stock_of(warehouse)["SKU1"] == (5, 4)
    assert problems_of(warehouse) == []


def test_what_a_wave_is_walking_for_is_never_lost_below_its_promise(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 10}, order("1", {"SKU1": 6}))
    do(warehouse, release)
    do(warehouse, start_wave)
    counter = Counter(warehouse, plan(warehouse))
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    counter.counts("A-1", SKU1=5)
    done = counter.approves()
    assert (done.lines, [one.code for one in done.refused]) == (0, ["counting.promised"])
    assert stock_of(warehouse)["SKU1"] == (10, 6)
    assert found(warehouse, counter.stocktake) == {("A-1", 1): ("agreed", -5)}


def test_a_supervisor_approves_up_to_a_limit(counter: Counter, warehouse: Warehouse) -> None:
    with warehouse.engine.begin() as connection:
        connection.execute(text("UPDATE sku SET price = 30000"))  # 300 yuan
    do(warehouse, change_settings, {"count_tolerance_pieces": 50, "count_tolerance_yuan": 100_000})
    counter.counts("A-1", SKU1=8)
    counter.counts("A-2", SKU2=8)
    ids = results(warehouse, counter.stocktake)
    counter.actor = person(warehouse, "组长")
    with refused("counting.over_limit"):
        counter.approves(ids["A-1", 1], ids["A-2", 2])
    assert counter.approves(ids["A-1", 1]).lines == 1
    with refused("counting.over_limit"):
        counter.approves(ids["A-2", 2])
    counter.actor = person(warehouse, "店主", "owner")
    assert counter.approves(ids["A-2", 2]).lines == 1


@pytest.mark.parametrize(
    ("kind", "told", "bins"),
    [
        (Kind.MONTHLY, {}, ["A-1", "A-2", "A-3"]),
        (Kind.AD_HOC, {"scope": Scope(bins=("A-2",))}, ["A-2"]),
        (Kind.AD_HOC, {"scope": Scope(skus=("SKU3",))}, ["A-3"]),
        (Kind.SPOT, {"sample": Sample.VALUE, "size": 1}, ["A-3"]),
        (Kind.SPOT, {"sample": Sample.NEVER, "size": 2}, ["A-2", "A-3"]),
        (Kind.SPOT, {"sample": Sample.MISTAKES}, ["A-1"]),
        (Kind.CYCLE, {}, ["A-2", "A-3"]),
        (Kind.EMPTIED, {}, ["A-4"]),
    ],
)
def test_what_belongs_to_a_stocktake(warehouse: Warehouse, kind: Kind, told: dict[str, object], bins: list[str]) -> None:
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 1, "SKU2": 2, "SKU3": 3})
    with warehouse.engine.begin() as connection:
        connection.execute(text("UPDATE sku SET price = 100"))
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    Counter(warehouse, plan(warehouse, scope=Scope(bins=("A-1",)))).counts("A-1", SKU1=2)
    if kind is Kind.EMPTIED:
        do(warehouse, import_stock, parsed([StockRow(2, "A-4", "SKU1", 1)], "more.csv"), new_bins=True)
        at = places(warehouse)
        do(warehouse, move_goods, 1, at["A-4"], at["A-1"], 1, new_action())
    made = rounds(warehouse, plan(warehouse, kind, **told))
    assert sorted(code for code, _ in made) == bins


def test_bins_a_picker_found_short_may_be_promised_again_once_counted(counter: Counter, warehouse: Warehouse) -> None:
    at = places(warehouse)
    do(warehouse, change_settings, {"count_tolerance_pieces": 50})
    for code, sku in (("A-1", 1), ("A-2", 2)):
        do(warehouse, ask_count, (at[code], sku), [""], "wave 7")
    short = Counter(warehouse, plan(warehouse, Kind.SHORT))
    assert rounds(warehouse, short.stocktake) == {("A-1", 1): ("todo", [1]), ("A-2", 1): ("todo", [2])}
    short.counts("A-1", SKU1=10)
    short.counts("A-2", SKU2=9)
    with warehouse.reading() as session:
        assert [task.bin for task in count_tasks(session)] == ["A-2"]
    short.approves()
    with warehouse.reading() as session:
        assert count_tasks(session) == []


def test_plans_that_make_no_sense(counter: Counter, warehouse: Warehouse) -> None:
    for scope, code in (
        (Scope(zones=("Z",)), "counting.no_such_zone"),
        (Scope(bins=("Z-1",)), "counting.no_such_bin"),
        (Scope(skus=("Z",)), "counting.no_such_sku"),
        (Scope(suppliers=("Z",)), "counting.no_such_supplier"),
        (Scope(categories=("Z",)), "counting.no_such_category"),
    ):
        with refused(code):
            plan(warehouse, scope=scope)
    with refused("counting.nothing_to_count"):
        plan(warehouse, Kind.SHORT)
    with refused("counting.reason_missing", bins=3, differences=0):
        do(warehouse, end_stocktake, counter.stocktake)
    assert do(warehouse, end_stocktake, counter.stocktake, "算错日子") == "cancelled"
    with refused("counting.ended"):
        counter.scan("A-1")
    with refused("counting.ended"):
        counter.approves(1)


def test_bins_are_given_to_people_while_nobody_counted_them(counter: Counter, warehouse: Warehouse) -> None:
    wang = person(warehouse, "王")
    counter.counts("A-1", SKU1=10)
    with warehouse.reading() as session:
        ids = [row.id for row in bins_of(session, counter.stocktake)]
    with refused("counting.no_such_round"):
        do(warehouse, assign, counter.stocktake, [*ids, 999], wang.id)
    assert do(warehouse, assign, counter.stocktake, ids, wang.id) == 2
    assert do(warehouse, assign, counter.stocktake, ids[:2], None) == 1
    with warehouse.reading() as session:
        assert [row.assigned for row in bins_of(session, counter.stocktake)] == ["", "", "王"]
        assert [e.fields["bins"] for e in session.scalars(select(Audit).where(Audit.kind == "stocktake_assigned"))] == [2, 1]
    do(warehouse, end_stocktake, counter.stocktake, "enough")
    with refused("counting.ended"):
        do(warehouse, assign, counter.stocktake, ids, wang.id)
