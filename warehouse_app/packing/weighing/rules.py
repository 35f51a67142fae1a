"""What a parcel should weigh, how far it may be off, what would explain a difference, and what a piece seems to weigh. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

LIGHTEST_G, HEAVIEST_G = 1, 100_000
_FEW_PIECES = 3  # a mistake of more pieces of one SKU is looked for by eye


@dataclass(frozen=True, slots=True)
class Weighed:
    """One SKU of a parcel: its pieces and what one weighs in grams, None when nobody knows."""

    sku_id: int
    pieces: int
    each_g: int | None


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a parcel may be off: so many grams, or so many percent of what is expected, whichever is more."""

    grams: int = 30
    percent: int = 5

    def of(self, expected_g: int) -> int:
        """The allowance of a parcel in grams."""
        return max(self.grams, expected_g * self.percent // 100)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A mistake that would account for the difference: pieces of ``sku_id`` too many (+) or missing (-).

    With ``instead_of`` one piece of ``sku_id`` is in the box in place of one of the other.
    """

    sku_id: int
    pieces: int
    instead_of: int | None = None


def expected(lines: Iterable[Weighed], tare_g: int) -> int | None:
    """What the parcel should weigh in grams; None when one of its goods has no known weight."""
    total = tare_g
    for line in lines:
        if line.each_g is None:
            return None
        total += line.pieces * line.each_g
    return total


def fits(weight_g: int, expected_g: int | None, tolerance: Tolerance) -> bool:
    """Whether a weight is within the tolerance; what nobody can expect always is."""
    return expected_g is None or abs(weight_g - expected_g) <= tolerance.of(expected_g)


def explanations(off_g: int, lines: Sequence[Weighed], allowed_g: int, alike: Sequence[Weighed] = ()) -> list[Explanation]:
    """Which single mistake would explain that the parcel is ``off_g`` too heavy (+) or too light (-), the closest first.

    ``alike`` are the other colours and sizes of its products, which are the ones taken by mistake.
    """
    found: list[tuple[int, Explanation]] = []
    for line in lines:
        for pieces in range(1, _FEW_PIECES + 1):
            signed = pieces if off_g > 0 else -pieces
            if line.each_g and (off_g > 0 or pieces <= line.pieces):
                found.append((abs(off_g - signed * line.each_g), Explanation(line.sku_id, signed)))
    for line, other in product(lines, alike):
        if line.each_g and other.each_g and other.sku_id != line.sku_id:
            found.append((abs(off_g - (other.each_g - line.each_g)), Explanation(other.sku_id, 1, line.sku_id)))
    close = sorted((left, explanation.pieces, explanation) for left, explanation in found if left <= allowed_g)
    return [explanation for _, _, explanation in sorted(close, key=lambda each: each[0])]


@dataclass(frozen=True, slots=True)
class Learned:
    """What a piece seems to weigh: the median of so many good parcels, in grams."""

    sku_id: int
    grams: int
    parcels: int


LEARN_FROM, LEARN_SPREAD = 5, 0.15


def learn(sku_id: int, samples_g: Sequence[float]) -> Learned | None:
    """The median of what a piece weighed in parcels that held nothing else; None while they are few or disagree.

    Half of the samples have to lie within 15 % of the median: one wrong parcel does not spoil it.
    """
    if len(samples_g) < LEARN_FROM:
        return None
    middle = median(samples_g)
    near = [grams for grams in samples_g if abs(grams - middle) <= LEARN_SPREAD * middle]
    if middle < 1 or len(near) * 2 <= len(samples_g):
        return None
    return Learned(sku_id, round(median(near)), len(near))
