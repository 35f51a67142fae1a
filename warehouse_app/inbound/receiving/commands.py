"""Receipts at the receiving desk: opened when goods arrive, their head filled in, priced, or given up before closing.

Counting stands in ``scanning``, inspection in ``inspecting``, booking in and taking back in ``closing``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from warehouse_app.errors import Conflict, NotFound
from warehouse_app.inbound.receiving.rules import check_money
from warehouse_app.inbound.receiving.statements import lock_open
from warehouse_app.inbound.tables import PurchaseOrder, Receipt, ReceiptLine, Supplier, SupplierReturn
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx, new_action

RECEIVING_ORDER = ("sent", "partly")


@needs(Right.RECEIVE)
def open_receipt(
    tx: Tx,
    order_id: int | None = None,
    supplier_id: int | None = None,
    return_id: int | None = None,
    delivery_note: str = "",
) -> int:
    """Goods have arrived: against a purchase order, in exchange for a return, or blind. Returns the receipt's id.

    An order may have several receipts, also open at once. Raises NotFound (no_such_order, no_such_return,
    no_such_supplier), Conflict (one_source, order_not_open, return_not_open, supplier_differs).
    """
    if order_id is not None and return_id is not None:
        raise Conflict("receiving.one_source")
    supplier = _check_supplier(tx, supplier_id)
    if order_id is not None:
        supplier = _same_supplier(supplier, _order(tx, order_id).supplier_id)
    if return_id is not None:
        supplier = _same_supplier(supplier, _return(tx, return_id).supplier_id)
    receipt = Receipt(
        number=new_action(), supplier_id=supplier, order_id=order_id, return_id=return_id, delivery_note=delivery_note.strip()
    )
    tx.session.add(receipt)
    tx.session.flush()
    receipt.number = f"GR{tx.now.astimezone():%y%m%d}-{receipt.id}"
    tx.session.flush()
    tx.touch("receipts")
    return receipt.id


def _order(tx: Tx, order_id: int) -> Any:
    """The order, locked: nobody cancels it between the look and the commit."""
    found = tx.connection.execute(
        select(PurchaseOrder.number, PurchaseOrder.state, PurchaseOrder.supplier_id)
        .where(PurchaseOrder.id == order_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("receiving.no_such_order")
    if found.state not in RECEIVING_ORDER:
        raise Conflict("receiving.order_not_open", number=found.number, state=found.state)
    return found


def _return(tx: Tx, return_id: int) -> Any:
    found = tx.connection.execute(
        select(SupplierReturn.number, SupplierReturn.state, SupplierReturn.supplier_id)
        .where(SupplierReturn.id == return_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("receiving.no_such_return")
    if found.state != "sent":
        raise Conflict("receiving.return_not_open", number=found.number, state=found.state)
    return found


def _check_supplier(tx: Tx, supplier_id: int | None) -> int | None:
    if supplier_id is not None and tx.connection.execute(select(Supplier.id).where(Supplier.id == supplier_id)).first() is None:
        raise NotFound("receiving.no_such_supplier")
    return supplier_id


def _same_supplier(given: int | None, wanted: int) -> int:
    if given is not None and given != wanted:
        raise Conflict("receiving.supplier_differs")
    return wanted


@needs(Right.RECEIVE)
def cancel_receipt(tx: Tx, receipt_id: int) -> None:
    """Give up an open receipt: its counts stay as history and nothing is booked. Raises NotFound, Conflict (not_open)."""
    _change_open(tx, receipt_id, state="cancelled")


@needs(Right.RECEIVE)
def set_head(
    tx: Tx,
    receipt_id: int,
    supplier_id: int | None,
    delivery_note: str,
    freight: Decimal,
    freight_owed: bool,
    note: str,
) -> None:
    """Fill in an open receipt's head; ``freight_owed``: the freight is on the supplier's bill.

    Raises BadInput (amount_range), NotFound (no_such_receipt, no_such_supplier), Conflict (not_open, supplier_differs: an
    order or a return names another).
    """
    check_money(freight)
    _check_supplier(tx, supplier_id)
    source = tx.connection.execute(
        select(PurchaseOrder.supplier_id.label("by_order"), SupplierReturn.supplier_id.label("by_return"))
        .select_from(Receipt)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Receipt.order_id)
        .outerjoin(SupplierReturn, SupplierReturn.id == Receipt.return_id)
        .where(Receipt.id == receipt_id)
    ).one_or_none()
    wanted = None if source is None else source.by_order or source.by_return
    supplier = supplier_id if wanted is None else _same_supplier(supplier_id, wanted)
    _change_open(
        tx, receipt_id, supplier_id=supplier, delivery_note=delivery_note.strip(), freight=freight, freight_owed=freight_owed,
        note=note.strip(),
    )  # fmt: skip


@needs(Right.RECEIVE)
def price_line(tx: Tx, receipt_id: int, sku_id: int, price: Decimal | None) -> None:
    """What one piece of this SKU costs in this open receipt, whatever the order says; None asks the order again.

    Raises BadInput (amount_range), NotFound (no_such_receipt, not_in_receipt), Conflict (not_open).
    """
    if price is not None:
        check_money(price)
    lock_open(tx, receipt_id)
    changed = tx.connection.execute(
        update(ReceiptLine).where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.sku_id == sku_id).values(price=price)
    ).rowcount
    if not changed:
        raise NotFound("receiving.not_in_receipt")
    tx.touch("receipts")


def _change_open(tx: Tx, receipt_id: int, **values: object) -> None:
    """Change a receipt that is still open at the moment of the change."""
    changed = tx.connection.execute(
        update(Receipt).where(Receipt.id == receipt_id, Receipt.state == "open").values(**values)
    ).rowcount
    tx.touch("receipts")
    if changed:
        return
    found = tx.connection.execute(select(Receipt.number, Receipt.state).where(Receipt.id == receipt_id)).one_or_none()
    if found is None:
        raise NotFound("receiving.no_such_receipt")
    raise Conflict("receiving.not_open", number=found.number, state=found.state)
