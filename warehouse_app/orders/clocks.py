"""The shop's own hours and cut-off, read from the settings."""

from __future__ import annotations

from datetime import time

from sqlalchemy.orm import Session

from warehouse_app.orders.rules import DeadlineRules
from warehouse_app.store import settings


def deadline_rules(session: Session) -> DeadlineRules:
    """Hours promised, hours at the latest, cut-off and pickup hours as set."""
    hour, minute = str(settings.get(session, "cut_off")).split(":")
    return DeadlineRules(
        promise_hours=settings.get(session, "promise_hours"),
        latest_hours=settings.get(session, "latest_hours"),
        cut_off=time(int(hour), int(minute)),
        pickup_hours=settings.get(session, "pickup_hours"),
    )
