"""What is wrong with a line of a bill, and what of its amount each mistake accounts for. Pure functions.

The amount of a line goes from our figure to theirs in three steps: their weight at our destination, their destination, their
price. What a step adds is the part of its kind, so the parts add up to the difference to the fen. A step that is no mistake
(a weight within the tolerance) is not taken: then their figure is the one we reckon with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Kind(StrEnum):
    """What may be wrong. A line is unknown, or billed twice, or any of weight, zone and price; a parcel may be missing."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    WEIGHT = "weight"
    ZONE = "zone"
    PRICE = "price"
    MISSING = "missing"


class Why(StrEnum):
    """Why a number is not taken for one of ours."""

    NOT_OURS = "not_ours"
    OTHER_COURIER = "other_courier"
    NOT_SENT = "not_sent"


BITS = {kind: 1 << place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Where:
    """A destination as far as it is told; "" is not said. ``zone``: a price zone by name, where a courier bills by zones."""

    province: str = ""
    city: str = ""
    district: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Billed:
    """What a line says."""

    amount: Decimal
    weight_g: int | None
    where: Where


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know of the parcel: what it weighs (None: nobody knows) and where it went."""

    weight_g: int | None
    where: Where


Price = Callable[[Where, int], Decimal | None]
"""What a parcel of so many grams costs there; None when no table says."""
Charged = Callable[[int], int]
"""The weight a courier charges for so many grams: rounded up to its step. Never falls when the grams rise."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a line or a parcel, and the parts of the money. ``ours`` is None when no price table says."""

    kinds: frozenset[Kind]
    ours: Decimal | None
    whole: Decimal = ZERO
    weight: Decimal = ZERO
    zone: Decimal = ZERO
    price: Decimal = ZERO
    detail: str = ""

    @property
    def difference(self) -> Decimal:
        """Theirs less ours."""
        return self.whole + self.weight + self.zone + self.price


def bits_of(kinds: frozenset[Kind]) -> int:
    """The kinds as they are stored."""
    return sum(BITS[kind] for kind in kinds)


def kinds_of(bits: int) -> Iterator[Kind]:
    """The stored kinds, in their order."""
    return (kind for kind, bit in BITS.items() if bits & bit)


def unknown(amount: Decimal, why: Why) -> Verdict:
    """A number that should not be on this bill: all of its amount is at stake."""
    return Verdict(frozenset({Kind.UNKNOWN}), ZERO, whole=amount, detail=why)


def twice(amount: Decimal, first: str) -> Verdict:
    """A number that was billed before; ``first`` says where."""
    return Verdict(frozenset({Kind.TWICE}), ZERO, whole=amount, detail=first)


def missing(cost: Decimal | None) -> Verdict:
    """A parcel that was handed over and is on no bill: the courier asked too little so far."""
    return Verdict(frozenset({Kind.MISSING}), cost, whole=-(cost or ZERO))


def weight_is_wrong(billed_g: int | None, ours_g: int | None, tolerance_g: int, charged: Charged) -> bool:
    """Whether a billed weight is beyond what the parcel may weigh, seen in the courier's steps."""
    if billed_g is None or ours_g is None:
        return False
    return not charged(max(1, ours_g - tolerance_g)) <= charged(billed_g) <= charged(ours_g + tolerance_g)


def zone_is_wrong(billed: Where, ours: Where) -> bool:
    """Whether a destination is another than the address: another zone or province or, where both tell it, another city."""
    if billed.zone or not billed.province or not ours.province:
        return bool(billed.zone and ours.zone) and billed.zone != ours.zone
    return billed.province != ours.province or bool(billed.city and ours.city and billed.city != ours.city)


def compare(billed: Billed, ours: Ours, price: Price, charged: Charged, tolerance_g: int) -> Verdict | None:
    """What is wrong with the first line for a parcel that this courier took; None when nothing is.

    Where no table gives a price, or nobody tells a weight, a wrong weight or zone is still said, without money.
    """
    off_weight = weight_is_wrong(billed.weight_g, ours.weight_g, tolerance_g, charged)
    off_zone = zone_is_wrong(billed.where, ours.where)
    found = {kind for kind, off in ((Kind.WEIGHT, off_weight), (Kind.ZONE, off_zone)) if off}
    theirs_g = billed.weight_g or ours.weight_g
    ours_g = ours.weight_g if off_weight else theirs_g
    if theirs_g is None or ours_g is None or (ours_cost := price(ours.where, ours_g)) is None:
        return Verdict(frozenset(found), None) if found else None
    heavier = _known(price(ours.where, theirs_g), ours_cost) if off_weight else ours_cost
    farther = _known(price(billed.where, theirs_g), heavier) if off_zone else heavier
    rest = billed.amount - farther
    if rest:
        found.add(Kind.PRICE)
    if not found:
        return None
    return Verdict(frozenset(found), ours_cost, weight=heavier - ours_cost, zone=farther - heavier, price=rest)


def _known(cost: Decimal | None, otherwise: Decimal) -> Decimal:
    """A cost, or the one before it where the courier's table has no price for the step."""
    return otherwise if cost is None else cost
