"""The nightly run: figures of every SKU computed anew, and alerts that follow.

The run reads one consistent state, computes outside any transaction, and writes in one short one: cancelled before that it
leaves no trace, and the desks never wait for a forecast.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from warehouse_app.errors import NotAllowed
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, may
from warehouse_app.restock import alerts
from warehouse_app.restock.alerts import Seen
from warehouse_app.restock.freshening import sight_of
from warehouse_app.restock.reordering import Figured, figures, keep_first_orders_small, snapshot, with_parts
from warehouse_app.restock.rules import Parts, Sight
from warehouse_app.restock.stock_now import positions
from warehouse_app.restock.tables import RestockFigure, RestockRun
from warehouse_app.sheets.progress import Progress
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

READ, COMPUTED = 30, 95  # per cent of a run's time after each of its parts
_FIGURES = cast(Table, RestockFigure.__table__)
_written = Prepared(insert(_FIGURES).values({column.name: bindparam(column.name, type_=column.type) for column in _FIGURES.c}))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did; ``warning`` as RestockRun keeps it."""

    id: int
    day: date
    skus: int
    opened: int
    warning: dict[str, Any]
    seconds: float


def run_restock(warehouse: Warehouse, actor: Actor, desk: str, progress: Progress | None = None) -> Ran:
    """Compute everything anew for today and write it. Raises NotAllowed, Busy, Cancelled (by ``progress``: nothing written)."""
    if not may(actor.role, Right.RESTOCK):  # before the work, not after it
        raise NotAllowed("people.not_allowed", name=actor.name, right=Right.RESTOCK.value)
    started = time.perf_counter()
    today = warehouse.clock().astimezone().date()
    _step(progress, 0)
    with warehouse.reading() as session:
        shot = snapshot(session, today, lambda: _step(progress, READ // 2))
        limit = int(shot.values["first_order_limit"])
        _step(progress, READ)
        found = figures(shot, lambda done, total: _step(progress, READ + (COMPUTED - READ) * done // max(total, 1)))
        found = keep_first_orders_small(session, found, today, limit)
    _step(progress, COMPUTED)
    with warehouse.transaction(actor, desk) as tx:
        ran = keep_run(tx, found, shot.past.warning, started, today)
    _step(progress, 100)
    return ran


def _step(progress: Progress | None, percent: int) -> None:
    if progress is not None:
        progress.step(percent, 100)


@needs(Right.RESTOCK)
def keep_run(tx: Tx, found: list[Figured], warning: dict[str, Any], started: float, today: date) -> Ran:
    """Write the figures of a run, by what is in stock, wanted and ordered at this moment, and let the alerts follow.

    After a run for a later day the warning says so (``restock.ran_later``): this clock was set back.
    """
    one_at_a_time(tx, "restock")
    newest = tx.connection.execute(select(RestockRun.day).order_by(RestockRun.id.desc()).limit(1)).scalar()
    if newest is not None and newest > today:
        warning = _clock_set_back(warning, newest)
    parts = positions(tx.session, today)
    found = [_now(each, parts.get(each.sku_id, Parts()), today) for each in found]
    before = _before(tx)
    seconds = round(time.perf_counter() - started, 3)
    run = {"day": today, "skus": len(found), "warning": warning, "seconds": seconds}
    run_id = int(tx.connection.execute(insert(RestockRun).values(**run).returning(RestockRun.id)).scalar_one())
    tx.connection.execute(delete(RestockFigure))
    _written.run_many(tx, (each.row(run_id) for each in found))
    seen = {each.sku_id: _seen(each, before.get(each.sku_id)) for each in found}
    gone = {sku_id: _nothing(sight) for sku_id, sight in before.items() if sku_id not in seen}
    opened = alerts.sync(tx, seen | gone, today)
    tx.connection.execute(update(RestockRun).where(RestockRun.id == run_id).values(opened=opened))
    tx.touch("restock")
    return Ran(run_id, today, len(found), opened, warning, seconds)


def _clock_set_back(warning: dict[str, Any], newest: date) -> dict[str, Any]:
    told = {"code": "restock.ran_later", "fields": {"day": newest.isoformat()}}
    return {**told, "also": [{name: warning[name] for name in ("code", "fields")}, *warning["also"]] if warning else []}


def _now(figured: Figured, parts: Parts, today: date) -> Figured:
    return figured if parts == figured.parts else with_parts(figured, parts, today)


def _before(tx: Tx) -> dict[int, Sight]:
    """What the figures said so far."""
    columns = (RestockFigure.sku_id, RestockFigure.verdict, RestockFigure.position, RestockFigure.reorder_point)
    rows = tx.connection.execute(select(*columns, RestockFigure.on_hand, RestockFigure.arriving, RestockFigure.reserved))
    return {row.sku_id: sight_of(row) for row in rows}


def _seen(each: Figured, before: Sight | None) -> Seen:
    judged, parts = each.judged, each.parts
    return Seen(Sight(judged.needed, parts.position, each.basis.reorder_point, parts.left), before, judged.suggested)


def _nothing(before: Sight) -> Seen:
    """A SKU that is no longer bought: merged into another, or a set that comes as components now."""
    return Seen(Sight(False, 0, -1, 0), before, 0)
