"""Booking in a receipt of 10,000 lines, through the command, against a bare ``sqlite3`` program that writes the same rows.

Also one scan at the receiving desk against the same floor as a scan at packing: one row written, two counted, durable.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from tests.benchmarks.measure import Line, side_by_side
from tests.benchmarks.scan import bare_copy
from tests.shop import barcode, do, parsed
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.scanning import receive, set_counts
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action

LINES, ROUNDS = 10_000, 5
SCANS, WARM_UP = 1_000, 100
NOW = "2026-11-03 09:00:00.000000"


def run() -> list[Line]:
    """Both measures, each in a database of its own."""
    with tempfile.TemporaryDirectory() as place:
        return [_closing(Path(place) / "closing"), _scanning(Path(place) / "scanning")]


def _shop(folder: Path, skus: int) -> tuple[Warehouse, list[int], int]:
    """Products with barcodes, and a supplier; returns the SKUs' ids and the supplier's."""
    warehouse = open_warehouse(folder)
    rows = [ProductRow(n, f"SKU{n}", f"goods {n}", barcodes=(barcode(n),)) for n in range(1, skus + 1)]
    do(warehouse, import_products, parsed(rows))
    with warehouse.reading() as session:
        ids = list(session.scalars(select(Sku.id).order_by(Sku.id)))
    return warehouse, ids, do(warehouse, save_supplier, SupplierFields("supplier"))


# --- closing ----------------------------------------------------------------------------------------------------------


def _closing(folder: Path) -> Line:
    warehouse, ids, supplier = _shop(folder, LINES)
    with closing(warehouse):
        receipts = [_counted(warehouse, ids, supplier) for _ in range(ROUNDS)]
        with bare_copy(folder) as bare:
            ours, theirs = iter(receipts), iter(receipts)
            measured, floor = side_by_side(
                lambda: do(warehouse, close_receipt, next(ours)), lambda: _bare_close(bare, next(theirs), supplier), ROUNDS
            )
    return Line(f"a receipt of {LINES:,} lines", measured * 1000, "ms", floor * 1000, 3.0)


def _counted(warehouse: Warehouse, ids: list[int], supplier: int) -> int:
    """A purchase order that has come: every line counted, nothing booked."""
    order_id = do(warehouse, draft_order, supplier, [WantedLine(sku_id, 3, Decimal("1.25")) for sku_id in ids])
    do(warehouse, send_order, order_id, "bench")
    receipt_id = do(warehouse, open_receipt, order_id)
    do(warehouse, set_counts, receipt_id, dict.fromkeys(ids, 3), new_action())
    return receipt_id


def _bare_close(bare: sqlite3.Connection, receipt: int, supplier: int) -> None:
    """The rows of a closing, written without looking twice: moves, balances, prices, the order, the account."""
    stamp = (1, "bench", NOW)
    bare.execute("BEGIN IMMEDIATE")
    lines = bare.execute("SELECT id, sku_id, counted FROM receipt_line WHERE receipt_id = ? ORDER BY id", (receipt,)).fetchall()
    order = bare.execute("SELECT order_id FROM receipt WHERE id = ?", (receipt,)).fetchone()[0]
    agreed = dict(bare.execute("SELECT sku_id, price FROM purchase_line WHERE order_id = ?", (order,)))
    source = bare.execute("SELECT id FROM location WHERE code = 'SUPPLIER'").fetchone()[0]
    dock = bare.execute("SELECT id FROM location WHERE role = 'dock'").fetchone()[0]
    bare.executemany(
        "INSERT INTO move(action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
        " VALUES (?, ?, ?, '', ?, ?, ?, 'received', ?, ?, ?, ?)",
        [
            (f"receipt:{receipt}:close", n, sku, source, dock, pieces, f"receipt:{receipt}", *stamp)
            for n, (_, sku, pieces) in enumerate(lines)
        ],
    )
    upsert = (
        "INSERT INTO balance(location_id, sku_id, lot, on_hand, reserved, virtual) VALUES (?, ?, '', ?, 0, ?)"
        " ON CONFLICT(location_id, sku_id, lot) DO UPDATE SET on_hand = on_hand + excluded.on_hand"
    )
    bare.executemany(upsert, [(source, sku, -pieces, True) for _, sku, pieces in lines])
    bare.executemany(upsert, [(dock, sku, pieces, False) for _, sku, pieces in lines])
    bare.executemany("UPDATE receipt_line SET price = ?, freight_share = 0 WHERE id = ?", [(agreed[s], n) for n, s, _ in lines])
    bare.executemany(
        "UPDATE purchase_line SET received = received + ? WHERE order_id = ? AND sku_id = ?",
        [(pieces, order, sku) for _, sku, pieces in lines],
    )
    amount = sum(agreed[sku] * pieces for _, sku, pieces in lines)
    bare.execute("UPDATE purchase_order SET state = 'closed', closed_at = ? WHERE id = ?", (NOW, order))
    bare.execute("UPDATE receipt SET state = 'closed', closed_at = ?, amount = ? WHERE id = ?", (NOW, amount, receipt))
    bare.execute(
        "INSERT INTO supplier_entry(supplier_id, day, kind, amount, receipt_id, pieces, note, who_id, desk, at)"
        " VALUES (?, ?, 'goods', ?, ?, 0, '', ?, ?, ?)",
        (supplier, f"{datetime.fromisoformat(NOW):%Y-%m-%d}", amount, receipt, *stamp),
    )
    bare.execute("COMMIT")


# --- scanning ---------------------------------------------------------------------------------------------------------


def _scanning(folder: Path) -> Line:
    """Scans into a receipt against a purchase order of 300 SKUs."""
    warehouse, ids, supplier = _shop(folder, 300)
    with closing(warehouse):
        order_id = do(warehouse, draft_order, supplier, [WantedLine(sku_id, 10_000) for sku_id in ids])
        do(warehouse, send_order, order_id, "bench")
        receipt_id = do(warehouse, open_receipt, order_id)
        with bare_copy(folder) as bare:
            ours = _scanner(warehouse, receipt_id)
            theirs = _bare_scanner(bare, receipt_id, ids)
            side_by_side(ours, theirs, WARM_UP)
            measured, floor = side_by_side(ours, theirs, SCANS)
    return Line("a scan at receiving", measured * 1000, "ms", floor * 1000, 2.0)


def _codes(count: int) -> Iterator[int]:
    while True:
        yield from range(1, count + 1)


def _scanner(warehouse: Warehouse, receipt_id: int) -> Callable[[], object]:
    """As the receiving page does it: each scan is told the sums of the answer before it."""
    numbers = _codes(300)
    known: list[tuple[int, int | None]] = [(0, 3_000_000)]

    def scan() -> None:
        answer = do(warehouse, receive, receipt_id, (barcode(next(numbers)),), new_action(), known=known[0])
        known[0] = (answer.total, answer.total_expected)

    return scan


def _bare_scanner(bare: sqlite3.Connection, receipt_id: int, ids: list[int]) -> Callable[[], None]:
    numbers = _codes(300)

    def scan() -> None:
        number = next(numbers)
        sku = ids[number - 1]
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(
            "INSERT INTO receipt_scan(receipt_id, action, code, how, verdict, sku_id, lot, quantity, who_id, desk, at)"
            " VALUES (?, ?, ?, 'scan', 'right', ?, '', 1, 1, 'bench', ?)",
            (receipt_id, new_action(), barcode(number), sku, NOW),
        )
        bare.execute(
            "INSERT INTO receipt_line(receipt_id, sku_id, lot, counted, inspected, defective, put_away, freight_share)"
            " VALUES (?, ?, '', 1, 0, 0, 0, 0)"
            " ON CONFLICT(receipt_id, sku_id, lot) DO UPDATE SET counted = counted + 1",
            (receipt_id, sku),
        )
        bare.execute("COMMIT")

    return scan


if __name__ == "__main__":
    for line in run():
        print(line)
