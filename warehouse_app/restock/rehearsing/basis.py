"""Wishes and what came of them as plain JSON, as a plan keeps them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from warehouse_app.restock.rehearsing.rehearse import Rehearsal
from warehouse_app.restock.rehearsing.rules import Goal, Source, Spread, Wishes
from warehouse_app.restock.rehearsing.work import DayNeed

_DAYS = ("begins", "ends", "model_from", "model_to")


def plain(wishes: Wishes) -> dict[str, Any]:
    """Wishes as JSON takes them."""
    return {name: _plain(value) for name, value in asdict(wishes).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def wishes_of(told: Mapping[str, Any]) -> Wishes:
    """Wishes as they were kept; what a later version added has its usual value."""
    known = {field.name for field in fields(Wishes)}
    values = {name: value for name, value in told.items() if name in known}
    values |= {name: date.fromisoformat(values[name]) for name in _DAYS}
    made: dict[str, Any] = {
        "source": Source, "goal": Goal, "spread": Spread, "figure": Decimal, "skus": tuple, "shares": tuple,
        "by_hand": lambda pairs: tuple((int(sku_id), int(pieces)) for sku_id, pieces in pairs),
    }  # fmt: skip
    values |= {name: make(values[name]) for name, make in made.items() if name in values}
    return Wishes(**values)


def kept_needs(found: Rehearsal) -> dict[str, Any]:
    """What a plan keeps of its rehearsal beside its lines, to be compared with what happens."""
    return {
        "orders": found.expected.orders,
        "parcels": sum(one.parcels for one in found.days),
        "pieces": found.expected.sum,
        "order_by": found.order_by.isoformat() if found.order_by else None,
        "to_order": sum(one.to_order for one in found.to_order),
        "missing_minutes": found.missing_minutes,
        "parcels_per_hour": found.speed.parcels_per_hour,
        "pieces_per_hour": found.speed.pieces_per_hour,
        "desks": found.speed.desks,
        "materials": [[one.sku_id, one.pieces, one.goods.to_order] for one in found.materials],
        "ahead": [[list(map(list, one.contents)), one.expected, one.ahead] for one in found.ahead],
        "days": [{name: _plain(value) for name, value in asdict(one).items()} for one in found.days],
    }


def days_of(needs: Mapping[str, Any]) -> tuple[DayNeed, ...]:
    """The days as a plan kept them."""
    return tuple(DayNeed(**{**one, "day": date.fromisoformat(one["day"])}) for one in needs.get("days", ()))
