"""A shop with a past: three days of orders, some of them packed, and people to pack more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from tests.shop import DAY, add_orders, add_products, add_stock, do, line, order
from warehouse_app.catalog.tables import Sku
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.rehearsing.reading import read_ground
from warehouse_app.restock.rehearsing.rehearse import Ground, Rehearsal, rehearse
from warehouse_app.restock.rehearsing.rules import Wishes
from warehouse_app.store.warehouse import Warehouse

TODAY = DAY.date()
FIRST = TODAY - timedelta(days=3)
BEGINS = TODAY + timedelta(days=8)
WISHES = Wishes(BEGINS, BEGINS + timedelta(days=2), FIRST, TODAY - timedelta(days=1), figure=Decimal(4))


def past(warehouse: Warehouse) -> None:
    """SKU1 sold alone 2, 4 and 6 times on three days; SKU1 with two SKU2 three times on the last; each piece for 10.00."""
    add_products(warehouse)
    add_stock(warehouse, {"SKU1": 40, "SKU2": 5})
    alone = [line("SKU1", 1, price=Decimal(10))]
    both = [*alone, line("SKU2", 2, 3, price=Decimal(10))]
    orders = []
    for place, count in enumerate((2, 4, 6)):
        at = DAY - timedelta(days=3 - place)
        orders += [order(f"D{place}-{n}", alone, paid_at=at, created_at=at) for n in range(count)]
    at = DAY - timedelta(days=1)
    orders += [order(f"B-{n}", both, paid_at=at, created_at=at) for n in range(3)]
    add_orders(warehouse, *orders)


def sku_ids(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.reading() as session:
        return dict(session.execute(select(Sku.seller_code, Sku.id)).all())


def ground(warehouse: Warehouse, wishes: Wishes = WISHES, today: date = TODAY) -> Ground:
    with warehouse.reading() as session:
        return read_ground(session, wishes, today)


def found(warehouse: Warehouse, today: date = TODAY, **changes: object) -> Rehearsal:
    wishes = replace(WISHES, **changes)  # type: ignore[arg-type]  # the test's words
    return rehearse(wishes, ground(warehouse, wishes, today))


__all__ = ["BEGINS", "FIRST", "SYSTEM", "TODAY", "WISHES", "do", "found", "ground", "past", "sku_ids"]
