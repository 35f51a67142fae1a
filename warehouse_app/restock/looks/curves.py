"""The curve of one SKU, from its history, what is left of it and what is on order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from warehouse_app.inbound.sendback.bought import merged_into
from warehouse_app.restock.facts import returned_of
from warehouse_app.restock.forecasting.rules import History, curve
from warehouse_app.restock.history import past_of
from warehouse_app.restock.looks.queries import OrderedLine, SkuLook
from warehouse_app.restock.looks.rules import WEEK, Arrival, Curve, expected_steps, sold_steps, step_for, stock_line
from warehouse_app.restock.looks.told import Sum

PAST_DAYS = 26 * WEEK
"""So far back the curve goes."""
_LEAST_AHEAD, _MOST_AHEAD = 4 * WEEK, 26 * WEEK


def drawn(
    today: date, demand: Sequence[float], known: Sequence[bool], told: Sum, orders: Sequence[OrderedLine],
    returned: Mapping[date, int] | None = None,
) -> Curve:  # fmt: skip
    """The curve; ``demand`` and ``known`` are the days before today, yesterday last, ``returned`` pieces by day."""
    ahead = _ahead(today, told, orders)
    shown = min(PAST_DAYS, len(demand))
    first = today - timedelta(days=len(demand))
    history = History(
        np.asarray([demand], dtype=np.float32).reshape(1, -1), np.asarray([known], dtype=np.bool_).reshape(1, -1),
        first.weekday(),
    )  # fmt: skip
    band = curve(history, told.daily, ahead)
    step, begins = step_for(shown), today - timedelta(days=shown)
    arrivals = _arrivals(today, orders)
    there = told.on_hand + told.arriving - told.reserved
    line, out = stock_line(today, there, band.expected.tolist(), arrivals)
    return Curve(
        today, step, sold_steps(begins, demand[-shown:] if shown else [], known[-shown:] if shown else [], step, returned),
        expected_steps(today, band.expected.tolist(), band.low.tolist(), band.high.tolist(), step), line, arrivals, out,
        told.reorder_point,
    )  # fmt: skip


def _ahead(today: date, told: Sum, orders: Sequence[OrderedLine]) -> int:
    """Whole weeks that show lead time, review and all that is on its way."""
    last = max([(line.expected - today).days for line in orders if line.expected is not None], default=0)
    days = max(told.lead_days + told.review_days, last) + WEEK
    return min(_MOST_AHEAD, max(_LEAST_AHEAD, -(-days // WEEK) * WEEK))


def _arrivals(today: date, orders: Sequence[OrderedLine]) -> tuple[Arrival, ...]:
    """What was sent, on its day; what is late, or has no day, is taken to come today or not drawn."""
    return tuple(
        Arrival(max(line.expected, today), line.pieces, line.number, line.overdue)
        for line in orders
        if line.is_coming and line.expected is not None
    )


def sku_curve(session: Session, look: SkuLook, today: date) -> Curve:
    """The curve of one SKU and of all that were merged into it, from the same history the runs are made of."""
    sku_ids = [look.row.sku_id, *merged_into(session.connection(), [look.row.sku_id])]
    past = past_of(session, today, sku_ids)
    place = next((number for number, one in enumerate(past.goods) if one.id == look.row.sku_id), None)
    demand: list[float] = [] if place is None else past.demand[place].tolist()
    known: list[bool] = [] if place is None else past.known[place].tolist()
    returned = returned_of(session, sku_ids, today - timedelta(days=PAST_DAYS), today)
    return drawn(today, demand, known, look.row.told, look.orders, returned)
