"""Taking people on, changing them, and logging in by badge or PIN."""

from __future__ import annotations

from datetime import timedelta

import argon2
import pytest
from sqlalchemy import select

from tests.shop import DAY, do
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.people.commands import (
    SYSTEM,
    NewPerson,
    add_person,
    change_person,
    log_in_by_badge,
    log_out,
    renew_badge,
    try_pin,
)
from warehouse_app.people.queries import actor_by_name, has_owner, people
from warehouse_app.people.tables import Person
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Warehouse


def _add(warehouse: Warehouse, name: str, role: str = "clerk", pin: str = "1234") -> NewPerson:
    return do(warehouse, add_person, name, pin, role)


def _trail(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return list(session.scalars(select(Audit.kind).order_by(Audit.id)))


def test_a_pin_is_kept_as_what_takes_a_thief_long_to_undo(
    local_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, quick_pins: type[argon2.PasswordHasher]
) -> None:
    monkeypatch.setattr(argon2, "PasswordHasher", quick_pins)  # not the quick one of the tests
    person = _add(local_warehouse, "王示例", pin="4711")
    with local_warehouse.reading() as session:
        kept = session.scalars(select(Person.pin_hash).where(Person.id == person.id)).one()
    cost = argon2.extract_parameters(kept)
    assert (cost.type, cost.memory_cost >= 19 * 1024, cost.time_cost >= 2) == (argon2.Type.ID, True, True)  # OWASP's least
    assert "4711" not in kept


def test_the_first_person_becomes_the_owner_whatever_was_asked_for(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        assert not has_owner(session)
    assert _add(warehouse, "王示例", "clerk").role == "owner"
    assert _add(warehouse, "李示例", "clerk").role == "clerk"
    assert _add(warehouse, "赵示例", "supervisor").role == "supervisor"
    with warehouse.reading() as session:
        assert has_owner(session)
        assert {row.name: row.role for row in people(session)} == {"王示例": "owner", "李示例": "clerk", "赵示例": "supervisor"}


@pytest.mark.parametrize(
    ("name", "pin", "role", "code"),
    [
        ("  ", "1234", "clerk", "people.name_missing"),
        ("新人", "123", "clerk", "people.pin_form"),
        ("新人", "12ab", "clerk", "people.pin_form"),
        ("新人", "1234", "boss", "people.unknown_role"),
        ("王示例", "1234", "clerk", "people.name_taken"),
        (" 王示例 ", "1234", "clerk", "people.name_taken"),
        ("Packdesk", "1234", "clerk", "people.name_taken"),
    ],
)
def test_who_cannot_be_taken_on(warehouse: Warehouse, name: str, pin: str, role: str, code: str) -> None:
    _add(warehouse, "王示例")
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, add_person, name, pin, role)
    assert caught.value.code == code
    with warehouse.reading() as session:
        assert len(people(session)) == 1


def test_badges_differ_and_open_the_desk(warehouse: Warehouse) -> None:
    owner, clerk = _add(warehouse, "王示例"), _add(warehouse, "李示例")
    assert owner.badge != clerk.badge
    actor = do(warehouse, log_in_by_badge, clerk.badge)
    assert (actor.id, actor.name, actor.role) == (clerk.id, "李示例", "clerk")


def test_a_renewed_badge_shuts_the_lost_one_out(warehouse: Warehouse) -> None:
    owner = _add(warehouse, "王示例")
    fresh = do(warehouse, renew_badge, owner.id)
    assert do(warehouse, log_in_by_badge, fresh).id == owner.id
    with pytest.raises(NotFound) as caught:
        do(warehouse, log_in_by_badge, owner.badge)
    assert caught.value.code == "people.unknown_badge"


def test_nobody_logs_in_as_the_program_itself(warehouse: Warehouse) -> None:
    for command, arguments in ((try_pin, ("Packdesk", "")), (log_in_by_badge, ("",)), (renew_badge, (SYSTEM.id,))):
        with pytest.raises(NotFound):
            do(warehouse, command, *arguments)  # type: ignore[arg-type]  # three signatures in one loop


def test_who_has_left_cannot_log_in(warehouse: Warehouse) -> None:
    _add(warehouse, "王示例")
    gone = _add(warehouse, "李示例")
    do(warehouse, change_person, gone.id, active=False)
    with pytest.raises(NotFound):
        do(warehouse, log_in_by_badge, gone.badge)
    with pytest.raises(NotFound):
        do(warehouse, try_pin, "李示例", "1234")
    with warehouse.reading() as session, pytest.raises(NotFound):
        actor_by_name(session, "李示例")
    with warehouse.reading() as session:
        assert [row.name for row in people(session, active_only=True)] == ["王示例"]


@pytest.mark.parametrize("change", [{"role": "clerk"}, {"active": False}])
def test_the_last_owner_must_stay(warehouse: Warehouse, change: dict[str, str]) -> None:
    owner = _add(warehouse, "王示例")
    helper = _add(warehouse, "李示例")
    with pytest.raises(Conflict) as caught:
        do(warehouse, change_person, owner.id, **change)  # type: ignore[arg-type]  # either of two keywords
    assert caught.value.code == "people.last_owner"
    do(warehouse, change_person, helper.id, role="owner")
    do(warehouse, change_person, owner.id, **change)  # type: ignore[arg-type]  # now there is another
    with pytest.raises(Conflict):
        do(warehouse, change_person, helper.id, active=False)


@pytest.mark.parametrize(("change", "code"), [({"role": "boss"}, "people.unknown_role"), ({"pin": "1"}, "people.pin_form")])
def test_a_bad_change_changes_nothing(warehouse: Warehouse, change: dict[str, str], code: str) -> None:
    owner = _add(warehouse, "王示例")
    with pytest.raises(BadInput) as caught:
        do(warehouse, change_person, owner.id, **change)  # type: ignore[arg-type]  # either of two keywords
    assert caught.value.code == code
    assert do(warehouse, try_pin, "王示例", "1234").actor is not None


def test_changing_somebody_who_is_not_there(warehouse: Warehouse) -> None:
    for missing in (SYSTEM.id, 999):
        with pytest.raises(NotFound):
            do(warehouse, change_person, missing, role="clerk")


def test_wrong_pins_slow_down_and_the_count_survives(warehouse: Warehouse) -> None:
    warehouse.clock = lambda: DAY
    owner = _add(warehouse, "王示例")
    waits = [do(warehouse, try_pin, "王示例", "9999").wait for _ in range(3)]
    assert waits == [timedelta(0), timedelta(0), timedelta(seconds=2)]
    refused = do(warehouse, try_pin, "王示例", "1234")
    assert (refused.actor, refused.wait) == (None, timedelta(seconds=2))  # even the right one waits
    warehouse.clock = lambda: DAY + timedelta(seconds=2)
    assert do(warehouse, try_pin, "王示例", "0000").wait == timedelta(seconds=4)
    warehouse.clock = lambda: DAY + timedelta(seconds=6)
    answer = do(warehouse, try_pin, "王示例", "1234")
    assert answer.actor is not None
    assert answer.actor.id == owner.id
    assert do(warehouse, try_pin, "王示例", "9999").wait == timedelta(0)  # a right one starts the count again


def test_waiting_tries_are_not_counted_and_others_do_not_wait(warehouse: Warehouse) -> None:
    warehouse.clock = lambda: DAY
    _add(warehouse, "王示例")
    _add(warehouse, "李示例", pin="5678")
    for _ in range(10):
        do(warehouse, try_pin, "王示例", "9999")
    assert do(warehouse, try_pin, "王示例", "9999").wait == timedelta(seconds=2)
    assert do(warehouse, try_pin, "李示例", "5678").actor is not None


def test_a_new_pin_ends_the_waiting_and_the_old_one(warehouse: Warehouse) -> None:
    warehouse.clock = lambda: DAY
    owner = _add(warehouse, "王示例")
    for _ in range(4):
        do(warehouse, try_pin, "王示例", "9999")
    do(warehouse, change_person, owner.id, pin="4321")
    assert do(warehouse, try_pin, "王示例", "1234").actor is None
    assert do(warehouse, try_pin, "王示例", "4321").actor is not None


def test_what_people_do_at_the_door_is_on_the_trail_and_no_pin_is(warehouse: Warehouse) -> None:
    owner = _add(warehouse, "王示例")
    do(warehouse, try_pin, "王示例", "9999")
    do(warehouse, try_pin, "王示例", "1234")
    actor = do(warehouse, log_in_by_badge, owner.badge)
    do(warehouse, log_out, actor=actor)
    assert _trail(warehouse) == ["person_added", "wrong_pin", "logged_in", "logged_in", "logged_out"]
    with warehouse.reading() as session:
        assert "1234" not in repr(session.execute(select(Audit.subject, Audit.fields)).all())
