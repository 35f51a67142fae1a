"""Which orders are demand, and of which day: words the reading of rehearsals and what came of them share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, type_coerce

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.restock.days import midnight

WHEN = type_coerce(func.coalesce(Order.paid_at, Order.created_at, Order.at), Order.paid_at.type)
"""When an order was paid; made by hand or told by a poor file, when it was made."""
PARCEL = func.coalesce(Order.together_id, Order.id)
SOLD = and_(Order.state.not_in([State.UNPAID.value, State.CANCELLED.value]), Order.origin != "resend")
"""Orders that are demand: paid, not cancelled, and not what is sent once more for nothing."""


def day_of(at: datetime) -> date:
    """The day of a moment on this computer's calendar."""
    return at.astimezone().date()


def within(column: Any, first: date, last: date) -> Any:
    """Moments of these days, both included."""
    return and_(column >= midnight(first), column < midnight(last + timedelta(days=1)))


def paid_between(first: date, last: date) -> Any:
    """Orders of these days, both included, by when they were paid."""
    return and_(SOLD, within(WHEN, first, last))
