"""The order of sizes as people know it: XS before S before XL, 9 before 10, one size for all at the end.

Pure: a key to sort by, used wherever a list or a grid shows sizes. Colours keep the order of their text.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from warehouse_app.catalog.files import ONE_SIZE

SizeKey = tuple[int, Decimal, str]

_LETTERS, _NUMBERS, _WORDS, _ONE_SIZE = range(4)
_LETTER = re.compile(r"(?:([0-9]{1,2})\s*(?=x)|(x*))(x?)([sml])(?![a-z])")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DIGITS = re.compile(r"[0-9]+")


def size_key(size: str) -> SizeKey:
    """XXS < XS < S < M < L < XL < XXL = 2XL < 3XL; then numbers by value (36 < 37.5 < 100cm); then words; one size last.

    What follows the letters or the number ("XL/110", "36 wide") decides between sizes that begin alike.
    """
    text = unicodedata.normalize("NFKC", size).casefold().strip()
    if text in ONE_SIZE:
        return _ONE_SIZE, Decimal(0), text
    letters = _letter_rank(text)
    if letters is not None:
        return _LETTERS, Decimal(letters[0]), natural(text[letters[1] :])
    number = _NUMBER.match(text)
    if number is not None:
        return _NUMBERS, Decimal(number.group()), natural(text[number.end() :])
    return _WORDS, Decimal(0), natural(text)


def natural(text: str) -> str:
    """A key that sorts texts with numbers in them by value: "no. 2" before "no. 10", case aside."""
    return _DIGITS.sub(lambda digits: digits.group().lstrip("0").rjust(12, "0"), text.casefold().strip())


def _letter_rank(text: str) -> tuple[int, int] | None:
    """How large a letter size is, M being 0, and where its letters end; None when the text begins with no such size."""
    found = _LETTER.match(text)
    if found is None:
        return None
    count, more, one, letter = found.groups()
    extra = int(count) if count is not None else len(more) + len(one)
    if letter == "m":
        return None if extra else (0, found.end())
    return (1 + extra if letter == "l" else -1 - extra), found.end()
