"""Stocktakes made, ended and given to people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from warehouse_app.counting.rules import Kind
from warehouse_app.counting.scope import Plan, wanted
from warehouse_app.counting.tables import CountBin, CountResult
from warehouse_app.counting.writing import open_stocktake, write_bins, write_stocktake
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.people.tables import Person
from warehouse_app.stock.locking import lock_bins, unlock_bins
from warehouse_app.stock.tables import Location
from warehouse_app.store import audit
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

LONGEST_TITLE = 60


@needs(Right.PLAN_COUNT)
def plan_stocktake(tx: Tx, plan: Plan) -> int:
    """Make a stocktake of all that the plan's scope holds at this moment; returns its id.

    People get neighbouring bins, in walking order. Raises BadInput (days, title, ``counting.sample_size``), NotFound (a
    zone, bin, category, supplier, SKU or person nobody knows), Conflict ``counting.nothing_to_count``, ``stock.bin_locked``
    when it is to lock a bin that is locked for another.
    """
    one_at_a_time(tx, "stock")
    _must_fit(plan)
    if set(plan.people) - set(tx.connection.execute(select(Person.id).where(Person.id.in_(plan.people))).scalars()):
        raise NotFound("counting.no_such_person")
    bins = wanted(tx.connection, plan, tx.now)
    if not bins:
        raise Conflict("counting.nothing_to_count")
    stocktake_id = write_stocktake(tx, plan)
    write_bins(tx, stocktake_id, bins, plan.people)
    if plan.lock:
        of_zones = select(Location.id).where(Location.kind == "bin", Location.zone.in_(plan.scope.zones))
        lock_bins(tx, {*bins, *tx.connection.execute(of_zones).scalars()}, open_stocktake(tx, stocktake_id).number)
    audit.record(tx, "stocktake_planned", str(stocktake_id), stocktake=plan.kind.value, bins=len(bins), locked=plan.lock)
    tx.touch("stocktakes")
    return stocktake_id


def _must_fit(plan: Plan) -> None:
    if plan.closes < plan.opens:
        raise BadInput("counting.days_turned")
    if len(plan.title) > LONGEST_TITLE:
        raise BadInput("counting.title_long", most=LONGEST_TITLE)
    if plan.kind is Kind.SPOT and not 1 <= plan.size <= 100_000:
        raise BadInput("counting.sample_size")


@needs(Right.PLAN_COUNT)
def assign(tx: Tx, stocktake_id: int, bin_ids: Sequence[int], person_id: int | None) -> int:
    """Give bins that are not counted yet to a person, or to nobody in particular; returns how many that are.

    Raises NotFound (the stocktake, the person, a bin that is none of it: then none is given), Conflict ``counting.ended``.
    """
    number = open_stocktake(tx, stocktake_id).number
    name = tx.connection.execute(select(Person.name).where(Person.id == person_id)).scalar() or ""
    if person_id is not None and not name:
        raise NotFound("counting.no_such_person")
    given = 0
    for part in chunks(sorted(set(bin_ids))):
        mine = CountBin.id.in_(part) & (CountBin.stocktake_id == stocktake_id)
        if tx.connection.execute(select(func.count()).select_from(CountBin).where(mine)).scalar_one() != len(part):
            raise NotFound("counting.no_such_round")
        given += tx.connection.execute(
            update(CountBin).where(mine, CountBin.state != "done").values(assigned_id=person_id)
        ).rowcount
    audit.record(tx, "stocktake_assigned", number, bins=given, person=name)
    tx.touch("stocktakes")
    return given


@needs(Right.PLAN_COUNT)
def unlock_stocktake(tx: Tx, stocktake_id: int) -> int:
    """Goods may be moved and picked there again, the count goes on; returns how many bins that are. Raises NotFound, Conflict."""
    row = open_stocktake(tx, stocktake_id)
    bins = unlock_bins(tx, row.number)
    audit.record(tx, "stocktake_unlocked", row.number, bins=bins)
    tx.touch("stocktakes")
    return bins


@needs(Right.PLAN_COUNT)
def end_stocktake(tx: Tx, stocktake_id: int, reason: str = "") -> str:
    """No more counting; what was not approved stays as it is in the books. Returns "closed", or "cancelled" when nothing
    had been posted.

    Raises NotFound, Conflict (ended already), BadInput ``counting.reason_missing`` while bins or differences are open and
    nobody says why.
    """
    one_at_a_time(tx, "stock")  # nothing is approved or taken back meanwhile
    row = open_stocktake(tx, stocktake_id)
    left = select(func.count()).select_from(CountBin).where(CountBin.stocktake_id == stocktake_id, CountBin.state != "done")
    unsettled = select(func.count()).select_from(CountResult)
    unsettled = unsettled.where(
        CountResult.stocktake_id == stocktake_id,
        (CountResult.state == "recount") | ((CountResult.state == "agreed") & (CountResult.difference != 0)),
    )
    bins, differences = tx.connection.execute(left).scalar_one(), tx.connection.execute(unsettled).scalar_one()
    if (bins or differences) and not reason.strip():
        raise BadInput("counting.reason_missing", bins=bins, differences=differences)
    counted = select(CountResult.id).where(CountResult.stocktake_id == stocktake_id).limit(1)
    row.state = "closed" if tx.connection.execute(counted).first() else "cancelled"
    row.ended_at = tx.now
    unlock_bins(tx, row.number)
    tx.session.flush()
    audit.record(tx, "stocktake_ended", row.number, state=row.state, reason=reason.strip(), bins=bins, differences=differences)
    tx.touch("stocktakes")
    return row.state
