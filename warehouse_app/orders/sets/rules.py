"""Sets made of components, without a database: what one order still wants by SKU, and which sets stay out of a parcel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Kits = Mapping[int, Mapping[int, int]]
"""What sets are made of: SKU of the set -> SKU of a component -> pieces in one set."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of a SKU for an order line; of a set's line, the set itself or a component."""

    id: int
    sku_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class MadeSets:
    """So many sets of an order line come as components, ``parts`` pieces of each in one set."""

    line_id: int
    sets: int
    parts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """An order's goods when its sets come from stock of their own as far as that goes, the rest as components."""

    goods: tuple[Goods, ...]
    made: tuple[MadeSets, ...]


def spread(lines: Iterable[tuple[int, int, int]], free: Mapping[int, int], kits: Kits) -> Spread | None:
    """Lines are (line id, SKU, pieces), ``free`` the pieces of each SKU that may be promised. None: no set lacks anything.

    Whether the components are there is not asked here.
    """
    left = dict(free)
    goods: list[Goods] = []
    made: list[MadeSets] = []
    for line_id, sku_id, pieces in lines:
        own = pieces
        if sku_id in kits:
            own = min(pieces, max(left.get(sku_id, 0), 0))
            left[sku_id] = left.get(sku_id, 0) - own
        if own:
            goods.append(Goods(line_id, sku_id, own))
        if own < pieces:
            made.append(MadeSets(line_id, pieces - own, kits[sku_id]))
    if not made:
        return None
    goods += [Goods(one.line_id, part, one.sets * per_set) for one in made for part, per_set in sorted(one.parts.items())]
    return Spread(tuple(goods), tuple(made))


def wanted_by_sku(wanted: Mapping[int, int], free: Mapping[int, int], kits: Kits) -> tuple[dict[int, int], dict[int, set[int]]]:
    """What an order wants of each SKU when its sets are spread, and for which sets it wants a component."""
    each = spread(((sku_id, sku_id, pieces) for sku_id, pieces in wanted.items()), free, kits)
    if each is None:
        return dict(wanted), {}
    sums: Counter[int] = Counter()
    for one in each.goods:
        sums[one.sku_id] += one.quantity
    for_sets: dict[int, set[int]] = defaultdict(set)
    for made in each.made:
        for part in made.parts:
            for_sets[part].add(made.line_id)
    return dict(sums), dict(for_sets)


def makeable(free: Mapping[int, int], parts: Mapping[int, int]) -> int:
    """How many whole sets the free components make."""
    return max(0, min((free.get(part, 0) // per_set for part, per_set in parts.items()), default=0))


def staying_out(missing: Mapping[int, int], made: Sequence[MadeSets], loose: Mapping[int, int]) -> dict[int, int] | None:
    """How many sets of each line stay out of a parcel that lacks ``missing`` pieces by SKU; the first lines stay out first.

    A set stays out whole: what it does not explain must be wanted on its own (``loose``, pieces by SKU). None: a set is in
    the box by half.
    """
    if any(pieces > loose.get(sku, 0) + sum(m.sets * m.parts.get(sku, 0) for m in made) for sku, pieces in missing.items()):
        return None
    if not made:
        return {}
    first, rest = made[0], made[1:]
    for sets in range(min(first.sets, makeable(missing, first.parts)), -1, -1):
        left = {sku: pieces - sets * first.parts.get(sku, 0) for sku, pieces in missing.items()}
        found = staying_out(left, rest, loose)
        if found is not None:
            return {first.line_id: sets} | found
    return None
