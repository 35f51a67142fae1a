"""Which orders are demand, and of which day: words the reading of rehearsals and what came of them share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order

WHEN = func.coalesce(Order.paid_at, Order.created_at)
PARCEL = func.coalesce(Order.together_id, Order.id)
SOLD = and_(Order.state.not_in([State.UNPAID.value, State.CANCELLED.value]), Order.origin != "resend")
"""Orders that are demand: paid, not cancelled, and not what is sent once more for nothing."""


def moment(day: date) -> datetime:
    """When a day begins on this computer's calendar, in UTC."""
    return datetime.combine(day, time(0)).astimezone().astimezone(UTC)


def day_of(at: datetime) -> date:
    """The day of a moment on this computer's calendar."""
    return at.astimezone().date()


def within(column: Any, first: date, last: date) -> Any:
    """Moments of these days, both included."""
    return and_(column >= moment(first), column < moment(last + timedelta(days=1)))


def paid_between(first: date, last: date) -> Any:
    """Orders of these days, both included, by when they were paid."""
    return and_(SOLD, within(WHEN, first, last))
