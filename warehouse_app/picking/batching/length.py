"""How long the shortest tour of a set of stops is, in a block of parallel aisles with a cross-aisle at either end.

Only the length, for forming batches looks at tens of thousands of sets; the tour itself is drawn by ``picking.walking``.
The dynamic programme is Ratliff and Rosenthal's (Operations Research 31, 1983): aisle by aisle from the left, and of each
aisle only its lowest stop, its highest and its largest gap matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from warehouse_app.picking.walking.rules import Layout, Place, shortest_length

FAR = float("inf")
REMEMBERED = 400_000  # lengths kept at most, some 60 MB


class _Costs(NamedTuple):
    """What it costs to visit an aisle's stops and come back: from the bottom, from the top, from both ends but for the largest
    gap, the cheapest of the three; and among the stops alone, when the depot is one of them.
    """

    bottom: float
    top: float
    gap: float
    least: float
    inside: float


class _Aisle(dict[int, _Costs]):
    """The costs of every set of stops in one aisle that was asked for so far; a set is a number, one bit per stop."""

    def __init__(self, x: float, shift: int, heights: list[float], length: float) -> None:
        super().__init__()
        self.x, self.shift, self.heights, self.length = x, shift, heights, length
        self.all_bits = (1 << len(heights)) - 1

    def __missing__(self, bits: int) -> _Costs:
        heights = [y for place, y in enumerate(self.heights) if bits >> place & 1]
        gap = max(high - low for low, high in pairwise([0.0, *heights, self.length]))
        ways = 2 * heights[-1], 2 * (self.length - heights[0]), 2 * (self.length - gap)
        costs = self[bits] = _Costs(*ways, min(ways), 2 * (heights[-1] - heights[0]))
        return costs


class TourLengths(dict[int, float]):
    """``lengths[stops]``: the shortest tour from the depot past these places and back; stops as a number from ``bits``.

    Raises ValueError for a place that is not on the floor. A floor with middle cross-aisles is measured by ``picking.walking``,
    exact too, but many times slower.
    """

    def __init__(self, layout: Layout, places: Iterable[Place]) -> None:
        super().__init__()
        self.layout = layout
        self._numbers: dict[Place, int] = {}
        self._aisles: list[_Aisle] = []
        known = sorted({layout.door, *(Place(*place) for place in places)})
        for aisle in sorted({place.aisle for place in known}):
            here = [place for place in known if place.aisle == aisle]
            shift = len(self._numbers)
            self._aisles.append(_Aisle(aisle * layout.aisle_pitch, shift, [place.y for place in here], layout.length))
            self._numbers |= {place: shift + number for number, place in enumerate(here)}
        for place in known:
            layout.check(place)
        self._places = known
        self._door = 1 << self._numbers[layout.door]

    def bits(self, places: Iterable[Place]) -> int:
        """These places as one number; two sets together are ``a | b``. KeyError: a place that was not announced."""
        number = 0
        for place in places:
            number |= 1 << self._numbers[place]
        return number

    def __missing__(self, stops: int) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
        length = self[stops] = self._measured(stops) if stops else 0.0
        return length

    def _measured(self, stops: int) -> float:
        if self.layout.middles:
            return shortest_length(self.layout, [place for number, place in enumerate(self._places) if stops >> number & 1])
        return self._walk(stops | self._door) + 2 * self.layout.outside

    def _walk(self, stops: int) -> float:
        """The dynamic programme. Its states say how often the top and bottom corner of the aisle reached so far are walked.

        ``odd``: both an odd number of times; ``top``, ``low``: even there, the other not at all; ``one``: both even and
        connected; ``two``: both even and not yet connected; ``inside``: neither, the depot stands within its aisle.
        """
        once, twice, before = self.layout.length, 2 * self.layout.length, FAR
        odd = top = low = one = two = inside = FAR
        for aisle in self._aisles:
            bits = stops >> aisle.shift & aisle.all_bits
            if not bits:
                continue
            from_low, from_top, both, least, among = aisle[bits]
            if before == FAR:
                odd, top, low, one, two, inside = once, from_top, from_low, twice, both, among
            else:
                across, inside = 2 * (aisle.x - before), FAR
                odd += across
                top = (one if one < top else top) + across
                low = (one if one < low else low) + across
                one += 2 * across
                two += 2 * across
                reached = top if top < low else low
                reached = one if one < reached else reached
                reached = two if two < reached else reached
                joined = two + least
                by_low = top + (from_low if from_low < both else both)
                by_top = low + (from_top if from_top < both else both)
                turned, crossed = one + least, odd + once
                odd, met = odd + least, reached + once
                odd = met if met < odd else odd
                one = turned if turned < crossed else crossed
                one = reached + twice if reached + twice < one else one
                two = by_low if by_low < by_top else by_top
                two = joined if joined < two else two
                top += from_top
                low += from_low
            before = aisle.x
        return min(top, low, one, inside)
