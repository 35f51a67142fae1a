"""Short orders without a database: what can be offered, when goods are there in time, and who is served by what came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Offer(StrEnum):
    """What customer service offers the buyer of a short order."""

    WAIT = "wait"
    SWAP = "swap"
    PARTIAL = "partial"
    REFUND = "refund"


class Reply(StrEnum):
    """What the buyer said to it; NONE: nothing yet."""

    NONE = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A short order and the pieces it needs, by SKU; a SKU the catalogue does not know is None."""

    order_id: int
    needs: Mapping[int | None, int]


def served(waiting: Iterable[Waiting], free: Mapping[int, int]) -> list[int]:
    """The orders that can be sent in full from what is free; whoever stands first is served first.

    The same as the release does: an order that lacks one thing takes nothing, so that a later one may have it.
    """
    left = dict(free)
    going = []
    for order in waiting:
        if order.needs and all(sku is not None and left.get(sku, 0) >= n for sku, n in order.needs.items()):
            going.append(order.order_id)
            for sku, n in order.needs.items():
                if sku is not None:
                    left[sku] -= n
    return going
