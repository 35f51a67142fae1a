"""The lines of a purchase order: looked at before they are written, and the rules for those that were sent already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound
from warehouse_app.inbound.account.rules import is_money
from warehouse_app.inbound.buying.prices import current_prices
from warehouse_app.inbound.buying.rules import OrderState, WantedLine, is_quantity, over_first_order
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from warehouse_app.people.rules import Right, may
from warehouse_app.stock.rules import Virtual
from warehouse_app.stock.tables import Location, Move
from warehouse_app.store import audit, settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the database."""

    id: int
    sku_id: int
    quantity: int
    received: int
    price: Decimal | None


def lines_of(tx: Tx, order_id: int) -> list[Line]:
    """The order's lines, oldest first."""
    rows = tx.connection.execute(
        select(PurchaseLine.id, PurchaseLine.sku_id, PurchaseLine.quantity, PurchaseLine.received, PurchaseLine.price)
        .where(PurchaseLine.order_id == order_id)
        .order_by(PurchaseLine.id)
    )
    return [Line(*row) for row in rows]


def checked(tx: Tx, supplier_id: int, wanted: Sequence[WantedLine], before: Sequence[Line], today: date) -> list[WantedLine]:
    """The lines a person asks for, each with its price: as asked, else as agreed before, else the supplier's at present.

    Raises BadInput ``buying.bad_quantity``, ``bad_price``, ``sku_twice``; NotFound ``no_such_sku``; Conflict ``sku_merged``.
    """
    there = {line.sku_id: line for line in before}
    codes = _sku_codes(tx, [line.sku_id for line in wanted], there)
    seen: set[int] = set()
    for line in wanted:
        code = codes[line.sku_id]
        if not is_quantity(line.quantity):
            raise BadInput("buying.bad_quantity", sku=code, quantity=str(line.quantity))
        if line.price is not None and (not is_money(line.price) or line.price < 0):
            raise BadInput("buying.bad_price", sku=code, price=str(line.price))
        if line.sku_id in seen:
            raise BadInput("buying.sku_twice", sku=code)
        seen.add(line.sku_id)
    agreed = {line.sku_id: line.price for line in before if line.price is not None}
    asked = [line.sku_id for line in wanted if line.price is None and line.sku_id not in agreed]
    present = {sku_id: price.price for sku_id, price in current_prices(tx.connection, supplier_id, asked, today).items()}
    prices = present | agreed
    return [line if line.price is not None else replace(line, price=prices.get(line.sku_id)) for line in wanted]


