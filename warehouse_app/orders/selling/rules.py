"""What a shop may offer of a SKU, and whether that is news to it. Pure."""

from __future__ import annotations

from typing import Literal

News = Literal["take_off", "back_on"]
MOST_RESERVED = 100_000


def offer(available: int, reserve: int) -> int:
    """Pieces a shop may offer: what is available beyond its reserve, never below nought."""
    return max(0, available - reserve)


def news(told: bool | None, offered: int) -> News | None:
    """What a shop must hear: ``told`` is whether it was last told on sale; None, never told, counts as on sale.

    A shop lists what it has: a SKU of which nothing can be offered must come off sale even if it was never spoken of.
    """
    if offered == 0 and told is not False:
        return "take_off"
    if offered > 0 and told is False:
        return "back_on"
    return None
