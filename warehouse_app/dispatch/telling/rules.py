"""When a shop's file and the house disagree about what has left. Pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta

from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.rules import ON_THE_FLOOR, State

STILL_THERE = frozenset({OrderStatus.UNPAID, OrderStatus.PAID})  # the file says: nothing was shipped
SHIPPED_THERE = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})
NOT_THERE, NOT_HERE, ELSEWHERE = "not_there", "not_here", "elsewhere"


def difference(
    state: State, status: OrderStatus | None, said_at: datetime, left_at: datetime | None, grace: timedelta, *, done_now: bool
) -> str:
    """How a file that speaks of ``said_at`` differs from us, "" when it does not.

    ``left_at`` is when the shop was told of the order, else when it left; a file from less than ``grace`` after that knows no
    better yet. ``done_now``: the file itself ended an order that waited here, and nothing of it was handed over.
    """
    if state is State.SHIPPED and status in STILL_THERE and left_at is not None and said_at >= left_at + grace:
        return NOT_THERE
    if state in ON_THE_FLOOR and status in SHIPPED_THERE:
        return NOT_HERE
    return ELSEWHERE if done_now and status in SHIPPED_THERE else ""


def settled(kind: str, state: State, status: OrderStatus | None) -> str:
    """Whether a difference is none any more: by the "file" that agrees now, by what was done "here", or "" while it stands."""
    if kind == NOT_THERE:
        if state is not State.SHIPPED:
            return "here"
        return "file" if status is not None and status not in STILL_THERE else ""
    if kind == NOT_HERE:
        if state not in ON_THE_FLOOR:
            return "here"
        return "file" if status in STILL_THERE else ""
    return ""
