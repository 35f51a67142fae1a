"""A floor of parallel aisles and a walk on it, as the shortest-walk rules see them: distances only, in any one unit.

Aisles stand side by side and run upwards from the bottom cross-aisle (height 0) to the top one; middle cross-aisles cut
them into blocks. A picker changes aisles only in a cross-aisle, and reaches both sides of an aisle from one point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite
from typing import NamedTuple


class Place(NamedTuple):
    """Where a picker stops: the aisle counted from 0, and the height in it above the bottom cross-aisle."""

    aisle: int
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The floor: ``length`` from the bottom cross-aisle to the top one, ``middles`` the heights of those between.

    The walk starts and ends at the depot; a ``depot_y`` below 0 or above ``length`` stands outside the cross-aisle.
    Raises ValueError for a floor that cannot be: no aisle, no length, a middle outside, a depot in no aisle.
    """

    aisles: int
    aisle_pitch: float
    length: float
    depot_aisle: int = 0
    depot_y: float = 0
    middles: tuple[float, ...] = ()
    crosses: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        crosses = (0, *self.middles, self.length)
        rising = all(low < high for low, high in pairwise(crosses))
        finite = all(isfinite(figure) for figure in (self.aisle_pitch, self.depot_y, *crosses))
        if not (rising and finite and self.aisle_pitch >= 0 and 0 <= self.depot_aisle < self.aisles):
            raise ValueError(self)
        object.__setattr__(self, "crosses", crosses)

    @property
    def door(self) -> Place:
        """Where the depot's own path meets the aisle or its cross-aisle."""
        return Place(self.depot_aisle, min(max(self.depot_y, 0), self.length))

    @property
    def outside(self) -> float:
        """How far the depot stands outside the cross-aisles."""
        return abs(self.depot_y - self.door.y)

    def check(self, place: Place) -> None:
        """Raises ValueError when the place is not on this floor."""
        if not (0 <= place.aisle < self.aisles and 0 <= place.y <= self.length):
            raise ValueError(place)


@dataclass(frozen=True, slots=True)
class Tour:
    """A closed walk from the depot: ``order`` holds each place's index once, as they are passed first.

    ``path`` are the points (x, y) where the walk turns, the depot first and last.
    """

    length: float
    order: tuple[int, ...]
    path: tuple[tuple[float, float], ...]
