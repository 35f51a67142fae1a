"""Makes ``resources/addresses/areas.csv`` from lists of China's areas: python resources/make_areas.py FOLDER

FOLDER holds ``provinces.csv``, ``cities.csv`` and ``areas.csv`` with the official codes (see docs/NOTICE.md). Out comes one
line a city: province, city, its districts with a blank between them. The cities of a municipality are the municipality
itself; a county that belongs to its province directly is a city whose only district it is. Taiwan, Hong Kong and Macau,
which those lists leave out, stand there without cities.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent / "addresses" / "areas.csv"
NO_CITY = ("市辖区", "县")  # the lists' own words where a municipality has no cities
DIRECT = "直辖县级行政区划"
WITHOUT_CITIES = ("台湾省", "香港特别行政区", "澳门特别行政区")


def main(folder: Path) -> None:
    """Write the file."""
    provinces = {row["code"]: row["name"] for row in _rows(folder / "provinces.csv")}
    cities = {row["code"]: row for row in _rows(folder / "cities.csv")}
    districts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for area in _rows(folder / "areas.csv"):
        province, city = provinces[area["provinceCode"]], cities[area["cityCode"]]["name"]
        if city in NO_CITY:
            city = province
        elif city.endswith(DIRECT):
            city = area["name"]
        districts[province, city].append(area["name"])
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([province, city, " ".join(names)] for (province, city), names in districts.items())
        writer.writerows([province, "", ""] for province in WITHOUT_CITIES)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
