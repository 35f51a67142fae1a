"""Amounts in words: the banking rule's own examples, and every amount read back."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.dispatch.designs.amounts import MOST, amount_in_words
from warehouse_app.errors import BadInput

FIGURES = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
TENS = {"拾": 10, "佰": 100, "仟": 1000}


def _number(words: str) -> int:
    """A whole number in capitals, read by the grammar of numbers: what stands before 亿, then 万, is a number of its own."""
    for sign, worth in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = words.partition(sign)
        if found:
            return _number(head) * worth + _number(tail)
    total = figure = 0
    for char in words:
        if char in TENS:
            total, figure = total + figure * TENS[char], 0
        else:
            figure = FIGURES[char]
    return total + figure


def _read(words: str) -> Decimal:
    """The amount that Chinese capitals say."""
    yuan, _, rest = words.removesuffix("整").rpartition("元")
    cents = re.fullmatch(r"零?(?:([壹贰叁肆伍陆柒捌玖])角)?(?:([壹贰叁肆伍陆柒捌玖])分)?", rest)
    assert cents is not None, words
    jiao, fen = (FIGURES[part or "零"] for part in cents.groups())
    return Decimal(_number(yuan)) + Decimal(jiao * 10 + fen) / 100


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("123.45", "壹佰贰拾叁元肆角伍分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000001", "壹拾亿零壹元整"),
    ],
)
def test_the_rules_own_examples(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount), "zh_CN") == words


@given(cents=st.one_of(st.integers(0, int(MOST * 100)), st.integers(0, 99_999_999)))
def test_chinese_capitals_say_the_amount(cents: int) -> None:
    amount = Decimal(cents) / 100
    words = amount_in_words(amount, "zh_CN")
    assert _read(words) == amount
    assert "零零" not in words
    assert words.endswith("整") == (cents % 100 == 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Zero and 00/100 yuan"),
        ("19.9", "Nineteen and 90/100 yuan"),
        ("1342.05", "One thousand three hundred forty-two and 05/100 yuan"),
        ("20000000", "Twenty million and 00/100 yuan"),
        ("999999999999.99", None),
    ],
)
def test_english_says_yuan_in_words_and_fen_as_hundredths(amount: str, words: str | None) -> None:
    said = amount_in_words(Decimal(amount), "en")
    assert said == words or (words is None and said.startswith("Nine hundred ninety-nine billion"))


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "1000000000000"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(BadInput) as caught:
        amount_in_words(Decimal(amount), "zh_CN")
    assert caught.value.code == "designs.bad_amount"
