"""Shopify's order export: one row per item, the order's values only on its first row. Times carry their offset."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from warehouse_app.orders.formats import words
from warehouse_app.orders.formats.drafts import Drafts, pieces
from warehouse_app.orders.formats.model import Lock, OrderStatus, ParsedFile, ParsedLine, ParsedOrder
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table

LAYOUT = Layout(
    "shopify",
    (
        Field("number", ("Name",), required=True),
        Field("financial", ("Financial Status",)),
        Field("fulfillment", ("Fulfillment Status",)),
        Field("cancelled_at", ("Cancelled at",)),
        Field("created_at", ("Created at",)),
        Field("paid_at", ("Paid at",)),
        Field("shipped_at", ("Fulfilled at",)),
        Field("amount", ("Total",)),
        Field("outstanding", ("Outstanding Balance",)),
        Field("refunded_amount", ("Refunded Amount",)),
        Field("payment", ("Payment Method",)),
        Field("buyer", ("Email",)),
        Field("recipient", ("Shipping Name",)),
        Field("company", ("Shipping Company",)),
        Field("street", ("Shipping Address1", "Shipping Street")),
        Field("street2", ("Shipping Address2",)),
        Field("city", ("Shipping City",)),
        Field("zip", ("Shipping Zip",)),
        Field("province", ("Shipping Province Name", "Shipping Province")),
        Field("country", ("Shipping Country",)),
        Field("mobile", ("Shipping Phone",)),
        Field("phone", ("Phone",)),
        Field("message", ("Notes",)),
        Field("quantity", ("Lineitem quantity",), required=True),
        Field("title", ("Lineitem name",), required=True),
        Field("price", ("Lineitem price",)),
        Field("seller_code", ("Lineitem sku",)),
        Field("ships", ("Lineitem requires shipping",)),
        Field("line_status", ("Lineitem fulfillment status",)),
    ),
    marks=(("financial", "fulfillment", "cancelled_at"),),
)

FINANCIAL = {
    "pending": OrderStatus.UNPAID,
    "authorized": OrderStatus.UNPAID,
    "partiallypaid": OrderStatus.UNPAID,
    "unpaid": OrderStatus.UNPAID,
    "expired": OrderStatus.UNPAID,
    "paid": OrderStatus.PAID,
    "partiallyrefunded": OrderStatus.PAID,
    "refunded": OrderStatus.CLOSED,
    "voided": OrderStatus.CLOSED,
}


def read(table: Table) -> ParsedFile:
    """The orders and their items. Cash on delivery is ``pending`` there like any unpaid order; ``payment`` tells."""
    drafts = Drafts(table)
    for view in table.views():
        number = drafts.number(view)
        if not number:
            continue
        draft = drafts.order(number, partial(_order, view, number))
        if view.text("title") or view.text("quantity"):  # rows without an item carry only more payment references
            drafts.add_line(draft, view, _item)
    return drafts.file(2, has_orders=True, has_lines=True)


def _order(view: RowView, number: str) -> ParsedOrder:
    status, lock = _status(view)
    recipient, mobile, phone = view.text("recipient"), view.text("mobile"), view.text("phone")
    region = words.joined([view.text("city"), view.text("province"), view.text("zip")])
    parts = [view.text("company"), view.text("street"), view.text("street2"), region, view.text("country")]
    address = words.joined(parts, ", ")
    amount = view.money("amount")
    return ParsedOrder(
        row=view.number,
        number=number,
        platform="shopify",
        status=status,
        status_text=words.joined([view.text("financial"), view.text("fulfillment")]),
        created_at=view.moment("created_at", None),
        paid_at=view.moment("paid_at", None),
        buyer=view.text("buyer"),
        recipient=recipient,
        phone=phone if phone != mobile else "",
        mobile=mobile,
        address=address,
        message=view.text("message"),
        payment=view.text("payment"),
        amount=amount,
        paid_amount=_paid(view, amount, status),
        refunded_amount=view.money("refunded_amount"),
        shipped_at=view.moment("shipped_at", None),
        masked=words.is_masked(recipient, mobile, phone, address),
        lock_reason=lock,
    )


def _paid(view: RowView, amount: Decimal | None, status: OrderStatus | None) -> Decimal | None:
    if amount is None or not view.table.has("outstanding"):
        return amount if status is OrderStatus.PAID else None
    return max(amount - (view.money("outstanding") or Decimal(0)), Decimal(0))


def _status(view: RowView) -> tuple[OrderStatus | None, Lock]:
    """Cancelled beats refunded beats shipped beats paid. What is only partly shipped or refunded needs a person."""
    financial, fulfillment = words.plain(view.text("financial")), words.plain(view.text("fulfillment"))
    money = FINANCIAL.get(financial)
    if view.text("cancelled_at") or money is OrderStatus.CLOSED or fulfillment == "restocked":
        return OrderStatus.CLOSED, Lock.NONE
    if fulfillment == "fulfilled":
        return OrderStatus.SHIPPED, Lock.NONE
    if money is None:
        code = "sheets.unknown_status" if financial else "sheets.missing"
        view.fault("financial", code, value=view.text("financial"))
        return None, Lock.STATUS
    if fulfillment == "partial":
        return money, Lock.PARTLY_SHIPPED
    if fulfillment not in ("", "unfulfilled", "pending", "scheduled", "onhold"):
        view.fault("fulfillment", "sheets.unknown_status", value=view.text("fulfillment"))
        return None, Lock.STATUS
    if fulfillment == "onhold":
        return money, Lock.PLATFORM
    return money, Lock.PARTLY_REFUNDED if financial == "partiallyrefunded" else Lock.NONE


def _item(view: RowView) -> ParsedLine:
    ships = words.plain(view.text("ships"))
    shipped = words.plain(view.text("line_status")) == "fulfilled"
    return ParsedLine(
        row=view.number,
        sub_number="",
        seller_code=view.code("seller_code"),
        title=view.text("title"),
        properties="",
        quantity=pieces(view),
        price=view.price_if_any("price"),
        status=OrderStatus.SHIPPED if shipped else None,
        service=ships == "false",
    )