def _sku_codes(tx: Tx, sku_ids: Sequence[int], there: Collection[int]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for part in chunks(sku_ids):
        for row in tx.connection.execute(select(Sku.id, Sku.seller_code, Sku.active).where(Sku.id.in_(part))):
            if not row.active and row.id not in there:
                raise Conflict("buying.sku_merged", sku=row.seller_code)
            codes[row.id] = row.seller_code
    if any(sku_id not in codes for sku_id in sku_ids):
        raise NotFound("buying.no_such_sku")
    return codes


def write_lines(tx: Tx, order_id: int, wanted: Sequence[WantedLine], before: Sequence[Line]) -> None:
    """Make the order's lines what is wanted; a SKU that stays keeps its line and what was received of it."""
    there = {line.sku_id: line for line in before}
    kept = {line.sku_id for line in wanted}
    for part in chunks([line.id for line in before if line.sku_id not in kept]):
        tx.connection.execute(delete(PurchaseLine).where(PurchaseLine.id.in_(part)))
    changed = [
        {"of_line": there[line.sku_id].id, "pieces": line.quantity, "at": line.price}
        for line in wanted
        if line.sku_id in there and (line.quantity, line.price) != (there[line.sku_id].quantity, there[line.sku_id].price)
    ]
    if changed:
        by_line = update(PurchaseLine).where(PurchaseLine.id == bindparam("of_line"))
        tx.connection.execute(by_line.values(quantity=bindparam("pieces"), price=bindparam("at")), changed)
    new = [line for line in wanted if line.sku_id not in there]
    came = _came_unordered(tx, order_id, [line.sku_id for line in new])
    fresh = [asdict(line) | {"order_id": order_id, "received": came.get(line.sku_id, 0)} for line in new]
    if fresh:
        tx.connection.execute(insert(PurchaseLine), fresh)


def _came_unordered(tx: Tx, order_id: int, sku_ids: Sequence[int]) -> dict[int, int]:
    """Pieces that closed receipts of the order brought before anybody had ordered them."""
    came: dict[int, int] = {}
    for part in chunks(sku_ids):
        wanted = (
            select(ReceiptLine.sku_id, func.sum(ReceiptLine.counted))
            .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
            .where(Receipt.order_id == order_id, Receipt.state == "closed", ReceiptLine.sku_id.in_(part))
            .group_by(ReceiptLine.sku_id)
        )
        came |= {sku_id: int(pieces) for sku_id, pieces in tx.connection.execute(wanted)}
    return came


def keep_received(tx: Tx, wanted: Sequence[WantedLine], before: Sequence[Line]) -> None:
    """What came already stays ordered. Raises Conflict ``buying.line_received``, ``below_received``, ``empty_order``."""
    pieces = {line.sku_id: line.quantity for line in wanted}
    for line in before:
        if line.received and line.sku_id not in pieces:
            raise Conflict("buying.line_received", sku=_code(tx, line.sku_id), received=line.received)
        if pieces.get(line.sku_id, line.received) < line.received:
            quantity = pieces[line.sku_id]
            raise Conflict("buying.below_received", sku=_code(tx, line.sku_id), received=line.received, quantity=quantity)
    if not wanted:
        raise Conflict("buying.empty_order")


def respect_first_order(tx: Tx, order: Any, wanted: Sequence[WantedLine], agreed: Sequence[Line], override: str) -> None:
    """A first order of a new style is small, unless somebody with the right says why not.

    ``order`` has id and number; ``agreed`` are the lines the supplier knows of already. Raises Conflict
    ``buying.first_order_limit``, NotAllowed when a reason is given without the right.
    """
    limit = settings.get(tx.session, "first_order_limit")
    known = {line.sku_id: line.quantity for line in agreed}
    large = [
        line
        for line in wanted
        if over_first_order(limit, new_style=True, quantity=line.quantity, agreed=known.get(line.sku_id, 0))
    ]
    if not large:
        return
    new = new_styles(tx.connection, [line.sku_id for line in large], order.id)
    first = next((line for line in large if line.sku_id in new), None)
    if first is None:
        return
    fields = {"sku": _code(tx, first.sku_id), "limit": limit, "quantity": first.quantity}
    if not override.strip():
        raise Conflict("buying.first_order_limit", **fields)
    if not may(tx.actor.role, Right.OVERRIDE):
        raise NotAllowed("people.not_allowed", name=tx.actor.name, right=Right.OVERRIDE.value)
    audit.record(tx, "first_order_override", order.number, reason=override.strip(), **fields)


def new_styles(connection: Connection, sku_ids: Sequence[int], but_for: int | None = None) -> set[int]:
    """Those of the SKUs whose product is new: none of its SKUs was on an order that was sent (``but_for`` this one), none ever
    arrived.
    """
    ordered = exists().where(PurchaseLine.sku_id == Sku.id, PurchaseOrder.id == PurchaseLine.order_id)
    ordered = ordered.where(PurchaseOrder.state.in_([OrderState.SENT.value, OrderState.PARTLY.value, OrderState.CLOSED.value]))
    if but_for is not None:
        ordered = ordered.where(PurchaseOrder.id != but_for)
    undoing = aliased(Move)
    taken_back = exists().where(undoing.undoes_id == Move.id)  # a receipt that was reversed brought nothing
    supplier = select(Location.id).where(Location.code == Virtual.SUPPLIER.value).scalar_subquery()
    arrived = exists().where(Move.sku_id == Sku.id, Move.from_id == supplier, ~taken_back)
    new: set[int] = set()
    for part in chunks(sku_ids):
        skus = connection.execute(select(Sku.id, Sku.product_id).where(Sku.id.in_(part)))
        products = {sku.id: sku.product_id for sku in skus}
        familiar = set(
            connection.execute(
                select(Product.id).where(
                    Product.id.in_(set(products.values())), exists().where(Sku.product_id == Product.id, ordered | arrived)
                )
            ).scalars()
        )
        new |= {sku_id for sku_id, product_id in products.items() if product_id not in familiar}
    return new


def not_being_received(tx: Tx, order: Any) -> None:
    """Raises Conflict ``buying.being_received`` (number, receipt) while a receipt of the order is open."""
    receipt = tx.connection.execute(
        select(Receipt.number).where(Receipt.order_id == order.id, Receipt.state == "open").order_by(Receipt.id).limit(1)
    ).scalar()
    if receipt is not None:
        raise Conflict("buying.being_received", number=order.number, receipt=receipt)


def _code(tx: Tx, sku_id: int) -> str:
    return str(tx.connection.execute(select(Sku.seller_code).where(Sku.id == sku_id)).scalar())
