"""What one label says, whatever its design."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Label:
    """Everything one label shows. Empty text leaves its place empty; ``printed_at`` is shown as given, in local time.

    ``page`` of ``pages`` is shown when there is more than one; ``reprint`` counts earlier prints of the same label;
    ``gift`` says that it is one; ``logo`` is a picture file, "" for none.
    """

    waybill: str
    courier_name: str
    recipient: str
    phone: str
    address: str
    sender_name: str = ""
    sender_phone: str = ""
    sender_address: str = ""
    routing_mark: str = ""
    hub: str = ""
    contents: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    note: str = ""
    page: int = 1
    pages: int = 1
    shop: str = ""
    printed_at: datetime | None = None
    reprint: int = 0
    cash_on_delivery: Decimal | None = None
    gift: bool = False
    logo: str = ""
