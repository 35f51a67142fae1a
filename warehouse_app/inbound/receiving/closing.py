"""Closing a receipt books its goods in, once: ledger, prices, freight, purchase order, supplier's account; and the way back.

Both ways touch the rows of other desks in one order (receipt, order or return, stock, account), so two closings at once
wait for each other instead of blocking each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import bindparam, select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.account.entries import book_receipt, unbook_receipt
from warehouse_app.inbound.account.rules import share_freight
from warehouse_app.inbound.buying.prices import current_prices
from warehouse_app.inbound.buying.receipts import apply_receipt
from warehouse_app.inbound.receiving.rules import share_by
from warehouse_app.inbound.sendback.receipts import apply_exchange
from warehouse_app.inbound.tables import PurchaseLine, Receipt, ReceiptLine, ReturnLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.people.tables import Person
from warehouse_app.stock import ledger
from warehouse_app.stock.places import dock_id, virtual_id
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Move
from warehouse_app.store import audit
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

UNDO_AT_ONCE = 5_000  # moves taken back by one action: a statement takes some ten thousand ids
NAMED = 5  # SKUs a refusal names; the rest can be looked at
_fix_line = Prepared(
    update(ReceiptLine)
    .where(ReceiptLine.id == bindparam("of_line"))
    .values(price=bindparam("fixed"), freight_share=bindparam("share"))
)


@dataclass(frozen=True, slots=True)
class ClosedReceipt:
    """What was booked in: good pieces wait on the dock, defective ones lie in quarantine; money is what the goods cost."""

    receipt_id: int
    number: str
    lines: int
    good: int
    defective: int
    amount: Decimal
    freight: Decimal


@needs(Right.RECEIVE)
def close_receipt(tx: Tx, receipt_id: int) -> ClosedReceipt:
    """Book an open receipt in. Prices are fixed: keyed here, else the order's, else the supplier's newest, else none.

    Raises NotFound, Conflict (closed_already with who and when, not_open, empty).
    """
    changed = tx.connection.execute(
        update(Receipt)
        .where(Receipt.id == receipt_id, Receipt.state == "open")
        .values(state="closed", closed_at=tx.now, closed_by_id=tx.actor.id)
    ).rowcount
    if not changed:
        raise _not_open(tx, receipt_id)
    head = _head(tx, receipt_id)
    lines = _counted_lines(tx, receipt_id)
    if not lines:
        raise Conflict("receiving.empty", number=head.number)
    # Before the receipt is written a second time: that makes PostgreSQL take a share of the order's row, and two receipts
    # of one order, both holding a share, would wait for each other when they want the whole of it.
    _tell_source(tx, head, lines, 1)
    amount = _fix_prices(tx, head, lines)
    ledger.post(tx, f"receipt:{receipt_id}:close", Reason.RECEIVED, _postings(tx, lines), f"receipt:{receipt_id}")
    if head.supplier_id is not None:
        freight = head.freight if head.freight_owed else Decimal(0)
        book_receipt(tx, receipt_id, head.supplier_id, amount, freight)
    tx.touch("receipts", "stock")
    defective = sum(line.defective for line in lines)
    good = sum(line.counted for line in lines) - defective
    return ClosedReceipt(receipt_id, head.number, len(lines), good, defective, amount, head.freight)


def _not_open(tx: Tx, receipt_id: int) -> Conflict | NotFound:
    found = tx.connection.execute(
        select(Receipt.number, Receipt.state, Receipt.closed_at, Person.name)
        .outerjoin(Person, Person.id == Receipt.closed_by_id)
        .where(Receipt.id == receipt_id)
    ).one_or_none()
    if found is None:
        return NotFound("receiving.no_such_receipt")
    if found.state != "closed":
        return Conflict("receiving.not_open", number=found.number, state=found.state)
    when = f"{found.closed_at.astimezone():%Y-%m-%d %H:%M}"
    return Conflict("receiving.closed_already", number=found.number, who=found.name, when=when)


def _head(tx: Tx, receipt_id: int) -> Any:
    columns = (
        Receipt.id, Receipt.number, Receipt.supplier_id, Receipt.order_id, Receipt.return_id, Receipt.freight,
        Receipt.freight_owed,
    )  # fmt: skip
    return tx.connection.execute(select(*columns).where(Receipt.id == receipt_id)).one()


def _counted_lines(tx: Tx, receipt_id: int) -> Sequence[Any]:
    """The lines with goods, locked: nobody inspects or puts away between the look and the commit."""
    columns = (
        ReceiptLine.id, ReceiptLine.sku_id, ReceiptLine.lot, ReceiptLine.counted, ReceiptLine.defective, ReceiptLine.put_away,
        ReceiptLine.price,
    )  # fmt: skip
    return tx.connection.execute(
        select(*columns)
        .where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.counted > 0)
        .order_by(ReceiptLine.id)
        .with_for_update()
    ).all()


def _fix_prices(tx: Tx, head: Any, lines: Sequence[Any]) -> Decimal:
    """Write each line's price and share of the freight; returns what the goods cost. An exchange costs nothing again."""
    known = _prices(tx, head, sorted({line.sku_id for line in lines if line.price is None}))
    prices = [known.get(line.sku_id) if line.price is None else line.price for line in lines]
    values = [(price or Decimal(0)) * line.counted for price, line in zip(prices, lines, strict=True)]
    shares = share_freight(head.freight, share_by(values, [line.counted for line in lines]))
    _fix_line.run_many(
        tx,
        ({"of_line": line.id, "fixed": price, "share": share} for line, price, share in zip(lines, prices, shares, strict=True)),
    )
    amount = sum(values, Decimal("0.00")) if head.return_id is None else Decimal("0.00")
    tx.connection.execute(update(Receipt).where(Receipt.id == head.id).values(amount=amount))
    return amount


