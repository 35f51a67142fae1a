from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.catalog.sizes import natural, size_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "XXXXL", "5XL", "10XL"],
        ["9", "10", "36", "37.5", "38", "100cm", "110 cm"],
        ["S", "XL", "36", "长款", "均码"],
        ["xs/34", "S/36", "M码", "L(100斤)", "XL/110", "XL/115"],
        ["No. 2", "no. 10"],
        ["38 宽", "F"],
        ["Medium", "one size"],
        ["2L", "10L", "small"],
    ],
)
def test_sizes_stand_as_people_order_them(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=size_key) == ordered


@pytest.mark.parametrize(("one", "other"), [("XXL", "2XL"), ("xxl", "2 XL"), ("ＸＬ", "1XL"), ("XXXS", "3XS"), ("m", "M")])
def test_two_ways_to_write_a_size_stand_at_the_same_place(one: str, other: str) -> None:
    assert size_key(one) == size_key(other)


@given(st.lists(st.text(max_size=12)))
def test_any_text_can_be_sorted(sizes: list[str]) -> None:
    keys = [size_key(size) for size in sizes]
    assert len(sorted(keys)) == len(sizes)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_numbers_sort_by_value(one: int, other: int) -> None:
    assert (size_key(f"{one}") < size_key(f"{other}")) == (one < other)
    assert (natural(f"no {one}") < natural(f"no {other}")) == (one < other)
