"""Goods back to the supplier: a list is drafted, sent with the goods, and settled by other goods or by credit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.account import commands as account
from warehouse_app.inbound.sendback import rules
from warehouse_app.inbound.sendback.bought import bought, last_prices
from warehouse_app.inbound.sendback.receipts import lock_sent, settle_state, settling
from warehouse_app.inbound.sendback.rules import BackLine, Kind
from warehouse_app.inbound.tables import Receipt, ReturnLine, Supplier, SupplierReturn
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.stock import ledger
from warehouse_app.stock.places import virtual_id
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Location, Move
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action


@needs(Right.BUY)
def draft_return(tx: Tx, supplier_id: int, kind: str, lines: Sequence[BackLine], note: str = "") -> int:
    """Write down what is to go back; nothing moves yet. Returns the return's id. Lines of the same goods become one.

    Raises NotFound (``no_such_supplier``, ``no_such_sku``, ``no_such_place``) and BadInput (``kind``, ``not_positive``,
    ``price``, ``not_from_there``: only quarantine and bins, never the dock).
    """
    if tx.connection.execute(select(Supplier.id).where(Supplier.id == supplier_id)).first() is None:
        raise NotFound("sendback.no_such_supplier")
    draft = SupplierReturn(number=new_action(), supplier_id=supplier_id, kind=_kind(kind), note=note.strip())
    tx.session.add(draft)
    tx.session.flush()
    draft.number = f"RT{tx.now.astimezone():%y%m%d}-{draft.id}"
    tx.session.flush()
    _write_lines(tx, draft.id, supplier_id, lines)
    tx.touch("returns")
    return draft.id


@needs(Right.BUY)
def edit_return(tx: Tx, return_id: int, kind: str, lines: Sequence[BackLine], note: str = "") -> None:
    """Write a draft anew. Raises NotFound, Conflict ``sendback.not_draft``, and what ``draft_return`` raises."""
    draft = _lock_draft(tx, return_id)
    tx.connection.execute(
        update(SupplierReturn).where(SupplierReturn.id == return_id).values(kind=_kind(kind), note=note.strip())
    )
    tx.connection.execute(delete(ReturnLine).where(ReturnLine.return_id == return_id))
    _write_lines(tx, return_id, draft.supplier_id, lines)
    tx.touch("returns")


@needs(Right.BUY)
def cancel_return(tx: Tx, return_id: int) -> None:
    """Give up a draft. Raises NotFound, Conflict ``sendback.not_draft``."""
    _lock_draft(tx, return_id)
    tx.connection.execute(update(SupplierReturn).where(SupplierReturn.id == return_id).values(state="cancelled"))
    tx.touch("returns")


@needs(Right.BUY)
def send_return(tx: Tx, return_id: int) -> int:
    """The goods leave for the supplier, once; returns how many pieces.

    Raises NotFound, Conflict ``sendback.not_draft``, ``sendback.empty``, ``sendback.more_than_bought`` (sku, quantity, bought)
    and ``stock.not_enough`` when less lies there.
    """
    one_at_a_time(tx, "return")  # two returns to one supplier must not both send back the last piece bought
    draft = _lock_draft(tx, return_id)
    lines = _goods(tx, return_id)
    if not lines:
        raise Conflict("sendback.empty", number=draft.number)
    _check_bought(tx, draft.supplier_id, lines)
    _price(tx, draft.supplier_id, lines)
    supplier = virtual_id(tx, Virtual.SUPPLIER)
    postings = [Posting(line.sku_id, line.location_id, supplier, line.quantity, line.lot) for line in lines]
    ledger.post(tx, f"return:{return_id}:send", Reason.SENT_BACK, postings, f"return:{return_id}")
    tx.connection.execute(update(SupplierReturn).where(SupplierReturn.id == return_id).values(state="sent", sent_at=tx.now))
    tx.touch("returns")
    return sum(line.quantity for line in lines)


@needs(Right.UNDO_STOCK)
def undo_return(tx: Tx, return_id: int) -> int:
    """Goods that were sent come back to where they lay, while nothing is replaced or credited; returns how many pieces.

    Raises NotFound, Conflict ``sendback.not_sent``, ``sendback.settled`` or ``sendback.being_received``.
    """
    lock_sent(tx, return_id)
    lines = settling(tx, return_id)
    number = tx.connection.execute(select(SupplierReturn.number).where(SupplierReturn.id == return_id)).scalar_one()
    if any(line.replaced or line.credited for line in lines):
        raise Conflict("sendback.settled", number=number)
    coming = select(Receipt.number).where(Receipt.return_id == return_id, Receipt.state == "open").order_by(Receipt.id)
    if (receipt := tx.connection.execute(coming).scalar()) is not None:
        raise Conflict("sendback.being_received", number=number, receipt=receipt)
    sent = select(Move.id).where(Move.action == f"return:{return_id}:send").order_by(Move.line)
    move_ids = list(tx.connection.execute(sent).scalars())
    ledger.undo(tx, f"return:{return_id}:undo", move_ids, f"return:{return_id}")
    tx.connection.execute(update(SupplierReturn).where(SupplierReturn.id == return_id).values(state="cancelled"))
    tx.touch("returns")
    return sum(line.quantity for line in lines)


@needs(Right.PAY)
def credit_line(tx: Tx, line_id: int, quantity: int, amount: Decimal | None = None, note: str = "") -> Decimal:
    """The supplier gives money for pieces of a line instead of goods; returns the amount (the line's price by default).

    Raises NotFound ``sendback.no_such_line``, BadInput (``not_positive``, ``price``, ``no_price``), Conflict
    ``sendback.not_sent`` or ``sendback.not_so_many`` (more than is open).
    """
    if not rules.is_count(quantity):
        raise BadInput("sendback.not_positive", quantity=quantity)
    if amount is not None and not rules.is_price(amount):
        raise BadInput("sendback.price", price=amount)
    return_id = tx.connection.execute(select(ReturnLine.return_id).where(ReturnLine.id == line_id)).scalar()
    if return_id is None:
        raise NotFound("sendback.no_such_line")
    supplier_id = lock_sent(tx, return_id)
    line = tx.connection.execute(select(ReturnLine.__table__).where(ReturnLine.id == line_id)).one()
    still_open = line.quantity - line.replaced - line.credited
    if quantity > still_open:
        raise Conflict("sendback.not_so_many", sku=_seller_code(tx, line.sku_id), quantity=quantity, open=still_open)
    if amount is None and line.price is None:
        raise BadInput("sendback.no_price", sku=_seller_code(tx, line.sku_id))
    money: Decimal = line.price * quantity if amount is None else amount
    tx.connection.execute(update(ReturnLine).where(ReturnLine.id == line_id).values(credited=line.credited + quantity))
    if money:
        account.credit(tx, supplier_id, money, tx.now.astimezone().date(), note, return_id, line_id, quantity)
    settle_state(tx, return_id)
    return money


def _kind(kind: str) -> str:
    if kind not in set(Kind):
        raise BadInput("sendback.kind", kind=kind)
    return Kind(kind).value


def _lock_draft(tx: Tx, return_id: int) -> Any:
    """The draft, held until this command ends. A second desk sees what the first made of it."""
    draft = tx.connection.execute(
        select(SupplierReturn.number, SupplierReturn.state, SupplierReturn.supplier_id)
        .where(SupplierReturn.id == return_id)
        .with_for_update()
    ).one_or_none()
    if draft is None:
        raise NotFound("sendback.no_such_return")
    if draft.state != "draft":
        raise Conflict("sendback.not_draft", number=draft.number, state=draft.state)
    return draft


def _write_lines(tx: Tx, return_id: int, supplier_id: int, lines: Sequence[BackLine]) -> None:
    quarantine = virtual_id(tx, Virtual.QUARANTINE)
    for line in lines:
        if not rules.is_count(line.quantity):
            raise BadInput("sendback.not_positive", quantity=line.quantity)
        if line.price is not None and not rules.is_price(line.price):
            raise BadInput("sendback.price", price=line.price)
    _check_skus(tx, {line.sku_id for line in lines})
    _check_places(tx, {line.location_id for line in lines if line.location_id is not None}, quarantine)
    known = last_prices(tx, supplier_id, [line.sku_id for line in lines if line.price is None])
    rows: dict[tuple[int, str, int], dict[str, Any]] = {}
    for line in lines:
        place = quarantine if line.location_id is None else line.location_id
        price = known.get(line.sku_id) if line.price is None else line.price
        row = {
            "return_id": return_id, "sku_id": line.sku_id, "lot": line.lot, "location_id": place, "quantity": 0, "price": price,
            "reason": line.reason.strip(),
        }  # fmt: skip
        rows.setdefault((line.sku_id, line.lot, place), row)["quantity"] += line.quantity
    if rows:
        tx.connection.execute(insert(ReturnLine), list(rows.values()))


def _check_skus(tx: Tx, sku_ids: set[int]) -> None:
    known: set[int] = set()
    for part in chunks(sorted(sku_ids)):
        known |= set(tx.connection.execute(select(Sku.id).where(Sku.id.in_(part))).scalars())
    if known != sku_ids:
        raise NotFound("sendback.no_such_sku")


def _check_places(tx: Tx, location_ids: set[int], quarantine: int) -> None:
    """Goods go back from quarantine or from a bin. What is on the dock is inspected first, which brings it to quarantine."""
    places = tx.connection.execute(
        select(Location.id, Location.code, Location.kind, Location.role).where(Location.id.in_(location_ids))
    ).all()
    if len(places) != len(location_ids):
        raise NotFound("sendback.no_such_place")
    for place in places:
        if place.id != quarantine and (place.kind != "bin" or place.role != "shelf"):
            raise BadInput("sendback.not_from_there", place=place.code)


def _goods(tx: Tx, return_id: int) -> Sequence[Any]:
    wanted = select(
        ReturnLine.id, ReturnLine.sku_id, ReturnLine.lot, ReturnLine.location_id, ReturnLine.quantity, ReturnLine.price
    ).where(ReturnLine.return_id == return_id)
    return tx.connection.execute(wanted.order_by(ReturnLine.id)).all()


def _check_bought(tx: Tx, supplier_id: int, lines: Sequence[Any]) -> None:
    wanted: Counter[int] = Counter()
    for line in lines:
        wanted[line.sku_id] += line.quantity
    may = bought(tx, supplier_id, sorted(wanted))
    for sku_id, quantity in wanted.items():
        if quantity > may[sku_id]:
            raise Conflict("sendback.more_than_bought", sku=_seller_code(tx, sku_id), quantity=quantity, bought=may[sku_id])


def _price(tx: Tx, supplier_id: int, lines: Sequence[Any]) -> None:
    """Lines drafted before there was a price get the one known now."""
    missing = [line for line in lines if line.price is None]
    known = last_prices(tx, supplier_id, [line.sku_id for line in missing])
    for line in missing:
        if line.sku_id in known:
            tx.connection.execute(update(ReturnLine).where(ReturnLine.id == line.id).values(price=known[line.sku_id]))


def _seller_code(tx: Tx, sku_id: int) -> str:
    return str(tx.connection.execute(select(Sku.seller_code).where(Sku.id == sku_id)).scalar_one())
