"""What ``packdesk check`` proves of orders made in the house: a resend has its original and somebody who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import aliased

from warehouse_app.orders.making import LIABLE, UNKNOWN_TO_THE_SHOP
from warehouse_app.orders.tables import Order


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """A code and a query that returns what breaks it: subject, expected, found."""
    original = aliased(Order)
    head = select(Order.number.label("subject"))
    lost = head.add_columns(literal("original").label("expected"), literal("-").label("found"))
    yield (
        "service.check_resend",
        lost.outerjoin(original, original.id == Order.original_id).where(
            Order.origin == "resend", or_(original.id.is_(None), original.id == Order.id, original.shop_id != Order.shop_id)
        ),
    )
    liable = head.add_columns(literal("/".join(LIABLE)).label("expected"), Order.liable.label("found"))
    yield "service.check_liable", liable.where(Order.origin == "resend", Order.liable.not_in(LIABLE))
    reason = head.add_columns(literal("reason").label("expected"), Order.reason.label("found"))
    yield "service.check_made_reason", reason.where(Order.origin.in_(UNKNOWN_TO_THE_SHOP), Order.reason == "")
