"""The shift plan: days of people set, taken back, and a week copied."""

from __future__ import annotations

from datetime import date, timedelta

from tests.counting.house import person
from tests.shop import do
from tests.stock.shelves import refused
from warehouse_app.people.commands import change_person
from warehouse_app.people.shifts import (
    MOST,
    PlannedDay,
    copy_week,
    last_planned_week,
    monday,
    planned_minutes,
    set_shifts,
    shifts,
)
from warehouse_app.store.warehouse import Warehouse

MONDAY = date(2026, 11, 9)


def week(warehouse: Warehouse, first: date = MONDAY) -> dict[str, tuple[int, ...]]:
    with warehouse.reading() as session:
        return {row.name: row.minutes for row in shifts(session, first, first + timedelta(days=6)) if row.sum}


def test_days_are_planned_and_the_answer_undoes_it(warehouse: Warehouse) -> None:
    one, two = person(warehouse, "李", "clerk"), person(warehouse, "王", "clerk")
    do(warehouse, set_shifts, [PlannedDay(one.id, MONDAY, 480), PlannedDay(two.id, MONDAY, 240)])
    tuesday = MONDAY + timedelta(days=1)
    before = do(warehouse, set_shifts, [PlannedDay(one.id, MONDAY, 0), PlannedDay(one.id, tuesday, 90)])
    assert week(warehouse) == {"李": (0, 90, 0, 0, 0, 0, 0), "王": (240, 0, 0, 0, 0, 0, 0)}
    do(warehouse, set_shifts, before)
    assert week(warehouse) == {"李": (480, 0, 0, 0, 0, 0, 0), "王": (240, 0, 0, 0, 0, 0, 0)}
    assert do(warehouse, set_shifts, [PlannedDay(one.id, MONDAY, 480)]) == ()
    with warehouse.reading() as session:
        assert planned_minutes(session, MONDAY, tuesday) == {MONDAY: (480, 240)}


def test_a_day_has_24_hours_and_only_who_is_here_is_planned(warehouse: Warehouse) -> None:
    one = person(warehouse, "李", "clerk")
    for planned, code in (
        ([PlannedDay(one.id, MONDAY, 60), PlannedDay(one.id, MONDAY + timedelta(days=1), 1441)], "people.shift_minutes"),
        ([PlannedDay(one.id, MONDAY, -1)], "people.shift_minutes"),
        ([PlannedDay(99, MONDAY, 60)], "people.no_such_person"),
        ([PlannedDay(1, MONDAY, 60)], "people.no_such_person"),
        ([PlannedDay(one.id, MONDAY + timedelta(days=n), 60) for n in range(MOST + 1)], "people.shift_many"),
    ):
        with refused(code):
            do(warehouse, set_shifts, planned)
    assert week(warehouse) == {}


def test_a_week_is_copied_with_its_days_off_and_taken_back(warehouse: Warehouse) -> None:
    one, two = person(warehouse, "李", "clerk"), person(warehouse, "王", "clerk")
    do(warehouse, set_shifts, [PlannedDay(one.id, MONDAY, 480), PlannedDay(two.id, MONDAY, 60)])
    later = MONDAY + timedelta(days=14)
    do(warehouse, set_shifts, [PlannedDay(one.id, later + timedelta(days=1), 300)])
    before = do(warehouse, copy_week, MONDAY + timedelta(days=3), later + timedelta(days=6))
    assert week(warehouse, later) == week(warehouse)
    do(warehouse, set_shifts, before)
    assert week(warehouse, later) == {"李": (0, 300, 0, 0, 0, 0, 0)}
    with refused("people.same_week"):
        do(warehouse, copy_week, MONDAY, MONDAY + timedelta(days=2))
    with refused("people.empty_week"):
        do(warehouse, copy_week, MONDAY - timedelta(days=7), later)


def test_who_has_left_is_neither_copied_nor_counted(warehouse: Warehouse) -> None:
    one, two = person(warehouse, "李", "clerk"), person(warehouse, "王", "clerk")
    do(warehouse, set_shifts, [PlannedDay(one.id, MONDAY, 480), PlannedDay(two.id, MONDAY, 60)])
    do(warehouse, change_person, two.id, active=False)
    do(warehouse, copy_week, MONDAY, MONDAY + timedelta(days=7))
    with warehouse.reading() as session:
        assert planned_minutes(session, MONDAY, MONDAY + timedelta(days=13)) == {
            MONDAY: (480,), MONDAY + timedelta(days=7): (480,),
        }  # fmt: skip
        assert last_planned_week(session, MONDAY + timedelta(days=9)) == MONDAY
        assert last_planned_week(session, MONDAY) is None
    do(warehouse, set_shifts, [PlannedDay(two.id, MONDAY, 0)])
    assert monday(MONDAY + timedelta(days=6)) == MONDAY
