"""Putting the rows of one file together to orders: rows with the same number are one order, in the file's sequence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from warehouse_app.orders.formats.model import Lock, OrderStatus, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.orders.formats.words import combined, is_service, joined, properties, refund_of, status_of
from warehouse_app.sheets.parsing import RowView, Table


@dataclass
class Draft:
    """An order while its rows are being read."""

    order: ParsedOrder
    lines: list[ParsedLine] = field(default_factory=list)
    lock: Lock = Lock.NONE

    def disagree(self, status: OrderStatus | None) -> None:
        """A later row has another status: the order's is the earliest that is still open."""
        told = [each for each in (self.order.status, status) if each is not None]
        self.order = replace(self.order, status=combined(told))

    def add_words(self, message: str, note: str) -> None:
        """Add what this row says in words, once each: a note can stand at any of an order's rows."""
        if message and message not in self.order.message:
            self.order = replace(self.order, message=joined([self.order.message, message], "\n"))
        if note and note not in self.order.note:
            self.order = replace(self.order, note=joined([self.order.note, note], "\n"))


class Drafts:
    """The orders of one file by number. A row that cannot be read locks its order: half a parcel must not leave."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.drafts: dict[str, Draft] = {}
        self.skipped = 0

    def order(self, number: str, make: Callable[[], ParsedOrder]) -> Draft:
        """The draft of this number, made from its first row."""
        draft = self.drafts.get(number)
        if draft is None:
            draft = self.drafts[number] = Draft(make())
        return draft

    def number(self, view: RowView) -> str:
        """The row's order number; "" when missing or ruined, and then the row is skipped."""
        number = view.needed_code("number")
        if not number:
            self.skipped += 1
        return number

    def add_line(self, draft: Draft, view: RowView, read: Callable[[RowView], ParsedLine]) -> None:
        """Add the row's item; one that cannot be read is skipped and locks the order."""
        view.broken = False
        line = read(view)
        if view.broken:
            self.skipped += 1
            draft.lock = draft.lock or Lock.BROKEN_ROW
        else:
            draft.lines.append(line)

    def add_single(self, view: RowView, order: ParsedOrder) -> Draft | None:
        """Add an order of a one-row-per-order file; None when the file has told of it already.

        A second row that says something else is a problem and locks the order: nobody knows which one is right.
        """
        before = self.drafts.get(order.number)
        if before is None:
            draft = self.drafts[order.number] = Draft(order)
            return draft
        if replace(order, row=before.order.row) != before.order:
            view.fault("number", "sheets.twice_different", value=order.number, first=before.order.row)
            self.skipped += 1
            before.lock = Lock.BROKEN_ROW
        return None

    def file(self, strength: int, *, has_orders: bool, has_lines: bool) -> ParsedFile:
        """The finished file; call it when all rows were walked."""
        facts = self.table.sheet.facts
        slipped = sum(1 for problem in self.table.problems if problem.code == "sheets.too_many_cells")
        return ParsedFile(
            facts.name,
            facts.sha256,
            facts.modified,
            self.table.layout_name,
            strength,
            has_orders,
            has_lines,
            [_finished(draft) for draft in self.drafts.values()],
            self.table.problems,
            self.skipped + slipped,
        )


def _finished(draft: Draft) -> ParsedOrder:
    reason = draft.order.lock_reason or draft.lock
    return replace(draft.order, lines=tuple(draft.lines), lock=bool(reason), lock_reason=reason)


def status_or_lock(view: RowView, words: Mapping[str, OrderStatus], *, needed: bool = True) -> tuple[OrderStatus | None, Lock]:
    """The row's status. One that nobody knows is reported and locks the order: it never reaches a shelf."""
    text = view.text("status")
    status = status_of(text, words)
    if status is not None or not (text or needed):
        return status, Lock.NONE
    if text:
        view.fault("status", "sheets.unknown_status", value=text)
    else:
        view.fault("status", "sheets.missing")
    return None, Lock.STATUS


def refunded_money(view: RowView) -> Decimal | None:
    """The refunded amount; the platforms also write words such as 无退款申请 there."""
    return None if refund_of(view.text("refunded_amount")) is Refund.NONE else view.money("refunded_amount")


def pieces(view: RowView) -> int:
    """The item's quantity; missing or nought is a problem of the row."""
    quantity = view.needed_whole("quantity")
    if quantity == 0:
        view.fault("quantity", "sheets.zero", value=view.text("quantity"))
    return quantity or 0


def order_told(view: RowView, number: str, platform: str, zone: tzinfo | None, **own: Any) -> ParsedOrder:
    """An order as most platforms' rows tell it, by our names of their columns; ``own`` is what this one tells otherwise.

    ``zone`` is where the file's times are told; None for the computer's own.
    """
    told: dict[str, Any] = {
        "row": view.number,
        "number": number,
        "platform": platform,
        "status_text": view.text("status"),
        "created_at": view.moment("created_at", zone),
        "paid_at": view.moment("paid_at", zone),
        "ship_by": view.moment("ship_by", zone),
        "shipped_at": view.moment("shipped_at", zone),
        "amount": view.money("amount"),
        "paid_amount": view.money("paid_amount"),
        **{name: view.text(name) for name in ("buyer", "flag", "invoice_title", "payment", "courier", "waybill")},
    }
    return ParsedOrder(**(told | own))


def line_told(view: RowView, words: Mapping[str, OrderStatus], refund: Refund) -> ParsedLine:
    """An item as most platforms' rows tell it."""
    seller_code, title = view.code("seller_code"), view.text("title")
    return ParsedLine(
        row=view.number,
        sub_number=view.code("sub_number"),
        seller_code=seller_code,
        title=title,
        properties=properties(view.text("properties")),
        quantity=pieces(view),
        price=view.price_if_any("price"),
        status=status_of(view.text("status"), words),
        refund=refund,
        service=is_service(seller_code, title),
    )
