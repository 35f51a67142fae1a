"""A stocktake of 10,000 SKUs in 5,000 bins, 200,000 pieces: planning, a scan, the variance list, posting 3,000 differences."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, insert, select, update

from tests.benchmarks.measure import Line, percentile
from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.counting.approving import approve, undo_approval
from warehouse_app.counting.commands import plan_stocktake
from warehouse_app.counting.differences import variances
from warehouse_app.counting.finishing import finish
from warehouse_app.counting.rules import Kind
from warehouse_app.counting.scanning import scan
from warehouse_app.counting.scope import Plan
from warehouse_app.counting.tables import CountBin, CountResult, CountScan
from warehouse_app.people.commands import SYSTEM
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, walk_key
from warehouse_app.stock.tables import Location, Move
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

SKUS, BINS, EACH, DIFFERENCES, SCANS = 10_000, 5_000, 20, 3_000, 5_000
T = TypeVar("T")
_BARE = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE scan (id INTEGER PRIMARY KEY, action TEXT UNIQUE, code TEXT, at TEXT);
CREATE TABLE line (code TEXT PRIMARY KEY, n INTEGER);
"""


def run() -> list[Line]:
    """Every measure, in one warehouse made for it."""
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        with warehouse.transaction(SYSTEM, "bench") as tx:
            _fill(tx)
        plan = Plan(Kind.MONTHLY, date(2026, 11, 28), date(2026, 11, 30))
        made, planning = _timed(lambda: _do(warehouse, plan_stocktake, plan))
        lines = [Line("plan 10,000 SKUs in 5,000 bins", planning, "s", limit=2.0)]
        lines += _scans(warehouse, made)
        with warehouse.transaction(SYSTEM, "bench") as tx:
            _differ(tx, made)
        lines += _listed(warehouse, made)
        return [*lines, *_posted(warehouse, made)]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def _do(warehouse: Warehouse, command: Callable[..., T], *args: object) -> T:
    with warehouse.transaction(SYSTEM, "bench") as tx:
        return command(tx, *args)


def _scans(warehouse: Warehouse, stocktake: int) -> list[Line]:
    """5,000 codes counted one by one, each durable; none is lost. Beside it a bare program that writes the same two rows."""
    bin_id = _do(warehouse, scan, stocktake, None, ["B00000"], new_action()).bin_id
    bare = sqlite3.connect(warehouse.folder / "bare.db", isolation_level=None)
    bare.executescript(_BARE)
    ours, theirs = [], []
    for n in range(SCANS):
        code = f"69{n % 50:011d}"
        _, took = _timed(lambda code=code: _do(warehouse, scan, stocktake, bin_id, [code], new_action()))
        ours.append(took)
        if n % 10 == 0:
            theirs.append(_timed(lambda n=n, code=code: _write_bare(bare, n, code))[1])
    bare.close()
    with warehouse.reading() as session:
        kept = session.execute(select(func.count()).select_from(CountScan)).scalar_one()
    _, ended = _timed(lambda: _do(warehouse, finish, bin_id))
    floor = statistics.median(theirs) * 1000
    return [
        Line("a count scan, durable, p50", statistics.median(ours) * 1000, "ms", floor, 2.0),
        Line("a count scan, durable, p99", percentile(ours, 0.99) * 1000, "ms", percentile(theirs, 0.99) * 1000, 2.0),
        Line("scans lost of 5,000", SCANS - kept, "", limit=0.0),
        Line("the end of a bin's count", ended * 1000, "ms"),
    ]


def _write_bare(bare: sqlite3.Connection, n: int, code: str) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO scan (action, code, at) VALUES (?, ?, ?)", (f"{n:032}", code, "2026-11-30 01:00:00.000000"))
    bare.execute("INSERT INTO line VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET n = n + 1", (code,))
    bare.execute("COMMIT")


def _listed(warehouse: Warehouse, stocktake: int) -> list[Line]:
    with warehouse.reading() as session:
        rows, took = _timed(lambda: variances(session, stocktake))
    assert len(rows) >= DIFFERENCES
    return [Line("variance list of 3,000 differences", took, "s", limit=1.0)]


def _posted(warehouse: Warehouse, stocktake: int) -> list[Line]:
    with warehouse.reading() as session:
        ids = [row.id for row in variances(session, stocktake)][:DIFFERENCES]
    action = new_action()
    done, took = _timed(lambda: _do(warehouse, approve, stocktake, ids, "lost", "", action))
    assert done.lines == DIFFERENCES, done.refused[:3]
    _, back = _timed(lambda: _do(warehouse, undo_approval, action, "bench"))
    tracemalloc.start()
    _do(warehouse, approve, stocktake, ids, "lost", "", new_action())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [
        Line("posting 3,000 differences in one transaction", took, "s", limit=2.0),
        Line("taking them back", back, "s", limit=2.0),
        Line("memory while posting", peak / 1e6, "MB", limit=100.0),
    ]


# --- the shop ---------------------------------------------------------------------------------------------------------


def _fill(tx: Tx) -> None:
    tx.connection.execute(insert(Product), [{"name": f"goods {n:05}", "category": f"kind {n % 40}"} for n in range(SKUS)])
    skus = [{"product_id": n + 1, "seller_code": f"SKU{n:05}", "price": Decimal(10 + n % 90)} for n in range(SKUS)]
    tx.connection.execute(insert(Sku), skus)
    tx.connection.execute(insert(Barcode), [{"code": f"69{n:011d}", "sku_id": n + 1, "multiple": 1} for n in range(SKUS)])
    codes = [f"B{n:05}" for n in range(BINS)]
    bins = [{"code": code, "kind": "bin", "walk_key": walk_key(code), "zone": code[:2]} for code in codes]
    tx.connection.execute(insert(Location), bins)
    ids = list(tx.connection.scalars(select(Location.id).where(Location.code.in_(codes[:1]) | Location.code.like("B0%"))))
    source = ledger.virtual_locations(tx)["SUPPLIER"]
    lines = [Posting(n + 1, source, ids[n % BINS], EACH) for n in range(SKUS)]
    ledger.post(tx, new_action(), Reason.OPENING, lines, "stock:bench")


def _differ(tx: Tx, stocktake: int) -> None:
    """Results as if all had been counted: 3,000 differ, half plus and half minus."""
    rnd = random.Random(7)
    moment = tx.connection.execute(select(func.max(Move.id))).scalar_one()
    tx.connection.execute(
        update(CountBin).where(CountBin.stocktake_id == stocktake, CountBin.state == "todo").values(state="done")
    )
    bins = dict(tx.connection.execute(select(CountBin.location_id, CountBin.id).where(CountBin.round == 1)).all())
    counted = set(tx.connection.execute(select(CountResult.sku_id)).scalars())
    held = tx.connection.execute(select(Move.sku_id, Move.to_id).order_by(Move.id)).all()
    rows = []
    for place, (sku, location) in enumerate(row for row in held if row.sku_id not in counted):
        difference = rnd.choice((-3, -2, -1, 1, 2, 3)) if place < DIFFERENCES + 100 else 0
        rows.append({
            "stocktake_id": stocktake, "location_id": location, "sku_id": sku, "bin_id": bins[location], "state": "agreed",
            "counted": EACH + difference, "book": EACH, "away": 0, "difference": difference, "price": Decimal(10),
            "at_move": moment, "moment": tx.now,
        })  # fmt: skip
    tx.connection.execute(insert(CountResult), rows)


if __name__ == "__main__":
    for line in run():
        print(line)
