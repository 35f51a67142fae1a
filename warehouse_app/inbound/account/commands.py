"""Money for suppliers: payments and credits put down, and taken back by an entry against them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.account.rules import Kind, is_money
from warehouse_app.inbound.tables import Receipt, ReturnLine, Supplier, SupplierEntry, SupplierReturn
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@needs(Right.PAY)
def pay(tx: Tx, supplier_id: int, amount: Decimal, day: date, note: str = "", receipt_id: int | None = None) -> int:
    """The shop paid the supplier on a day, for one receipt or for whatever is oldest; returns the entry's id.

    More than is owed is an advance. Raises BadInput ``account.bad_amount``, NotFound, Conflict ``account.not_their_receipt``
    (another supplier's, or one that is not closed).
    """
    _amount(amount)
    _supplier(tx, supplier_id)
    if receipt_id is not None:
        receipt = tx.connection.execute(
            select(Receipt.number, Receipt.supplier_id, Receipt.state).where(Receipt.id == receipt_id).with_for_update()
        ).one_or_none()
        if receipt is None:
            raise NotFound("account.no_such_receipt")
        if receipt.supplier_id != supplier_id or receipt.state != "closed":
            raise Conflict("account.not_their_receipt", number=receipt.number)
    return _write(tx, Kind.PAYMENT, supplier_id, -amount, day, note=note, receipt_id=receipt_id)


@needs(Right.PAY)
def credit(
    tx: Tx, supplier_id: int, amount: Decimal, day: date, note: str = "", return_id: int | None = None,
    return_line_id: int | None = None, pieces: int = 0,
) -> int:  # fmt: skip
    """The supplier owes us so much for goods that went back (``pieces`` of a return's line), or for anything else.

    Returns the entry's id.

    Raises BadInput ``account.bad_amount``, NotFound, Conflict ``account.not_their_return``.
    """
    _amount(amount)
    _supplier(tx, supplier_id)
    if return_id is not None:
        sent = tx.connection.execute(
            select(SupplierReturn.number, SupplierReturn.supplier_id).where(SupplierReturn.id == return_id)
        ).one_or_none()
        if sent is None:
            raise NotFound("account.no_such_return")
        if sent.supplier_id != supplier_id:
            raise Conflict("account.not_their_return", number=sent.number)
    links = {"return_id": return_id, "return_line_id": return_line_id, "pieces": pieces}
    return _write(tx, Kind.CREDIT, supplier_id, -amount, day, note=note, **links)


@needs(Right.PAY)
def reverse_entry(tx: Tx, entry_id: int, reason: str) -> int:
    """A payment or credit was a mistake: an entry of today against it, with the reason; returns the new entry's id.

    Pieces of a return that the credit had settled are open again.
    Raises BadInput ``account.reason_missing``, NotFound, Conflict ``account.not_reversible`` or ``reversed_already``.
    """
    one_at_a_time(tx, "account")
    if not reason.strip():
        raise BadInput("account.reason_missing")
    entry = tx.connection.execute(
        select(
            SupplierEntry.kind,
            SupplierEntry.supplier_id,
            SupplierEntry.amount,
            SupplierEntry.receipt_id,
            SupplierEntry.return_id,
            SupplierEntry.return_line_id,
            SupplierEntry.pieces,
        ).where(SupplierEntry.id == entry_id)
    ).one_or_none()
    if entry is None:
        raise NotFound("account.no_such_entry")
    if entry.kind not in (Kind.PAYMENT, Kind.CREDIT):
        raise Conflict("account.not_reversible", kind=entry.kind)
    if tx.connection.execute(select(SupplierEntry.id).where(SupplierEntry.undoes_id == entry_id)).first():
        raise Conflict("account.reversed_already")
    _open_again(tx, entry)
    today = tx.now.astimezone().date()
    links = {"receipt_id": entry.receipt_id, "return_id": entry.return_id, "undoes_id": entry_id}
    return _write(tx, Kind.REVERSAL, entry.supplier_id, -entry.amount, today, note=reason, **links)


def _open_again(tx: Tx, entry: Any) -> None:
    """Without their credit, pieces that went back wait to be replaced or credited again."""
    if entry.return_line_id is None:
        return
    by_line, by_return = ReturnLine.id == entry.return_line_id, SupplierReturn.id == entry.return_id
    tx.connection.execute(update(SupplierReturn).where(by_return, SupplierReturn.state == "closed").values(state="sent"))
    tx.connection.execute(update(ReturnLine).where(by_line).values(credited=ReturnLine.credited - entry.pieces))
    tx.touch("returns")


def _amount(amount: Decimal) -> None:
    if not is_money(amount) or amount <= 0:
        raise BadInput("account.bad_amount", amount=str(amount))


def _supplier(tx: Tx, supplier_id: int) -> None:
    if tx.connection.execute(select(Supplier.id).where(Supplier.id == supplier_id)).first() is None:
        raise NotFound("account.no_such_supplier")


def _write(tx: Tx, kind: Kind, supplier_id: int, amount: Decimal, day: date, *, note: str, **links: int | None) -> int:
    row = {"supplier_id": supplier_id, "day": day, "kind": kind.value, "amount": amount, "note": note.strip(), **links}
    made = tx.connection.execute(insert(SupplierEntry).values(**row).returning(SupplierEntry.id)).scalar_one()
    tx.touch("account")
    return int(made)
