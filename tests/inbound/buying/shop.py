"""Suppliers, orders and closed receipts for these tests; receipts are written as receiving leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.shop import DESK, do
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.account.entries import book_receipt, unbook_receipt
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.queries import OrderCard, order
from warehouse_app.inbound.buying.receipts import apply_receipt
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.tables import Inspection, Receipt, ReceiptLine, ReceiptScan
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.stock import ledger
from warehouse_app.stock.places import dock_id, virtual_id
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Move
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action

TODAY = date(2026, 11, 3)
CLERK = Actor(1, "clerk", Role.CLERK)


def yuan(text: str) -> Decimal:
    return Decimal(text)


def add_supplier(warehouse: Warehouse, name: str = "义乌小商品", **fields: Any) -> int:
    return do(warehouse, save_supplier, SupplierFields(name, **fields))


def sku_ids(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.reading() as session:
        return {sku.seller_code: sku.id for sku in session.execute(select(Sku.seller_code, Sku.id))}


def wanted(warehouse: Warehouse, pieces: Mapping[str, int], price: str | None = "10.00") -> list[WantedLine]:
    ids = sku_ids(warehouse)
    return [WantedLine(ids[code], quantity, yuan(price) if price else None) for code, quantity in pieces.items()]


def drafted(warehouse: Warehouse, supplier_id: int, pieces: Mapping[str, int], **fields: Any) -> int:
    return do(warehouse, draft_order, supplier_id, wanted(warehouse, pieces), **fields)


def ordered(warehouse: Warehouse, supplier_id: int, pieces: Mapping[str, int], **fields: Any) -> int:
    """An order that is with the supplier, whatever its size."""
    order_id = drafted(warehouse, supplier_id, pieces, **fields)
    do(warehouse, send_order, order_id, "试销")
    return order_id


def card(warehouse: Warehouse, order_id: int, today: date = TODAY) -> OrderCard:
    with warehouse.reading() as session:
        return order(session, order_id, today)


def open_receipt(warehouse: Warehouse, supplier_id: int, order_id: int | None = None) -> int:
    with warehouse.transaction(SYSTEM, DESK) as tx:
        return _receipt(tx, supplier_id, order_id, "open", None)


def received(
    warehouse: Warehouse, supplier_id: int, pieces: Mapping[str, int], *, order_id: int | None = None,
    at: datetime | None = None, defective: int = 0, freight: str = "0", price: str = "10.00",
) -> int:  # fmt: skip
    """A closed receipt with all that belongs to it: scans, inspections, moves, the order's pieces, the account."""
    ids = sku_ids(warehouse)
    counted = {ids[code]: quantity for code, quantity in pieces.items()}
    goods = sum(counted.values()) * yuan(price)
    with warehouse.transaction(SYSTEM, DESK) as tx:
        receipt_id = _receipt(tx, supplier_id, order_id, "closed", at or tx.now, yuan(freight), goods)
        for sku_id, quantity in counted.items():
            _line(tx, receipt_id, sku_id, quantity, defective, yuan(price))
        tx.session.flush()
        _bring(tx, receipt_id, counted, defective)
        book_receipt(tx, receipt_id, supplier_id, goods, yuan(freight))
        if order_id is not None:
            apply_receipt(tx, order_id, counted, 1)
    return receipt_id


def _line(tx: Tx, receipt_id: int, sku_id: int, counted: int, defective: int, price: Decimal) -> None:
    where: dict[str, Any] = {"receipt_id": receipt_id, "sku_id": sku_id}
    tx.session.add(ReceiptScan(**where, action=new_action(), how="keyed", verdict="right", quantity=counted))
    tx.session.add(ReceiptLine(**where, counted=counted, inspected=defective, defective=defective, price=price))
    if defective:
        tx.session.add(Inspection(**where, inspected=defective, defective=defective, reason="stain"))


def _bring(tx: Tx, receipt_id: int, counted: Mapping[int, int], defective: int) -> None:
    supplier, quarantine = virtual_id(tx, Virtual.SUPPLIER), virtual_id(tx, Virtual.QUARANTINE)
    moves = [Posting(sku_id, supplier, dock_id(tx), quantity - defective) for sku_id, quantity in counted.items()]
    moves += [Posting(sku_id, supplier, quarantine, defective) for sku_id in counted if defective]
    ledger.post(tx, f"receipt:{receipt_id}:close", Reason.RECEIVED, moves, f"receipt:{receipt_id}")


def take_back(warehouse: Warehouse, receipt_id: int) -> None:
    """Reverse a closed receipt, as far as buying and the account see it."""
    with warehouse.transaction(SYSTEM, DESK) as tx:
        receipt = tx.session.get_one(Receipt, receipt_id)
        lines = tx.session.execute(select(ReceiptLine.sku_id, ReceiptLine.counted).where(ReceiptLine.receipt_id == receipt_id))
        receipt.state = "reversed"
        if receipt.order_id is not None:
            apply_receipt(tx, receipt.order_id, {line.sku_id: line.counted for line in lines}, -1)
        unbook_receipt(tx, receipt_id)
        moves = tx.session.scalars(select(Move.id).where(Move.document == f"receipt:{receipt_id}"))
        ledger.undo(tx, f"receipt:{receipt_id}:reverse", list(moves), f"receipt:{receipt_id}")


def _receipt(
    tx: Tx, supplier_id: int, order_id: int | None, state: str, closed_at: datetime | None,
    freight: Decimal = Decimal(0), goods: Decimal | None = None,
) -> int:  # fmt: skip
    receipt = Receipt(
        number=new_action(), supplier_id=supplier_id, order_id=order_id, state=state, closed_at=closed_at, freight=freight,
        freight_owed=True, amount=goods, delivery_note="送货单 7",
    )  # fmt: skip
    tx.session.add(receipt)
    tx.session.flush()
    receipt.number = f"GR261103-{receipt.id}"
    tx.session.flush()
    return receipt.id
