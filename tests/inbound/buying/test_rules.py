"""The rules of buying without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.inbound.buying.rules import (
    OrderState,
    SupplierFacts,
    Totals,
    below_minimum,
    is_overdue,
    order_totals,
    over_first_order,
    score,
    state_after,
)

TODAY = date(2026, 11, 3)
money = st.decimals(0, 10_000, places=2)


def test_a_supplier_nobody_knows_has_no_mark() -> None:
    told = score(SupplierFacts())
    assert (told.late, told.short, told.defective, told.mark) == (None, None, None, None)


def test_marks_from_the_best_to_the_worst() -> None:
    assert score(SupplierFacts(10, 0, 100, 0, 100, 0)).mark == 100
    assert score(SupplierFacts(10, 10, 100, 100, 100, 100)).mark == 0
    assert score(SupplierFacts(10, 5, 100, 10, 100, 2)).mark == 76  # 100 - 20 - 3 - 0.6
    assert score(SupplierFacts(counted=10, defective=5)).mark == 50  # nothing else is known


@st.composite
def facts(draw: st.DrawFn) -> SupplierFacts:
    wholes = [draw(st.integers(0, 50)) for _ in range(3)]
    parts = [draw(st.integers(0, whole)) for whole in wholes]
    return SupplierFacts(wholes[0], parts[0], wholes[1], parts[1], wholes[2], parts[2])


@given(told=facts())
def test_a_mark_lies_between_0_and_100_and_a_fault_more_never_raises_it(told: SupplierFacts) -> None:
    mark = score(told).mark
    assert mark is None or 0 <= mark <= 100
    if mark is not None and told.late < told.orders:
        worse = score(SupplierFacts(told.orders, told.late + 1, told.ordered, told.short, told.counted, told.defective)).mark
        assert worse is not None
        assert worse <= mark


@given(lines=st.lists(st.tuples(st.integers(1, 1000), st.none() | money)))
def test_an_order_adds_up_to_the_cent(lines: list[tuple[int, Decimal | None]]) -> None:
    totals = order_totals(lines)
    cents = sum(quantity * int(price * 100) for quantity, price in lines if price is not None)
    assert (totals.pieces, totals.amount * 100) == (sum(quantity for quantity, _ in lines), Decimal(cents))
    assert totals.unpriced == sum(price is None for _, price in lines)


@pytest.mark.parametrize(
    ("amount", "pieces", "below"), [(None, None, False), ("100.00", 10, False), ("100.01", None, True), (None, 11, True)]
)
def test_a_minimum_that_is_not_reached(amount: str | None, pieces: int | None, below: bool) -> None:
    assert below_minimum(Totals(10, Decimal("100.00"), 0), Decimal(amount) if amount else None, pieces) is below


def test_overdue_is_what_is_on_its_way_and_should_be_here() -> None:
    yesterday = date(2026, 11, 2)
    assert [state for state in OrderState if is_overdue(state, yesterday, TODAY)] == [OrderState.SENT, OrderState.PARTLY]
    assert not is_overdue("sent", TODAY, TODAY)
    assert not is_overdue("sent", None, TODAY)


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([(3, 0), (2, 0)], OrderState.SENT),
        ([(3, 3), (2, 0)], OrderState.PARTLY),
        ([(3, 9), (2, 1)], OrderState.PARTLY),
        ([(3, 3), (2, 5)], OrderState.CLOSED),
    ],
)
def test_the_state_follows_from_what_came(lines: list[tuple[int, int]], state: OrderState) -> None:
    assert state_after(OrderState.SENT, lines) is state
    assert state_after(OrderState.CLOSED, lines) is OrderState.CLOSED
    assert state_after(OrderState.CLOSED, lines, taken_back=True) is state
    assert state_after(OrderState.CANCELLED, lines, taken_back=True) is OrderState.CANCELLED


@given(limit=st.integers(0, 20), quantity=st.integers(1, 40), agreed=st.integers(0, 40), new_style=st.booleans())
def test_a_first_order_is_never_over_what_was_agreed(limit: int, quantity: int, agreed: int, new_style: bool) -> None:
    over = over_first_order(limit, new_style=new_style, quantity=quantity, agreed=agreed)
    assert over is (new_style and limit > 0 and quantity > limit and quantity > agreed)
