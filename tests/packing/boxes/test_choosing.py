"""Boxes for goods: nothing overlaps, sticks out or is too heavy, nothing is lost, and the smallest box that will do is chosen."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.packing.boxes.choosing import choose, fitting
from warehouse_app.packing.boxes.rules import Box, Filled, Goods, Placed, faults

BOXES = (Box(1, (100, 80, 60), 2_000), Box(2, (200, 150, 100), 5_000), Box(3, (300, 250, 200)))
SIDES = st.integers(5, 150)
GOODS = st.lists(
    st.builds(Goods, st.integers(1, 9), st.tuples(SIDES, SIDES, SIDES), st.integers(0, 900), st.integers(1, 4)), max_size=4
)


@settings(max_examples=25, deadline=None)
@given(GOODS)
def test_every_piece_lies_in_a_box_and_no_box_is_wrong(goods: list[Goods]) -> None:
    filled = choose(goods, BOXES, seconds=0.02)
    assert filled is not None
    assert [faults(one) for one in filled] == [[]] * len(filled)
    wanted = Counter({(one.key, tuple(sorted(one.size)), one.weight_g): 0 for one in goods})
    for one in goods:
        wanted[one.key, tuple(sorted(one.size)), one.weight_g] += one.pieces
    lying = Counter((piece.key, tuple(sorted(piece.size)), piece.weight_g) for one in filled for piece in one.placed)
    assert lying == wanted


@settings(max_examples=25, deadline=None)
@given(GOODS)
def test_a_box_that_fits_is_one_box_and_the_smallest_that_fits_is_chosen(goods: list[Goods]) -> None:
    single = fitting(goods, BOXES, seconds=0.05)
    assert [one.box.volume for one in single] == sorted(one.box.volume for one in single)
    chosen = choose(goods, BOXES, seconds=0.05)
    if single and goods:
        assert chosen is not None
        assert [one.box.key for one in chosen] == [single[0].box.key]


@pytest.mark.parametrize(
    ("goods", "boxes"),
    [
        ([Goods(1, (60, 100, 80), 2_000)], [1]),  # turned, it fits to the millimetre and the gram
        ([Goods(1, (60, 100, 80), 2_001)], [2]),  # a gram too heavy for the small one
        ([Goods(1, (61, 100, 80), 10)], [2]),
        ([Goods(1, (50, 40, 30), 10, 8)], [1]),  # eight of them fill it
        ([Goods(1, (50, 40, 30), 10, 9)], [2]),
        ([Goods(1, (100, 60, 70), 1_000, 2), Goods(2, (80, 60, 30), 5)], [2]),
        ([Goods(1, (300, 250, 200), 9), Goods(2, (100, 80, 60), 9)], [1, 3]),  # two boxes, the second as small as can be
        ([Goods(1, (300, 250, 200), 9, 5)], [3, 3, 3, 3, 3]),
        ([], []),
    ],
)
def test_the_fewest_and_smallest_boxes(goods: list[Goods], boxes: list[int]) -> None:
    filled = choose(goods, BOXES)
    assert filled is not None
    assert sorted(one.box.key for one in filled) == boxes


def test_what_fits_in_no_box_is_said() -> None:
    assert choose([Goods(1, (10, 10, 301), 5)], BOXES) is None
    assert choose([Goods(1, (10, 10, 10), 5)], ()) is None


def test_the_time_is_kept_and_an_answer_is_given_all_the_same() -> None:
    ticks = iter(range(10_000))
    filled = choose([Goods(n, (90 + n, 70, 60), 100, 3) for n in range(8)], BOXES, seconds=0.5, clock=lambda: float(next(ticks)))
    assert filled is not None
    assert not any(faults(one) for one in filled)
    assert next(ticks) < 50


@pytest.mark.parametrize(
    ("placed", "wrong"),
    [
        ([Placed(1, (0, 0, 0), (50, 40, 30), 1), Placed(1, (50, 0, 0), (50, 40, 30), 1)], []),
        ([Placed(1, (0, 0, 0), (50, 40, 30), 1), Placed(1, (49, 39, 29), (50, 40, 30), 1)], ["overlap"]),
        ([Placed(1, (51, 0, 0), (50, 40, 30), 1)], ["outside"]),
        ([Placed(1, (-1, 0, 0), (50, 40, 30), 1)], ["outside"]),
        ([Placed(1, (0, 0, 0), (50, 40, 30), 2_001)], ["too_heavy"]),
    ],
)
def test_the_checker_finds_what_is_wrong(placed: list[Placed], wrong: list[str]) -> None:
    assert faults(Filled(BOXES[0], tuple(placed))) == wrong
