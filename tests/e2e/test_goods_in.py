"""A van at the door: three hundred pieces of a 60-SKU delivery typed into the real window at scanner speed, and booked in."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.e2e.screen import Program, wait_for, x_server
from tests.shop import barcode, do, parsed, problems_of
from tests.ui.program import take_on
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.receiving.queries import receipts_page
from warehouse_app.inbound.tables import PurchaseOrder, ReceiptScan
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is not installed")

COLOURS, SIZES, EACH = 10, 6, 5
CHUNK = 60


def ordered(warehouse: Warehouse) -> str:
    """One product in ten colours and six sizes, five pieces of each on the way; returns the order's number."""
    rows = [
        ProductRow(n, f"T-{n}", "T-shirt", f"colour {n // SIZES}", f"{36 + n % SIZES}", (barcode(n + 1),))
        for n in range(COLOURS * SIZES)
    ]
    do(warehouse, import_products, parsed(rows))
    supplier = do(warehouse, save_supplier, SupplierFields("supplier"))
    with warehouse.reading() as session:
        wanted = [WantedLine(sku_id, EACH) for sku_id in session.scalars(select(Sku.id).order_by(Sku.id))]
    order_id = do(warehouse, draft_order, supplier, wanted)
    do(warehouse, send_order, order_id, "the whole matrix")
    with warehouse.reading() as session:
        return session.scalars(select(PurchaseOrder.number)).one()


def scans(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(ReceiptScan)) or 0


def test_a_delivery_typed_at_scanner_speed_is_counted_whole_and_booked_in(tmp_path: Path, repo: Path) -> None:
    data = tmp_path / "data"
    with x_server() as display, closing(open_warehouse(data)) as warehouse:
        number = ordered(warehouse)
        badge = take_on(warehouse).badge
        codes = [barcode(n + 1) for n in range(COLOURS * SIZES) for _ in range(EACH)]
        random.Random(3).shuffle(codes)
        program = Program(display, data, tmp_path / "window.log", repo, "inbound")
        program.focus()
        try:
            program.type_codes(badge, number)
            for start in range(0, len(codes), CHUNK):
                program.type_codes(*codes[start : start + CHUNK])
                wait_for(lambda wanted=start + CHUNK: scans(warehouse) >= wanted, program)  # type: ignore[misc]
            program.type_codes("PD-CONFIRM", "PD-CONFIRM")
            wait_for(lambda: receipt_states(warehouse) == ["closed"], program)
        finally:
            program.stop()
        with warehouse.reading() as session:
            heard = list(session.scalars(select(ReceiptScan.code).order_by(ReceiptScan.id)))
            verdicts = Counter(session.scalars(select(ReceiptScan.verdict)))
            dock = session.scalar(select(func.sum(Balance.on_hand)).join(Location).where(Location.role == "dock"))
        assert heard == codes
        assert verdicts == {"right": len(codes) - COLOURS * SIZES, "complete": COLOURS * SIZES}
        assert dock == len(codes)
        assert problems_of(warehouse) == []


def receipt_states(warehouse: Warehouse) -> list[str]:
    with warehouse.reading() as session:
        return [row.state for row in receipts_page(session).rows]