def _prices(tx: Tx, head: Any, sku_ids: Sequence[int]) -> dict[int, Decimal]:
    """What the order or the return agreed on, and the supplier's newest prices for what they say nothing of."""
    found: dict[int, Decimal] = {}
    for table, source, number in (
        (PurchaseLine, PurchaseLine.order_id, head.order_id), (ReturnLine, ReturnLine.return_id, head.return_id)
    ):  # fmt: skip
        if number is not None:
            agreed = select(table.sku_id, table.price).where(source == number, table.price.is_not(None))
            found |= {row.sku_id: row.price for row in tx.connection.execute(agreed)}
    missing = [sku_id for sku_id in sku_ids if sku_id not in found]
    if head.supplier_id is not None and missing:
        asked = current_prices(tx.connection, head.supplier_id, missing, tx.now.astimezone().date())
        found |= {sku_id: price.price for sku_id, price in asked.items()}
    return found


def _tell_source(tx: Tx, head: Any, lines: Sequence[Any], sign: Literal[1, -1]) -> None:
    """The order, or the return these goods replace, learns what came, defective or not."""
    pieces: Counter[int] = Counter()
    for line in lines:
        pieces[line.sku_id] += line.counted
    if head.order_id is not None:
        apply_receipt(tx, head.order_id, pieces, sign)
    if head.return_id is not None:
        apply_exchange(tx, head.return_id, pieces, sign)


def _postings(tx: Tx, lines: Sequence[Any]) -> list[Posting]:
    supplier, dock, quarantine = virtual_id(tx, Virtual.SUPPLIER), dock_id(tx), virtual_id(tx, Virtual.QUARANTINE)
    good = [
        Posting(line.sku_id, supplier, dock, line.counted - line.defective, line.lot)
        for line in lines
        if line.counted > line.defective
    ]
    return good + [Posting(line.sku_id, supplier, quarantine, line.defective, line.lot) for line in lines if line.defective]


@needs(Right.UNDO_STOCK)
def reverse_receipt(tx: Tx, receipt_id: int, reason: str) -> None:
    """Take a closed receipt back while all of it still lies on the dock or in quarantine; counts stay as history.

    Raises BadInput (reverse_reason_wanted), NotFound, Conflict (not_closed, put_away_already, moved_on: what has moved).
    """
    if not reason.strip():
        raise BadInput("receiving.reverse_reason_wanted")
    changed = tx.connection.execute(
        update(Receipt).where(Receipt.id == receipt_id, Receipt.state == "closed").values(state="reversed")
    ).rowcount
    if not changed:
        raise _not_closed(tx, receipt_id)
    head = _head(tx, receipt_id)
    lines = _counted_lines(tx, receipt_id)
    _still_here(tx, head, lines)
    _tell_source(tx, head, lines, -1)
    with _told_as_moved_on(head.number):
        for part, move_ids in enumerate(chunks(_standing_moves(tx, receipt_id), UNDO_AT_ONCE)):
            ledger.undo(tx, f"receipt:{receipt_id}:reverse:{part}", move_ids, f"receipt:{receipt_id}")
    unbook_receipt(tx, receipt_id)
    audit.record(tx, "receipt_reversed", head.number, reason=reason.strip())
    tx.touch("receipts", "stock")


def _not_closed(tx: Tx, receipt_id: int) -> Conflict | NotFound:
    found = tx.connection.execute(select(Receipt.number, Receipt.state).where(Receipt.id == receipt_id)).one_or_none()
    if found is None:
        return NotFound("receiving.no_such_receipt")
    return Conflict("receiving.not_closed", number=found.number, state=found.state)


def _still_here(tx: Tx, head: Any, lines: Sequence[Any]) -> None:
    gone = {line.sku_id for line in lines if line.put_away}
    if not gone:
        return
    pieces = sum(line.put_away for line in lines)
    few = sorted(gone)[:NAMED]
    codes = tx.connection.execute(select(Sku.seller_code).where(Sku.id.in_(few)).order_by(Sku.seller_code)).scalars()
    raise Conflict("receiving.put_away_already", number=head.number, pieces=pieces, skus=", ".join(codes), kinds=len(gone))


def _standing_moves(tx: Tx, receipt_id: int) -> list[int]:
    """The receipt's moves onto dock and quarantine, newest first: what was inspected later goes back to the dock first."""
    undone = select(Move.undoes_id).where(Move.document == f"receipt:{receipt_id}", Move.undoes_id.is_not(None))
    return list(
        tx.connection.execute(
            select(Move.id)
            .where(
                Move.document == f"receipt:{receipt_id}",
                Move.reason.in_((Reason.RECEIVED.value, Reason.DEFECTIVE.value)),
                Move.id.not_in(undone),
            )
            .order_by(Move.id.desc())
        ).scalars()
    )


@contextmanager
def _told_as_moved_on(number: str) -> Iterator[None]:
    """The ledger says which place has too few; here that means: these goods of the receipt have gone elsewhere."""
    try:
        yield
    except Conflict as error:
        if error.code != "stock.not_enough":
            raise
        raise Conflict("receiving.moved_on", number=number, **error.fields) from error
