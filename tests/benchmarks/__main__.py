"""``make bench``: every measure, one line each."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import (
    addresses,
    batches,
    cartons,
    labels,
    morning,
    orders_lists,
    pick_day,
    picking,
    receipts,
    routes,
    scan,
    sorting,
    start,
    stock_lists,
    window,
)
from tests.benchmarks.fill import fill
from tests.benchmarks.measure import Line


def main() -> int:
    """Run all; the large database is made once and used by whoever needs one."""
    print("name, measured, floor, ratio, limit, ok or over", flush=True)
    lines: list[Line] = []
    lines += _told(morning.run())
    lines += _told(addresses.run())
    lines += _told(labels.run())
    lines += _told(receipts.run())
    lines += _told(picking.run())
    lines += _told(sorting.run())
    lines += _told(stock_lists.run())
    lines += _told(routes.run())
    lines += _told(batches.run())
    lines += _told(pick_day.run())
    lines += _told(cartons.run())
    with tempfile.TemporaryDirectory() as place:
        small, large = Path(place) / "small", Path(place) / "large"
        fill(small, scan.SIZES[0])
        fill(large, scan.SIZES[1])
        lines += _told(start.measure(large))
        packing = Path(place) / "packing"  # both make parcels of the same goods: each has a database of its own
        shutil.copytree(large, packing)
        lines += _told(window.measure(packing))
        shutil.rmtree(packing)
        shutil.copytree(large, packing)
        lines += _told(orders_lists.measure(packing))
        shutil.rmtree(packing)
        lines += _told(scan.compare(small, large))
    return 0 if lines else 1


def _told(lines: list[Line]) -> list[Line]:
    for line in lines:
        print(line, flush=True)
    return lines


if __name__ == "__main__":
    sys.exit(main())
