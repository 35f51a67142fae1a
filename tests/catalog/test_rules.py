from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.catalog.rules import (
    COMMAND_PREFIX,
    check_digit,
    in_store_ean,
    in_store_eans,
    is_command,
    is_ean13,
    is_price,
    is_whole,
    make_code,
    next_code,
    own_code,
    printable,
    same,
)
from warehouse_app.packing.rules import Command
from warehouse_app.paper.barcodes import ean13


@pytest.mark.parametrize(
    ("rule", "parts", "code"),
    [
        ("{style}-{colour}-{size}", ("S0001", "01", "XL"), "S0001-01-XL"),
        ("{style}-{colour}-{size}", ("S0001", "", "XL"), "S0001-XL"),
        ("{style}-{colour}-{size}", ("S0001", "", ""), "S0001"),
        ("{style}{colour}{size}", ("A", "B", "C"), "ABC"),
        ("PK/{size}.{style}_{colour}#", ("A", "B", "C"), "PK/C.A_B#"),
        ("PK/{size}.{style}_{colour}#", ("A", "B", ""), "PK/A_B#"),
    ],
)
def test_the_rule_makes_the_code(rule: str, parts: tuple[str, str, str], code: str) -> None:
    assert make_code(rule, *parts) == code


@pytest.mark.parametrize(
    ("word", "code"), [("xl", "XL"), ("M/38", "M/38"), ("黑色", ""), ("light blue", ""), ("extralarge", ""), ("", ""), ("é", "")]
)
def test_a_short_plain_word_is_its_own_code(word: str, code: str) -> None:
    assert own_code(word) == code


def test_numbers_for_words_go_on_past_two_digits() -> None:
    assert next_code([]) == "01"
    assert next_code(["01", "03"]) == "02"
    assert next_code([f"{n:02d}" for n in range(1, 100)]) == "100"


def test_width_spaces_and_case_do_not_make_another_word() -> None:
    assert same(" ＸＬ ") == same("xl")
    assert same("light  blue") == same("Light Blue")
    assert same("黑色") != same("白色")


@given(st.integers(1, 10**10 - 1), st.integers(0, 9))
def test_an_in_store_code_is_an_ean_13_that_can_be_printed(sku_id: int, turn: int) -> None:
    code = in_store_ean(sku_id, turn)
    assert code.startswith("2")
    assert is_ean13(code)
    assert ean13(code).text == code


@given(st.integers(1, 10**10 - 1), st.integers(1, 10**10 - 1))
def test_two_skus_never_share_an_in_store_code(one: int, other: int) -> None:
    assert set(in_store_eans(one)).isdisjoint(in_store_eans(other)) == (one != other)


@pytest.mark.parametrize(("sku_id", "turn"), [(0, 0), (-1, 0), (10**10, 0), (1, 10)])
def test_no_in_store_code_beyond_twelve_digits(sku_id: int, turn: int) -> None:
    with pytest.raises(ValueError, match=str(sku_id)):
        in_store_ean(sku_id, turn)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, change: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert is_ean13(digits + check_digit(digits))
    assert not is_ean13(wrong + check_digit(digits))


def test_every_command_of_the_sheet_reads_as_a_command() -> None:
    assert all(is_command(command) for command in Command)
    assert all(command.startswith(COMMAND_PREFIX) for command in Command)
    assert not is_command("PDQ-1")


@pytest.mark.parametrize(
    ("code", "fits"), [("A-1", True), ("", False), ("A 1", False), ("编码", False), ("A\t", False), ("A" * 61, False)]
)
def test_what_can_be_a_code(code: str, fits: bool) -> None:
    assert printable(code) is fits


@pytest.mark.parametrize(
    ("price", "fits"), [("0", True), ("9.90", True), ("-1", False), ("0.001", False), ("NaN", False), ("1e9", False)]
)
def test_what_can_be_a_price(price: str, fits: bool) -> None:
    assert is_price(Decimal(price)) is fits


def test_a_yes_is_no_number() -> None:
    assert is_whole(1, 1, 2)
    assert not any(is_whole(value, 0, 2) for value in (True, 1.0, "1", 3, -1, None))
