"""Rights by role, the form of a PIN, and how wrong PINs are slowed down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.people.rules import LONGEST_WAIT, RIGHTS, Right, Role, may, pin_fits, wait_after


def test_each_role_may_what_the_one_below_may_and_the_owner_everything() -> None:
    assert RIGHTS[Role.CLERK] < RIGHTS[Role.SUPERVISOR] < RIGHTS[Role.OWNER]
    assert RIGHTS[Role.OWNER] == frozenset(Right)


@pytest.mark.parametrize(
    "right", [Right.PEOPLE, Right.SETTINGS, Right.RESTORE, Right.UNDO_STOCK, Right.SEE_PERSONAL, Right.REPRINT]
)
def test_a_clerk_may_not(right: Right) -> None:
    assert not may("clerk", right)


@pytest.mark.parametrize("pin", ["1234", "000000", "123456789012"])
def test_a_pin_of_four_to_twelve_digits_fits(pin: str) -> None:
    assert pin_fits(pin)


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "１２３４", "12 34", "-123", "一二三四", "²345"])
def test_anything_else_is_no_pin(pin: str) -> None:
    assert not pin_fits(pin)


def test_two_slips_cost_nothing_then_it_doubles() -> None:
    assert [wait_after(n).total_seconds() for n in range(1, 8)] == [0, 0, 2, 4, 8, 16, 32]


@given(st.integers(0, 10_000))
def test_the_wait_never_shrinks_and_never_passes_five_minutes(wrong: int) -> None:
    assert timedelta(0) <= wait_after(wrong) <= wait_after(wrong + 1) <= LONGEST_WAIT
