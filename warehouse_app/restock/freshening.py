"""The quick look: positions of SKUs as stock, orders and purchases are now, judged by the last run's forecast.

Nothing here computes a forecast: what needs only this (files that come in, terms, orders) does without that machinery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.buying.lines import new_styles
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, may
from warehouse_app.restock import alerts
from warehouse_app.restock.alerts import Seen
from warehouse_app.restock.rules import TOO_LITTLE, Basis, Judged, Limits, Parts, Sight, judge
from warehouse_app.restock.stock_now import NOTHING, counted, positions
from warehouse_app.restock.tables import RestockFigure, RestockTerms
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared, Query
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

_FIGURES = cast(Table, RestockFigure.__table__)
COUNTED = ("on_hand", "arriving", "on_the_way", "drafted", "reserved")
PARTS = (*COUNTED, "position")
_MOVED = (*PARTS, "verdict", "raw", "suggested", "steps", "cover_days", "stock_out", "order_by")
_moved = Prepared(
    update(_FIGURES)
    .where(_FIGURES.c.sku_id == bindparam("of_sku"))
    .values({name: bindparam(name, type_=_FIGURES.c[name].type) for name in _MOVED})
)
_told = Query(select(_FIGURES.c.sku_id, *(_FIGURES.c[name] for name in COUNTED)))


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
        seen[row.sku_id] = Seen(sight, sight_of(row), judged.suggested)
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
    unknown = _unknown(tx, listed, terms)
    return {
        row.sku_id: _basis(
            row, terms.get(row.sku_id), values["restock_soon_days"], limit if row.sku_id in new else None, row.sku_id in unknown
        )
        for row in listed
    }


def _unknown(tx: Tx, rows: Iterable[Any], terms: Mapping[int, Any]) -> set[int]:
    """SKUs of which too little is known, and nobody said what to keep of them: neither here nor when a material runs low.

    The verdict alone says so of figures written by a program that did not keep it as the method.
    """
    vague = {row.sku_id for row in rows if TOO_LITTLE in (row.method, row.verdict)}
    said = {sku_id for sku_id in vague if sku_id in terms and terms[sku_id].least is not None}
    runs_low = select(Sku.id).join(Product, Product.id == Sku.product_id).where(Product.material, Sku.least.is_not(None))
    for some in chunks(sorted(vague)):
        said |= set(tx.connection.execute(runs_low.where(Sku.id.in_(some))).scalars())
    return vague - said


def _basis(row: Any, terms: Any, soon_days: int, first_order: int | None, unknown: bool) -> Basis:
    limits = Limits(terms.minimum, terms.pack, terms.most, first_order) if terms else Limits(first_order=first_order)
    stopped = any(line["on"] and line["ok"] is False for line in row.rule)
    return Basis(row.daily, row.reorder_point, row.target, limits, soon_days, stopped, bool(terms and terms.never), unknown)


def sight_of(row: Any) -> Sight:
    """What a row of figures said of its SKU."""
    left = row.on_hand + row.arriving - row.reserved
    return Sight(row.verdict == "order", row.position, row.reorder_point, left)


def part_columns(parts: Parts) -> dict[str, Any]:
    """The position and what it is made of, by column."""
    return {name: getattr(parts, name) for name in PARTS}


def judged_columns(judged: Judged) -> dict[str, Any]:
    """What follows from the position, by column."""
    return {
        "verdict": judged.verdict.value, "raw": judged.raw, "suggested": judged.suggested,
        "steps": [list(step) for step in judged.steps], "cover_days": judged.cover_days, "stock_out": judged.stock_out,
        "order_by": judged.order_by,
    }  # fmt: skip
