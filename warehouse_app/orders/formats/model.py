"""What an order file says, whatever the platform: frozen values, "" or None where the file says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from warehouse_app.sheets.table import RowProblem


class OrderStatus(StrEnum):
    """Where the platform says an order, or one item of it, stands."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    DONE = "done"
    CLOSED = "closed"


class Refund(StrEnum):
    """Whether the buyer asked for the money back for an item, and got it."""

    NONE = "none"
    ASKED = "asked"
    DONE = "done"


class Lock(StrEnum):
    """Why an order must not ship, whatever its status says."""

    NONE = ""
    PLATFORM = "platform"  # the platform holds it: JD (锁定) or (删除), Pinduoduo 是否审核中
    STATUS = "status"  # a status nobody knows
    BROKEN_ROW = "broken_row"  # a row of it could not be read: the parcel would be incomplete
    PARTLY_SHIPPED = "partly_shipped"
    PARTLY_REFUNDED = "partly_refunded"  # the file does not say for which item

    @property
    def code(self) -> str:
        """The sentence that says so to a person."""
        return f"sheets.lock_{self.value}"


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """One item of an order. ``price`` is for one piece; ``properties`` reads like 颜色:黑色;尺码:L.

    ``service``: nothing to pack (installation, freight difference).
    """

    row: int
    sub_number: str
    seller_code: str
    title: str
    properties: str
    quantity: int
    price: Decimal | None = None
    status: OrderStatus | None = None
    refund: Refund = Refund.NONE
    service: bool = False


@dataclass(frozen=True, slots=True)
class ParsedOrder:
    """One order as one file tells it. Amounts in the file's currency, times in UTC.

    ``masked``: the platform hid part of name, phone or address. ``lock``: must not ship; ``lock_reason`` says why.
    ``changed_sku``: the item the buyer changed to afterwards, in the platform's words. ``payment``: how it is paid.
    """

    row: int
    number: str
    shop: str = ""
    platform: str = ""
    status: OrderStatus | None = None
    status_text: str = ""
    created_at: datetime | None = None
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    buyer: str = ""
    recipient: str = ""
    phone: str = ""
    mobile: str = ""
    address: str = ""
    message: str = ""
    note: str = ""
    flag: str = ""
    invoice_title: str = ""
    payment: str = ""
    amount: Decimal | None = None
    paid_amount: Decimal | None = None
    refunded_amount: Decimal | None = None
    item_count: int | None = None
    courier: str = ""
    waybill: str = ""
    shipped_at: datetime | None = None
    close_reason: str = ""
    changed_sku: str = ""
    masked: bool = False
    lock: bool = False
    lock_reason: Lock = Lock.NONE
    lines: tuple[ParsedLine, ...] = ()


@dataclass(frozen=True)
class ParsedFile:
    """One order file. ``strength``: 2 for files trusted for status and money, 1 for the item report.

    ``has_orders``: it tells of orders as a whole (recipient, money); ``has_lines``: it tells their items.
    ``skipped_rows``: rows that could not be taken; each has a problem.
    """

    name: str
    sha256: str
    modified: datetime
    layout: str
    strength: int
    has_orders: bool
    has_lines: bool
    orders: list[ParsedOrder]
    problems: list[RowProblem]
    skipped_rows: int
