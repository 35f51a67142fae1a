"""One scan of goods at a stop of the walk, durable, through the command, against a bare ``sqlite3`` program that writes the same
row.

``python -m tests.benchmarks.picking``. The wave is of the size of a wall, and all its sixty parcels want the SKU of the stop.
"""

from __future__ import annotations

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
from warehouse_app.picking.confirming.commands import take
from warehouse_app.picking.confirming.queries import walk
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

PARCELS, PIECES, ROUNDS, WARM_UP = 60, 20, 1_000, 100
INSERT = (
    "INSERT INTO pick_scan(action, wave_id, kind, sku_id, lot, location_id, parcel_id, quantity, undoes_id, who_id, desk, at)"
    " VALUES (?, ?, 'taken', 1, '', ?, NULL, 1, NULL, 1, 'bench', '2026-11-03 09:00:00.000000')"
)


def run() -> list[Line]:
    """A stop of twelve hundred pieces, taken nearly to the end."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with closing(open_warehouse(folder)) as warehouse:
            wave_id = _wave(warehouse)
            with bare_copy(folder) as bare:
                ours, theirs = _picker(warehouse, wave_id), _bare_picker(bare, wave_id)
                side_by_side(ours, theirs, WARM_UP)
                measured, floor = side_by_side(ours, theirs, ROUNDS)
    return [Line(f"pick for {PARCELS} parcels", measured * 1000, "ms", floor * 1000, 2.0)]


def _wave(warehouse: Warehouse) -> int:
    add_products(warehouse, 2)
    add_stock(warehouse, {"SKU1": PARCELS * PIECES, "SKU2": PARCELS})
    add_waybills(warehouse, PARCELS)
    add_orders(warehouse, *(order(f"9{n:03}", {"SKU1": PIECES, "SKU2": 1}) for n in range(PARCELS)))
    do(warehouse, release)
    return do(warehouse, start_wave, way="sort").id


def _picker(warehouse: Warehouse, wave_id: int) -> Callable[[], object]:
    with warehouse.reading() as session:
        place = walk(session, wave_id).stops[0].place

    def scan() -> None:
        answer = do(warehouse, take, wave_id, place, (barcode(1),), new_action(), bin_open=True)
        assert answer.good, answer

    return scan


def _bare_picker(bare: sqlite3.Connection, wave_id: int) -> Callable[[], None]:
    location_id = bare.execute("SELECT id FROM location WHERE code = 'A-1'").fetchone()[0]

    def scan() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(INSERT, (new_action(), wave_id, location_id))
        bare.execute("COMMIT")

    return scan


if __name__ == "__main__":
    for line in run():
        print(line)
