"""The nightly run: figures of every SKU computed anew, and alerts that follow.

The run reads one consistent state, computes and makes its rows ready outside any transaction, and writes in one short one:
cancelled before that it leaves no trace, and the desks never wait for a forecast.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
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
from warehouse_app.restock.stock_now import NOTHING, Counted, counted, numbers
from warehouse_app.restock.tables import IS_OPEN, RestockAlert, RestockFigure, RestockRun
from warehouse_app.sheets.progress import Progress
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Columns, Prepared
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

READ, COMPUTED = 30, 95  # per cent of a run's time after each of its parts
_LEFT = (RestockFigure.on_hand, RestockFigure.arriving, RestockFigure.reserved)
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


@dataclass(slots=True)
class Made:
    """What a run found, ready to be written: ``columns`` as the database takes them, of the SKUs of ``found`` in their order, and
    ``counted``, what their positions were made of.
    """

    today: date
    found: list[Figured]
    counted: list[Counted]
    columns: Columns
    warning: dict[str, Any]


def run_restock(
    warehouse: Warehouse, actor: Actor, desk: str, progress: Progress | None = None, *, daily: bool = False
) -> Ran:  # fmt: skip
    """Compute everything anew for today and write it. Raises NotAllowed, Busy, Cancelled (by ``progress``: nothing written).

    ``daily``: nobody asked for it; when another desk has computed the day meanwhile, its run is told and nothing is written.
    """
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
    made = _made(warehouse, found, today, shot.past.warning)
    _step(progress, COMPUTED)
    with warehouse.transaction(actor, desk) as tx:
        ran = keep_run(tx, made, started, daily=daily)
    _step(progress, 100)
    return ran


def _step(progress: Progress | None, percent: int) -> None:
    if progress is not None:
        progress.step(percent, 100)


def _made(warehouse: Warehouse, found: list[Figured], today: date, warning: dict[str, Any]) -> Made:
    columns = _written.columns(warehouse.engine.dialect.name, (each.row() for each in found))
    return Made(today, found, [numbers(each.parts) for each in found], columns, warning)


@needs(Right.RESTOCK)
def keep_run(tx: Tx, made: Made, started: float, *, daily: bool = False) -> Ran:
    """Write the figures of a run, by what is in stock, wanted and ordered at this moment, and let the alerts follow.

    After a run for a later day the warning says so (``restock.ran_later``): this clock was set back. ``daily`` as in
    ``run_restock``.
    """
    one_at_a_time(tx, "restock")
    today, warning, newest = made.today, made.warning, _newest(tx)
    if newest is not None and newest.day >= today and daily:
        return newest
    if newest is not None and newest.day > today:
        warning = _clock_set_back(warning, newest.day)
    before = _before(tx)
    _follow(tx, made)
    seconds = round(time.perf_counter() - started, 3)
    run = {"day": today, "skus": len(made.found), "warning": warning, "seconds": seconds}
    run_id = int(tx.connection.execute(insert(RestockRun).values(**run).returning(RestockRun.id)).scalar_one())
    tx.connection.execute(delete(RestockFigure))
    _written.run_columns(tx, made.columns | {"run_id": [run_id] * len(made.found)})
    opened = alerts.sync(tx, _seen(made, before), today)
    tx.connection.execute(update(RestockRun).where(RestockRun.id == run_id).values(opened=opened))
    tx.touch("restock")
    return Ran(run_id, today, len(made.found), opened, warning, seconds)


def _newest(tx: Tx) -> Ran | None:
    columns = (getattr(RestockRun, field.name) for field in fields(Ran))
    row = tx.connection.execute(select(*columns).order_by(RestockRun.id.desc()).limit(1)).one_or_none()
    return None if row is None else Ran(*row)


def _clock_set_back(warning: dict[str, Any], newest: date) -> dict[str, Any]:
    told = {"code": "restock.ran_later", "fields": {"day": newest.isoformat()}}
    return {**told, "also": [{name: warning[name] for name in ("code", "fields")}, *warning["also"]] if warning else []}


def _follow(tx: Tx, made: Made) -> None:
    """Judge anew what has changed since it was read, so that positions are those of this moment."""
    now = counted(tx.session, made.today)
    there = [now.get(each.sku_id, NOTHING) for each in made.found]
    places = [place for place, was in enumerate(made.counted) if was != there[place]]
    for place in places:
        made.found[place] = with_parts(made.found[place], Parts(*there[place]), made.today)
    changed = _written.columns(tx.connection.dialect.name, (made.found[place].row() for place in places))
    for name, values in changed.items():
        for place, value in zip(places, values, strict=True):
            made.columns[name][place] = value


def _before(tx: Tx) -> dict[int, Sight | None]:
    """What the figures said so far of SKUs with an open alert; None where they said nothing. Of the others no alert asks."""
    columns = (RestockFigure.verdict, RestockFigure.position, RestockFigure.reorder_point, *_LEFT)
    rows = tx.connection.execute(
        select(RestockAlert.sku_id, *columns).outerjoin(RestockFigure, RestockFigure.sku_id == RestockAlert.sku_id).where(IS_OPEN)
    )
    return {row.sku_id: None if row.verdict is None else sight_of(row) for row in rows}


def _seen(made: Made, before: Mapping[int, Sight | None]) -> dict[int, Seen]:
    """What alerts follow: SKUs that are needed, and those with an open alert.

    One that is no longer bought (merged into another, or a set that comes as components now) is not needed either.
    """
    told = [each for each in made.found if each.judged.needed or each.sku_id in before]
    seen = {each.sku_id: _one(each, before.get(each.sku_id)) for each in told}
    gone = {sku_id: sight for sku_id, sight in before.items() if sku_id not in seen and sight is not None}
    return seen | {sku_id: Seen(Sight(False, 0, -1, 0), sight, 0) for sku_id, sight in gone.items()}


def _one(each: Figured, before: Sight | None) -> Seen:
    judged, parts = each.judged, each.parts
    return Seen(Sight(judged.needed, parts.position, each.basis.reorder_point, parts.left), before, judged.suggested)
