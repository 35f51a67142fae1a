"""The rule of ``packdesk check`` over the look before release: who waits for a look waits for something still to be seen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, literal, not_, or_, select

from warehouse_app.orders.looking.rules import MAY_PASS, Look
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order


def rules() -> list[tuple[str, Select[Any]]]:
    """The rule and the query that returns what breaks it."""
    return [("check.look", _looks())]


def _looks() -> Select[Any]:
    """An order that waits for a look has a reason; one that was looked at already has one that nobody can wave through."""
    stuck = or_(*(Order.look.contains(reason.value, autoescape=True) for reason in Look if reason not in MAY_PASS))
    columns: tuple[Any, ...] = (Order.number.label("subject"), literal("reason").label("expected"), Order.look.label("found"))
    return select(*columns).where(Order.state == State.LOOK.value, or_(Order.look == "", and_(Order.looked, not_(stuck))))
