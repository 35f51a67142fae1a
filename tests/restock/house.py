"""A small shop that sells every day, whose clock a test can turn on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from tests.shop import DAY, add_products, add_stock, do
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.buying.commands import save_supplier, set_price
from warehouse_app.inbound.buying.rules import SupplierFields
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.people.commands import SYSTEM
from warehouse_app.restock.running import Ran, run_restock
from warehouse_app.restock.tables import AlertEvent, RestockAlert, RestockFigure
from warehouse_app.store.warehouse import Tx, Warehouse

TODAY = DAY.astimezone().date()


def at(day: date) -> datetime:
    """Nine in the morning on this computer's clock."""
    return datetime(day.year, day.month, day.day, 9).astimezone().astimezone(UTC)


def today_is(warehouse: Warehouse, day: date) -> None:
    """Turn the warehouse's clock."""
    warehouse.clock = lambda: at(day)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def sold(
    warehouse: Warehouse, pieces: Mapping[tuple[int, date], int], *, state: str = "done", line: Mapping[str, Any] | None = None,
    **order: Any,
) -> None:  # fmt: skip
    """Orders of so many pieces by SKU and day, as they stand long after; written, not imported."""

    def write(tx: Tx) -> None:
        shop = tx.connection.execute(select(Shop.id)).scalar()
        if shop is None:
            shop = tx.connection.execute(insert(Shop).values(name="测试店").returning(Shop.id)).scalar_one()
        for n, ((sku_id, day), many) in enumerate(pieces.items()):
            told = {"shop_id": shop, "number": f"{day}-{sku_id}-{n}-{state}-{len(order)}", "state": state, "as_of": at(day)}
            told |= {"strength": 2, "paid_at": at(day)} | order
            made = tx.connection.execute(insert(Order).values(**told).returning(Order.id)).scalar_one()
            row = {"order_id": made, "line": 1, "sku_id": sku_id, "quantity": many} | dict(line or {})
            tx.connection.execute(insert(OrderLine).values(**row))

    do(warehouse, write)


def every_day(sku_id: int, many: int, days: int = 90, until: int = 1) -> dict[tuple[int, date], int]:
    """The same pieces on each of the days up to so many days ago."""
    return {(sku_id, ago(n)): many for n in range(until, until + days)}


def open_shop(warehouse: Warehouse, stock: Mapping[str, int], *, supplier: bool = True, **fields: Any) -> int | None:
    """SKU1.. that lay in their bins long before anything was sold, and a supplier who sells them all; returns his id."""
    today_is(warehouse, ago(400))
    add_products(warehouse, max(int(code[3:]) for code in stock))
    if any(stock.values()):
        add_stock(warehouse, {code: many for code, many in stock.items() if many})
    today_is(warehouse, TODAY)
    if not supplier:
        return None
    return sells(warehouse, stock, **fields)


def sells(warehouse: Warehouse, codes: Mapping[str, int], name: str = "示例服装厂", price: str = "10.00", **fields: Any) -> int:
    """A supplier with a price for each of these SKUs."""
    from decimal import Decimal

    supplier = do(warehouse, save_supplier, SupplierFields(name, **fields))
    for sku_id in ids(warehouse, *codes):
        do(warehouse, set_price, supplier, sku_id, Decimal(price), ago(400))
    return supplier


def ids(warehouse: Warehouse, *codes: str) -> list[int]:
    with warehouse.reading() as session:
        found = dict(session.execute(select(Sku.seller_code, Sku.id)).all())
    return [found[code] for code in codes]


def run(warehouse: Warehouse, day: date = TODAY) -> Ran:
    """The nightly run of a day."""
    today_is(warehouse, day)
    return run_restock(warehouse, SYSTEM, "test desk")


def figure(warehouse: Warehouse, sku_id: int = 1) -> Any:
    with warehouse.reading() as session:
        return session.execute(select(RestockFigure.__table__).where(RestockFigure.sku_id == sku_id)).one()


def alerts(warehouse: Warehouse, sku_id: int = 1) -> list[str]:
    """States of the SKU's alerts, the oldest first."""
    with warehouse.reading() as session:
        rows = session.execute(select(RestockAlert.state).where(RestockAlert.sku_id == sku_id).order_by(RestockAlert.id))
        return list(rows.scalars())


def alert_id(warehouse: Warehouse, sku_id: int = 1) -> int:
    with warehouse.reading() as session:
        wanted = select(RestockAlert.id).where(RestockAlert.sku_id == sku_id, RestockAlert.state != "over")
        return int(session.execute(wanted).scalar_one())


def events(warehouse: Warehouse, sku_id: int = 1) -> list[str]:
    """What happened to its alerts, the oldest first."""
    with warehouse.reading() as session:
        wanted = select(AlertEvent.kind).join(RestockAlert, RestockAlert.id == AlertEvent.alert_id)
        return list(session.execute(wanted.where(RestockAlert.sku_id == sku_id).order_by(AlertEvent.id)).scalars())
