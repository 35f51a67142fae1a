"""One packing scan, durable, through the command, against a bare ``sqlite3`` program that writes the same rows.

``python -m tests.benchmarks.scan [FOLDER]``: with a folder, its database is measured instead of generated ones.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.benchmarks.fill import fill
from tests.benchmarks.measure import Line, side_by_side
from tests.shop import add_orders, add_products, add_stock, add_waybills, barcode, do, order, release_and_wave
from warehouse_app.packing import commands as packing
from warehouse_app.store.engine import SQLITE_PRAGMAS
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

SIZES = (1_000, 1_000_000)
ROUNDS, WARM_UP, PIECES = 1_000, 100, 4_000
SKU = "SKU1"
INSERT = (
    "INSERT INTO scan(action, parcel_id, code, verdict, sku_id, quantity, undoes_id, who_id, desk, at)"
    " VALUES (?, ?, ?, 'right', ?, 1, NULL, 1, 'bench', '2026-11-03 09:00:00.000000')"
)


def measure(folder: Path, name: str) -> Line:
    """Scans of one big parcel in the database of ``folder``, and the bare program's on a copy of it."""
    with closing(open_warehouse(folder)) as warehouse, bare_copy(folder) as bare:
        ours = _scanner(warehouse, _big_parcel(warehouse))
        theirs = _bare_scanner(bare, *_any_parcel(bare))
        side_by_side(ours, theirs, WARM_UP)
        measured, floor = side_by_side(ours, theirs, ROUNDS)
    return Line(name, measured * 1000, "ms", floor * 1000, 2.0)


def _big_parcel(warehouse: Warehouse) -> int:
    """A parcel that wants thousands of one SKU, opened; returns its id."""
    add_products(warehouse, 1)
    add_stock(warehouse, {SKU: PIECES})
    numbers = add_waybills(warehouse, 1)
    add_orders(warehouse, order("9000000001", {SKU: PIECES}))
    release_and_wave(warehouse)
    opened = do(warehouse, packing.scan, None, (numbers[0],), new_action())
    assert opened.parcel is not None
    return opened.parcel.id


def _scanner(warehouse: Warehouse, parcel_id: int) -> Callable[[], object]:
    code = (barcode(1),)
    return lambda: do(warehouse, packing.scan, parcel_id, code, new_action())


@contextmanager
def bare_copy(folder: Path) -> Iterator[sqlite3.Connection]:
    """The same database in a file of its own, opened with the same settings."""
    copy = folder / "bare.db"
    with closing(sqlite3.connect(folder / DATABASE)) as original, closing(sqlite3.connect(copy)) as target:
        original.backup(target)
    with closing(sqlite3.connect(copy, isolation_level=None)) as bare:
        for pragma in SQLITE_PRAGMAS:
            bare.execute(pragma)
        yield bare
    for leftover in folder.glob("bare.db*"):
        leftover.unlink()


def _any_parcel(bare: sqlite3.Connection) -> tuple[int, int]:
    """A parcel line with room for the bare program's scans."""
    row = bare.execute("SELECT parcel_id, sku_id FROM parcel_line ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        raise SystemExit("the database has no parcel: fill it first (python -m tests.benchmarks.fill FOLDER)")
    bare.execute("UPDATE parcel SET needed = 1000000 WHERE id = ?", (row[0],))
    bare.execute("UPDATE parcel_line SET needed = 1000000 WHERE parcel_id = ?", (row[0],))
    return int(row[0]), int(row[1])


def _bare_scanner(bare: sqlite3.Connection, parcel_id: int, sku_id: int) -> Callable[[], None]:
    code = barcode(1)

    def scan() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(INSERT, (new_action(), parcel_id, code, sku_id))
        bare.execute("UPDATE parcel_line SET scanned = scanned + 1 WHERE parcel_id = ? AND sku_id = ?", (parcel_id, sku_id))
        bare.execute("UPDATE parcel SET scanned = scanned + 1 WHERE id = ?", (parcel_id,))
        bare.execute("COMMIT")

    return scan


def compare(small: Path, large: Path) -> list[Line]:
    """Both sizes, and how the larger compares with the smaller."""
    lines = [measure(small, f"scan at {SIZES[0]:,} orders"), measure(large, f"scan at {SIZES[1]:,} orders")]
    return [*lines, Line("scan, large against small", lines[1].measured, "ms", lines[0].measured, 1.2)]


def run(folder: Path | None = None) -> list[Line]:
    """The database of ``folder``, or generated ones of both sizes."""
    if folder is not None:
        return [measure(folder, f"scan, {folder.name}")]
    with tempfile.TemporaryDirectory() as place:
        small, large = (Path(place) / str(size) for size in SIZES)
        fill(small, SIZES[0])
        fill(large, SIZES[1])
        return compare(small, large)


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
