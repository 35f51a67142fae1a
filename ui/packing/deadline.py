"""A parcel's ship-by in words: when, and how far away or how late. No Qt."""

from __future__ import annotations

from datetime import datetime


def deadline_words(ship_by: datetime | None, now: datetime) -> tuple[str, dict[str, object], bool]:
    """Code and fields of the sentence, and whether the moment has passed. Shown in the computer's own time zone."""
    if ship_by is None:
        return "packing.no_deadline", {}, False
    local = ship_by.astimezone()
    when = f"{local:%H:%M}" if local.date() == now.astimezone().date() else f"{local:%m-%d %H:%M}"
    minutes = int((ship_by - now).total_seconds()) // 60
    if minutes < 0:
        return "packing.late", {"when": when, "hours": max(1, -minutes // 60)}, True
    return "packing.ship_by", {"when": when}, False
