"""The two clocks of an order as conditions: what a number on the board counts is what the list behind it shows.

The ship-by clock runs until an order has left, the pickup-by clock from then until the platform says that the courier has
it. Each name of ``NAMES`` is one condition; ``Moments`` says where on the clocks they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, text
from sqlalchemy.orm import Session

from warehouse_app.orders.rules import AFTER_SALES, GONE, ON_THE_FLOOR, State
from warehouse_app.orders.tables import IS_AWAY, IS_HELD, Order
from warehouse_app.store import settings

NOT_LEFT = (State.WAITING, State.LOOK, State.SHORT, State.RELEASED, *ON_THE_FLOOR)


@dataclass(frozen=True, slots=True)
class Moments:
    """Now, when a deadline begins to be near, and the end of this PC's day."""

    now: datetime
    near: datetime
    midnight: datetime


def moments(session: Session, now: datetime) -> Moments:
    """The moments of the board at ``now``; the settings say how many hours before a deadline an order is at risk."""
    here = now.astimezone()
    midnight = datetime.combine(here.date() + timedelta(days=1), time(0)).astimezone()
    return Moments(now, now + timedelta(hours=settings.get(session, "risk_hours")), midnight)


def _here(*more: Any) -> ColumnElement[bool]:
    return and_(Order.state.in_([state.value for state in NOT_LEFT]), *more)


def _away(*more: Any) -> ColumnElement[bool]:
    return and_(text(f"orders.{IS_AWAY}"), *more)


def _held() -> Any:
    return text(f"orders.{IS_HELD}")


CONDITIONS: Mapping[str, Callable[[Moments], ColumnElement[bool]]] = {
    "today": lambda at: _here(Order.ship_by >= at.now, Order.ship_by <= at.midnight),
    "late": lambda at: _here(Order.ship_by < at.now),
    "risk": lambda at: _here(Order.ship_by >= at.now, Order.ship_by < at.near),
    "penalty": lambda at: _here(Order.ship_latest < at.now),
    "pickup_risk": lambda at: _away(Order.pickup_by >= at.now, Order.pickup_by < at.near),
    "pickup_late": lambda at: _away(Order.pickup_by < at.now),
    "held": lambda at: _here(_held()),
    "stopped": lambda at: and_(_held(), Order.state.in_([state.value for state in ON_THE_FLOOR])),
    "after_sales": lambda at: and_(_held(), Order.hold == AFTER_SALES, Order.state.in_([state.value for state in GONE])),
}
NAMES = tuple(CONDITIONS)
AWAY = ("pickup_risk", "pickup_late")  # of orders on their way to the buyer


def condition(name: str, at: Moments) -> ColumnElement[bool]:
    """The condition of that name; KeyError when there is none."""
    return CONDITIONS[name](at)
