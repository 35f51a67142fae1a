"""The orders of one morning: imported from files, released and waved, against a bare ``sqlite3`` loader of the same rows.

``python -m tests.benchmarks.morning [FOLDER]``: FOLDER holds the files of a day as ``make_shop_day.py`` writes them;
without one, the shared real day of 3,000 orders is made (and the measure left out where that data is absent).
"""

from __future__ import annotations

import gc
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from tests.benchmarks.measure import Line, seconds
from tests.shop import DESK, do
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.intake import Intake, Kind, bring_in
from warehouse_app.orders.release import release
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.store.engine import SQLITE_PRAGMAS
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

ORDERS = 3_000
ROUNDS = 5
DAYS = Path(__file__).resolve().parents[3] / "shared" / "tools" / "make_shop_day.py"
WRITTEN = ("orders", "order_line", "order_history", "reservation", "wave", "parcel", "parcel_order", "parcel_line")


def run(folder: Path | None = None) -> list[Line]:
    """Seconds for each thousand orders, step by step, and the whole against the bare loader."""
    with tempfile.TemporaryDirectory() as place:
        if folder is None:
            if not DAYS.is_file():
                return []
            folder = Path(place) / "day"
            command = [sys.executable, str(DAYS), "--day", "4", "--orders", str(ORDERS), "--out", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
        return _measure(folder, Path(place) / "data")


def _measure(files: Path, data: Path) -> list[Line]:
    with closing(open_warehouse(data)) as warehouse:
        for kind in ("products", "stock", "waybills"):
            _bring(warehouse, kind, sorted(files.glob(f"{kind}.csv")))
        before = _copy(data)
        steps: dict[str, Callable[[], object]] = {
            "import": lambda: _bring(warehouse, "orders", sorted(files.glob("ExportOrder*.csv"))),
            "release": lambda: do(warehouse, release),
            "wave": lambda: do(warehouse, start_wave),
        }
        taken = {"import": seconds(steps.pop("import"))}
        looking = _looking(data)
        taken |= {name: seconds(step) for name, step in steps.items()}
    with closing(sqlite3.connect(data / DATABASE)) as database:
        orders = database.execute("SELECT count(*) FROM orders").fetchone()[0]
        rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in WRITTEN}
    floor = seconds(lambda: _load(before, rows))
    lines = [Line(f"{name}, for 1,000 orders", time / orders * 1000, "s") for name, time in taken.items()]
    whole = sum(taken.values())
    lines.append(Line("release with the look rules, against without", looking[0], "s", looking[1], 1.2))
    return [*lines, Line("import, release and wave, for 1,000 orders", whole / orders * 1000, "s", floor / orders * 1000)]


def _bring(warehouse: Warehouse, kind: Kind, paths: list[Path]) -> object:
    return bring_in(warehouse, SYSTEM, DESK, Intake(kind, tuple(paths)))


def _copy(data: Path) -> Path:
    """The database as it was before the morning, for the bare loader."""
    copy = data / "bare.db"
    with closing(sqlite3.connect(data / DATABASE)) as original, closing(sqlite3.connect(copy)) as target:
        original.backup(target)
    return copy


def _looking(data: Path) -> tuple[float, float]:
    """Medians of a release with the look rules that read addresses, other orders and the past, and of one without them.

    Counted in the processor's time, because the difference is smaller than what else a machine does meanwhile.
    """
    off = {f"look_{name}": False for name in ("unparsable", "refused", "twice", "unusual", "high_value")}

    def release_copy(changes: Mapping[str, object]) -> float:
        with tempfile.TemporaryDirectory() as place:
            with closing(sqlite3.connect(data / DATABASE)) as original, closing(sqlite3.connect(Path(place) / DATABASE)) as copy:
                original.backup(copy)
            with closing(open_warehouse(Path(place))) as warehouse:
                do(warehouse, change_settings, changes)
                gc.collect()
                gc.disable()  # a full collection falls into the one or the other, and takes a third of it
                try:
                    started = time.process_time()
                    do(warehouse, release)
                    return time.process_time() - started
                finally:
                    gc.enable()

    rounds = [(release_copy({}), release_copy(off)) for _ in range(ROUNDS)]
    return statistics.median(on for on, _ in rounds), statistics.median(without for _, without in rounds)


def _load(path: Path, rows: dict[str, list[tuple[object, ...]]]) -> None:
    """Write the same rows as a bare program would, in one transaction with the same settings."""
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        for pragma in SQLITE_PRAGMAS:
            bare.execute(pragma)
        bare.execute("PRAGMA foreign_keys=OFF")  # rows of a shop that was made in between
        bare.execute("BEGIN IMMEDIATE")
        for table, content in rows.items():
            if content:
                marks = ", ".join("?" * len(content[0]))
                bare.executemany(f"INSERT INTO {table} VALUES ({marks})", content)
        bare.execute("COMMIT")


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
