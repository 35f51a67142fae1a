"""Looking at stock: 100,000 SKUs in 15,000 bins, the first rows and any page while scrolling, within 100 ms each.

The time is the processor's, so that other work on the machine does not count; the median of a few calls. 80 ms of it leave
room for what an idle machine adds to 100 ms on the clock.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert, select

from tests.benchmarks.measure import Line
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.looks import stock_groups
from warehouse_app.people.commands import SYSTEM
from warehouse_app.stock.ledger import virtual_locations
from warehouse_app.stock.looks.floor import Odd, floor, odd_bins
from warehouse_app.stock.looks.queries import By
from warehouse_app.stock.queries import STOCK_ORDER, stock_page
from warehouse_app.stock.rules import walk_key
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse

SKUS, LIMIT_MS, ROUNDS = 100_000, 80.0, 5
DEEP = 120_000
Look = tuple[str, Callable[..., object], dict[str, object]]


def run() -> list[Line]:
    """Every look, in one database made for it."""
    with tempfile.TemporaryDirectory() as place, closing(open_warehouse(Path(place))) as warehouse:
        with warehouse.transaction(SYSTEM, "bench") as tx:
            _fill(tx)
        return [_measured(warehouse, *look) for look in _looks()]


def _measured(warehouse: Warehouse, name: str, ask: Callable[..., object], asked: dict[str, object]) -> Line:
    times = []
    for _ in range(ROUNDS):
        with warehouse.reading() as session:
            session.connection()
            started = time.thread_time()
            ask(session, **asked)
            times.append(time.thread_time() - started)
    return Line(name, statistics.median(times) * 1000, "ms", limit=LIMIT_MS)


def _looks() -> Iterator[Look]:
    for sort in STOCK_ORDER:
        yield f"stock by {sort}", stock_page, {"sort": sort}
        yield f"stock by {sort} at row {DEEP:,}", stock_page, {"sort": sort, "offset": DEEP}
    for text in ("SKU05", "SKU051234", "B03"):
        yield f"stock with {text}", stock_page, {"text": text}
    groups: tuple[By, ...] = ("sku", "product", "bin", "zone", "category")
    for by in groups:
        yield f"sums by {by}", stock_groups, {"by": by}
        yield f"sums by {by} most available first", stock_groups, {"by": by, "sort": "available", "descending": True}
    kinds: tuple[Odd, ...] = ("empty", "overfull", "mixed", "never")
    for kind in kinds:
        yield f"{kind} bins", odd_bins, {"kind": kind}
    yield "the floor", floor, {}


# --- the shop ---------------------------------------------------------------------------------------------------------


def _fill(tx: Tx) -> None:
    """Products with ten SKUs each, 15,000 bins, SKUs in none to three of them; made by insert, a month of posting too long."""
    goods = [{"name": f"goods {n:05}", "category": f"kind {n % 40}"} for n in range(SKUS // 10)]
    tx.connection.execute(insert(Product), goods)
    skus = [
        {"product_id": n // 10 + 1, "seller_code": f"SKU{n:06}", "colour": f"c{n % 5}", "size": "SML"[n % 3]} for n in range(SKUS)
    ]
    tx.connection.execute(insert(Sku), skus)
    codes = [
        f"{zone}{aisle:02}-{bay}-{level}"
        for zone in "ABCDEFGHIJ" for aisle in range(1, 16) for bay in range(1, 26) for level in range(1, 5)
    ]  # fmt: skip
    bins = [{"code": c, "kind": "bin", "walk_key": walk_key(c), "zone": c[0], "capacity_pieces": 40} for c in codes]
    tx.connection.execute(insert(Location), bins)
    _lay_down(tx, list(tx.connection.scalars(select(Location.id).where(Location.kind == "bin", Location.role == "shelf"))))


def _lay_down(tx: Tx, bins: list[int]) -> None:
    rnd = random.Random(1)
    source = virtual_locations(tx)["SUPPLIER"]
    moves: list[dict[str, object]] = []
    held: dict[tuple[int, int], int] = {}
    for sku in range(1, SKUS + 1):
        for place in rnd.sample(bins[:-500], rnd.choice((0, 1, 1, 2, 3))):
            pieces = rnd.randint(1, 9)
            moves.append({
                "action": f"a{len(moves)}", "line": 0, "sku_id": sku, "from_id": source, "to_id": place, "quantity": pieces,
                "reason": "opening",
            })  # fmt: skip
            held[place, sku] = pieces
            held[source, sku] = held.get((source, sku), 0) - pieces
    tx.connection.execute(insert(Move), moves)
    rows = [{"location_id": p, "sku_id": s, "on_hand": n, "virtual": p == source} for (p, s), n in held.items()]
    tx.connection.execute(insert(Balance), rows)


if __name__ == "__main__":
    for line in run():
        print(line)
