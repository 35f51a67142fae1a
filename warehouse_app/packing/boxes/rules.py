"""Boxes, goods and how they lie in them: plain values in millimetres and grams. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

Triple = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A box the shop has: its room inside (mm), the most its contents may weigh (g; None: no limit). ``key`` is the caller's."""

    key: int
    inner: Triple
    most_g: int | None = None

    @property
    def volume(self) -> int:
        """Its room in mm³."""
        return volume(self.inner)


@dataclass(frozen=True, slots=True)
class Goods:
    """``pieces`` equal things to pack; each may lie on any of its sides. ``key`` is the caller's."""

    key: int
    size: Triple
    weight_g: int
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """One piece in its box: the corner nearest to the box's own, and its size as it lies."""

    key: int
    at: Triple
    size: Triple
    weight_g: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A box and what lies in it."""

    box: Box
    placed: tuple[Placed, ...]

    @property
    def free(self) -> int:
        """Room that is left, in mm³: what filling is for."""
        return self.box.volume - sum(volume(piece.size) for piece in self.placed)


def in_words(names: Sequence[str]) -> str:
    """The boxes' names, several equal ones with their number: "2 × Large + Small"."""
    counted = Counter(names)
    return " + ".join(name if count == 1 else f"{count} × {name}" for name, count in counted.items())


def volume(size: Triple) -> int:
    """mm³."""
    return size[0] * size[1] * size[2]


def turned(size: Triple) -> list[Triple]:
    """The ways a thing can lie, each once."""
    return sorted({(a, b, c) for a, b, c in permutations(size)})


def fits_inside(size: Triple, room: Triple) -> bool:
    """Whether one thing fits at all, turned as it may be."""
    return all(a <= b for a, b in zip(sorted(size), sorted(room), strict=True))


def faults(filled: Filled) -> list[str]:
    """What is wrong with a packed box: ``outside``, ``overlap``, ``too_heavy``; empty when it can be packed like that."""
    wrong = []
    if any(
        at < 0 or at + side > room for p in filled.placed for at, side, room in zip(p.at, p.size, filled.box.inner, strict=True)
    ):
        wrong.append("outside")
    if any(_overlap(one, other) for one, other in combinations(filled.placed, 2)):
        wrong.append("overlap")
    if filled.box.most_g is not None and sum(piece.weight_g for piece in filled.placed) > filled.box.most_g:
        wrong.append("too_heavy")
    return wrong


def _overlap(one: Placed, other: Placed) -> bool:
    return all(one.at[i] < other.at[i] + other.size[i] and other.at[i] < one.at[i] + one.size[i] for i in range(3))


def total_volume(goods: Sequence[Goods]) -> int:
    """mm³ of all pieces."""
    return sum(volume(one.size) * one.pieces for one in goods)


def total_weight(goods: Sequence[Goods]) -> int:
    """Grams of all pieces."""
    return sum(one.weight_g * one.pieces for one in goods)
