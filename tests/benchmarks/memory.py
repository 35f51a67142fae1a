"""The packing station's memory over ten thousand parcels, each typed key by key from its label to its last piece.

``python -m tests.benchmarks.memory [PARCELS] [FOLDER]``: with a folder, in its database. Compared are the program's resident
memory after a tenth of the parcels and after all of them; in between it is told ten times.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.benchmarks.measure import Line
from tests.benchmarks.seat import Seat, seated
from tests.shop import add_orders, add_products, add_stock, add_waybills, barcode, do, order
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.release import release
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

PARCELS, SKUS, PER_WAVE = 10_000, 50, 500
LIMIT = 1.05
STATUS = Path("/proc/self/status")


def measure(folder: Path, parcels: int = PARCELS) -> list[Line]:
    """Pack them all, in waves as a day has them."""
    with closing(open_warehouse(folder)) as warehouse:
        codes = add_products(warehouse, SKUS)
        add_stock(warehouse, dict.fromkeys(codes, parcels))
        numbers = add_waybills(warehouse, parcels)
        marks: list[float] = []
        with seated(warehouse) as seat:
            for start in range(0, parcels, PER_WAVE):
                of_wave = range(start, min(start + PER_WAVE, parcels))
                _wave(warehouse, codes, of_wave)
                for n in of_wave:
                    _pack(seat, numbers[n], n)
                    if (n + 1) % (parcels // 10) == 0:
                        marks.append(_resident_mb())
    names = [f"memory after {(n + 1) * (parcels // 10):,} parcels" for n in range(len(marks))]
    reported = [Line(name, mark, "MB") for name, mark in zip(names[:-1], marks[:-1], strict=True)]
    return [*reported, Line(names[-1], marks[-1], "MB", marks[0], LIMIT)]


def _wave(warehouse: Warehouse, codes: list[str], numbers: range) -> None:
    """Orders of two products, released and in a wave."""
    orders = [order(f"93{n:08}", {codes[n % SKUS]: 1, codes[(n + 7) % SKUS]: 1}) for n in numbers]
    add_orders(warehouse, *orders, name=f"orders {numbers.start}")
    do(warehouse, release)
    do(warehouse, start_wave)


def _pack(seat: Seat, number: str, n: int) -> None:
    for code in (number, barcode(1 + n % SKUS), barcode(1 + (n + 7) % SKUS)):
        seat.type(code)
    assert seat.station.parcel is not None
    assert seat.station.parcel.complete


def _resident_mb() -> float:
    """What the program holds, rubbish taken out."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    gc.collect()
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def run(parcels: int = PARCELS, folder: Path | None = None) -> list[Line]:
    """The measure on ``folder``, or on a new database; where there is no ``/proc`` there is nothing to tell."""
    if not STATUS.exists():
        return []
    if folder is not None:
        return measure(folder, parcels)
    with tempfile.TemporaryDirectory() as place:
        return measure(Path(place), parcels)


if __name__ == "__main__":
    for line in run(*(kind(word) for kind, word in zip((int, Path), sys.argv[1:], strict=False))):
        print(line)
