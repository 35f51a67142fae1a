"""What of each SKU a sale needs beyond what is there and on its way, and the last day to order it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from warehouse_app.restock.rehearsing.rules import Wishes, up
from warehouse_app.restock.rules import Limits, suggestion

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

    @property
    def seller_code(self) -> str:
        return self.facts.seller_code

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def supplier(self) -> str:
        return self.facts.supplier


def goods_needs(
    wishes: Wishes, pieces: Mapping[int, int], facts: Mapping[int, Facts], kits: Kits, today: date
) -> tuple[GoodsNeed, ...]:
    """Every SKU of the sale, and the components of sets that are made up; what must be ordered first stands on top."""
    alone = {sku_id: _need(wishes, facts[sku_id], pieces.get(sku_id, 0), today) for sku_id in kits if sku_id in facts}
    wanted, in_sets = made_up(pieces, {sku_id: need.lacking for sku_id, need in alone.items()}, kits)
    by_hand = {sku_id for sku_id, _ in wishes.by_hand}
    needs = [
        _need(wishes, facts[sku_id], pieces, today, in_sets=in_sets.get(sku_id, 0), by_hand=sku_id in by_hand)
        for sku_id, pieces in wanted.items()
        if sku_id in facts
    ]
    found = [_not_ordered(need) if need.sku_id in kits else need for need in needs]
    return tuple(sorted(found, key=_first_to_order))


def _not_ordered(kit: GoodsNeed) -> GoodsNeed:
    """What a set lacks is ordered as components."""
    return replace(kit, lacking=0, to_order=0, order_by=None, overdue=False)


def _first_to_order(need: GoodsNeed) -> tuple[date, int, str]:
    return need.order_by or date.max, -need.pieces, need.facts.seller_code


def made_up(pieces: Mapping[int, int], lacking: Mapping[int, int], kits: Kits) -> tuple[dict[int, int], dict[int, int]]:
    """Sets that are lacking are made of their components: pieces wanted of each SKU, and of them those in sets."""
    wanted, in_sets = dict(pieces), dict[int, int]()
    for kit, parts in kits.items():
        missing = lacking.get(kit, 0)
        if not missing or kit not in pieces:
            continue
        wanted[kit] = max(0, pieces[kit] - missing)
        for part, each in parts.items():
            wanted[part] = wanted.get(part, 0) + missing * each
            in_sets[part] = in_sets.get(part, 0) + missing * each
    return wanted, in_sets


def _need(
    wishes: Wishes, facts: Facts, pieces: int, today: date, *, in_sets: int = 0, by_hand: bool = False
) -> GoodsNeed:  # fmt: skip
    before = up(facts.daily * max(0, (wishes.begins - today).days))
    coming = sum(many for day, many in facts.coming if day is None or day <= wishes.ready)
    late = sum(many for _, many in facts.coming) - coming
    lacking = 0 if wishes.begins <= today else max(0, pieces + before - facts.free - coming) if pieces else 0
    to_order, _ = suggestion(lacking, 0, Limits(facts.minimum, facts.pack))
    order_by = wishes.ready - timedelta(days=facts.lead_days) if to_order else None
    return GoodsNeed(
        facts, pieces, in_sets, by_hand, before, facts.free, coming, late, lacking, to_order, order_by,
        order_by is not None and order_by < today,
    )  # fmt: skip


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

    @property
    def name(self) -> str:
        return self.usage.facts.name

    @property
    def per_parcel(self) -> Fraction:
        return self.usage.per_parcel

    @property
    def free(self) -> int:
        return self.goods.free

    @property
    def coming(self) -> int:
        return self.goods.coming

    @property
    def to_order(self) -> int:
        return self.goods.to_order

    @property
    def order_by(self) -> date | None:
        return self.goods.order_by


def material_needs(wishes: Wishes, usages: tuple[Usage, ...], parcels: int, today: date) -> tuple[MaterialNeed, ...]:
    """What so many parcels take of each material; what must be ordered first stands on top.

    What it takes until the sale begins is not known; the material's own limit stays on the shelf instead.
    """
    found = []
    for usage in usages:
        pieces = up(usage.per_parcel * parcels)
        kept = replace(usage.facts, free=usage.facts.free - usage.least, daily=Fraction(0))
        need = _need(wishes, kept, pieces, today)
        found.append(MaterialNeed(usage, pieces, replace(need, facts=usage.facts, free=usage.facts.free)))
    return tuple(sorted(found, key=lambda one: _first_to_order(one.goods)))
