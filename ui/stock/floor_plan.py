"""Where every bin of the floor map is drawn: aisles one below the other, bays side by side, levels above each other.

No widget and no drawing in here, only numbers, so that a map of 15,000 bins finds what is in sight without looking at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QSize

from warehouse_app.stock.looks.floor import FloorAisle, FloorBin

GAP = 12  # between two aisles
HEAD = 96  # the aisle's name at the left
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One bin and its place in the plan."""

    bin: FloorBin
    aisle: str
    bay: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """One aisle: its name, zone ("" unless it is the zone's first aisle), top and height, and its cells by bay and level."""

    zone: str
    aisle: str
    top: int
    height: int
    bays: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole floor for cells of one size; the first bay begins at ``left``."""

    cell: QSize
    rows: tuple[Row, ...] = ()
    size: QSize = field(default_factory=QSize)
    order: tuple[Cell, ...] = ()  # in walking order, for the arrow keys
    left: int = HEAD + MARGIN

    def rect(self, cell: Cell) -> QRect:
        """Where a cell is drawn."""
        return QRect(cell.x, cell.y, self.cell.width() - 2, self.cell.height() - 2)

    def rows_in(self, top: int, bottom: int) -> Sequence[Row]:
        """The aisles of which something lies between two heights."""
        first = max(0, bisect_right(self.rows, top, key=lambda each: each.top) - 1)
        last = bisect_right(self.rows, bottom, key=lambda each: each.top)
        return self.rows[first:last]

    def cells_in(self, sight: QRect) -> Iterator[Cell]:
        """The cells of which something is in sight."""
        wide = self.cell.width()
        first, last = max(0, (sight.left() - self.left) // wide), (sight.right() - self.left) // wide + 1
        for each in self.rows_in(sight.top(), sight.bottom()):
            for bay in each.bays[first : max(first, last)]:
                yield from bay

    def cell_at(self, x: int, y: int) -> Cell | None:
        """The cell under a point."""
        return next((cell for cell in self.cells_in(QRect(x, y, 1, 1)) if self.rect(cell).contains(x, y)), None)

    def cell_of(self, bin_id: int) -> Cell | None:
        """The cell of a bin."""
        return next((cell for cell in self.order if cell.bin.id == bin_id), None)

    def beside(self, cell: Cell, bays: int, levels: int) -> Cell | None:
        """The nearest cell so many bays to the right and levels up; above the highest level comes the aisle above."""
        number = next(i for i, each in enumerate(self.rows) if each.top <= cell.y < each.top + each.height)
        row = self.rows[number]
        if bays:
            along = row.bays[min(max(cell.bay + bays, 0), len(row.bays) - 1)]
            return min(along, key=lambda each: abs(each.y - cell.y), default=None)
        level = row.bays[cell.bay].index(cell) + levels
        if 0 <= level < len(row.bays[cell.bay]):
            return row.bays[cell.bay][level]
        if not 0 <= number - levels < len(self.rows):
            return None
        other = self.rows[number - levels].bays
        stack = other[min(cell.bay, len(other) - 1)]
        return stack[0] if levels > 0 else stack[-1]


def plan_floor(aisles: Sequence[FloorAisle], cell: QSize) -> Plan:
    """Place every bin; the lowest level of a bay is drawn lowest."""
    rows: list[Row] = []
    top, widest, zone = MARGIN, 0, ""
    for aisle in aisles:
        height = max((len(bay.bins) for bay in aisle.bays), default=1) * cell.height()
        bays = tuple(
            tuple(
                Cell(
                    place, aisle.aisle, number, HEAD + MARGIN + number * cell.width(),
                    top + height - (level + 1) * cell.height(),
                )
                for level, place in enumerate(bay.bins)
            )
            for number, bay in enumerate(aisle.bays)
        )  # fmt: skip
        rows.append(Row(aisle.zone if aisle.zone != zone else "", aisle.aisle, top, height, bays))
        zone = aisle.zone
        top += height + GAP
        widest = max(widest, len(bays))
    order = tuple(place for each in rows for bay in each.bays for place in bay)
    return Plan(cell, tuple(rows), QSize(HEAD + 2 * MARGIN + widest * cell.width(), top), order)
