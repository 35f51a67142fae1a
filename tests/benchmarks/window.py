"""From a scan's last key to its painted answer, in the real packing station, through the application's scan filter.

A parcel of a hundred lines, and everything switched on that a desk may ask for (``seat.ask_for_all``). Then a thousand scans
typed a key every 8 ms from a thread of its own, whether the window is ready or not: each must be in the database, in order.

``python -m tests.benchmarks.window [FOLDER]``: with a folder, in its database; without, in one with 1,000,000 orders.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from tests.benchmarks.fill import fill
from tests.benchmarks.measure import Line, percentile, seconds
from tests.benchmarks.seat import Seat, ask_for_all, seated
from tests.shop import add_orders, add_products, add_stock, add_waybills, barcode, do, order, release_and_wave
from warehouse_app.packing import commands as packing
from warehouse_app.packing.tables import Scan
from warehouse_app.store.engine import SQLITE_PRAGMAS
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

ORDERS = 1_000_000
SCANS, WARM_UP, LINES = 600, 50, 100
TYPED, KEY_S = 1_000, 0.008
PIECES = (SCANS + WARM_UP + TYPED) // LINES + 1
SHARES = (("p50", 0.5), ("p99", 0.99))
LIMITS = (4.0, 8.3)  # ms: one frame at 120 Hz
HAND_S = 0.05  # between two scans; the keys of a code alone take a scanner twice as long
STRANGER = "NOTHING-9"


def _prepare(warehouse: Warehouse) -> tuple[str, list[str]]:
    """A parcel of many lines, opened; returns its number and the codes of its lines."""
    codes = add_products(warehouse, LINES)
    add_stock(warehouse, dict.fromkeys(codes, PIECES))
    ask_for_all(warehouse)
    number = add_waybills(warehouse, 1)[0]
    add_orders(warehouse, order("9000000002", dict.fromkeys(codes, PIECES)))
    release_and_wave(warehouse)
    do(warehouse, packing.scan, None, (number,), new_action())
    return number, [barcode(n) for n in range(1, LINES + 1)]


def measure(folder: Path) -> list[Line]:
    """Scans into the window on this database."""
    with closing(open_warehouse(folder)) as warehouse:
        number, codes = _prepare(warehouse)
        with seated(warehouse) as seat, one_row(folder) as commit:
            seat.type(number)
            taken, disk, worked = [], [], []
            for n in range(WARM_UP + SCANS):
                seat.rest(HAND_S)
                disk.append(seconds(commit) * 1000)
                taken.append(seat.type(codes[n % LINES]))
                worked.append(seat.worked_ms)
            lost = typed_in_time(seat, [STRANGER if n % 20 == 7 else codes[n % LINES] for n in range(TYPED)])
    taken, disk, worked = taken[WARM_UP:], disk[WARM_UP:], worked[WARM_UP:]
    return [
        *(
            Line(f"last key to painted answer, {LINES} lines, {name}", percentile(taken, share), "ms", None, limit)
            for (name, share), limit in zip(SHARES, LIMITS, strict=True)
        ),
        *(Line(f"of it what this disk needs to keep one row, {name}", percentile(disk, share), "ms") for name, share in SHARES),
        *(Line(f"of it the window's thread at work, {name}", percentile(worked, share), "ms") for name, share in SHARES),
        Line(f"scans lost or out of order of {TYPED:,} at {KEY_S * 1000:.0f} ms a key", lost, "scans", None, 0),
    ]


@contextmanager
def one_row(folder: Path) -> Iterator[Callable[[], object]]:
    """One durable row in a file of its own on the same disk, with the same settings: what no program can be quicker than."""
    file = folder / "one_row.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for pragma in SQLITE_PRAGMAS:
            database.execute(pragma)
        database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY)")
        yield lambda: database.execute("INSERT INTO row DEFAULT VALUES")
    for leftover in folder.glob("one_row.db*"):
        leftover.unlink()


def typed_in_time(seat: Seat, codes: Sequence[str]) -> int:
    """Type the codes at a scanner's pace without a pause between them; how many are not in the database as they were typed."""
    with seat.running.warehouse.reading() as session:
        before = session.scalar(select(Scan.id).order_by(Scan.id.desc()).limit(1)) or 0
    scanner = threading.Thread(target=send, args=(seat.station, codes))
    scanner.start()
    quiet = time.monotonic()
    while scanner.is_alive() or seat.running.scans.queue.waiting or time.monotonic() - quiet < 1:
        QApplication.processEvents()
        if scanner.is_alive():
            quiet = time.monotonic()
            time.sleep(0.0005)
    with seat.running.warehouse.reading() as session:
        kept = list(session.scalars(select(Scan.code).where(Scan.id > before).order_by(Scan.id)))
    return sum(a != b for a, b in zip(kept, codes, strict=False)) + abs(len(kept) - len(codes))


def send(target: QObject, codes: Sequence[str], pace: Callable[[], float] = lambda: KEY_S) -> None:
    """The scanner: each key at its moment, counted from the first, so that a late one is not followed by a slow rest."""
    at = time.perf_counter()
    for code in codes:
        for character in f"{code}\r":
            at += pace()
            time.sleep(max(0.0, at - time.perf_counter()))
            key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.postEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character))


def run(folder: Path | None = None) -> list[Line]:
    """The measures on ``folder``, or on a generated database."""
    if folder is not None:
        return measure(folder)
    with tempfile.TemporaryDirectory() as place:
        fill(Path(place), ORDERS)
        return measure(Path(place))


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
