"""Lots without a database: how many days are left, and when goods have expired."""

from __future__ import annotations

from datetime import date

LONGEST_LOT = 60


def days_left(expires: date | None, today: date) -> int | None:
    """Days until the last day of sale; 0 on that day, below zero afterwards, None for goods without one."""
    return None if expires is None else (expires - today).days


def expired(expires: date | None, today: date) -> bool:
    """Whether the last day of sale is over."""
    return expires is not None and expires < today
