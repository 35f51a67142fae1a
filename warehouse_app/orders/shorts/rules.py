"""Short orders without a database: what can be offered, when goods are there in time, and who is served by what came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from warehouse_app.orders.sets.rules import Kits, wanted_by_sku

NO_KITS: Kits = MappingProxyType({})


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


def served(waiting: Iterable[Waiting], free: Mapping[int, int], kits: Kits = NO_KITS) -> list[int]:
    """The orders that can be sent in full from what is free; whoever stands first is served first.

    The same as the release does: an order that lacks one thing takes nothing, so that a later one may have it. Sets that
    lack stock of their own are made of components (``kits``).
    """
    left = dict(free)
    going = []
    for order in waiting:
        needs = {sku: n for sku, n in order.needs.items() if sku is not None}
        if not needs or len(needs) < len(order.needs):
            continue
        if kits and not _is_there(needs, left):
            needs, _ = wanted_by_sku(needs, left, kits)
        if _is_there(needs, left):
            going.append(order.order_id)
            for sku, n in needs.items():
                left[sku] -= n
    return going


def _is_there(needs: Mapping[int, int], left: Mapping[int, int]) -> bool:
    return all(left.get(sku, 0) >= n for sku, n in needs.items())
