"""What a closed receipt puts onto the supplier's account, and takes off again. Receiving asks for the right."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from warehouse_app.inbound.account.rules import Kind
from warehouse_app.inbound.tables import SupplierEntry
from warehouse_app.store.warehouse import Tx


def book_receipt(tx: Tx, receipt_id: int, supplier_id: int, goods: Decimal, freight: Decimal) -> None:
    """Owe the supplier for a receipt closed today: its goods, and the freight that stands on his bill (0 for none).

    Amounts of zero write no entry.
    """
    day = tx.now.astimezone().date()
    rows = [
        {"supplier_id": supplier_id, "day": day, "kind": kind.value, "amount": amount, "receipt_id": receipt_id}
        for kind, amount in ((Kind.GOODS, goods), (Kind.FREIGHT, freight))
        if amount
    ]
    if rows:
        tx.connection.execute(insert(SupplierEntry), rows)
        tx.touch("account")


def unbook_receipt(tx: Tx, receipt_id: int) -> None:
    """Owe nothing more for a receipt that is reversed; what was paid for it is free for others. Twice is once."""
    undoing = aliased(SupplierEntry)
    standing = tx.connection.execute(
        select(SupplierEntry.id, SupplierEntry.supplier_id, SupplierEntry.amount)
        .outerjoin(undoing, undoing.undoes_id == SupplierEntry.id)
        .where(
            SupplierEntry.receipt_id == receipt_id,
            SupplierEntry.kind.in_([Kind.GOODS.value, Kind.FREIGHT.value]),
            undoing.id.is_(None),
        )
        .order_by(SupplierEntry.id)
    ).all()
    day = tx.now.astimezone().date()
    rows = [
        {
            "supplier_id": entry.supplier_id, "day": day, "kind": Kind.REVERSAL.value, "amount": -entry.amount,
            "receipt_id": receipt_id, "undoes_id": entry.id,
        }
        for entry in standing
    ]  # fmt: skip
    if rows:
        tx.connection.execute(insert(SupplierEntry), rows)
        tx.touch("account")
