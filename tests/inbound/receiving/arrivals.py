"""A supplier, sent orders and open receipts to test with, made by the commands themselves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import func, select, update

from tests.shop import add_products, barcode, do
from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.scanning import ReceiveAnswer, receive
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, ReceiptLine, ReceiptScan, SupplierEntry
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

PACK = "PACK-1"  # a carton of six SKU1


def sku_of(warehouse: Warehouse, code: str) -> int:
    with warehouse.reading() as session:
        return session.scalars(select(Sku.id).where(Sku.seller_code == code)).one()


def add_supplier(warehouse: Warehouse, name: str = "示例服装厂") -> int:
    return do(warehouse, save_supplier, SupplierFields(name=name))


def add_goods(warehouse: Warehouse, count: int = 3) -> int:
    """SKU1..SKUn, a carton barcode of SKU1, and a supplier; returns the supplier's id."""
    add_products(warehouse, count)

    def pack(tx: Tx) -> None:
        tx.session.add(Barcode(code=PACK, sku_id=1, multiple=6))

    do(warehouse, pack)
    return add_supplier(warehouse)


def sent_order(warehouse: Warehouse, supplier_id: int, pieces: Mapping[str, int], price: str = "10.00") -> int:
    """A purchase order that was sent."""
    lines = [WantedLine(sku_of(warehouse, code), quantity, Decimal(price)) for code, quantity in pieces.items()]
    order_id = do(warehouse, draft_order, supplier_id, lines)
    do(warehouse, send_order, order_id, "a test needs many")
    return order_id


def version_of(warehouse: Warehouse, order_id: int) -> int:
    with warehouse.reading() as session:
        return session.scalars(select(PurchaseOrder.version).where(PurchaseOrder.id == order_id)).one()


def receipt_of(warehouse: Warehouse, order_id: int | None = None, supplier_id: int | None = None) -> int:
    return do(warehouse, open_receipt, order_id, supplier_id)


def count(warehouse: Warehouse, receipt_id: int, code: str, quantity: int = 1, action: str = "") -> ReceiveAnswer:
    """One scan of a code; SKU3 means its barcode."""
    read = barcode(int(code[3:])) if code.startswith("SKU") else code
    return do(warehouse, receive, receipt_id, (read,), action or new_action(), quantity=quantity)


def keep_by_lot(warehouse: Warehouse, code: str) -> None:
    def switch(tx: Tx) -> None:
        product = select(Sku.product_id).where(Sku.seller_code == code).scalar_subquery()
        tx.connection.execute(update(Product).where(Product.id == product).values(lots=True))

    do(warehouse, switch)


def order_state(warehouse: Warehouse, order_id: int) -> tuple[str, dict[int, int]]:
    """The order's state, and pieces received by SKU id."""
    with warehouse.reading() as session:
        state = session.scalars(select(PurchaseOrder.state).where(PurchaseOrder.id == order_id)).one()
        lines = session.execute(select(PurchaseLine.sku_id, PurchaseLine.received).where(PurchaseLine.order_id == order_id))
        return state, {row.sku_id: row.received for row in lines}


def lying(warehouse: Warehouse, place: str) -> dict[int, int]:
    """Pieces by SKU id at a location; nothing where there are none."""
    with warehouse.reading() as session:
        rows = session.execute(
            select(Balance.sku_id, func.sum(Balance.on_hand).label("pieces"))
            .join(Location, Location.id == Balance.location_id)
            .where(Location.role == "dock" if place == "DOCK" else Location.code == place)
            .group_by(Balance.sku_id)
        )
        return {row.sku_id: int(row.pieces) for row in rows if row.pieces}


def owed(warehouse: Warehouse, supplier_id: int) -> Decimal:
    with warehouse.reading() as session:
        entries = session.scalars(select(SupplierEntry.amount).where(SupplierEntry.supplier_id == supplier_id))
        return sum(entries, Decimal(0))


def scans_agree(warehouse: Warehouse) -> bool:
    """Every line's pieces are the sum of its scans, and no scan counts for a line that is not there."""
    with warehouse.reading() as session:
        key = (ReceiptScan.receipt_id, ReceiptScan.sku_id, ReceiptScan.lot)
        sums = session.execute(select(*key, func.sum(ReceiptScan.quantity)).where(ReceiptScan.sku_id.is_not(None)).group_by(*key))
        scanned = {tuple(row[:3]): int(row[3]) for row in sums if row[3]}
        lines = session.execute(select(ReceiptLine.receipt_id, ReceiptLine.sku_id, ReceiptLine.lot, ReceiptLine.counted))
        return scanned == {tuple(row[:3]): row[3] for row in lines if row[3]}
