"""When the next wave is due: the shop's rhythm, told to whoever picks; no wave is ever made by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.picking.tables import Wave
from warehouse_app.store import settings


@dataclass(frozen=True, slots=True)
class Proposal:
    """So many released orders wait, and so many minutes have passed since the last wave (None: there was none today)."""

    orders: int
    minutes: int | None


def proposal(session: Session, now: datetime) -> Proposal | None:
    """What to propose now; None while the rhythm is off, the last wave is recent, or too few orders wait."""
    every, at_least = settings.get(session, "wave_every_minutes"), settings.get(session, "wave_at_least")
    if not every:
        return None
    last: datetime | None = session.scalar(select(func.max(Wave.at)))
    minutes = None if last is None else int((now - last).total_seconds() // 60)
    if minutes is not None and minutes < every:
        return None
    waiting = session.scalar(select(func.count()).where(Order.state == State.RELEASED.value, Order.hold == "")) or 0
    if waiting < max(1, at_least):
        return None
    same_day = last is not None and last.astimezone().date() == now.astimezone().date()
    return Proposal(waiting, minutes if same_day else None)
