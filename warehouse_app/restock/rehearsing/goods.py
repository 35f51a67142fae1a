"""What of each SKU a sale needs beyond what is there and on its way, and the last day to order it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from warehouse_app.restock.rehearsing.rules import Wishes, up

Kits = Mapping[int, Mapping[int, int]]
"""Sets with the pieces of each component in one of them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a SKU. ``free``: on the shelves and at the dock less all that open orders want, below 0 when short.

    ``coming``: pieces of purchase orders, sent or not, and the day they are expected (None: nobody said, so they count).
    ``daily``: what it sells on a usual day. ``minimum``, ``pack``: how the supplier sells it. The shop's own limit of what lies
    on the shelf is for usual days and binds no sale.
    """

    sku_id: int
    seller_code: str
    name: str
    colour: str = ""
    size: str = ""
    category: str = ""
    price: Decimal | None = None
    supplier_id: int | None = None
    supplier: str = ""
    lead_days: int = 0
    minimum: int | None = None
    pack: int | None = None
    free: int = 0
    coming: tuple[tuple[date | None, int], ...] = ()
    daily: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class GoodsNeed:
    """One SKU of a sale, in pieces: ``pieces`` in the sale, of them ``in_sets``; ``before`` sells until it begins.

    ``lacking`` is what is missing, ``to_order`` that in the supplier's minimum and cartons; ``late`` comes too late to count.
    ``order_by`` is the last day to order; ``overdue``: it has gone by.
    """

    facts: Facts
    pieces: int
    in_sets: int
    by_hand: bool
    before: int
    free: int
    coming: int
    late: int
    lacking: int
    to_order: int
    order_by: date | None
    overdue: bool

    @property
    def sku_id(self) -> int:
        return self.facts.sku_id


def goods_needs(
    wishes: Wishes, pieces: Mapping[int, int], facts: Mapping[int, Facts], kits: Kits, today: date
) -> tuple[GoodsNeed, ...]:
    """Every SKU of the sale, and the components of sets that are made up; what must be ordered first stands on top."""
    wanted, in_sets = made_up(pieces, {sku_id: there(one, wishes.ready)[0] for sku_id, one in facts.items()}, kits)
    by_hand = {sku_id for sku_id, _ in wishes.by_hand}
    found = [
        _need(wishes, facts[sku_id], wanted[sku_id], in_sets.get(sku_id, 0), sku_id in by_hand and sku_id in pieces, today)
        for sku_id in wanted
        if sku_id in facts
    ]
    return tuple(sorted(found, key=_first_to_order))


def _first_to_order(need: GoodsNeed) -> tuple[date, int, str]:
    return need.order_by or date.max, -need.pieces, need.facts.seller_code


def there(facts: Facts, ready: date) -> tuple[int, int, int]:
    """Pieces there or coming in time, never below 0; of them those on the way; and pieces that come too late."""
    coming = sum(pieces for day, pieces in facts.coming if day is None or day <= ready)
    late = sum(pieces for day, pieces in facts.coming if day is not None and day > ready)
    return max(0, facts.free + coming), coming, late


def made_up(pieces: Mapping[int, int], available: Mapping[int, int], kits: Kits) -> tuple[dict[int, int], dict[int, int]]:
    """Sets that are not there as sets are made of their components: pieces wanted of each SKU, and of them those in sets.

    A set without stock of its own is not ordered: its components are.
    """
    wanted, in_sets = dict(pieces), dict[int, int]()
    for kit, parts in kits.items():
        missing = max(0, wanted.get(kit, 0) - available.get(kit, 0))
        if not missing:
            continue
        wanted[kit] -= missing
        for part, each in parts.items():
            wanted[part] = wanted.get(part, 0) + missing * each
            in_sets[part] = in_sets.get(part, 0) + missing * each
    return {sku_id: count for sku_id, count in wanted.items() if count or sku_id in pieces}, in_sets


def _need(wishes: Wishes, facts: Facts, pieces: int, in_sets: int, by_hand: bool, today: date) -> GoodsNeed:
    before = up(facts.daily * max(0, (wishes.begins - today).days))
    _, coming, late = there(facts, wishes.ready)
    lacking = 0 if wishes.ends < today else max(0, pieces + before - facts.free - coming) if pieces else 0
    to_order = in_cartons(lacking, facts)
    order_by = wishes.ready - timedelta(days=facts.lead_days) if to_order else None
    return GoodsNeed(
        facts, pieces, in_sets, by_hand, before, facts.free, coming, late, lacking, to_order, order_by,
        order_by is not None and order_by < today,
    )  # fmt: skip


def in_cartons(lacking: int, facts: Facts) -> int:
    """Pieces to order: at least the supplier's minimum, in whole cartons."""
    if lacking <= 0:
        return 0
    pack = facts.pack or 1
    return -(-max(lacking, facts.minimum or 0) // pack) * pack


@dataclass(frozen=True, slots=True)
class Usage:
    """A packing material: pieces of it that so many parcels took, what is free, on its way, and its own limit."""

    facts: Facts
    kind: str
    used: int
    parcels: int
    least: int = 0

    @property
    def per_parcel(self) -> Fraction:
        return Fraction(self.used, self.parcels) if self.parcels else Fraction(0)


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """Pieces of a packing material for the sale's parcels, beyond its limit ``least``, against what there is."""

    usage: Usage
    pieces: int
    goods: GoodsNeed

    @property
    def sku_id(self) -> int:
        return self.usage.facts.sku_id


def material_needs(wishes: Wishes, usages: tuple[Usage, ...], parcels: int, today: date) -> tuple[MaterialNeed, ...]:
    """What so many parcels take of each material; what must be ordered first stands on top.

    What it takes until the sale begins is not known; the material's own limit stays on the shelf instead.
    """
    found = []
    for usage in usages:
        pieces = up(usage.per_parcel * parcels)
        kept = replace(usage.facts, free=usage.facts.free - usage.least, daily=Fraction(0))
        need = _need(wishes, kept, pieces, 0, False, today)
        found.append(MaterialNeed(usage, pieces, replace(need, facts=usage.facts, free=usage.facts.free)))
    return tuple(sorted(found, key=lambda one: _first_to_order(one.goods)))
