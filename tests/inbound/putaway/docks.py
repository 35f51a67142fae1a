"""Goods on the dock to test with: suppliers, and closed receipts made at the receiving desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from tests.shop import do
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt, price_line
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import set_count
from warehouse_app.inbound.tables import Receipt, ReceiptLine, Supplier
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.warehouse import Tx, Warehouse, new_action


def add_supplier(warehouse: Warehouse, name: str = "示例针织厂") -> int:
    def add(tx: Tx) -> int:
        supplier = Supplier(name=name)
        tx.session.add(supplier)
        tx.session.flush()
        return supplier.id

    return do(warehouse, add)


def add_receipt(
    warehouse: Warehouse,
    pieces: Mapping[str, int],
    *,
    defective: Mapping[str, int] | None = None,
    supplier_id: int | None = None,
    return_id: int | None = None,
    price: str | None = None,
    lot: str = "",
    closed_at: datetime | None = None,
) -> int:
    """A closed receipt with its goods on the dock and its defective ones in quarantine; its id."""

    def add(tx: Tx) -> int:
        receipt = open_receipt(tx, supplier_id=supplier_id, return_id=return_id)
        for code, counted in pieces.items():
            sku, bad = sku_id_in(tx, code), (defective or {}).get(code, 0)
            product = tx.connection.execute(select(Sku.product_id).where(Sku.id == sku)).scalar_one()
            tx.connection.execute(update(Product).where(Product.id == product).values(lots=bool(lot)))
            set_count(tx, receipt, sku, lot, counted, new_action())
            if bad:
                inspect(tx, receipt, sku, lot, bad, bad, "stain")
            price_line(tx, receipt, sku, None if price is None else Decimal(price))
        close_receipt(tx, receipt)
        return receipt

    clock = warehouse.clock
    warehouse.clock = (lambda: closed_at) if closed_at else clock
    try:
        return do(warehouse, add)
    finally:
        warehouse.clock = clock


def sku_id_in(tx: Tx, code: str) -> int:
    return int(tx.connection.execute(select(Sku.id).where(Sku.seller_code == code)).scalar_one())


def sku_id(warehouse: Warehouse, code: str) -> int:
    return do(warehouse, sku_id_in, code)


def change_bin(warehouse: Warehouse, code: str, **values: Any) -> None:
    do(warehouse, lambda tx: tx.connection.execute(update(Location).where(Location.code == code).values(**values)))


def change_sku(warehouse: Warehouse, code: str, **values: Any) -> None:
    do(warehouse, lambda tx: tx.connection.execute(update(Sku).where(Sku.seller_code == code).values(**values)))


def at(warehouse: Warehouse, place: str, code: str) -> int:
    """Pieces of a SKU at a location, all lots."""
    with warehouse.reading() as session:
        return sum(
            session.scalars(
                select(Balance.on_hand)
                .join(Location, Location.id == Balance.location_id)
                .join(Sku, Sku.id == Balance.sku_id)
                .where(Location.code == place, Sku.seller_code == code)
            )
        )


def put_away_of(warehouse: Warehouse, receipt_id: int) -> int:
    with warehouse.reading() as session:
        return sum(session.scalars(select(ReceiptLine.put_away).where(ReceiptLine.receipt_id == receipt_id)))


def dock_agrees(warehouse: Warehouse) -> bool:
    """Whether the dock holds exactly what closed receipts left there."""
    waiting: dict[tuple[int, str], int] = {}
    with warehouse.reading() as session:
        closed = select(ReceiptLine.sku_id, ReceiptLine.lot, ReceiptLine.counted, ReceiptLine.defective, ReceiptLine.put_away)
        for row in session.execute(closed.join(Receipt, Receipt.id == ReceiptLine.receipt_id).where(Receipt.state == "closed")):
            key = (row.sku_id, row.lot)
            waiting[key] = waiting.get(key, 0) + row.counted - row.defective - row.put_away
        there = select(Balance.sku_id, Balance.lot, Balance.on_hand).join(Location, Location.id == Balance.location_id)
        held = {(row.sku_id, row.lot): row.on_hand for row in session.execute(there.where(Location.role == "dock"))}
    return {key: n for key, n in waiting.items() if n} == {key: n for key, n in held.items() if n}
