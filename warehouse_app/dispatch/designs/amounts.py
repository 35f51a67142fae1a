"""An amount of money in words, as it stands on papers that must not be altered.

Chinese capitals follow the banking rule (the People's Bank of China's rules for filling in bills, 正确填写票据和结算凭证
的基本规定): every figure by its capital, one 零 for any row of zeros between figures, 整 after whole yuan. English
follows cheques: the yuan in words, the fen as hundredths.
"""

from __future__ import annotations

import functools
from decimal import ROUND_HALF_UP, Decimal

from warehouse_app.errors import BadInput
from warehouse_app.words import Language, say

MOST = Decimal("999999999999.99")  # below a 万亿; no parcel is worth more
CENT = Decimal("0.01")


def amount_in_words(amount: Decimal, language: Language) -> str:
    """The amount in words, rounded to the fen. Raises BadInput ``designs.bad_amount`` for a negative or absurd amount."""
    if not amount.is_finite() or not 0 <= amount <= MOST:
        raise BadInput("designs.bad_amount", amount=str(amount))
    cents = int(amount.quantize(CENT, ROUND_HALF_UP) * 100)
    yuan, rest = divmod(cents, 100)
    return _chinese(yuan, rest) if language == "zh_CN" else _english(yuan, rest)


# --- Chinese ---------------------------------------------------------------------------------------------------------


@functools.cache
def _signs() -> tuple[str, list[str], list[str], list[str]]:
    """Ten figures; the tens, hundreds and thousands; the units of four digits; yuan, jiao, fen, whole."""
    digits, tens, groups, money = (say(f"designs.capital_{part}", "zh_CN") for part in ("digits", "tens", "groups", "money"))
    return digits, ["", *tens], ["", *groups], list(money)


def _chinese(yuan: int, cents: int) -> str:
    digits, _, _, (sign, jiao_sign, fen_sign, whole) = _signs()
    words = _chinese_number(yuan) + sign if yuan or not cents else ""
    if not cents:
        return words + whole
    jiao, fen = divmod(cents, 10)
    if jiao:
        words += digits[jiao] + jiao_sign
    elif yuan:
        words += digits[0]
    return words + (digits[fen] + fen_sign if fen else "")


def _chinese_number(number: int) -> str:
    """A whole number below ten thousand 亿 in capitals."""
    digits, _, groups, _ = _signs()
    if not number:
        return digits[0]
    words, gap = "", False
    for place in range(2, -1, -1):
        group = number // 10_000**place % 10_000
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += digits[0]
        words += _four_digits(group) + groups[place]
        gap = False
    return words


def _four_digits(group: int) -> str:
    """1 to 9999 in capitals, without a 零 before or behind."""
    digits, tens, _, _ = _signs()
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += (digits[0] if gap else "") + digits[digit] + tens[place]
        gap = bool(words) and not digit
    return words


# --- English ---------------------------------------------------------------------------------------------------------


def _english(yuan: int, cents: int) -> str:
    words = say("designs.words_amount", "en", yuan=_english_number(yuan), cents=f"{cents:02d}")
    return words[:1].upper() + words[1:]


def _english_number(number: int) -> str:
    small = say("designs.words_small", "en").split()
    if number < 20:
        return small[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return say("designs.words_tens", "en").split()[ten - 2] + (f"-{small[one]}" if one else "")
    for size, word in zip((10**9, 10**6, 10**3, 100), say("designs.words_large", "en").split(), strict=True):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{_english_number(head)} {word}" + (f" {_english_number(rest)}" if rest else "")
    raise AssertionError(number)
