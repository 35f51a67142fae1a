"""Real addresses read: the share with a city and with a district, and the time for one.

``python -m tests.benchmarks.addresses [FILE]``: FILE is a CSV with the address in its first column; without one, the shared
2,000 business addresses (left out where that data is absent).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Line, seconds
from warehouse_app.orders.addresses.rules import parse

SHARED = next((path / "shared" for path in Path(__file__).resolve().parents if (path / "shared").is_dir()), Path("shared"))
REAL = SHARED / "data" / "addresses" / "business_addresses.csv"
NO_FILE = "the shared addresses are not here"


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the addresses that say anything, and milliseconds for each."""

    count: int
    city: float
    district: float
    milliseconds: float


def measure(texts: Sequence[str]) -> Figures:
    """Read these addresses; empty ones are left out."""
    told = [text for text in texts if text.strip()]
    places = [parse(text) for text in told]
    taken = seconds(lambda: [parse(text) for text in told])  # the names are known by now, as they are for the rest of a day
    found = [sum(bool(place.city) for place in places), sum(bool(place.district) for place in places)]
    return Figures(len(told), found[0] / len(told), found[1] / len(told), taken / len(told) * 1000)


def run(file: Path | None = None) -> list[Line]:
    """The figures of a file."""
    file = file or REAL
    if not file.is_file():
        return []
    with file.open(encoding="utf-8-sig", newline="") as told:
        figures = measure([row[0] for row in csv.reader(told)][1:])
    return [
        Line("addresses with a city", figures.city * 100, "%"),
        Line("addresses with a district", figures.district * 100, "%"),
        Line("one address read", figures.milliseconds, "ms", limit=0.2),
    ]


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
