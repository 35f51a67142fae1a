"""Stock rules without a database: virtual locations, the natural order of bins, what a move may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Virtual(StrEnum):
    """Places goods come from and go to that are no bin."""

    SUPPLIER = "SUPPLIER"
    CUSTOMER = "CUSTOMER"
    LOSS = "LOSS"
    FOUND = "FOUND"
    QUARANTINE = "QUARANTINE"
    CONSUMED = "CONSUMED"


class Reason(StrEnum):
    """Why goods moved."""

    OPENING = "opening"
    CORRECTION = "correction"
    SHIPPED = "shipped"
    UNPACKED = "unpacked"
    MOVED = "moved"
    RECEIVED = "received"
    DEFECTIVE = "defective"
    PUT_AWAY = "put_away"
    SENT_BACK = "sent_back"
    DAMAGE = "damage"
    LOSS = "loss"
    TAKEN_OUT = "taken_out"
    CLEARED = "cleared"
    MERGED = "merged"
    RETURNED = "returned"
    CONSUMED = "consumed"
    COUNTED = "counted"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an action: ``quantity`` pieces of a SKU from one location to another (location ids)."""

    sku_id: int
    from_id: int
    to_id: int
    quantity: int
    lot: str = ""
    release: int = 0  # so many of them were reserved at the place they leave
    undoes_id: int | None = None


_NUMBER = re.compile(r"\d+")
_WIDTH = 9


def walk_key(code: str) -> str:
    """A key that sorts bin codes as a person walks: A2 before A10, case and leading zeros aside."""
    return _NUMBER.sub(lambda digits: digits.group().lstrip("0").rjust(_WIDTH, "0"), code.casefold())
