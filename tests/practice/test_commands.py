"""The score of a practice is kept once, and told to nobody but the one who practised."""

from __future__ import annotations

from tests.shop import do
from warehouse_app.people.commands import add_person
from warehouse_app.people.rules import Role
from warehouse_app.practice.commands import keep_score
from warehouse_app.practice.scoring import Moment, ParcelResult, Score
from warehouse_app.store.warehouse import Actor, Warehouse


def scored(*slips: int) -> Score:
    return Score(tuple(Moment("item", n, trap=False) for n in slips), (ParcelResult("PRAC01", 9.0, sum(slips), ()),), len(slips))


def test_the_last_time_is_the_persons_own(warehouse: Warehouse) -> None:
    people = [do(warehouse, add_person, name, pin, Role.CLERK) for name, pin in (("小周", "1357"), ("阿敏", "8642"))]
    first, second = (Actor(each.id, each.name, each.role) for each in people)
    assert do(warehouse, keep_score, scored(0, 1), "a", actor=first) is None
    for _ in range(2):  # the same practice twice is once
        last = do(warehouse, keep_score, scored(0, 0), "b", actor=first)
        assert last is not None
        assert last.points == 50
    assert do(warehouse, keep_score, scored(0), "c", actor=second) is None
    assert do(warehouse, keep_score, Score((), (), 0), "d", actor=second) is not None  # nothing finished: nothing kept
    last = do(warehouse, keep_score, scored(1), "e", actor=second)
    assert last is not None
    assert last.points == 100
