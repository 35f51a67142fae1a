"""The second check at command level: who may count, what they are told, and what lets the parcel go on."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.packing.checking.people import Person, counts_of, person, switch_on
from tests.packing.desk import ONE, THREE, TWO, id_of
from tests.shop import (
    DAY,
    add_orders,
    add_waybills,
    do,
    ids_of,
    open_shop,
    order,
    parcel_of,
    problems_of,
    release_and_wave,
    states_of,
)
from warehouse_app.orders.commands import hold
from warehouse_app.orders.tables import OrderHistory
from warehouse_app.packing import steps
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.checking import commands as checking
from warehouse_app.packing.checking.queries import Found, counting_here, waiting_checks
from warehouse_app.packing.commands import scan, undo_last
from warehouse_app.packing.queries import resume, waiting_parcels
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.packing.stopping import cancel
from warehouse_app.store.warehouse import Warehouse, new_action


@pytest.fixture
def first(shop: Warehouse) -> Person:
    """Who packs. Every parcel of the shop owes a second check."""
    switch_on(shop, all=True)
    return person(shop, "小周", "desk 1")


@pytest.fixture
def second(shop: Warehouse, first: Person) -> Person:
    """Who checks, at another desk."""
    return person(shop, "阿敏", "desk 2")


def told(answer: Answer) -> set[str]:
    """Everything an answer says, to look for what it must not."""
    return set(answer.fields) | {name for name in ("parcel", "tasks", "owes") if getattr(answer, name) is not None}


def kinds(warehouse: Warehouse, number: str = "2") -> list[tuple[str, dict[str, object]]]:
    with warehouse.reading() as session:
        rows = session.execute(
            select(OrderHistory.kind, OrderHistory.fields)
            .where(OrderHistory.order_id == ids_of(warehouse, number)[0], OrderHistory.kind.like("check%"))
            .order_by(OrderHistory.id)
        )
        return [(row.kind, row.fields) for row in rows]


def test_a_second_person_counts_blind_and_the_parcel_is_packed(shop: Warehouse, first: Person, second: Person) -> None:
    assert first.packs(ONE, TWO, ONE, number="1").verdict is Verdict.CHECK_FIRST
    with shop.reading() as session:
        assert resume(session, "desk 1") is None  # the desk is free
        assert [row.waybill for row in waiting_parcels(session)] == [parcel_of(shop, "2").waybill]
        assert [(row.waybill, row.state) for row in waiting_checks(session)] == [(parcel_of(shop, "1").waybill, "waits")]
    answers = [
        second.opens("1"),
        second.counts(TWO, number="1"),
        second.counts("SKU1", number="1"),
        second.counts(ONE, number="1"),
    ]
    assert [answer.verdict for answer in answers] == [Verdict.CHECK_OPENED, *[Verdict.CHECK_COUNTED] * 3]
    assert [answer.fields["counted"] for answer in answers] == [0, 1, 2, 3]
    for answer in answers:  # blind
        assert (answer.needed, answer.scanned, answer.line_needed, answer.line_scanned) == (0, 0, 0, 0)
        assert told(answer) <= {"waybill", "counted", "name", "colour", "size"}
    assert states_of(shop)["1"] == "in_wave"
    assert second.ends("1").verdict is Verdict.COMPLETE
    assert (states_of(shop)["1"], counts_of(shop)) == ("packed", ["equal"])
    assert kinds(shop, "1") == [("check_equal", {"waybill": parcel_of(shop, "1").waybill, "first": "小周", "second": "阿敏"})]
    assert problems_of(shop) == []


@pytest.mark.parametrize(
    ("codes", "lines", "what"),
    [
        ((ONE, TWO), [("SKU1", 2, 2, 1)], "SKU1 1/2"),
        ((ONE, ONE, ONE, TWO), [("SKU1", 2, 2, 3)], "SKU1 3/2"),
        ((ONE, ONE, TWO, THREE), [("SKU3", 0, 0, 1)], "SKU3 1/0"),
        ((ONE, THREE, TWO), [("SKU1", 2, 2, 1), ("SKU3", 0, 0, 1)], "SKU1 1/2, SKU3 1/0"),
    ],
)
def test_a_difference_is_shown_logged_and_keeps_the_parcel(
    shop: Warehouse, first: Person, second: Person, codes: tuple[str, ...], lines: list[tuple[str, int, int, int]], what: str
) -> None:
    first.packs(ONE, ONE, TWO, number="1")
    second.opens("1")
    assert {second.counts(code, number="1").verdict for code in codes} == {Verdict.CHECK_COUNTED}
    answer = second.ends("1")
    assert answer.verdict is Verdict.CHECK_DIFFERENT
    for found in (answer.fields["found"], first.opens("1").fields["found"]):  # shown to both
        assert isinstance(found, Found)
        assert (found.first, found.second) == ("小周", "阿敏")
        assert [(line.seller_code, line.needed, line.first, line.second) for line in found.lines] == lines
    assert [(kind, fields["what"]) for kind, fields in kinds(shop, "1")] == [("check_differs", what)]
    switch_on(shop, all=False)
    assert second.opens("1").verdict is Verdict.CHECK_OPENED  # nothing completes it but an equal count
    second.counts(ONE, ONE, TWO, number="1")
    assert second.ends("1").verdict is Verdict.COMPLETE
    assert counts_of(shop) == ["different", "equal"]
    assert problems_of(shop) == []


def test_what_no_count_takes(shop: Warehouse, first: Person, second: Person) -> None:
    first.packs(TWO)
    second.opens()
    assert second.ends().verdict is Verdict.CHECK_NOTHING
    assert second.undoes().verdict is Verdict.CHECK_NOTHING
    assert second.counts("what?").verdict is Verdict.UNKNOWN
    assert second.counts(parcel_of(shop, "1").waybill).verdict is Verdict.CHECK_END_FIRST
    action = new_action()
    for again in (False, True):  # the same scan sent twice counts once
        assert second.does(checking.count, id_of(shop, "2"), (TWO,), action).again is again
    assert second.counts(THREE).fields["counted"] == 2
    assert (second.undoes().fields["counted"], second.undoes().fields["counted"]) == (1, 0)
    second.counts(TWO)
    action = new_action()
    assert second.does(checking.end_count, id_of(shop, "2"), action).verdict is Verdict.COMPLETE
    assert second.does(checking.end_count, id_of(shop, "2"), action).again
    assert problems_of(shop) == []


def test_the_same_person_is_refused_unless_the_shop_allows_it(shop: Warehouse, first: Person, second: Person) -> None:
    first.packs(ONE, number="1")
    second.packs(ONE, TWO, number="1")  # both packed it
    for one in (first, second):
        assert one.opens("1").verdict is Verdict.CHECK_SAME_PERSON
        assert one.counts(ONE, number="1").verdict is Verdict.CHECK_VOID
        assert one.does(checking.count_again, id_of(shop), new_action()).verdict is Verdict.CHECK_SAME_PERSON
    assert counts_of(shop) == []
    switch_on(shop, same_person=True)
    assert first.opens("1").verdict is Verdict.CHECK_OPENED
    first.counts(ONE, ONE, TWO, number="1")
    assert first.ends("1").verdict is Verdict.COMPLETE
    assert problems_of(shop) == []


def test_of_two_who_begin_at_once_one_counts(shop: Warehouse, first: Person, second: Person) -> None:
    first.packs(TWO)
    third = person(shop, "小吴", "desk 3")
    ready, answers = threading.Barrier(2), []

    def begin(who: Person) -> None:
        ready.wait()
        answers.append(who.opens().verdict)

    threads = [threading.Thread(target=begin, args=(who,)) for who in (second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [Verdict.CHECK_OPENED, Verdict.CHECK_TAKEN]
    assert counts_of(shop) == ["open"]


def test_a_count_is_gone_on_with_anywhere_and_taken_over_only_when_it_was_left(
    shop: Warehouse, first: Person, second: Person
) -> None:
    first.packs(ONE, ONE, TWO, number="1")
    second.opens("1")
    second.counts(ONE, TWO, number="1")
    elsewhere, third = Person(shop, second.actor, "desk 4"), person(shop, "小吴", "desk 3")
    with shop.reading() as session:
        here = counting_here(session, "desk 2", second.actor.id)  # after a crash
        assert here is not None
        assert (here.parcel_id, here.counted) == (id_of(shop), 2)
        assert counting_here(session, "desk 2", third.actor.id) is None
    assert elsewhere.opens("1").fields["counted"] == 2
    assert third.opens("1").fields["who"] == "阿敏"
    elsewhere.does(checking.leave_count, id_of(shop), new_action())
    assert second.opens("1").fields["counted"] == 2  # left, and gone on with
    second.does(checking.leave_count, id_of(shop), new_action())
    assert third.opens("1").fields["counted"] == 0
    assert second.counts(ONE, number="1").verdict is Verdict.CHECK_VOID
    shop.clock = lambda: DAY + timedelta(days=3_000)
    assert second.opens("1").verdict is Verdict.CHECK_OPENED  # nobody had scanned for a long time
    second.counts(ONE, ONE, TWO, number="1")
    assert second.ends("1").verdict is Verdict.COMPLETE
    assert counts_of(shop) == ["void", "void", "equal"]


def test_goods_taken_out_void_the_check(shop: Warehouse, first: Person, second: Person) -> None:
    first.packs(TWO)
    second.opens()
    second.counts(TWO)
    first.does(undo_last, id_of(shop, "2"), new_action())
    assert second.counts(TWO).verdict is Verdict.CHECK_VOID
    assert first.packs(TWO).verdict is Verdict.CHECK_FIRST
    second.opens()
    second.counts(TWO)
    assert second.ends().verdict is Verdict.COMPLETE
    first.does(undo_last, id_of(shop, "2"), new_action())  # also of a parcel that was checked already
    assert first.packs(TWO).verdict is Verdict.CHECK_FIRST
    assert counts_of(shop) == ["void", "void"]
    assert problems_of(shop) == []


def test_a_stopped_order_stops_the_count_at_each_scan(shop: Warehouse, first: Person, second: Person) -> None:
    first.packs(TWO)
    second.opens()
    do(shop, hold, ids_of(shop, "2"), "改地址")
    assert second.counts(TWO).verdict is Verdict.HELD
    assert second.ends().verdict is Verdict.HELD
    assert second.opens().verdict is Verdict.HELD
    do(shop, cancel, ids_of(shop, "2"), "买家退款")
    assert second.counts(TWO).verdict is Verdict.CANCELLED
    assert problems_of(shop) == []


def test_steps_after_the_check_are_still_owed(
    shop: Warehouse, first: Person, second: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = steps.Policy(Step.WEIGHT, (), lambda _tx, _id, _values: True, lambda _tx, _id: None)
    monkeypatch.setattr(steps, "POLICIES", (*steps.POLICIES, weight))
    first.packs(TWO)
    second.opens()
    second.counts(TWO)
    answer = second.ends()
    assert answer.verdict is Verdict.WEIGH_FIRST
    assert answer.parcel is not None
    assert answer.parcel.owes == Step.WEIGHT


POLICIES = {
    "nothing": ({}, ""),
    "several lines": ({"lines": True, "lines_from": 2}, "a"),
    "value": ({"value": True, "value_yuan": 100}, "b"),
    "flagged": ({"flagged": True}, "c"),
    "all of a random share": ({"share": True, "share_percent": 100}, "abcd"),
    "new staff by days": ({"new": True, "new_days": 3, "new_parcels": 1}, "abcd"),
}


def test_each_policy_by_itself(warehouse: Warehouse) -> None:
    open_shop(
        warehouse, {"SKU1": 50, "SKU2": 50},
        order("a", {"SKU1": 1, "SKU2": 1}),
        order("b", {"SKU1": 1}, paid_amount=Decimal("100.01")),
        order("c", {"SKU1": 1}, flag="红旗", paid_amount=Decimal(100)),
        order("d", {"SKU1": 1}),
    )  # fmt: skip
    release_and_wave(warehouse)
    packer = person(warehouse, "小周", "desk 1")
    for name, (settings, wanted) in POLICIES.items():
        switch_on(warehouse, **({"lines": False, "value": False, "flagged": False, "share": False, "new": False} | settings))
        owing = ""
        for number in "abcd":
            opened = packer.opens(number).parcel
            assert opened is not None
            owing += number if opened.owes else ""
        assert owing == wanted, name


def test_staff_is_no_longer_new_after_so_many_days_and_parcels(shop: Warehouse) -> None:
    switch_on(shop, new=True, new_days=3, new_parcels=1)
    first, second = person(shop, "小周", "desk 1"), person(shop, "阿敏", "desk 2")
    long_ago = shop.clock
    shop.clock = lambda: long_ago() + timedelta(days=4)
    assert first.packs(TWO).verdict is Verdict.CHECK_FIRST  # days enough, but no parcel yet
    second.opens()
    second.counts(TWO)
    assert second.ends().verdict is Verdict.COMPLETE  # counts as packed by the first, not by who checked it
    add_waybills(shop, start=50)
    add_orders(shop, order("3", {"SKU2": 1}), order("4", {"SKU2": 1}), name="more")
    release_and_wave(shop)
    assert second.packs(TWO, number="4").verdict is Verdict.CHECK_FIRST
    assert first.packs(TWO, number="3").verdict is Verdict.COMPLETE


def test_somebody_new_who_goes_on_with_an_open_parcel_is_seen(shop: Warehouse) -> None:
    old, taken_on = person(shop, "老王", "desk 1"), shop.clock
    shop.clock = lambda: taken_on() + timedelta(days=30)
    new = person(shop, "小周", "desk 1")
    switch_on(shop, new=True, new_days=3, new_parcels=1)
    opened = new.opens("1").parcel
    assert opened is not None
    assert opened.owes == Step.CHECK
    assert old.packs(TWO).verdict is Verdict.CHECK_FIRST  # no parcel of theirs yet
    switch_on(shop, new_parcels=1, new=False)
    assert old.opens().verdict is Verdict.COMPLETE  # asked for no longer
    switch_on(shop, new=True)
    opened = old.packs(ONE, number="1")
    assert opened.verdict is Verdict.RIGHT
    new.does(scan, id_of(shop), (ONE,), new_action())  # the desk changed hands, the parcel stayed open
    answer = new.does(scan, id_of(shop), (TWO,), new_action())
    assert (answer.verdict, answer.owes) == (Verdict.CHECK_FIRST, Step.CHECK)
    assert problems_of(shop) == []
