"""Shortest walks against proven optima: ``python -m tests.benchmarks.routes DIR`` runs any folder of single-picker instances.

The folder holds instance files as Weidinger (2018) writes them and a ``known_optima.csv`` with the columns ``file``,
``optimum_one_block`` and ``optimum_two_block``; either optimum may be left out.
"""

from __future__ import annotations

import csv
import re
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Line, seconds
from warehouse_app.picking.walking.rules import Layout, Place, shortest_length, shortest_tour

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "pick_routes"
KINDS = {"one block": "optimum_one_block", "two blocks": "optimum_two_block"}
MIDDLE_ACROSS = 2  # from the last cell before the middle cross-aisle to the first behind it, instead of one step
# (the other reading, 2 longer than without it, contradicts 239 of the 240 proven optima)
ROUNDS = 3

_FIGURE = re.compile(r"^(\w+) : (\w+)$", re.MULTILINE)
_ARTICLE = re.compile(r"^ID (\d+) AISLE (\d+) CELL (\d+) ", re.MULTILINE)
_WANTED = re.compile(r"^ID (\d+) QUANTITY ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Instance:
    """One order to pick: the floor's figures, and the (aisle, cell) of each article; cell 0 is next to the top."""

    figures: dict[str, str]
    cells: tuple[tuple[int, int], ...]

    def posed(self, two_blocks: bool) -> tuple[Layout, list[Place]]:
        """The floor and the places, as one block or with a cross-aisle in the middle of the cells."""
        figure = {name: int(value) for name, value in self.figures.items() if value.isdecimal()}
        cells, step = figure["NUM_CELLS"], figure["DISTANCE_CELL_TO_CELL"]
        bottom = figure["DISTANCE_BOTTOM_TO_CELL"]
        half, width = cells // 2, MIDDLE_ACROSS - step if two_blocks else 0

        def height(cell: int) -> float:
            # Below the middle cross-aisle are the cells from half on: cell 0 is at the top.
            return bottom + (cells - 1 - cell) * step + (width if cell < half else 0)

        length = bottom + (cells - 1) * step + figure["DISTANCE_TOP_TO_CELL"] + width
        away = figure["DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"]
        depot = -away if self.figures["DEPOT_LOCATION"] == "bottom" else length + away
        middles = ((height(half) + height(half - 1)) / 2,) if two_blocks else ()
        layout = Layout(figure["NUM_AISLES"], figure["DISTANCE_AISLE_TO_AISLE"], length, figure["DEPOT_AISLE"], depot, middles)
        return layout, [Place(aisle, height(cell)) for aisle, cell in self.cells]


def read_instance(path: Path) -> Instance:
    """An instance file; raises ValueError when an article of the order has no place, or several."""
    text = path.read_text(encoding="utf-8", errors="replace")
    head, _, rest = text.partition("SKU_SECTION")
    shelves, _, order = rest.partition("ORDER_SECTION")
    lying = [(int(article), int(aisle), int(cell)) for article, aisle, cell in _ARTICLE.findall(shelves)]
    wanted = {int(article) for article in _WANTED.findall(order)}
    if not wanted or sorted(article for article, _, _ in lying if article in wanted) != sorted(wanted):
        raise ValueError(path)
    return Instance(dict(_FIGURE.findall(head)), tuple((aisle, cell) for article, aisle, cell in lying if article in wanted))


def known(folder: Path) -> Iterator[tuple[str, Instance, dict[str, float]]]:
    """Each instance of the folder with its proven optima by kind."""
    with (folder / "known_optima.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            optima = {kind: float(row[column]) for kind, column in KINDS.items() if row.get(column)}
            yield row["file"], read_instance(folder / row["file"]), optima


def run(folder: Path = SHARED) -> list[Line]:
    """Excess over the optimum in percent and milliseconds, for one block and for two."""
    if not (folder / "known_optima.csv").is_file():
        return []
    instances = list(known(folder))
    return [line for kind in KINDS for line in _kind(kind, instances)]


def _kind(kind: str, instances: list[tuple[str, Instance, dict[str, float]]]) -> list[Line]:
    posed = [(*instance.posed(kind == "two blocks"), optima[kind]) for _, instance, optima in instances if kind in optima]
    if not posed:
        return []
    excess = [100 * (shortest_tour(layout, places).length / optimum - 1) for layout, places, optimum in posed]
    tours, lengths = ([_ms(work, layout, places) for layout, places, _ in posed] for work in (shortest_tour, shortest_length))
    named = f"{len(posed)} walks, {kind}"
    return [
        # Below the proven optimum would be as wrong as above it.
        Line(f"{named}: mean excess", statistics.fmean(map(abs, excess)), "%", limit=0),
        Line(f"{named}: largest excess", max(map(abs, excess)), "%", limit=0),
        Line(f"{named}: median", statistics.median(tours), "ms", limit=2),
        Line(f"{named}: slowest", max(tours), "ms"),
        Line(f"{named}: median of the length alone", statistics.median(lengths), "ms"),
    ]


def _ms(work: Callable[[Layout, list[Place]], object], layout: Layout, places: list[Place]) -> float:
    return 1000 * statistics.median(seconds(lambda: work(layout, places)) for _ in range(ROUNDS))


if __name__ == "__main__":
    for line in run(*(Path(folder) for folder in sys.argv[1:2])):
        print(line)
