"""Where a wave's walk is drawn: the floor from above, one cell a bay, the halts in walking order and the line past them.

No widget and no drawing in here, only numbers. Aisles lie one below the other with a lane to walk in under each; the bottom
cross-aisle, where the desk is, runs down at the left, the top one at the right.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from PySide6.QtCore import QPoint, QRect, QSize

from ui.stock.floor_plan import HEAD, MARGIN, Cell, Plan, Row
from warehouse_app.picking.tour import PickTour
from warehouse_app.picking.walking.floor import Floor
from warehouse_app.stock.looks.floor import FloorAisle, FloorBin

LANE = 18  # to walk in, under each aisle
CROSS = 76  # the cross-aisle at the left, with room for the desk
FAR = 32  # the cross-aisle at the right
SMALLEST, LARGEST = QSize(5, 8), QSize(80, 40)
_DESK = QSize(64, 24)

Spot = tuple[int, int]  # the aisle as it is counted on the floor, and the bay's number


@dataclass(frozen=True, slots=True)
class Halt:
    """A place where the picker stops: its number in walking order, its cell, and the bins there that are picked from."""

    number: int
    cell: Cell
    bins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """The floor, the halts in walking order, the corners of the walk (the desk first and last), and the desk's place."""

    plan: Plan
    halts: tuple[Halt, ...] = ()
    path: tuple[QPoint, ...] = ()
    desk: QRect | None = None

    def halt_of(self, bin_code: str) -> Halt | None:
        """The halt at which a bin is picked from."""
        return next((halt for halt in self.halts if bin_code in halt.bins), None)


def halts_of(bins: Sequence[str], floor: Floor) -> dict[str, int]:
    """The number of the halt at which each bin is picked from, bins in walking order; those that stand nowhere have none."""
    numbers: dict[Spot, int] = {}
    return {code: numbers.setdefault(_spot(code, floor), len(numbers) + 1) for code in bins if code in floor.places}


def fitting(room: QSize, aisles: Sequence[FloorAisle], floor: Floor, zoom: float) -> QSize:
    """The size of a cell with which the whole floor fits into ``room``, times ``zoom``."""
    spots = [_spot(bin_.code, floor) for bin_ in _bins(aisles) if bin_.code in floor.places]
    if not spots:
        return SMALLEST
    columns = max(bay for _, bay in spots) - min(bay for _, bay in spots) + 1
    rows = max(aisle for aisle, _ in spots) + 1
    wide = (room.width() - HEAD - 2 * MARGIN - CROSS - FAR) // columns
    high = (room.height() - 2 * MARGIN) // rows - LANE
    return QSize(
        round(min(max(wide, SMALLEST.width()), LARGEST.width()) * zoom),
        round(min(max(high, SMALLEST.height()), LARGEST.height()) * zoom),
    )


def plan_walk(aisles: Sequence[FloorAisle], tour: PickTour, cell: QSize) -> WalkPlan:
    """Place the floor, the halts and the walk for cells of this size."""
    floor = tour.floor
    layout = floor.layout
    if layout is None:
        return WalkPlan(Plan(cell))
    plan, cells = _floor(aisles, floor, cell)
    along = _along(cells, floor, plan)
    lanes = [row.top + row.height + LANE // 2 for row in plan.rows]

    def point(x: float, y: float) -> QPoint:
        aisle = round(x / layout.aisle_pitch) if layout.aisle_pitch else 0
        return QPoint(round(_between(along, y)), lanes[aisle])

    numbers = halts_of([stop.bin for stop in tour.stops], floor)
    at: dict[Spot, list[str]] = defaultdict(list)
    for code in numbers:
        at[_spot(code, floor)].append(code)
    halts = tuple(Halt(numbers[bins[0]], cells[spot], tuple(bins)) for spot, bins in at.items())
    path = tuple(point(x, y) for x, y in tour.path)
    door = point(layout.depot_aisle * layout.aisle_pitch, layout.door.y)
    desk = QRect(QPoint(plan.left - CROSS + 4, door.y() - _DESK.height() // 2), _DESK)
    return WalkPlan(plan, halts, path, desk)


def _floor(aisles: Sequence[FloorAisle], floor: Floor, size: QSize) -> tuple[Plan, dict[Spot, Cell]]:
    """The plan, one cell for the bins above each other in a bay; bays stand below each other where their numbers are alike."""
    bays: dict[Spot, list[FloorBin]] = defaultdict(list)
    names: dict[int, str] = {}
    for place in _bins(aisles):
        if place.code in floor.places:
            spot = _spot(place.code, floor)
            bays[spot].append(place)
            names[spot[0]] = floor.spots[place.code].aisle
    first, last = min(bay for _, bay in bays), max(bay for _, bay in bays)
    left = HEAD + MARGIN + CROSS
    rows: list[Row] = []
    cells: dict[Spot, Cell] = {}
    top = MARGIN
    for aisle in range(max(names) + 1):
        name = names.get(aisle, "")
        for bay in range(first, last + 1):
            if (aisle, bay) in bays:
                cells[aisle, bay] = Cell(_together(bays[aisle, bay]), name, bay - first, left + (bay - first) * size.width(), top)
        along = tuple((cells[aisle, bay],) if (aisle, bay) in cells else () for bay in range(first, last + 1))
        rows.append(Row("", name, top, size.height(), along))
        top += size.height() + LANE
    wide = left + (last - first + 1) * size.width() + FAR
    return Plan(size, tuple(rows), QSize(wide, top), tuple(cells.values()), left), cells


def _together(bins: Sequence[FloorBin]) -> FloorBin:
    """The bins of one bay as the map's one cell."""
    pieces, kinds = sum(place.pieces for place in bins), sum(place.kinds for place in bins)
    return FloorBin(bins[0].id, bins[0].code, "", pieces, kinds, None, overfull=False)


def _along(cells: Mapping[Spot, Cell], floor: Floor, plan: Plan) -> list[tuple[float, float]]:
    """Pairs of metres along an aisle and where that is drawn, both rising: the cross-aisles at the ends, the bays between."""
    layout = floor.layout
    assert layout is not None  # the caller has looked
    drawn: dict[float, list[float]] = defaultdict(list)
    for code, place in floor.places.items():
        drawn[place.y].append(plan.rect(cells[_spot(code, floor)]).center().x())
    ends = [(0.0, plan.left - 6.0), (float(layout.length), plan.size.width() - FAR / 2)]
    return sorted({y: fmean(across) for y, across in drawn.items()}.items() | set(ends))


def _between(pairs: Sequence[tuple[float, float]], y: float) -> float:
    """Where a height is drawn, between its neighbours."""
    number = bisect_left(pairs, (y,))
    if number == len(pairs):
        return pairs[-1][1]
    above = pairs[number]
    if number == 0 or above[0] == y:
        return above[1]
    below = pairs[number - 1]
    return below[1] + (above[1] - below[1]) * (y - below[0]) / (above[0] - below[0])


def _spot(code: str, floor: Floor) -> Spot:
    return floor.places[code].aisle, int(floor.spots[code].bay)


def _bins(aisles: Sequence[FloorAisle]) -> list[FloorBin]:
    return [place for aisle in aisles for bay in aisle.bays for place in bay.bins]
