"""The coding rule, the codes of words, and what may be a code at all. Pure.

A seller code is made of style, colour and size by the shop's own rule, so that every product, colour and size has one code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from itertools import count

COMMAND_PREFIX = "PD-"  # what every code on the command sheet begins with (packing.rules.Command)
LONGEST_CODE = 60
LONGEST_WORD_CODE = 8
LONGEST_STYLE = 20
LONGEST_LOOK = 60  # letters on the desk's card
MOST_AT_PACKING = 9_999  # pieces keyed, or in a set
MOST_PIECES = 100_000  # one scan of a carton's code; more is a slipped digit
LONGEST_MM = 100_000
HEAVIEST_G = 1_000_000
DEAREST = Decimal(100_000_000)


class Packs(StrEnum):
    """What a packing material is; goods for sale are none of it ("" in ``sku.packs``)."""

    CARTON = "carton"
    BAG = "bag"
    FILLING = "filling"
    TAPE = "tape"
    OTHER = "other"


BOXES = (Packs.CARTON, Packs.BAG)
"""What goods are put into, and may be suggested for them."""

_FIELDS = re.compile(r"(\{style\}|\{colour\}|\{size\})")
_IN_STORE_TURNS = 10


def printable(code: str) -> bool:
    """Whether Code 128 can carry it without doubt: printable ASCII without spaces, not empty, at most 60 characters."""
    return 0 < len(code) <= LONGEST_CODE and code.isascii() and code.isprintable() and " " not in code


def folded(word: str) -> str:
    """A colour or size as it is looked up: full-width and half-width letters are the same word."""
    return " ".join(unicodedata.normalize("NFKC", word).split())


def same(word: str) -> str:
    """What two words have in common when they are one colour or size to a person: width, spaces and case aside."""
    return folded(word).casefold()


def own_code(word: str) -> str:
    """The code a short ASCII word is by itself, "" when it needs a number."""
    plain = word.upper()
    return plain if len(plain) <= LONGEST_WORD_CODE and printable(plain) else ""


def next_code(taken: Collection[str]) -> str:
    """The first free number: 01, 02 ... 99, 100."""
    return next(f"{number:02d}" for number in count(1) if f"{number:02d}" not in taken)


def make_code(rule: str, style: str, colour_code: str, size_code: str) -> str:
    """The seller code the rule makes. A part that is empty goes together with what stands before it: no "S0001--"."""
    values = {"{style}": style, "{colour}": colour_code, "{size}": size_code}
    pieces = _FIELDS.split(rule)
    made = ""
    for between, field in zip(pieces[0:-1:2], pieces[1::2], strict=True):
        if values[field]:
            first = not made
            made += (pieces[0] if first else between) + values[field]
    return made + pieces[-1]


def check_digit(digits: str) -> str:
    """The last digit of an EAN-13 whose first twelve these are (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return str(-total % 10)


def is_ean13(code: str) -> bool:
    """Thirteen digits of which the last is the right check digit."""
    return looks_like_ean13(code) and check_digit(code) == code[12]


def looks_like_ean13(code: str) -> bool:
    """Thirteen digits, right or wrong."""
    return len(code) == 13 and code.isascii() and code.isdigit()


def in_store_ean(sku_id: int, turn: int = 0) -> str:
    """An EAN-13 of the shop's own for a SKU; another for each ``turn`` (0 to 9), should the first be on other goods.

    It begins with 2: restricted circulation within a company (GS1 General Specifications, 2.1.11), never on goods from
    elsewhere. Raises ValueError for what twelve digits cannot hold.
    """
    if not (0 < sku_id < 10**10 and 0 <= turn < _IN_STORE_TURNS):
        raise ValueError(sku_id, turn)
    digits = f"2{turn}{sku_id:010d}"
    return digits + check_digit(digits)


def in_store_eans(sku_id: int) -> list[str]:
    """All in-store codes a SKU may have, the usual one first."""
    return [in_store_ean(sku_id, turn) for turn in range(_IN_STORE_TURNS)]


def is_command(code: str) -> bool:
    """Whether a scanner would take the code for one of the command sheet's."""
    return code.upper().startswith(COMMAND_PREFIX)


def is_price(price: Decimal) -> bool:
    """Not negative, and no smaller part than a hundredth."""
    return price.is_finite() and 0 <= price <= DEAREST and price == price.quantize(Decimal("0.01"))


def is_whole(value: object, least: int, most: int) -> bool:
    """A whole number within bounds; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
