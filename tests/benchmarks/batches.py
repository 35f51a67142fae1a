"""Batches against the proven best: any folder of order-batching instances with its ``known_optima.csv`` (columns file, best).

``python -m tests.benchmarks.batches DIR``. Beside ours stands first come, first served, its tours exact as well.
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Line, seconds
from warehouse_app.picking.batching.rules import BatchOrder, first_come, form_batches, walked
from warehouse_app.picking.walking.rules import Layout, Place

KNOWN = "known_optima.csv"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "batches"
MEAN_EXCESS, SECONDS = 1.0, 2.0  # percent over the known best; per instance


@dataclass(frozen=True, slots=True)
class Instance:
    """A floor, the cart's capacity and the orders."""

    orders: list[BatchOrder[int]]
    capacity: float
    layout: Layout


@dataclass(frozen=True, slots=True)
class Result:
    """Excess over the known best in percent, ours and first come first served; and how long ours took."""

    excess: float
    first_come: float
    took: float


def run(folder: Path = SHARED) -> list[Line]:
    """Mean and largest excess, the slowest instance, and first come first served; nothing where the folder is not."""
    results = [_solved(folder / name, best) for name, best in _known(folder)] if (folder / KNOWN).is_file() else []
    if not results:
        return []
    ours, theirs = [result.excess for result in results], [result.first_come for result in results]
    return [
        Line(f"batches, mean excess of {len(results)}", statistics.fmean(ours), "%", limit=MEAN_EXCESS),
        Line("batches, largest excess", max(ours), "%"),
        Line("batches, slowest", max(result.took for result in results), "s", limit=SECONDS),
        Line("batches, first come first served, mean excess", statistics.fmean(theirs), "%"),
        Line("batches, first come first served, largest excess", max(theirs), "%"),
    ]


def read_instance(path: Path) -> Instance:
    """An instance as Bahceci and Oncan write it: a head of ``NAME : value``, then articles, their places, and orders.

    Cell 0 is next to the top cross-aisle; an order's weight is the sum of weight times quantity. ValueError: not one block.
    """
    head, sections = _parts(path.read_text("latin-1"))
    if head["LAYOUT"] != "single-block":
        raise ValueError(f"{path.name}: {head['LAYOUT']}")
    places = {row["ID"]: _place(head, row) for row in sections["SKU_SECTION"][0]}
    weights = {row["ID"]: float(row["WEIGHT"]) for row in sections["ARTICLE_SECTION"][0]}
    orders = []
    for number, lines in enumerate(sections["ORDER_SECTION"][1:]):
        weight = sum(weights[line["ID"]] * float(line["QUANTITY"]) for line in lines)
        orders.append(BatchOrder(number, tuple(places[line["ID"]] for line in lines), weight))
    return Instance(orders, float(head["PICKER_CAPACITY"]), _layout(head))


def _layout(head: dict[str, str]) -> Layout:
    length = _height(head, 0) + float(head["DISTANCE_TOP_TO_CELL"])
    away = float(head["DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"])
    depot = length + away if head["DEPOT_LOCATION"] == "top" else -away
    return Layout(int(head["NUM_AISLES"]), float(head["DISTANCE_AISLE_TO_AISLE"]), length, int(head["DEPOT_AISLE"]), depot)


def _place(head: dict[str, str], row: dict[str, str]) -> Place:
    return Place(int(row["AISLE"]), _height(head, int(row["CELL"])))


def _height(head: dict[str, str], cell: int) -> float:
    above = int(head["NUM_CELLS"]) - 1 - cell
    return float(head["DISTANCE_BOTTOM_TO_CELL"]) + above * float(head["DISTANCE_CELL_TO_CELL"])


def _parts(text: str) -> tuple[dict[str, str], dict[str, list[list[dict[str, str]]]]]:
    """The head, and each section's rows in groups: a new group begins with every order's count of articles."""
    head: dict[str, str] = {}
    sections: dict[str, list[list[dict[str, str]]]] = {}
    groups: list[list[dict[str, str]]] = []
    for line in text.splitlines():
        words = line.split()
        if line.startswith("ID "):
            groups[-1].append(dict(zip(words[::2], words[1::2], strict=True)))
        elif line.strip().endswith("_SECTION"):
            groups = sections[line.strip()] = [[]]
        elif line.startswith("NUM_ARTICLES_IN_ORDER"):
            groups.append([])
        elif " : " in line:
            name, value = line.split(" : ", 1)
            head[name.strip()] = value.strip()
    return head, sections


def _known(folder: Path) -> Iterator[tuple[str, float]]:
    with (folder / KNOWN).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["file"], float(row["best"])


def _solved(path: Path, best: float) -> Result:
    instance = read_instance(path)
    orders, layout = instance.orders, instance.layout
    found: list[list[int]] = []
    took = seconds(lambda: found.extend(form_batches(orders, instance.capacity, layout)))
    ours, theirs = walked(found, orders, layout), walked(first_come(orders, instance.capacity), orders, layout)
    return Result(_over(ours, best), _over(theirs, best), took)


def _over(walk: float, best: float) -> float:
    """In percent; what is only the rounding of sums in another order is nothing."""
    return round(100 * (walk / best - 1), 9) + 0.0


if __name__ == "__main__":
    lines = run(*map(Path, sys.argv[1:2]))
    print(*lines, sep="\n")
    sys.exit(0 if lines and all(line.ok for line in lines) else 1)
