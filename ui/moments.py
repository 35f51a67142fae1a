"""Moments as a person reads them: on this computer's clock, the same digits in both languages."""

from __future__ import annotations

from datetime import datetime


def day_and_time(moment: datetime | None) -> str:
    """Year, month, day, hour and minute; empty for none. ``moment`` knows its time zone."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def stamp(moment: datetime) -> str:
    """Day and second without a character that a file name cannot have."""
    return moment.astimezone().strftime("%Y%m%d-%H%M%S")
