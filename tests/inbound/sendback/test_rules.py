"""What may go back, and how replacements settle the lines of a return."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.inbound.sendback.rules import (
    Settling,
    is_count,
    is_price,
    may_go_back,
    replace_pieces,
    unreplace_pieces,
)

PIECES = st.integers(0, 30)


@pytest.mark.parametrize(
    ("received", "returned", "opening", "may"),
    [
        ({1: 10}, {}, 0, 10),
        ({1: 10}, {1: 4}, 0, 6),
        ({1: 14}, {1: 4}, 0, 10),  # 4 of the 14 came in exchange
        ({2: 10}, {}, 0, 0),
        ({1: 2}, {}, 5, 7),
        ({1: 2, None: 3}, {}, 0, 5),
        ({1: 2, 2: 1}, {2: 4}, 5, 4),  # another supplier took 3 of the opening stock
        ({}, {2: 9}, 5, 0),
    ],
)
def test_no_more_goes_back_than_came(
    received: dict[int | None, int], returned: dict[int, int], opening: int, may: int
) -> None:  # fmt: skip
    assert may_go_back(1, received, returned, opening) == may


@given(
    st.dictionaries(st.sampled_from([1, 2, 3, None]), PIECES),
    PIECES,
    st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.integers(1, 20))),
)
def test_all_suppliers_together_never_get_more_than_there_was(
    received: dict[int | None, int], opening: int, wishes: list[tuple[int, int]]
) -> None:
    returned: dict[int, int] = {}
    for supplier, wished in wishes:
        back = min(wished, may_go_back(supplier, received, returned, opening))
        returned[supplier] = returned.get(supplier, 0) + back
    assert sum(returned.values()) <= sum(received.values()) + opening


def lines_of(figures: list[tuple[int, int, int]]) -> list[Settling]:
    return [
        Settling(n, 1, quantity, min(replaced, quantity), min(credited, quantity - min(replaced, quantity)))
        for n, (quantity, replaced, credited) in enumerate(figures)
    ]


@given(st.lists(st.tuples(st.integers(1, 9), PIECES, PIECES), max_size=5), st.integers(0, 60))
def test_a_replacement_fills_lines_and_never_overfills_them(figures: list[tuple[int, int, int]], came: int) -> None:
    lines = lines_of(figures)
    changed = replace_pieces(lines, 1, came)
    added = sum(changed[line.line_id] - line.replaced for line in lines if line.line_id in changed)
    assert added == min(came, sum(line.open for line in lines))
    assert all(changed[n] + lines[n].credited <= lines[n].quantity for n in changed)
    assert replace_pieces(lines, 2, came) == {}


@given(st.lists(st.tuples(st.integers(1, 9), PIECES, PIECES), max_size=5), st.integers(0, 60))
def test_a_replacement_taken_back_leaves_what_the_others_brought(figures: list[tuple[int, int, int]], left: int) -> None:
    lines = lines_of(figures)
    changed = unreplace_pieces(lines, 1, left)
    after = sum(changed.get(line.line_id, line.replaced) for line in lines)
    assert after == min(left, sum(line.replaced for line in lines))


@pytest.mark.parametrize(
    ("value", "good"),
    [
        (Decimal("0"), True),
        (Decimal("12.30"), True),
        (Decimal("12.301"), False),
        (Decimal("-1"), False),
        (Decimal("NaN"), False),
        (Decimal("1e30"), False),
        (3.5, False),
    ],
)
def test_an_amount_has_at_most_two_decimals(value: object, good: bool) -> None:
    assert is_price(value) is good


@pytest.mark.parametrize(("value", "good"), [(1, True), (0, False), (-1, False), (1.5, False), (True, False)])
def test_pieces_are_whole_and_above_zero(value: object, good: bool) -> None:
    assert is_count(value) is good
