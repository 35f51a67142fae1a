"""Figures, alerts and a run as the nightly run leaves them, for tests of what is shown of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.shop import DAY, do
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.buying.commands import save_supplier
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.restock.tables import AlertEvent, RestockAlert, RestockFigure, RestockRun
from warehouse_app.store.warehouse import Tx, Warehouse

TODAY = DAY.date()
RULE = [
    {"name": "daily", "on": True, "ok": True, "figure": 3.2, "wanted": 2},
    {"name": "season", "on": True, "ok": True, "figure": 60, "wanted": 30},
    {"name": "trend", "on": False, "ok": None, "figure": None, "wanted": -0.1},
    {"name": "margin", "on": True, "ok": True, "figure": 12.5, "wanted": 0},
]


def figure(sku_id: int, run_id: int, **changed: Any) -> RestockFigure:
    """3.2 a day x (14 + 14) = 90, + 22 safety - 40 on hand + 6 promised = 78, minimum 80, cartons 96; ``changed`` overrides."""
    values: dict[str, Any] = {
        "sku_id": sku_id, "run_id": run_id, "supplier_id": None, "verdict": "order", "abc": "A", "method": "smooth", "few": False,
        "service": 98, "daily": 3.2, "trend": 0.0, "error": 0.4, "lead_days": 14, "review_days": 14, "demand_lead": 44.8,
        "demand_cover": 89.6, "safety": 22, "safety_computed": 22, "reorder_point": 67, "target": 112, "early": 200,
        "on_hand": 40, "arriving": 0, "on_the_way": 0, "drafted": 0, "reserved": 6, "position": 34, "raw": 78, "suggested": 96,
        "steps": [["minimum", 80], ["pack", 96]], "rule": RULE, "cover_days": 10, "stock_out": TODAY + timedelta(days=10),
        "order_by": TODAY - timedelta(days=4), "cost": Decimal("12.50"), "last_sale": TODAY - timedelta(days=1),
        "first_stock": None,
    }  # fmt: skip
    return RestockFigure(**(values | changed))


def enough(**changed: Any) -> dict[str, Any]:
    """What differs for a SKU of which enough is there."""
    return {
        "verdict": "enough", "on_hand": 200, "reserved": 0, "position": 200, "raw": -88, "suggested": 0, "steps": [],
        "cover_days": 62, "stock_out": TODAY + timedelta(days=62), "order_by": TODAY + timedelta(days=41),
    } | changed  # fmt: skip


def supplier(warehouse: Warehouse, name: str, **fields: Any) -> int:
    return do(warehouse, save_supplier, SupplierFields(name, **fields))


def sku_ids(warehouse: Warehouse) -> dict[str, int]:
    """The SKUs by their seller code."""
    with warehouse.reading() as session:
        return {row.seller_code: row.id for row in session.execute(select(Sku.seller_code, Sku.id))}


def run(warehouse: Warehouse, day: date = TODAY, **fields: Any) -> int:
    """A run, and its id."""

    def write(tx: Tx) -> int:
        made = RestockRun(day=day, **({"skus": 3, "opened": 1, "warning": {}, "seconds": 0.5} | fields))
        tx.session.add(made)
        tx.session.flush()
        return made.id

    return do(warehouse, write)


def put(warehouse: Warehouse, *rows: object) -> None:
    """Rows as they are."""

    def write(tx: Tx) -> None:
        tx.session.add_all(rows)
        tx.session.flush()

    do(warehouse, write)


def alert(warehouse: Warehouse, sku_id: int, state: str = "new", **fields: Any) -> int:
    """An alert with the event that it was opened."""

    def write(tx: Tx) -> int:
        values = {"opened": TODAY, "position": 34, "reorder_point": 67, "suggested": 96}
        made = RestockAlert(sku_id=sku_id, state=state, **(values | fields))
        tx.session.add(made)
        tx.session.flush()
        tx.session.add(AlertEvent(alert_id=made.id, kind="opened", fields={}))
        return made.id

    return do(warehouse, write)
