"""What to order, in the real window with the keyboard alone: computed, ticked, ordered by supplier, taken back, ordered again."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.e2e.screen import Program, wait_for, x_server
from tests.restock.house import alerts, events, open_shop, sells, sold
from tests.shop import problems_of
from tests.ui.program import take_on
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder
from warehouse_app.restock.queries import newest_run
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, utc_now

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is not installed")


def orders(warehouse: Warehouse) -> dict[str, list[int]]:
    """Pieces on each purchase order, by its state; the first SKU is one supplier's, the second another's."""
    wanted = select(PurchaseOrder.state, PurchaseLine.sku_id).join(PurchaseLine, PurchaseLine.order_id == PurchaseOrder.id)
    found: dict[str, list[int]] = {}
    with warehouse.reading() as session:
        for state, sku_id in session.execute(wanted.order_by(PurchaseOrder.id)):
            found.setdefault(state, []).append(sku_id)
    return found


def test_what_sells_is_computed_ticked_and_ordered_by_key(tmp_path: Path, repo: Path) -> None:
    data, today = tmp_path / "data", date.today()
    with x_server() as display, closing(open_warehouse(data)) as warehouse:
        open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, supplier=False)
        sells(warehouse, {"SKU1": 0}, "布料厂", lead_days=10)
        sells(warehouse, {"SKU2": 0}, "杯子厂", lead_days=10)
        warehouse.clock = utc_now
        sold(warehouse, {(sku_id, today - timedelta(days=n)): 3 for sku_id in (1, 2) for n in range(1, 90)})
        badge = take_on(warehouse).badge
        program = Program(display, data, tmp_path / "window.log", repo, "restock")
        program.focus()
        try:
            program.type_codes(badge)
            wait_for(lambda: _computed(warehouse, program), program)
            assert (alerts(warehouse, 1), alerts(warehouse, 2)) == (["new"], ["new"])
            program.press("ctrl+a", "space", "F9")
            wait_for(lambda: sorted(orders(warehouse).get("draft", [])) == [1, 2], program)
            assert alerts(warehouse, 1) == ["ordered"]
            program.press("ctrl+z")
            wait_for(lambda: sorted(orders(warehouse).get("cancelled", [])) == [1, 2], program)
            assert (alerts(warehouse, 1), alerts(warehouse, 2)) == (["new"], ["new"])
        finally:
            program.stop()
        assert "opened" in events(warehouse, 1)
        assert problems_of(warehouse) == []


def _computed(warehouse: Warehouse, program: Program) -> bool:
    """Asks for it until it is there: a key pressed while the window still logs in is for nobody."""
    with warehouse.reading() as session:
        there = newest_run(session) is not None
    if not there:
        program.press("F5")
    return there
