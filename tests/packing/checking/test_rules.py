"""Which parcels owe a second check, and where two counts differ: the pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.packing.checking.rules import (
    LEFT_ALONE,
    CheckFacts,
    CheckRules,
    Difference,
    Packer,
    differences,
    in_share,
    may_take_over,
    owes_check,
)

NOW = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
OLD, YOUNG, UNPRACTISED = Packer(400, 900), Packer(2, 900), Packer(400, 3)
NEW = CheckRules(new_days=14, new_parcels=20)


@pytest.mark.parametrize(
    ("rules", "facts", "owes"),
    [
        (CheckRules(), CheckFacts(1, 90, Decimal(9000), True, (YOUNG,)), False),
        (CheckRules(every=True), CheckFacts(1, 1), True),
        (CheckRules(lines_from=3), CheckFacts(1, 3), True),
        (CheckRules(lines_from=3), CheckFacts(1, 2), False),
        (CheckRules(value_over=500), CheckFacts(1, 1, Decimal("500.01")), True),
        (CheckRules(value_over=500), CheckFacts(1, 1, Decimal(500)), False),
        (CheckRules(flagged=True), CheckFacts(1, 1, flagged=True), True),
        (CheckRules(flagged=True), CheckFacts(1, 1), False),
        (NEW, CheckFacts(1, 1, packers=(OLD, YOUNG)), True),
        (NEW, CheckFacts(1, 1, packers=(UNPRACTISED,)), True),
        (NEW, CheckFacts(1, 1, packers=(OLD,)), False),
        (NEW, CheckFacts(1, 1), False),
        (CheckRules(share=100), CheckFacts(1, 1), True),
    ],
)
def test_who_owes_a_check(rules: CheckRules, facts: CheckFacts, owes: bool) -> None:
    assert owes_check(facts, rules) is owes
    assert rules.any or not owes


def test_the_share_is_drawn_the_same_way_each_time_and_is_about_as_large_as_asked() -> None:
    drawn = [number for number in range(2_000) if in_share(number, 20)]
    assert 340 <= len(drawn) <= 460
    assert drawn == [number for number in range(2_000) if in_share(number, 20)]
    assert set(drawn) <= {number for number in range(2_000) if in_share(number, 30)}


@settings(max_examples=40)
@given(st.dictionaries(st.integers(1, 5), st.integers(1, 4)), st.dictionaries(st.integers(1, 7), st.integers(1, 4)))
def test_equal_counts_and_no_others_have_no_difference(needed: dict[int, int], counted: dict[int, int]) -> None:
    found = differences({sku: (pieces, pieces) for sku, pieces in needed.items()}, counted)
    assert (found == ()) is (needed == counted)
    assert {each.sku_id: each.second for each in found} == {
        sku: counted.get(sku, 0) for sku in needed | counted if needed.get(sku) != counted.get(sku)
    }


def test_what_is_missing_and_what_is_foreign_stand_side_by_side() -> None:
    assert differences({1: (2, 2)}, {1: 1, 9: 1}) == (Difference(1, 2, 2, 1), Difference(9, 0, 0, 1))


@pytest.mark.parametrize(
    ("left", "ago", "may"), [(True, timedelta(0), True), (False, LEFT_ALONE, True), (False, LEFT_ALONE / 2, False)]
)
def test_a_count_somebody_works_on_is_not_taken_over(left: bool, ago: timedelta, may: bool) -> None:
    assert may_take_over(left, NOW - ago, NOW) is may
