"""Pieces that are in the books but were looked for in vain: nobody may be promised them until their bin was counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists

from warehouse_app.stock.tables import CountTask


def awaits_count(location_id: Any, sku_id: Any) -> ColumnElement[bool]:
    """Whether somebody should count this SKU in this bin because a picker found too little there."""
    return exists().where(
        CountTask.location_id == location_id,
        CountTask.sku_id == sku_id,
        CountTask.reason == "short_pick",
        CountTask.done_at.is_(None),
    )
