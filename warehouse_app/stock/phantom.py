"""Pieces that are in the books but were looked for in vain: nobody may be promised them until their bin was counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from warehouse_app.stock.tables import CountTask

_any = aliased(CountTask)
_SOME_WAIT = exists().where(_any.reason == "short_pick", _any.done_at.is_(None))  # asked once for a whole list: mostly none


def awaits_count(location_id: Any, sku_id: Any) -> ColumnElement[bool]:
    """Whether somebody should count this SKU in this bin because a picker found too little there."""
    this_one = exists().where(
        CountTask.location_id == location_id,
        CountTask.sku_id == sku_id,
        CountTask.reason == "short_pick",
        CountTask.done_at.is_(None),
    )
    return and_(_SOME_WAIT, this_one)
