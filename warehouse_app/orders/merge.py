"""Which file may say what of an order we already know. Pure functions.

A weaker file (the item report) or an older one fills what is empty and overwrites nothing; the platform's status only
moves forward, so a morning's file brought in again in the evening flips nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse_app.orders.files import OrderStatus, ParsedOrder, Refund
from warehouse_app.orders.hand import before_hand
from warehouse_app.orders.rules import BEFORE_RELEASE, ON_THE_FLOOR, State

SAID = (
    "buyer", "recipient", "phone", "mobile", "address", "message", "note", "flag", "invoice_title", "payment", "amount",
    "paid_amount", "refunded_amount", "item_count", "courier", "waybill", "created_at", "paid_at", "shipped_at",
)  # fmt: skip
# A change of one of these after the release makes what is printed or packed wrong.
MATTERS_ON_THE_FLOOR = frozenset({"recipient", "phone", "mobile", "address", "message", "note", "lines"})
MAYBE_MASKED = frozenset({"recipient", "phone", "mobile", "address", "buyer"})

_RANK = {OrderStatus.UNPAID: 0, OrderStatus.PAID: 1, OrderStatus.SHIPPED: 2, OrderStatus.DONE: 3, OrderStatus.CLOSED: 4}


@dataclass(frozen=True, slots=True)
class Voice:
    """How much a file's word counts: the moment its content speaks of, and its strength (order report 2, item report 1)."""

    as_of: datetime
    strength: int

    def overrules(self, other: Voice) -> bool:
        return self.strength >= other.strength and self.as_of >= other.as_of


def changed_values(order: ParsedOrder, current: Mapping[str, Any], *, overrules: bool) -> dict[str, Any]:
    """The fields the file changes: it fills empty ones, and overwrites others only when it ``overrules``.

    What a person changed by hand stays until the file says something else than it did before that.
    """
    changed = {}
    edited = before_hand(current["by_hand"])
    for field in SAID:
        new, old = getattr(order, field), current[field]
        if new in ("", None) or new == old or edited.get(field) == str(new):
            continue
        empty = old in ("", None)
        if field in MAYBE_MASKED and not empty and "*" in str(new) and "*" not in str(old):
            continue  # a masked value tells less than what we have
        if empty or overrules:
            changed[field] = new
    return changed


def status_after(current: str, new: OrderStatus | None, *, speaks: bool) -> OrderStatus | None:
    """The platform's status after this file, or None when it stays: it only moves forward, closed is final."""
    if new is None or (current and not speaks):
        return None
    if current and _RANK[new] <= _RANK[OrderStatus(current)]:
        return None
    return new


def status_of(order: ParsedOrder) -> OrderStatus | None:
    """The order's status by this file: refunded in full counts as closed; items speak when the order does not."""
    if order.refunded_amount and order.paid_amount and order.refunded_amount >= order.paid_amount:
        return OrderStatus.CLOSED
    if order.status is not None or order.lock:
        return order.status
    told = {line.status for line in order.lines if line.status is not None}
    open_ones = told - {OrderStatus.CLOSED}
    if open_ones:
        return min(open_ones, key=lambda status: _RANK[status])
    return OrderStatus.CLOSED if told else None


def state_after(state: State, status: OrderStatus) -> State | None:
    """Where the platform's new status brings an order in our house; None when it stays where it is."""
    if status is OrderStatus.CLOSED:  # of one that has left, after-sales is told
        stoppable = (State.UNPAID, *BEFORE_RELEASE, State.RELEASED, *ON_THE_FLOOR)
        return State.CANCELLED if state in stoppable else None
    if status is OrderStatus.UNPAID:  # news only of an order whose status no file had told yet
        return State.UNPAID if state in (*BEFORE_RELEASE, State.RELEASED) else None
    if status is OrderStatus.PAID:
        return State.WAITING if state is State.UNPAID else None
    if status in (OrderStatus.SHIPPED, OrderStatus.DONE):
        if state in (State.UNPAID, *BEFORE_RELEASE, State.RELEASED):
            return State.DONE  # shipped elsewhere: nothing is left to do here
        if state is State.SHIPPED and status is OrderStatus.DONE:
            return State.DONE
    return None


def first_state(status: OrderStatus | None) -> State:
    """Where a new order starts."""
    starts = {
        OrderStatus.UNPAID: State.UNPAID,
        OrderStatus.PAID: State.WAITING,
        OrderStatus.SHIPPED: State.DONE,
        OrderStatus.DONE: State.DONE,
        OrderStatus.CLOSED: State.CANCELLED,
    }
    return State.WAITING if status is None else starts[status]


def line_lives(status: OrderStatus | None, refund: Refund, *, service: bool) -> bool:
    """Whether a row of an order is goods that still have to leave."""
    return not service and refund is not Refund.DONE and status is not OrderStatus.CLOSED
