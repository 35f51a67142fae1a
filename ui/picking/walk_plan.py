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
from warehouse_app.picking.walking.plan import Layout
from warehouse_app.stock.looks.floor import FloorBin

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


@dataclass(frozen=True, slots=True)
class Grid:
    """A floor as it is drawn, whatever the size of its cells: where every bin is, the bays (one cell each, the first of its
    bins speaks for it), the aisles' names, and which bays are at which height.
    """

    spots: Mapping[str, Spot]
    bays: Mapping[Spot, FloorBin]
    names: Mapping[int, str]
    heights: Mapping[float, frozenset[int]]
    first: int = 0
    last: int = 0


def grid_of(floor: Floor) -> Grid:
    """Read a floor once; what lies in the bins is no matter here, so the cells only count their bays."""
    spots = {code: (place.aisle, int(floor.spots[code].bay)) for code, place in floor.places.items()}
    bays: dict[Spot, FloorBin] = {}
    heights: dict[float, set[int]] = defaultdict(set)
    for code, spot in spots.items():
        if spot not in bays:
            bays[spot] = FloorBin(len(bays), code, "", 0, 0, None, overfull=False)
            heights[floor.places[code].y].add(spot[1])
    names = {spot[0]: floor.spots[place.code].aisle for spot, place in bays.items()}
    numbers = {bay for _, bay in bays} or {0}
    return Grid(spots, bays, names, {y: frozenset(of) for y, of in heights.items()}, min(numbers), max(numbers))


def halts_of(bins: Sequence[str], floor: Floor) -> dict[str, int]:
    """The number of the halt at which each bin is picked from, bins in walking order; those that stand nowhere have none."""
    numbers: dict[tuple[int, str], int] = {}
    return {
        code: numbers.setdefault((floor.places[code].aisle, floor.spots[code].bay), len(numbers) + 1)
        for code in bins
        if code in floor.places
    }


def fitting(room: QSize, grid: Grid, zoom: float) -> QSize:
    """The size of a cell with which the whole floor fits into ``room``, times ``zoom``."""
    columns, rows = grid.last - grid.first + 1, max(grid.names, default=0) + 1
    wide = (room.width() - HEAD - 2 * MARGIN - CROSS - FAR) // columns
    high = (room.height() - 2 * MARGIN) // rows - LANE
    return QSize(
        round(min(max(wide, SMALLEST.width()), LARGEST.width()) * zoom),
        round(min(max(high, SMALLEST.height()), LARGEST.height()) * zoom),
    )


def plan_walk(tour: PickTour, grid: Grid, cell: QSize) -> WalkPlan:
    """Place the floor, the halts and the walk for cells of this size."""
    layout = tour.floor.layout
    if layout is None:
        return WalkPlan(Plan(cell))
    plan, cells = _floor(grid, cell)
    along = _along(grid, layout, plan)
    lanes = [row.top + row.height + LANE // 2 for row in plan.rows]

    def point(x: float, y: float) -> QPoint:
        aisle = round(x / layout.aisle_pitch) if layout.aisle_pitch else 0
        return QPoint(round(_between(along, y)), lanes[aisle])

    numbers = halts_of([stop.bin for stop in tour.stops], tour.floor)
    at: dict[Spot, list[str]] = defaultdict(list)
    for code in numbers:
        at[grid.spots[code]].append(code)
    halts = tuple(Halt(numbers[bins[0]], cells[spot], tuple(bins)) for spot, bins in at.items())
    path = tuple(point(x, y) for x, y in tour.path)
    door = point(layout.depot_aisle * layout.aisle_pitch, layout.door.y)
    desk = QRect(QPoint(plan.left - CROSS + 4, door.y() - _DESK.height() // 2), _DESK)
    return WalkPlan(plan, halts, path, desk)


def _floor(grid: Grid, size: QSize) -> tuple[Plan, dict[Spot, Cell]]:
    """The plan; bays stand below each other where their numbers are alike."""
    left = HEAD + MARGIN + CROSS
    rows: list[Row] = []
    cells: dict[Spot, Cell] = {}
    top = MARGIN
    for aisle in range(max(grid.names) + 1):
        name = grid.names.get(aisle, "")
        along: list[tuple[Cell, ...]] = []
        for number, bay in enumerate(range(grid.first, grid.last + 1)):
            place = grid.bays.get((aisle, bay))
            if place is not None:
                cells[aisle, bay] = Cell(place, name, number, left + number * size.width(), top)
            along.append(() if place is None else (cells[aisle, bay],))
        rows.append(Row("", name, top, size.height(), tuple(along)))
        top += size.height() + LANE
    wide = left + (grid.last - grid.first + 1) * size.width() + FAR
    return Plan(size, tuple(rows), QSize(wide, top), tuple(cells.values()), left), cells


def _along(grid: Grid, layout: Layout, plan: Plan) -> list[tuple[float, float]]:
    """Pairs of metres along an aisle and where that is drawn, both rising: the cross-aisles at the ends, the bays between."""
    middle = (plan.cell.width() - 2) // 2
    drawn = {
        y: fmean(plan.left + (bay - grid.first) * plan.cell.width() + middle for bay in bays) for y, bays in grid.heights.items()
    }
    ends = [(0.0, plan.left - 6.0), (float(layout.length), plan.size.width() - FAR / 2)]
    return sorted(drawn.items() | set(ends))


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
