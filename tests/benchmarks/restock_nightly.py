"""The nightly run over 10,000 SKUs with two years of history and a million order lines; and the quick look at positions.

"On one core" is counted, not arranged: processor seconds of all threads together.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.locks import Held, bare_writing
from tests.benchmarks.measure import Line
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.freshening import freshen
from warehouse_app.restock.running import run_restock
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

SKUS, DAYS, ORDERS, LINES = 10_000, 730, 500_000, 1_000_000
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
OPEN = 2_000  # of the newest orders that have not left yet
SUPPLIERS = 40


def run() -> list[Line]:
    """Every measure, in one warehouse made for it."""
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        warehouse.clock = lambda: NOW
        fill(warehouse)
        return [*_nightly(warehouse), *_quick(warehouse)]


def _nightly(warehouse: Warehouse) -> list[Line]:
    file = warehouse.folder / DATABASE
    ours, theirs, walls = [], [], []
    for _ in range(3):
        theirs.append(_processor(lambda: _bare(file)))
        started = time.perf_counter()
        ours.append(_processor(lambda: run_restock(warehouse, SYSTEM, "bench")))
        walls.append(time.perf_counter() - started)
    floor = statistics.median(theirs)
    return [
        Line("nightly restock, 10,000 SKUs, 2 years, 1,000,000 lines: seconds of one core", max(ours), "s", limit=10.0),
        Line("the same against reading its rows with bare sqlite3", statistics.median(ours), "s", floor),
        Line("the same by the clock on the wall", statistics.median(walls), "s"),
        _lock(warehouse, file),
        memory(warehouse),
    ]


def _lock(warehouse: Warehouse, file: Path) -> Line:
    """How long every scan waits for a run that writes, against a bare program writing the same rows in its place."""
    held = Held(warehouse.engine, warehouse.folder, warehouse.clock)
    ours, theirs = [], []
    for _ in range(3):
        run_restock(held, SYSTEM, "bench")
        ours.append(held.held[-1])
        theirs.append(bare_writing(file, "restock_figure", in_place=True))
    measured, floor = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    return Line("nightly restock: the write lock, against bare sqlite3 writing its rows", measured, "ms", floor, 2.0)


def _processor(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def memory(warehouse: Warehouse) -> Line:
    """What Python and numpy hold at most while it runs; measured apart, because tracing slows it."""
    tracemalloc.start()
    run_restock(warehouse, SYSTEM, "bench")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Line("memory of the nightly run", peak / 1e6, "MB")


def _quick(warehouse: Warehouse) -> list[Line]:
    """Opening the list: positions looked at when nothing changed, and after an order of 20 SKUs."""
    freshen(warehouse, SYSTEM, "bench")
    idle = min(_processor(lambda: freshen(warehouse, SYSTEM, "bench")) for _ in range(5))
    with warehouse.transaction(SYSTEM, "bench") as tx:
        tx.driver.execute("UPDATE balance SET on_hand = on_hand + 1 WHERE sku_id <= 20 AND NOT virtual")
    touched = _processor(lambda: freshen(warehouse, SYSTEM, "bench"))
    return [
        Line("positions of 10,000 SKUs looked at, nothing changed", idle * 1000, "ms", limit=100.0),
        Line("the same, 20 SKUs changed", touched * 1000, "ms"),
    ]


def _bare(file: Path) -> None:
    """The same rows, read as they are."""
    with closing(sqlite3.connect(file)) as bare:
        for statement in (
            "SELECT l.sku_id, o.paid_at, l.quantity FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.live",
            "SELECT sku_id, at, from_id, to_id, quantity FROM move",
            "SELECT sku_id, on_hand FROM balance",
        ):
            bare.execute(statement).fetchall()


# --- the shop ---------------------------------------------------------------------------------------------------------


def fill(warehouse: Warehouse) -> None:
    """Two years of a shop: few SKUs sell much, most sell now and then; each is bought four times a year."""
    rnd = random.Random(5)
    with warehouse.transaction(SYSTEM, "bench") as tx:
        driver: Any = tx.driver
        _catalogue(driver)
        _orders(driver, rnd)
        _stock(driver, rnd)
        _buying(driver, rnd)


STAMP = (1, "bench", "2024-11-01 00:00:00.000000")


def _catalogue(driver: Any) -> None:
    driver.executemany(
        "INSERT INTO product (id, name, category, who_id, desk, at) VALUES (?, ?, ?, ?, ?, ?)",
        ((n, f"goods {n}", f"kind {n % 40}", *STAMP) for n in range(1, SKUS // 4 + 1)),
    )
    driver.executemany(
        "INSERT INTO sku (id, product_id, seller_code, colour, size, price, home_bin, picture, who_id, desk, at)"
        " VALUES (?, ?, ?, '', '', ?, '', '', ?, ?, ?)",
        ((n, (n - 1) // 4 + 1, f"SKU{n:05}", 100 * (10 + n % 90), *STAMP) for n in range(1, SKUS + 1)),
    )
    driver.executemany(
        "INSERT INTO location (id, code, kind, sellable, walk_key, who_id, desk, at) VALUES (?, ?, 'bin', 1, ?, ?, ?, ?)",
        ((1000 + n, f"B{n:05}", f"B{n:05}", *STAMP) for n in range(SKUS)),
    )


def _moment(rnd: random.Random) -> str:
    moment = NOW - timedelta(days=1) - timedelta(seconds=rnd.randrange(DAYS * 86_400))
    return f"{moment:%Y-%m-%d %H:%M:%S}.000000"


def _which(rnd: random.Random) -> int:
    return int(SKUS * rnd.random() ** 2.5) + 1


def _orders(driver: Any, rnd: random.Random) -> None:
    driver.execute("INSERT INTO shop (id, name, platform, who_id, desk, at) VALUES (1, 'shop', '', ?, ?, ?)", STAMP)
    moments = sorted(_moment(rnd) for _ in range(ORDERS))
    plain = (
        "platform_status", "hold", "hold_note", "look", "buyer", "recipient", "phone", "mobile", "address", "message", "note",
        "flag", "invoice_title", "courier", "waybill",
    )  # fmt: skip
    texts = [f"{name} of the order" for name in plain]
    driver.executemany(
        "INSERT INTO orders (id, shop_id, number, state, looked, version, as_of, strength, lines_strength, masked, paid_at,"
        f" {', '.join(plain)}, who_id, desk, at) VALUES (?, 1, ?, ?, 0, 1, ?, 2, 0, 0, ?{', ?' * len(plain)}, ?, ?, ?)",
        (
            (n, f"N{n}", "done" if n <= ORDERS - OPEN else "short", paid, paid, *texts, *STAMP)
            for n, paid in enumerate(moments, 1)
        ),
    )
    driver.executemany(
        "INSERT INTO order_line (id, order_id, line, sub_number, sku_id, seller_code, title, properties, quantity, refund, live)"
        " VALUES (?, ?, ?, '', ?, '', 'a title as platforms write it', 'colour:black;size:M', ?, 'none', 1)",
        ((n, (n + 1) // 2, n % 2 + 1, _which(rnd), rnd.choice((1, 1, 1, 2, 3))) for n in range(1, LINES + 1)),
    )


def _stock(driver: Any, rnd: random.Random) -> None:
    """A move out for every line, and what was bought before; a few are left of each."""
    places = dict(driver.execute("SELECT code, id FROM location WHERE kind = 'virtual'").fetchall())
    rows = _moves(driver, places["SUPPLIER"], places["CUSTOMER"], rnd)
    driver.executemany(
        "INSERT INTO move (id, action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
        " VALUES (?, ?, 1, ?, '', ?, ?, ?, ?, '', 1, 'bench', ?)",
        rows,
    )
    driver.execute(
        "INSERT INTO balance (location_id, sku_id, lot, on_hand, reserved, virtual) SELECT place, sku_id, '', SUM(n), 0, 0 FROM"
        " (SELECT to_id AS place, sku_id, quantity AS n FROM move UNION ALL SELECT from_id, sku_id, -quantity FROM move)"
        " WHERE place >= 1000 GROUP BY place, sku_id"
    )


def _moves(driver: Any, supplier: int, customer: int, rnd: random.Random) -> Iterator[tuple[Any, ...]]:
    number = 0
    sums = dict(driver.execute("SELECT sku_id, SUM(quantity) FROM order_line GROUP BY sku_id").fetchall())
    begins = NOW - timedelta(days=DAYS)
    for sku_id in range(1, SKUS + 1):
        for quarter in range(8):
            number += 1
            many = sums.get(sku_id, 0) // 8 + rnd.randrange(1, 12)
            came = f"{begins + timedelta(days=quarter * 91):%Y-%m-%d %H:%M:%S}.000000"
            yield number, f"in{number}", sku_id, supplier, 999 + sku_id, many, "received", came
    lines = driver.execute(
        "SELECT l.sku_id, l.quantity, o.paid_at FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.state = 'done'"
    ).fetchall()
    for sku_id, many, paid in lines:
        number += 1
        yield number, f"out{number}", sku_id, 999 + sku_id, customer, many, "shipped", paid


def _buying(driver: Any, rnd: random.Random) -> None:
    driver.executemany(
        "INSERT INTO supplier (id, name, contact, phone, address, note, lead_days, active, who_id, desk, at)"
        " VALUES (?, ?, '', '', '', '', ?, 1, ?, ?, ?)",
        ((n, f"supplier {n}", rnd.randrange(5, 40), *STAMP) for n in range(1, SUPPLIERS + 1)),
    )
    driver.executemany(
        "INSERT INTO supplier_price (supplier_id, sku_id, price, since, supplier_code, who_id, desk, at)"
        " VALUES (?, ?, ?, ?, '', ?, ?, ?)",
        ((n % SUPPLIERS + 1, n, 400, date(2024, 11, 1).isoformat(), *STAMP) for n in range(1, SKUS + 1)),
    )


if __name__ == "__main__":
    for line in run():
        print(line)
