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
    choosing,
    clearance,
    codes,
    counting,
    freight,
    labels,
    life,
    memory,
    morning,
    openings,
    orders_lists,
    pick_day,
    picking,
    raster,
    receipts,
    restock,
    restock_list,
    restock_nightly,
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
    lines += _told(choosing.run())
    lines += _told(labels.run())
    lines += _told(raster.run())
    lines += _told(codes.run())
    lines += _told(receipts.run())
    lines += _told(picking.run())
    lines += _told(sorting.run())
    lines += _told(stock_lists.run())
    lines += _told(routes.run())
    lines += _told(batches.run())
    lines += _told(pick_day.run())
    lines += _told(cartons.run())
    lines += _told(freight.run())
    lines += _told(counting.run())
    lines += _told(clearance.run())
    lines += _told(restock_list.run())
    lines += _told(restock_nightly.run())
    lines += _told(life.run())
    lines += _told(restock.run())
    with tempfile.TemporaryDirectory() as place:
        small, large = Path(place) / "small", Path(place) / "large"
        fill(small, scan.SIZES[0])
        fill(large, scan.SIZES[1])
        lines += _told(start.measure(large))
        for measure in (window.measure, openings.measure, memory.measure, orders_lists.measure):
            own = Path(place) / "own"  # each makes parcels of the same goods: each has a database of its own
            shutil.copytree(large, own)
            lines += _told(measure(own))
            shutil.rmtree(own)
        lines += _told(scan.compare(small, large))
    return 0 if lines else 1


def _told(lines: list[Line]) -> list[Line]:
    for line in lines:
        print(line, flush=True)
    return lines


if __name__ == "__main__":
    sys.exit(main())
