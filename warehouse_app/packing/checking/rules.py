"""Which parcels a second person checks, and what that person's count says. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

LEFT_ALONE = timedelta(minutes=10)
"""A count in which nothing was scanned for so long may be begun anew by somebody else."""


@dataclass(frozen=True, slots=True)
class CheckRules:
    """When a parcel owes a second check, as the shop has set it; None and False ask for nothing."""

    every: bool = False
    lines_from: int | None = None
    value_over: int | None = None  # yuan
    new_days: int | None = None  # of those who packed it: here for fewer days ...
    new_parcels: int = 0  # ... or packed fewer parcels
    flagged: bool = False
    share: int = 0  # per cent of all parcels

    @property
    def any(self) -> bool:
        """Whether any parcel at all could owe a check."""
        return self != CheckRules(new_parcels=self.new_parcels)


@dataclass(frozen=True, slots=True)
class Packer:
    """One of those who packed the parcel: days since they were taken on, and parcels they packed before."""

    days: float
    parcels: int


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What the rules see of a parcel."""

    parcel_id: int
    lines: int
    value: Decimal = Decimal(0)
    flagged: bool = False
    packers: tuple[Packer, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One SKU whose counts differ: pieces the parcel needs, that were packed, that the second person counted."""

    sku_id: int
    needed: int
    first: int
    second: int


def owes_check(facts: CheckFacts, rules: CheckRules) -> bool:
    """Whether the parcel owes a second check."""
    return (
        rules.every
        or (rules.lines_from is not None and facts.lines >= rules.lines_from)
        or (rules.value_over is not None and facts.value > rules.value_over)
        or (rules.flagged and facts.flagged)
        or any(_is_new(packer, rules) for packer in facts.packers)
        or in_share(facts.parcel_id, rules.share)
    )


def _is_new(packer: Packer, rules: CheckRules) -> bool:
    return rules.new_days is not None and (packer.days < rules.new_days or packer.parcels < rules.new_parcels)


def in_share(parcel_id: int, percent: int) -> bool:
    """Whether a parcel is among so many per cent: drawn by lot, and the same however often one asks."""
    return int.from_bytes(hashlib.sha256(f"check:{parcel_id}".encode()).digest()[:4]) % 100 < percent


def differences(lines: Mapping[int, tuple[int, int]], counted: Mapping[int, int]) -> tuple[Difference, ...]:
    """Where the second count is not what the parcel needs. ``lines``: needed and packed pieces by SKU."""
    found = []
    for sku_id in dict.fromkeys((*lines, *counted)):
        needed, first = lines.get(sku_id, (0, 0))
        second = counted.get(sku_id, 0)
        if not needed == first == second:
            found.append(Difference(sku_id, needed, first, second))
    return tuple(found)


def may_take_over(left: bool, last_at: datetime, now: datetime) -> bool:
    """Whether somebody else may begin a count anew: it was put aside, or nobody has scanned for it for a while."""
    return left or now - last_at >= LEFT_ALONE
