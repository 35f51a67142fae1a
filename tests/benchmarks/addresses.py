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
    """Shares of the addresses that say anything, and milliseconds for each.

    ``told``: the share with a city among those that name a province, a city, or a district only one city has; the others
    (a house, a road, 朝阳区) do not say where they are, and are asked.
    """

    count: int
    city: float
    told: float
    district: float
    milliseconds: float


def measure(texts: Sequence[str]) -> Figures:
    """Read these addresses; empty ones are left out."""
    told = [text for text in texts if text.strip()]
    places = [parse(text) for text in told]
    taken = seconds(lambda: [parse(text) for text in told])  # the names are known by now, as they are for the rest of a day
    city, district = sum(bool(place.city) for place in places), sum(bool(place.district) for place in places)
    saying = sum(bool(place.province) for place in places)
    return Figures(len(told), city / len(told), city / saying, district / len(told), taken / len(told) * 1000)


def real_addresses(file: Path = REAL) -> list[str]:
    """The addresses of a file, the empty ones too."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [row[0] for row in csv.reader(lines)][1:]


def run(file: Path | None = None) -> list[Line]:
    """The figures of a file."""
    file = file or REAL
    if not file.is_file():
        return []
    figures = measure(real_addresses(file))
    return [
        Line("addresses with a city", figures.city * 100, "%"),
        Line("of those that say where they are", figures.told * 100, "%"),
        Line("addresses with a district", figures.district * 100, "%"),
        Line("one address read", figures.milliseconds, "ms", limit=0.2),
    ]


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
