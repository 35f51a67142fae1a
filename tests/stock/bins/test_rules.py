"""Check characters notice what hands and ears get wrong; codes say where a bin stands."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from warehouse_app.stock.bins.rules import ALPHABET, check_character, fill, place_of, strip_check, with_check

codes = st.text(st.sampled_from(ALPHABET + "-"), min_size=1, max_size=12).filter(lambda code: code.strip("-"))


@given(codes)
def test_a_code_with_its_check_character_is_taken_and_comes_out_plain(code: str) -> None:
    assert strip_check(with_check(code)) == code
    assert strip_check(with_check(code).lower()) == code.lower()


@given(codes, st.data())
def test_one_wrong_character_is_noticed(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET))
    assume(code[place] not in ("-", wrong))
    assert check_character(code[:place] + wrong + code[place + 1 :]) != check_character(code)


def test_nearly_every_swap_of_neighbours_is_noticed() -> None:
    swaps = [(head, a, b) for head in ALPHABET for a in ALPHABET for b in ALPHABET if a < b]
    missed = sum(check_character(head + a + b) == check_character(head + b + a) for head, a, b in swaps)
    assert missed / len(swaps) < 1 / 600


def test_the_standards_own_example() -> None:
    assert check_character("A12425GABC1234002") == "M"  # GRid A1-2425G-ABC1234002-M, ISO 7064 MOD 37,36


@pytest.mark.parametrize("said", ["A01-2-1", "", "-", "K", "A01-2-1-", "A01-2-1-?"])
def test_no_or_a_wrong_check_character_is_no_code(said: str) -> None:
    assert strip_check(said) is None or said == with_check("A01-2")


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("A01-2-1", ("A01", "2", "1")), ("A-1", ("A", "1", "")), ("A12", ("A", "12", "")), ("A", ("A", "", "")),
        ("B_3_2_4", ("B", "3", "2-4")), ("A12B3", ("A", "12", "B-3")), ("--", ("", "", "")),
    ],
)  # fmt: skip
def test_a_code_says_aisle_bay_and_level(code: str, place: tuple[str, str, str]) -> None:
    assert place_of(code) == place


def test_fullness_goes_by_pieces_then_by_volume() -> None:
    assert fill(5, 10, 999, 1) == 0.5
    assert fill(5, None, 300, 200) == 1.5
    assert fill(5, None, 300, None) is None
    assert (fill(0, 0, 0, None), fill(1, 0, 0, None)) == (0.0, 1.0)
