"""Clearance of 10,000 SKUs after half a million shipments, and past sales of a year for each of them brought in.

``python -m tests.benchmarks.clearance``. The times are the processor's; the page reads the list off the window's thread.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.locks import Held, bare_writing
from tests.benchmarks.measure import Line
from tests.restock.figures import enough, figure
from warehouse_app.intake import Intake, bring_in
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.clearing.queries import clearance
from warehouse_app.restock.past.queries import past_months
from warehouse_app.restock.tables import RestockRun
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse

SKUS, SHIPPED, ON_HAND, MONTHS = 10_000, 50, 60, 12
FIRST = datetime(2025, 6, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 3, 1, tzinfo=UTC)
LIST_MS, MONTHS_MS, IMPORT_S, LOCK = 800.0, 1_500.0, 20.0, 2.0
_STAMP = "1, 'bench', ?"


def run() -> list[Line]:
    """In one database made for it."""
    with tempfile.TemporaryDirectory() as place:
        open_warehouse(Path(place)).close()
        with closing(sqlite3.connect(Path(place) / DATABASE)) as bare:
            _fill(bare)
        with closing(open_warehouse(Path(place))) as warehouse:
            warehouse.clock = lambda: NOW
            with warehouse.transaction(SYSTEM, "bench") as tx:
                _figures(tx)
            today = NOW.date()
            listed = _read(warehouse, lambda session: clearance(session, today))
            file = _past(Path(place))
            held = Held(warehouse.engine, warehouse.folder, warehouse.clock)
            started = time.thread_time()
            bring_in(held, SYSTEM, "bench", Intake("past_sales", (file,)))
            brought = time.thread_time() - started
            bare_s = bare_writing(warehouse.folder / DATABASE, "past_sale", in_place=False)
            months = _read(warehouse, past_months)
    return [
        Line("clearance list of 10,000 SKUs", listed, "ms", limit=LIST_MS),
        Line("past sales of 120,000 months brought in", brought, "s", limit=IMPORT_S),
        Line("the write lock, against bare sqlite3 writing their days", held.held[-1], "s", bare_s, LOCK),
        Line("past sales month by month", months, "ms", limit=MONTHS_MS),
    ]


def _read(warehouse: Warehouse, ask: Callable[..., object]) -> float:
    with warehouse.reading() as session:
        session.connection()
        started = time.thread_time()
        ask(session)
        return (time.thread_time() - started) * 1000


def _fill(bare: sqlite3.Connection) -> None:
    """Goods in one bin, what came in, and what left."""
    at = f"{FIRST:%Y-%m-%d %H:%M:%S}.000000"
    bare.execute(
        f"INSERT INTO location(code, kind, sellable, walk_key, who_id, desk, at) VALUES ('A1', 'bin', 1, 'a1', {_STAMP})", (at,)
    )
    place = bare.execute("SELECT id FROM location WHERE code = 'A1'").fetchone()[0]
    virtual = dict(bare.execute("SELECT code, id FROM location WHERE kind = 'virtual'").fetchall())
    bare.executemany(
        f"INSERT INTO product(id, name, category, who_id, desk, at) VALUES (?, ?, '', {_STAMP})",
        ((n, f"goods {n}", at) for n in range(1, SKUS // 10 + 1)),
    )
    bare.executemany(
        f"INSERT INTO sku(id, product_id, seller_code, colour, size, price, home_bin, picture, who_id, desk, at)"
        f" VALUES (?, ?, ?, '', '', 9900, '', '', {_STAMP})",
        ((n, (n - 1) // 10 + 1, f"S{n:05}", at) for n in range(1, SKUS + 1)),
    )
    move = (
        "INSERT INTO move(action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
        f" VALUES (?, 0, ?, '', ?, ?, ?, ?, '', {_STAMP})"
    )
    bare.executemany(
        move,
        ((f"in{n}", n, virtual["SUPPLIER"], place, SHIPPED + ON_HAND, "opening", at) for n in range(1, SKUS + 1)),
    )
    days = [f"{FIRST + timedelta(days=10 * k):%Y-%m-%d %H:%M:%S}.000000" for k in range(SHIPPED)]
    bare.executemany(
        move,
        (
            (f"out{n}-{k}", n, place, virtual["CUSTOMER"], 1, "shipped", day)
            for k, day in enumerate(days)
            for n in range(1, SKUS + 1)
        ),
    )
    bare.executemany(
        "INSERT INTO balance(location_id, sku_id, lot, on_hand, reserved, virtual) VALUES (?, ?, '', ?, 0, 0)",
        ((place, n, ON_HAND) for n in range(1, SKUS + 1)),
    )
    bare.commit()


def _figures(tx: Tx) -> None:
    made = RestockRun(day=NOW.date(), skus=SKUS, warning={})
    tx.session.add(made)
    tx.session.flush()
    tx.session.add_all(figure(n, made.id, **enough(daily=0.1 * (n % 20))) for n in range(1, SKUS + 1))


def _past(folder: Path) -> Path:
    """A column for each month of a year before the first orders, some pieces in each."""
    months = [f"2024-{number:02d}" for number in range(1, MONTHS + 1)]
    rows = (f"S{n:05},{','.join(str(n * m % 12) for m in range(1, MONTHS + 1))}" for n in range(1, SKUS + 1))
    path = folder / "past.csv"
    path.write_text("\n".join(["SKU," + ",".join(months), *rows]), encoding="utf-8")
    return path


if __name__ == "__main__":
    for line in run():
        print(line)
