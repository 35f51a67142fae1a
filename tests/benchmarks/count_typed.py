"""Five thousand codes typed into the counting page of the real window at a scanner's pace, bin after bin without a pause.

``python -m tests.benchmarks.count_typed [CODES]``: every key comes 8 to 10 ms after the one before it, by the clock on the wall,
so 5,000 codes take about seven minutes. Fails when a code is lost, doubled or out of order, or a bin holds other pieces than were
typed into it.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from tests.benchmarks.measure import Line
from tests.benchmarks.window import send
from tests.counting.house import plan
from tests.shop import do, parsed, problems_of
from ui.app import App
from ui.application import make_application
from ui.counting.count_page import CountingPage
from ui.counting.station import CountingStation
from ui.preferences import Preferences
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.counting.tables import CountBin, CountLine, CountScan
from warehouse_app.people.commands import add_person
from warehouse_app.stock.commands import import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.tables import Location
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Actor, Warehouse

CODES, IN_BIN, GOODS = 5_000, 99, 4  # goods in each bin, scanned so many times in turn
ODD_EVERY = 50
STRANGER = "NOTHING9"
QUIET = 1.0  # seconds without a key after which everything was answered


def run(codes: int = CODES) -> list[Line]:
    """The window, on a warehouse made for it."""
    bins = -(-codes // (IN_BIN + 1))
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        _fill(warehouse, bins)
        made = plan(warehouse)
        return _typed(warehouse, made, _wanted(bins)[:codes])


def _fill(warehouse: Warehouse, bins: int) -> None:
    rows = [
        ProductRow(n, f"SKU{n}", f"商品{n}", "黑色", "M", (_code(n),), None, 100, _bin(n // GOODS), "", "")
        for n in range(bins * GOODS)
    ]
    do(warehouse, import_products, parsed(rows))
    stock = [StockRow(n, row.bin_code, row.seller_code, 25) for n, row in enumerate(rows, 2)]
    do(warehouse, import_stock, parsed(stock, "stock.csv"), new_bins=True)


def _code(number: int) -> str:
    return f"69{number:06d}"


def _bin(number: int) -> str:
    return f"B-{number + 1:02d}"


def _wanted(bins: int) -> list[str]:
    """Bin after bin with its goods piece by piece, now and then a code nobody knows, now and then goods of the next bin."""
    chance, codes = random.Random(9), []
    for number in range(bins):
        own = [_code(number * GOODS + n) for n in range(GOODS)]
        other = _code((number + 1) % bins * GOODS)
        codes.append(_bin(number))
        odd = {7: STRANGER, 19: other}
        codes += [odd.get(n % ODD_EVERY) or chance.choice(own) for n in range(IN_BIN)]
    return codes


def _typed(warehouse: Warehouse, made: int, codes: list[str]) -> list[Line]:
    make_application("zh_CN")
    person = do(warehouse, add_person, "bench", "1234", "owner")
    running = App(warehouse, Preferences(sound=False), station="counting")
    running.start()
    running.desk.sit_down(Actor(person.id, person.name, person.role))
    QApplication.processEvents()
    station = running.window.workplace.current
    assert isinstance(station, CountingStation)
    page = station.page
    assert isinstance(page, CountingPage)
    running.window.activateWindow()
    page.setFocus()
    heard: list[str] = []
    running.scans.scanned.connect(lambda scan: heard.append(scan.text))
    took = _type(running, page, codes)
    page.finish()
    running.stop()
    amiss, kept = _amiss(warehouse, made, codes)
    keys = sum(len(code) + 1 for code in codes)
    name = f"count typed, {len(codes):,} codes, {keys:,} keys in {took:.0f} s ({took / keys * 1000:.1f} ms a key)"
    return [
        Line(f"{name}, codes the window did not hear as typed", _differences(heard, codes), "", limit=0.0),
        Line(f"count typed, {kept:,} scans kept, lost or out of order", amiss[0], "", limit=0.0),
        Line("count typed, bins whose pieces are others than typed", amiss[1], "", limit=0.0),
        Line("count typed, differences found by check", len(problems_of(warehouse)), "", limit=0.0),
    ]


def _type(running: App, page: CountingPage, codes: list[str]) -> float:
    """Type them from a thread of their own; seconds from the first key to the last."""
    chance, started = random.Random(10), time.monotonic()
    scanner = threading.Thread(target=send, args=(page, codes, lambda: chance.uniform(0.008, 0.010)))
    scanner.start()
    quiet = ended = started
    while scanner.is_alive() or running.scans.queue.waiting or time.monotonic() - quiet < QUIET:
        QApplication.processEvents()
        if scanner.is_alive():
            quiet = ended = time.monotonic()
            time.sleep(0.0005)
    return ended - started


def _amiss(warehouse: Warehouse, made: int, codes: list[str]) -> tuple[tuple[int, int], int]:
    """Scans that are not kept as typed, and bins with other pieces than typed; and how many scans were kept."""
    bins: dict[str, Counter[str]] = {}
    for code in codes:
        if code.startswith("B-"):
            here = bins.setdefault(code, Counter())
        elif code != STRANGER:
            here[code] += 1
    pieces: dict[str, Counter[str]] = {code: Counter() for code in bins}
    with warehouse.reading() as session:
        kept = list(session.scalars(select(CountScan.code).order_by(CountScan.id)))
        wanted = select(Location.code, CountLine.sku_id, CountLine.counted).join(CountBin, CountBin.location_id == Location.id)
        wanted = wanted.join(CountLine, CountLine.bin_id == CountBin.id)
        for row in session.execute(wanted.where(CountBin.stocktake_id == made, CountBin.state == "done", CountLine.counted > 0)):
            pieces[row.code][_code(row.sku_id - 1)] += row.counted
    goods = [code for code in codes if not code.startswith("B-")]
    return (_differences(kept, goods), sum(pieces[code] != bins[code] for code in bins)), len(kept)


def _differences(found: list[str], wanted: list[str]) -> int:
    return sum(a != b for a, b in zip(found, wanted, strict=False)) + abs(len(found) - len(wanted))


if __name__ == "__main__":
    measured = run(*map(int, sys.argv[1:2]))
    print(*measured, sep="\n")
    sys.exit(0 if all(line.ok for line in measured) else 1)
