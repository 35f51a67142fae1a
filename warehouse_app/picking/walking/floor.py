"""From bin codes to a floor and a walk: aisles and bays are read from the codes, distances from a few figures in metres.

Bins whose codes do not say where they stand are not walked to by rule: they come last, in the order of their codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from warehouse_app.picking.walking.rules import Layout, Place, shortest_tour
from warehouse_app.stock.bins.rules import LARGEST_BAY, place_of
from warehouse_app.stock.bins.rules import Place as BinPlace
from warehouse_app.stock.rules import walk_key

Reading = Callable[[str], BinPlace]
Spot = tuple[str, int]  # the aisle as it sorts, and the bay counted along it


@dataclass(frozen=True, slots=True)
class Figures:
    """A shop's floor in metres, from middle to middle; the depot (packing desk) is at the bottom of its aisle.

    ``both_sides``: odd bays on one side, even ones opposite, so that two bays share one point. ``middle_after``: the last
    bay before a middle cross-aisle, and ``middle_across`` the distance from that bay to the next. ``depot_aisle``: an
    aisle's name as in the codes; the first aisle when it is empty or unknown.
    """

    aisle_pitch: float = 3.0
    bay_pitch: float = 1.0
    end: float = 1.0
    both_sides: bool = False
    middle_after: int | None = None
    middle_across: float = 3.0
    depot_aisle: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    """Where the bins stand, by code; ``unplaced`` do not say it. No layout when none of them does.

    ``spots`` are the aisle and bay of the placed ones in words.
    """

    layout: Layout | None
    places: Mapping[str, Place]
    unplaced: tuple[str, ...]
    spots: Mapping[str, BinPlace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BinWalk:
    """Each bin once in walking order, the unplaced last; the metres and the corners of the tour past all others."""

    metres: float
    codes: tuple[str, ...]
    unplaced: tuple[str, ...]
    path: tuple[tuple[float, float], ...]


def read_floor(codes: Iterable[str], figures: Figures | None = None, reading: Reading = place_of) -> Floor:
    """The floor these bins stand on: give all bins of the shop, for the longest aisle says where the far cross-aisle is.

    Raises ValueError for figures that make no floor (a pitch or an end below nothing).
    """
    figures = figures or Figures()
    ordered = _in_order(codes)
    words = {code: reading(code) for code in ordered}
    spots = {code: spot for code in ordered if (spot := _spot(words[code], figures.both_sides)) is not None}
    unplaced = tuple(code for code in ordered if code not in spots)
    if not spots:
        return Floor(None, {}, unplaced)
    aisles = {name: number for number, name in enumerate(sorted({aisle for aisle, _ in spots.values()}))}
    bays = [bay for _, bay in spots.values()]
    heights, layout = _measured(min(bays), max(bays), aisles, figures)
    places = {code: Place(aisles[aisle], heights[bay]) for code, (aisle, bay) in spots.items()}
    return Floor(layout, places, unplaced, {code: words[code] for code in spots})


def walk_past(floor: Floor, codes: Iterable[str]) -> BinWalk:
    """The shortest walk past these bins; bins above each other are taken from the lowest level up."""
    ordered = _in_order(codes)
    placed = [code for code in ordered if code in floor.places]
    unplaced = tuple(code for code in ordered if code not in floor.places)
    if floor.layout is None or not placed:
        return BinWalk(0, unplaced, unplaced, ())
    tour = shortest_tour(floor.layout, [floor.places[code] for code in placed])
    return BinWalk(tour.length, (*(placed[n] for n in tour.order), *unplaced), unplaced, tour.path)


def _in_order(codes: Iterable[str]) -> list[str]:
    return sorted(set(codes), key=lambda code: (walk_key(code), code))


def _spot(place: BinPlace, both_sides: bool) -> Spot | None:
    """The aisle and the bay, None when the code has no aisle or its bay is no plain number."""
    if not (place.aisle and place.bay.isascii() and place.bay.isdecimal()):
        return None
    bay = int(place.bay)
    return (walk_key(place.aisle), _along(bay, both_sides)) if bay <= LARGEST_BAY else None


def _along(bay: int, both_sides: bool) -> int:
    """How many points along the aisle a bay is: opposite bays, 1 and 2, are one point."""
    return (bay + 1) // 2 if both_sides else bay


def _measured(first: int, last: int, aisles: Mapping[str, int], figures: Figures) -> tuple[dict[int, float], Layout]:
    """The height of each bay above the bottom cross-aisle, and the floor."""
    split = last if figures.middle_after is None else _along(figures.middle_after, figures.both_sides)
    widened = figures.middle_across - figures.bay_pitch if first <= split < last else 0
    heights = {
        bay: figures.end + (bay - first) * figures.bay_pitch + (widened if bay > split else 0) for bay in range(first, last + 1)
    }
    middles = ((heights[split] + heights[split + 1]) / 2,) if first <= split < last else ()
    depot = aisles.get(walk_key(figures.depot_aisle), 0)
    return heights, Layout(len(aisles), figures.aisle_pitch, heights[last] + figures.end, depot_aisle=depot, middles=middles)
