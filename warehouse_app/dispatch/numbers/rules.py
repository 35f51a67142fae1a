"""What a pool's counts mean, and what a number's form tells. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

LOW_POOL = 50
"""Fewer free numbers than this are said aloud where nobody set another limit: about half a morning's parcels."""
HIGHEST_LIMIT = 1_000_000

_JD = r"JD[A-Z0-9]{2}\d{11}"
_ONE_OF_ONE = re.compile(rf"({_JD})-1-1-?")


class Level(StrEnum):
    """How a pool stands."""

    UNUSED = "unused"
    ENOUGH = "right"
    LOW = "warning"
    EMPTY = "wrong"


def level(free: int, used: int, low: int) -> Level:
    """How a pool with a limit of ``low`` stands; one that never had a number is nobody's worry."""
    if not free:
        return Level.EMPTY if used else Level.UNUSED
    return Level.LOW if free < low else Level.ENOUGH


def one_of_one(number: str) -> str:
    """JD's number without what its label adds for parcel 1 of 1 (``-1-1-``); of several parcels each keeps its own."""
    found = _ONE_OF_ONE.fullmatch(number)
    return found[1] if found else number


def other_form(number: str, courier: str, patterns: Mapping[str, str]) -> str:
    """The courier whose number this looks like, when it does not look like one of ``courier``; "" when none or several fit.

    Patterns suggest, they never decide: couriers' forms overlap.
    """
    own = patterns.get(courier, "")
    if not own or re.fullmatch(own, number):
        return ""
    fitting = [name for name, pattern in patterns.items() if pattern and re.fullmatch(pattern, number)]
    return fitting[0] if len(fitting) == 1 else ""
