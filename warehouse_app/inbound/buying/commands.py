"""Buying: suppliers and their prices, and orders from the first draft until the last piece came or will not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.account.rules import is_money
from warehouse_app.inbound.buying import lines as order_lines
from warehouse_app.inbound.buying.receipts import set_state
from warehouse_app.inbound.buying.rules import (
    COMING,
    OPEN,
    OrderState,
    SupplierFields,
    WantedLine,
    below_minimum,
    is_quantity,
    order_totals,
    state_after,
)
from warehouse_app.inbound.tables import PurchaseOrder, Supplier, SupplierPrice
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx, new_action


@dataclass(frozen=True, slots=True)
class SentOrder:
    """An order that is with the supplier now, and the day it should arrive (None when nobody knows)."""

    id: int
    number: str
    expected: date | None


@needs(Right.BUY)
def save_supplier(tx: Tx, fields: SupplierFields, supplier_id: int | None = None) -> int:
    """A new supplier, or what is known of one written anew; returns its id. One that was retired is in use again.

    Raises BadInput ``buying.name_missing``, ``bad_lead_days``, ``bad_minimum``; Conflict ``name_taken``; NotFound.
    """
    one_at_a_time(tx, "purchase")
    told = _checked_fields(fields)
    namesake = tx.connection.execute(select(Supplier.id).where(Supplier.name == told.name)).scalar()
    if namesake is not None and namesake != supplier_id:
        raise Conflict("buying.name_taken", name=told.name)
    values = asdict(told) | {"active": True}
    tx.touch("suppliers")
    if supplier_id is None:
        made = tx.connection.execute(insert(Supplier).values(**values).returning(Supplier.id)).scalar_one()
        return int(made)
    if not tx.connection.execute(update(Supplier).where(Supplier.id == supplier_id).values(**values)).rowcount:
        raise NotFound("buying.no_such_supplier")
    return supplier_id


def _checked_fields(fields: SupplierFields) -> SupplierFields:
    name = " ".join(fields.name.split())
    if not name:
        raise BadInput("buying.name_missing")
    if fields.lead_days is not None and not (is_quantity(fields.lead_days, 0) and fields.lead_days <= 3650):
        raise BadInput("buying.bad_lead_days", days=str(fields.lead_days))
    amount, pieces = fields.minimum_amount, fields.minimum_pieces
    if amount is not None and (not is_money(amount) or amount < 0):
        raise BadInput("buying.bad_minimum", value=str(amount))
    if pieces is not None and not is_quantity(pieces, 0):
        raise BadInput("buying.bad_minimum", value=str(pieces))
    return replace(fields, name=name)


@needs(Right.BUY)
def retire_supplier(tx: Tx, supplier_id: int) -> None:
    """Nothing more is bought from this supplier; its history and account stay.

    Raises NotFound, Conflict ``buying.orders_open`` naming the orders that are still drafts or on their way.
    """
    supplier = _supplier(tx, supplier_id, lock=True)
    still_open = tx.connection.execute(
        select(PurchaseOrder.number)
        .where(PurchaseOrder.supplier_id == supplier_id, PurchaseOrder.state.in_([state.value for state in OPEN]))
        .order_by(PurchaseOrder.id)
    )
    numbers = list(still_open.scalars())
    if numbers:
        raise Conflict("buying.orders_open", supplier=supplier.name, orders=", ".join(numbers))
    tx.connection.execute(update(Supplier).where(Supplier.id == supplier_id).values(active=False))
    tx.touch("suppliers")


@needs(Right.BUY)
def set_price(
    tx: Tx, supplier_id: int, sku_id: int, price: Decimal, since: date | None = None, supplier_code: str = ""
) -> int:  # fmt: skip
    """The supplier asks ``price`` for one piece from a day on (today); returns the row's id. Older prices are kept.

    ``supplier_code`` is what he calls the SKU; "" keeps what is known. Raises BadInput ``buying.bad_price``, NotFound.
    """
    _supplier(tx, supplier_id)
    code = tx.connection.execute(select(Sku.seller_code).where(Sku.id == sku_id)).scalar()
    if code is None:
        raise NotFound("buying.no_such_sku")
    if not is_money(price) or price < 0:
        raise BadInput("buying.bad_price", sku=code, price=str(price))
    known = tx.connection.execute(
        select(SupplierPrice.supplier_code)
        .where(SupplierPrice.supplier_id == supplier_id, SupplierPrice.sku_id == sku_id)
        .order_by(SupplierPrice.id.desc())
        .limit(1)
    ).scalar()
    row = {
        "supplier_id": supplier_id, "sku_id": sku_id, "price": price, "since": since or _today(tx),
        "supplier_code": supplier_code.strip() or known or "",
    }  # fmt: skip
    made = tx.connection.execute(insert(SupplierPrice).values(**row).returning(SupplierPrice.id)).scalar_one()
    tx.touch("suppliers")
    return int(made)


@needs(Right.BUY)
def draft_order(
    tx: Tx, supplier_id: int, lines: Sequence[WantedLine], expected: date | None = None, note: str = ""
) -> int:  # fmt: skip
    """A new order that nobody has sent yet; returns its id. It may still be empty.

    Raises NotFound, Conflict ``buying.supplier_retired`` or ``sku_merged``, BadInput for a line that cannot be.
    """
    supplier = _supplier(tx, supplier_id, lock=True)
    if not supplier.active:
        raise Conflict("buying.supplier_retired", supplier=supplier.name)
    wanted = order_lines.checked(tx, supplier_id, lines, (), _today(tx))
    order = PurchaseOrder(number=new_action(), supplier_id=supplier_id, expected=expected, note=note.strip())
    tx.session.add(order)
    tx.session.flush()
    order.number = f"PO{tx.now.astimezone():%y%m%d}-{order.id}"  # its own id: two desks ordering at once never meet
    tx.session.flush()
    order_lines.write_lines(tx, order.id, wanted, ())
    tx.touch("purchases")
    return order.id


@needs(Right.BUY)
def edit_order(
    tx: Tx, order_id: int, version: int, lines: Sequence[WantedLine], expected: date | None, note: str, override: str = ""
) -> int:  # fmt: skip
    """Write an order anew, as it was read at ``version``; returns its new version.

    A draft may become anything. Of a sent order what was received stays, and the limit of a first order holds. Raises
    Conflict ``buying.changed_meanwhile``, ``order_over``, ``line_received``, ``below_received``, ``empty_order``,
    ``first_order_limit``; NotAllowed; NotFound; BadInput for a line that cannot be.
    """
    one_at_a_time(tx, "purchase")
    order = _order(tx, order_id)
    if order.state not in OPEN:
        raise Conflict("buying.order_over", number=order.number, state=order.state)
    if order.version != version:
        raise Conflict("buying.changed_meanwhile", number=order.number)
    before = order_lines.lines_of(tx, order_id)
    wanted = order_lines.checked(tx, order.supplier_id, lines, before, _today(tx))
    values: dict[str, Any] = {"expected": expected, "note": note.strip(), "version": version + 1}
    if order.state in COMING:
        order_lines.keep_received(tx, wanted, before)
        order_lines.respect_first_order(tx, order, wanted, before, override)
        values["override"] = override.strip() or order.override
    order_lines.write_lines(tx, order_id, wanted, before)
    tx.connection.execute(update(PurchaseOrder).where(PurchaseOrder.id == order_id).values(**values))
    if order.state in COMING:
        after = [(line.quantity, line.received) for line in order_lines.lines_of(tx, order_id)]
        set_state(tx, order_id, state_after(OrderState(order.state), after))
    tx.touch("purchases")
    return version + 1


@needs(Right.BUY)
def send_order(tx: Tx, order_id: int, override: str = "") -> SentOrder:
    """The draft goes to the supplier; without an expected day it is today and the supplier's lead time.

    ``override`` says why the order may be smaller than the supplier's minimum, or, for those with the right, larger than a
    first order may be. Raises Conflict ``buying.not_draft``, ``empty_order``, ``below_minimum``, ``first_order_limit``;
    NotAllowed; NotFound.
    """
    one_at_a_time(tx, "purchase")
    order = _order(tx, order_id)
    if order.state != OrderState.DRAFT:
        raise Conflict("buying.not_draft", number=order.number, state=order.state)
    lines = [WantedLine(line.sku_id, line.quantity, line.price) for line in order_lines.lines_of(tx, order_id)]
    if not lines:
        raise Conflict("buying.empty_order")
    supplier = _supplier(tx, order.supplier_id)
    _respect_minimum(supplier, lines, override)
    order_lines.respect_first_order(tx, order, lines, (), override)
    expected = order.expected
    if expected is None and supplier.lead_days is not None:
        expected = _today(tx) + timedelta(days=supplier.lead_days)
    values = {
        "state": OrderState.SENT.value, "sent_at": tx.now, "expected": expected, "override": override.strip(),
        "version": order.version + 1,  # who edits the draft at another desk must see that it has gone
    }  # fmt: skip
    tx.connection.execute(update(PurchaseOrder).where(PurchaseOrder.id == order_id).values(**values))
    tx.touch("purchases")
    return SentOrder(order_id, order.number, expected)


def _respect_minimum(supplier: Any, lines: Sequence[WantedLine], override: str) -> None:
    totals = order_totals((line.quantity, line.price) for line in lines)
    if override.strip() or not below_minimum(totals, supplier.minimum_amount, supplier.minimum_pieces):
        return
    raise Conflict(
        "buying.below_minimum",
        supplier=supplier.name,
        minimum_amount=f"{supplier.minimum_amount or 0:.2f}",
        minimum_pieces=supplier.minimum_pieces or 0,
        amount=f"{totals.amount:.2f}",
        pieces=totals.pieces,
    )


@needs(Right.BUY)
def cancel_order(tx: Tx, order_id: int) -> None:
    """The order will not be: a draft, or one that was sent and of which nothing came.

    Raises NotFound, Conflict ``buying.order_over``, ``received_already`` (close it instead), ``being_received``.
    """
    order = _order(tx, order_id)
    if order.state not in OPEN:
        raise Conflict("buying.order_over", number=order.number, state=order.state)
    order_lines.not_being_received(tx, order)
    if order.state == OrderState.PARTLY:
        raise Conflict("buying.received_already", number=order.number)
    _end(tx, order, OrderState.CANCELLED, "")


@needs(Right.BUY)
def close_order(tx: Tx, order_id: int, note: str = "") -> None:
    """The rest of a partly received order will not come; the note says why.

    Raises NotFound, Conflict ``buying.not_partly``, ``being_received``.
    """
    order = _order(tx, order_id)
    if order.state != OrderState.PARTLY:
        raise Conflict("buying.not_partly", number=order.number, state=order.state)
    order_lines.not_being_received(tx, order)
    _end(tx, order, OrderState.CLOSED, note.strip())


def _end(tx: Tx, order: Any, state: OrderState, note: str) -> None:
    values = {
        "state": state.value, "closed_at": tx.now, "version": order.version + 1,
        "note": "\n".join(part for part in (order.note, note) if part),
    }  # fmt: skip
    tx.connection.execute(update(PurchaseOrder).where(PurchaseOrder.id == order.id).values(**values))
    audit.record(tx, "order_ended", order.number, state=state.value, note=note)
    tx.touch("purchases")


def _supplier(tx: Tx, supplier_id: int, *, lock: bool = False) -> Any:
    wanted = select(Supplier.__table__).where(Supplier.id == supplier_id)
    found = tx.connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise NotFound("buying.no_such_supplier")
    return found


def _order(tx: Tx, order_id: int) -> Any:
    """The order's row, ours until the transaction ends."""
    wanted = select(
        PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.state, PurchaseOrder.version, PurchaseOrder.supplier_id,
        PurchaseOrder.expected, PurchaseOrder.note, PurchaseOrder.override,
    )  # fmt: skip
    found = tx.connection.execute(wanted.where(PurchaseOrder.id == order_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("buying.no_such_order")
    return found


def _today(tx: Tx) -> date:
    return tx.now.astimezone().date()
