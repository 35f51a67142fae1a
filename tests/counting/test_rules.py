"""Which count decides, what is asked about, probable causes, classes and accuracy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.counting.rules import (
    Cause,
    Counted,
    Judged,
    Kind,
    Signs,
    Tolerance,
    Vote,
    abc_classes,
    absurd,
    causes,
    due,
    judge,
    sums,
    window,
)


@pytest.mark.parametrize(
    ("votes", "within", "judged"),
    [
        ([(0, False)], True, Judged(0)),
        ([(2, False)], False, Judged(0, again=True, other=True)),
        ([(2, True)], True, Judged(0, again=True)),  # goods moved: it proves nothing, whoever counts next
        ([(2, True), (0, False)], True, Judged(1)),
        ([(2, False), (2, False)], False, Judged(1)),
        ([(2, False), (3, False)], False, Judged(1, again=True, other=True)),
        ([(2, False), (3, True)], False, Judged(0, again=True, other=True)),
        ([(2, False), (3, False), (5, False)], False, Judged(2)),  # the third decides
        ([(2, False), (3, True), (2, False)], False, Judged(2)),
    ],
)
def test_which_count_decides(votes: list[tuple[int, bool]], within: bool, judged: Judged) -> None:
    assert judge([Vote(*vote) for vote in votes], within=within) == judged


@given(st.lists(st.builds(Vote, st.integers(-3, 3), st.booleans()), min_size=1, max_size=6), st.booleans())
@settings(max_examples=60)
def test_three_counts_that_prove_something_always_decide(votes: list[Vote], within: bool) -> None:
    judged = judge(votes, within=within)
    assert judged.again or not votes[judged.place].touched
    assert not (judged.again and sum(not vote.touched for vote in votes) >= 3)


@pytest.mark.parametrize(
    ("pieces", "expected", "asked"),
    [(1, 0, False), (99, 0, False), (100, 0, True), (100, 10, False), (101, 10, True), (1_000_000, 900_000, True)],
)
def test_absurd_numbers_are_asked_about(pieces: int, expected: int, asked: bool) -> None:
    assert absurd(pieces, expected) is asked


@pytest.mark.parametrize(
    ("difference", "expected", "price", "abc", "held"),
    [(0, 10, None, "A", True), (1, 10, None, "C", False), (-5, 100, None, "C", True), (-6, 100, None, "C", False),
     (-1, 100, None, "A", True), (-2, 100, None, "A", False), (1, 100, Decimal(101), "A", False)],
)  # fmt: skip
def test_the_tolerance_is_a_share_by_class_and_a_value(
    difference: int, expected: int, price: Decimal | None, abc: str, held: bool
) -> None:  # fmt: skip
    assert Tolerance().holds(difference, expected, price, abc) is held


@pytest.mark.parametrize(
    ("signs", "first"),
    [
        (Signs(-2, 10, siblings=(2,)), Cause.SWAPPED),
        (Signs(3, 0, elsewhere=-3), Cause.WRONG_BIN),
        (Signs(8, 8), Cause.DOUBLE_COUNTED),
        (Signs(-11, 12, packs=(12,)), Cause.WRONG_UNIT),
        (Signs(4, 7), Cause.NOT_BOOKED),
        (Signs(-1, 7), Cause.MISPICK),
        (Signs(0, 7), Cause.OTHER),
    ],
)
def test_the_likeliest_cause_comes_first(signs: Signs, first: Cause) -> None:
    assert causes(signs)[0] == first


def test_classes_by_what_left_in_money() -> None:
    classes = abc_classes({1: Decimal(800), 2: Decimal(150), 3: Decimal(49), 4: Decimal(1), 5: Decimal(0)})
    assert classes == {1: "A", 2: "B", 3: "C", 4: "C", 5: "C"}
    assert abc_classes({7: Decimal(0)}) == {7: "C"}


def test_a_class_says_how_often() -> None:
    last = date(2026, 1, 1)
    assert [due(abc, last, date(2026, 4, 2)) for abc in "ABC"] == [True, False, False]
    assert due("C", None, last)


@pytest.mark.parametrize(
    ("kind", "today", "days"),
    [
        (Kind.MONTHLY, date(2026, 11, 3), (date(2026, 11, 28), date(2026, 11, 30))),
        (Kind.MONTHLY, date(2026, 2, 3), (date(2026, 2, 28), date(2026, 2, 28))),
        (Kind.YEAR_END, date(2026, 11, 3), (date(2026, 12, 28), date(2026, 12, 31))),
        (Kind.SPOT, date(2026, 11, 3), (date(2026, 11, 3), date(2026, 11, 3))),
    ],
)
def test_the_usual_days(kind: Kind, today: date, days: tuple[date, date]) -> None:
    assert window(kind, today) == days


def test_plus_and_minus_are_never_set_against_each_other() -> None:
    found = sums([Counted(1, 1, 10, 2, Decimal(5)), Counted(1, 2, 10, -2, Decimal(5)), Counted(2, 3, 80, 0, Decimal(1))])
    assert (found.plus, found.minus, found.plus_value, found.minus_value) == (2, 2, 10, 10)
    assert found.counted == 100
    assert (found.by_item, found.by_bin) == (pytest.approx(1 / 3), 0.5)
    assert found.by_value == pytest.approx(1 - 20 / 180)
    assert sums([]).by_item is None
