"""Opening the restock list: 10,000 SKUs, a third of them to be ordered, each part of it and any page within 100 ms.

``python -m tests.benchmarks.restock_list``. The time is the processor's, the median of a few calls; 80 ms of it leave room for
what an idle machine adds to 100 ms on the clock. The floor is a program that asks SQLite itself for the same counts and rows.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.benchmarks.measure import Line, side_by_side
from tests.restock.figures import TODAY, figure
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.tables import Supplier
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.freshening import stale
from warehouse_app.restock.looks.queries import sku_look
from warehouse_app.restock.queries import Asked, counts, new_alerts, newest_run, restock_page, supplier_sums
from warehouse_app.restock.tables import RestockAlert, RestockFigure, RestockRun
from warehouse_app.stock.ledger import virtual_locations
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.folder import DATABASE
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse

SKUS, LIMIT_MS, LIMIT_RATIO, ROUNDS = 10_000, 80.0, 3.0, 9
VERDICTS = ("order", "soon", "enough", "sell_out", "unknown", "order")
STATES = ("new", "snoozed", "dismissed", "ordered")

_BARE = (
    "SELECT id, day, at, skus, opened, warning FROM restock_run ORDER BY id DESC LIMIT 1",
    """SELECT f.verdict, coalesce(a.state, ''), count(*) FROM restock_figure f
       LEFT JOIN restock_alert a ON a.sku_id = f.sku_id AND a.state <> 'over' GROUP BY 1, 2""",
    """SELECT f.*, s.seller_code, p.name, s.colour, s.size, u.name, a.id, a.state, a.until, a.reason
       FROM restock_figure f JOIN sku s ON s.id = f.sku_id JOIN product p ON p.id = s.product_id
       LEFT JOIN supplier u ON u.id = f.supplier_id LEFT JOIN restock_alert a ON a.sku_id = f.sku_id AND a.state <> 'over'
       WHERE f.verdict = 'order' AND coalesce(a.state, 'new') = 'new' ORDER BY f.order_by IS NULL, f.order_by, s.seller_code
       LIMIT 100""",
)
"""What the screen asks when it opens, as a program without any layer would."""


def run() -> list[Line]:
    """Every look, in one database made for it."""
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        with warehouse.transaction(SYSTEM, "bench") as tx:
            _fill(tx)
        lines = [_measured(warehouse, *look) for look in _looks()]
        background = "positions compared, off the window's thread"
        lines.append(_measured(warehouse, background, lambda session: stale(session, TODAY), None))
        with closing(sqlite3.connect(Path(place) / DATABASE)) as bare:
            ours, theirs = side_by_side(lambda: _opened(warehouse), lambda: [bare.execute(q).fetchall() for q in _BARE], ROUNDS)
    return [*lines, Line("restock list opened against bare sqlite3", ours * 1000, "ms", theirs * 1000, LIMIT_RATIO)]


def _measured(warehouse: Warehouse, name: str, look: Callable[[Session], object], limit: float | None = LIMIT_MS) -> Line:
    times = []
    for _ in range(ROUNDS):
        with warehouse.reading() as session:
            session.connection()
            started = time.thread_time()
            look(session)
            times.append(time.thread_time() - started)
    return Line(f"restock list {name}", statistics.median(times) * 1000, "ms", limit=limit)


def _opened(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        _open(session)


def _open(session: Session) -> None:
    newest_run(session)
    counts(session, Asked())
    restock_page(session, Asked())


def _looks() -> Iterator[tuple[str, Callable[[Session], object]]]:
    yield "opened", _open
    yield "all", lambda session: restock_page(session, Asked("all"))
    yield "all at row 9,000", lambda session: restock_page(session, Asked("all"), offset=9_000)
    for sort in ("supplier", "cover_days", "name", "coming"):
        yield f"by {sort}", lambda session, sort=sort: restock_page(session, Asked("all"), sort=sort, descending=True)
    yield "by supplier, with their sums", lambda session: (_open(session), supplier_sums(session, Asked()))
    yield "all by supplier, with their sums", lambda session: (
        counts(session, Asked("all")), restock_page(session, Asked("all", by_supplier=True)),
        supplier_sums(session, Asked("all", by_supplier=True)),
    )  # fmt: skip
    yield "with words", lambda session: restock_page(session, Asked("all", "00 s5"))
    yield "counted with words", lambda session: counts(session, Asked("all", "00 s5"))
    yield "new alerts", new_alerts
    yield "one SKU", lambda session: sku_look(session, 5_000, TODAY)


def _fill(tx: Tx) -> None:
    rnd = random.Random(1)
    tx.connection.execute(insert(Product), [{"name": f"goods {n:04}"} for n in range(SKUS // 10)])
    skus = [{"product_id": n // 10 + 1, "seller_code": f"S{n:05}", "colour": f"c{n % 5}", "size": "M"} for n in range(SKUS)]
    tx.connection.execute(insert(Sku), skus)
    tx.connection.execute(insert(Supplier), [{"name": f"supplier {n}"} for n in range(40)])
    made = tx.connection.execute(
        insert(RestockRun).values(day=TODAY, skus=SKUS, warning={}).returning(RestockRun.id)
    ).scalar_one()
    rows = [_figure(rnd, sku, made) for sku in range(1, SKUS + 1)]
    tx.connection.execute(insert(RestockFigure), rows)
    _stock(tx, rows)
    open_ones = [{"sku_id": row["sku_id"], "state": STATES[row["sku_id"] // 6 % 4]} for row in rows if row["verdict"] == "order"]
    past = [{"sku_id": rnd.randint(1, SKUS), "state": "over"} for _ in range(3 * SKUS)]
    values = {"opened": TODAY, "position": 3, "reorder_point": 9, "suggested": 20}
    tx.connection.execute(insert(RestockAlert), [row | values for row in past + open_ones])


def _figure(rnd: random.Random, sku: int, run_id: int) -> dict[str, object]:
    days = rnd.randint(0, 90)
    row = figure(
        sku, run_id, supplier_id=rnd.choice([None, *range(1, 41)]), verdict=VERDICTS[sku % 6], on_hand=rnd.randint(1, 80),
        reserved=0, cover_days=days, order_by=TODAY + timedelta(days=days - 20), stock_out=TODAY + timedelta(days=days),
    )  # fmt: skip
    return {column.key: getattr(row, column.key) for column in RestockFigure.__table__.columns}


def _stock(tx: Tx, rows: list[dict[str, object]]) -> None:
    """Pieces in one bin, as the figures say."""
    bin_id = tx.connection.execute(
        insert(Location).values(code="A1", kind="bin", walk_key="A1").returning(Location.id)
    ).scalar_one()
    source = virtual_locations(tx)["SUPPLIER"]
    there = [{"location_id": bin_id, "sku_id": row["sku_id"], "on_hand": row["on_hand"], "virtual": False} for row in rows]
    owed = [
        {"location_id": source, "sku_id": row["sku_id"], "on_hand": -int(str(row["on_hand"])), "virtual": True} for row in rows
    ]
    tx.connection.execute(insert(Balance), there + owed)


if __name__ == "__main__":
    for line in run():
        print(line)
