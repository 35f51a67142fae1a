"""Bins without a database: the check character of a code, where a code says the bin stands, and how full it is."""

from __future__ import annotations

import re
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SEPARATORS = "-_./ "
LONGEST_CODE = 40
LARGEST_FIGURE = 1_000_000_000
LARGEST_BAY = 999  # a longer number is a date or an article, and would make the floor kilometres long

_SPLIT = re.compile(r"[-_./ ]+")
_RUNS = re.compile(r"\d+|\D+")


def check_character(code: str) -> str:
    """One letter or digit that goes with a bin code, by ISO 7064 MOD 37,36; separators and upper or lower case do not count.

    Any one wrong letter or digit gives another character, and so do 629 of 630 swaps of two neighbours.
    """
    product = 36
    for sign in code.upper():
        if sign in SEPARATORS:
            continue
        # Letters of other scripts are outside the standard; they count too, so that they are not just skipped.
        value = ALPHABET.index(sign) if sign in ALPHABET else ord(sign) % 36
        product = ((product + value) % 36 or 36) * 2 % 37
    return ALPHABET[(1 - product) % 36]


def with_check(code: str) -> str:
    """The code as a person says it aloud: ``A01-2-1`` with its check character behind it."""
    return f"{code}-{check_character(code)}"


def strip_check(said: str) -> str | None:
    """The bin code of one that was given with its check character; None when the character is missing or wrong."""
    code, dash, check = said.strip().rpartition("-")
    return code if dash and code and check.upper() == check_character(code) else None


class Place(NamedTuple):
    """Where a bin stands: the aisle, the bay along it, and the level above the floor; "" where the code does not say."""

    aisle: str
    bay: str
    level: str


def place_of(code: str) -> Place:
    """What a bin code says: ``A01-2-1`` is aisle A01, bay 2, level 1; without separators A12 is aisle A, bay 12."""
    parts = [part for part in _SPLIT.split(code) if part]
    if len(parts) == 1:
        parts = _RUNS.findall(parts[0])
    aisle, bay, *levels = [*parts, "", ""][: max(len(parts), 2)]
    return Place(aisle, bay, "-".join(levels))


def says_where(text: str) -> bool:
    """Whether a text names an aisle and a bay that can be walked to: the bay is a plain number up to LARGEST_BAY."""
    place = place_of(text)
    return bool(place.aisle) and place.bay.isascii() and place.bay.isdecimal() and int(place.bay) <= LARGEST_BAY


def fill(pieces: int, capacity_pieces: int | None, ml: int, capacity_ml: int | None) -> float | None:
    """How full a bin is, 1.0 is full, above it overfull: by pieces, else by volume (millilitres), None when it has no limit."""
    for there, room in ((pieces, capacity_pieces), (ml, capacity_ml)):
        if room is not None:
            return there / room if room else float(there > 0)
    return None
