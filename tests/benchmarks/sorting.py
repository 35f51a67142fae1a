"""One scan at the sorting wall, durable, through the command, against a bare ``sqlite3`` program that writes the same row.

``python -m tests.benchmarks.sorting``. The wave is the hardest kind: every one of its sixty parcels wants both SKUs.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.benchmarks.measure import Line, side_by_side
from tests.benchmarks.scan import bare_copy
from tests.shop import add_orders, add_products, add_stock, add_waybills, barcode, do, order
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.sorting.commands import sort
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

SLOTS, PIECES, ROUNDS, WARM_UP = 60, 10, 1_000, 100
INSERT = (
    "INSERT INTO pick_scan(action, wave_id, kind, sku_id, lot, location_id, parcel_id, quantity, undoes_id, who_id, desk, at)"
    " VALUES (?, ?, 'sorted', 1, '', NULL, ?, 1, NULL, 1, 'bench', '2026-11-03 09:00:00.000000')"
)


def run() -> list[Line]:
    """A wall of sixty slots, sorted nearly to the end."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with closing(open_warehouse(folder)) as warehouse:
            wave_id = _wave(warehouse)
            with bare_copy(folder) as bare:
                ours, theirs = _sorter(warehouse, wave_id), _bare_sorter(bare, wave_id)
                side_by_side(ours, theirs, WARM_UP)
                measured, floor = side_by_side(ours, theirs, ROUNDS)
    return [Line(f"sort at a wall of {SLOTS} slots", measured * 1000, "ms", floor * 1000, 2.0)]


def _wave(warehouse: Warehouse) -> int:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": SLOTS * PIECES, "SKU2": SLOTS * PIECES})
    add_waybills(warehouse, SLOTS)
    add_orders(warehouse, *(order(f"9{n:03}", {"SKU1": PIECES, "SKU2": PIECES}) for n in range(SLOTS)))
    do(warehouse, release)
    wave = do(warehouse, start_wave, way="sort")
    do(warehouse, confirm_picked, wave.id)
    return wave.id


def _sorter(warehouse: Warehouse, wave_id: int) -> Callable[[], object]:
    codes = itertools.cycle([(barcode(1),), (barcode(2),)])
    return lambda: do(warehouse, sort, wave_id, next(codes), new_action())


def _bare_sorter(bare: sqlite3.Connection, wave_id: int) -> Callable[[], None]:
    parcel_id = bare.execute("SELECT min(id) FROM parcel").fetchone()[0]

    def scan() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(INSERT, (new_action(), wave_id, parcel_id))
        bare.execute("COMMIT")

    return scan


if __name__ == "__main__":
    for line in run():
        print(line)
