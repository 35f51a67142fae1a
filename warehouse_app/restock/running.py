"""The nightly run and the quick look: figures of every SKU computed anew, or only their positions, and alerts that follow.

The run reads one consistent state, computes outside any transaction, and writes in one short one: cancelled before that it
leaves no trace, and the desks never wait for a forecast.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.errors import NotAllowed
from warehouse_app.inbound.buying.lines import new_styles
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, may
from warehouse_app.restock import alerts
from warehouse_app.restock.alerts import Seen
from warehouse_app.restock.reordering import (
    PARTS,
    Figured,
    figures,
    judged_columns,
    keep_first_orders_small,
    part_columns,
    snapshot,
    with_parts,
)
from warehouse_app.restock.rules import Basis, Limits, Parts, Sight, judge
from warehouse_app.restock.stock_now import NOTHING, counted, positions
from warehouse_app.restock.tables import RestockFigure, RestockRun, RestockTerms
from warehouse_app.sheets.progress import Progress
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared, Query
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

READ, COMPUTED = 30, 95  # per cent of a run's time after each of its parts
_FIGURES = cast(Table, RestockFigure.__table__)
_written = Prepared(insert(_FIGURES).values({column.name: bindparam(column.name, type_=column.type) for column in _FIGURES.c}))
COUNTED = ("on_hand", "arriving", "on_the_way", "drafted", "reserved")
_MOVED = (*PARTS, "verdict", "raw", "suggested", "steps", "cover_days", "stock_out", "order_by")
_moved = Prepared(
    update(_FIGURES)
    .where(_FIGURES.c.sku_id == bindparam("of_sku"))
    .values({name: bindparam(name, type_=_FIGURES.c[name].type) for name in _MOVED})
)

_told = Query(select(_FIGURES.c.sku_id, *(_FIGURES.c[name] for name in COUNTED)))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did; ``warning`` as RestockRun keeps it."""

    id: int
    day: date
    skus: int
    opened: int
    warning: dict[str, Any]
    seconds: float


# --- the run --------------------------------------------------------------------------------------------------------------


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
    return {row.sku_id: _sight(row) for row in rows}


def _sight(row: Any) -> Sight:
    left = row.on_hand + row.arriving - row.reserved
    return Sight(row.verdict == "order", row.position, row.reorder_point, left)


def _seen(each: Figured, before: Sight | None) -> Seen:
    judged, parts = each.judged, each.parts
    return Seen(Sight(judged.needed, parts.position, each.basis.reorder_point, parts.left), before, judged.suggested)


def _nothing(before: Sight) -> Seen:
    """A SKU that is no longer bought: merged into another, or a set that comes as components now."""
    return Seen(Sight(False, 0, -1, 0), before, 0)


# --- the quick look -------------------------------------------------------------------------------------------------------


def freshen(warehouse: Warehouse, actor: Actor, desk: str) -> int:
    """Bring positions and alerts up to this moment, when anything changed; returns how many SKUs that was.

    Looks first and writes only then, so that opening the list waits for nobody. Without the right to restock nothing is
    written: the list then shows the last run's positions.
    """
    today = warehouse.clock().astimezone().date()
    with warehouse.reading() as session:
        changed = stale(session, today)
    if not changed or not may(actor.role, Right.RESTOCK):
        return 0
    with warehouse.transaction(actor, desk) as tx:
        return refresh_positions(tx, changed)


def stale(session: Session, today: date) -> set[int]:
    """SKUs whose position is not what the figures say, or whose alert has to be looked at."""
    now = counted(session, today)
    told = {row[0]: row[1:] for rows in _told.plain(session) for row in rows}
    return {sku_id for sku_id, was in told.items() if now.get(sku_id, NOTHING) != was} | alerts.due(session, today)


@needs(Right.RESTOCK)
def refresh_positions(tx: Tx, sku_ids: Iterable[int] | None = None) -> int:
    """Judge SKUs (None: all whose position changed) by stock, orders and purchases of this moment, with the last run's
    forecast; alerts follow. Returns how many were judged.
    """
    one_at_a_time(tx, "restock")
    today = tx.now.astimezone().date()
    asked = sorted(stale(tx.session, today) if sku_ids is None else set(sku_ids))
    if not asked:
        return 0
    parts = positions(tx.session, today)
    rows = [r for some in chunks(asked) for r in tx.connection.execute(select(_FIGURES).where(_FIGURES.c.sku_id.in_(some)))]
    bases = _bases(tx, rows)
    seen: dict[int, Seen] = {}
    changes = []
    for row in rows:
        now, basis = parts.get(row.sku_id, Parts()), bases[row.sku_id]
        judged = judge(basis, now, today)
        changes.append({"of_sku": row.sku_id} | part_columns(now) | judged_columns(judged))
        sight = Sight(judged.needed, now.position, basis.reorder_point, now.left)
        seen[row.sku_id] = Seen(sight, _sight(row), judged.suggested)
    _moved.run_many(tx, changes)
    alerts.sync(tx, seen, today)
    tx.touch("restock")
    return len(rows)


def _bases(tx: Tx, rows: Iterable[Any]) -> dict[int, Basis]:
    """What each SKU is judged by, from its figures and terms."""
    listed = list(rows)
    terms: dict[int, Any] = {}
    for some in chunks([row.sku_id for row in listed]):
        found = tx.connection.execute(select(RestockTerms.__table__).where(RestockTerms.sku_id.in_(some)))
        terms |= {row.sku_id: row for row in found}
    values = settings.get_all(tx.connection, ("restock_soon_days", "first_order_limit"))
    limit = int(values["first_order_limit"])
    new = new_styles(tx.connection, [row.sku_id for row in listed]) if limit else set()
    return {
        row.sku_id: _basis(row, terms.get(row.sku_id), values["restock_soon_days"], limit if row.sku_id in new else None)
        for row in listed
    }


def _basis(row: Any, terms: Any, soon_days: int, first_order: int | None) -> Basis:
    limits = Limits(terms.minimum, terms.pack, terms.most, first_order) if terms else Limits(first_order=first_order)
    stopped = any(line["on"] and line["ok"] is False for line in row.rule)
    unknown = row.verdict == "unknown"
    return Basis(row.daily, row.reorder_point, row.target, limits, soon_days, stopped, bool(terms and terms.never), unknown)
