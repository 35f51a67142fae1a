"""What handed-over parcels should cost by the price tables, worked out once and kept for the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, false, func, insert, or_, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.freight.facts import ParcelFacts, facts_of, trips_of
from warehouse_app.dispatch.freight.pricing import PriceBook, with_volume
from warehouse_app.dispatch.freight.tables import BillLine, ParcelCost
from warehouse_app.dispatch.prices.queries import all_tables
from warehouse_app.dispatch.prices.rules import PriceTable
from warehouse_app.dispatch.prices.tables import CourierPrices
from warehouse_app.dispatch.tables import Courier, HandoverParcel
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.progress import Progress
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

PART = 2_000


@dataclass(frozen=True, slots=True)
class _Prices:
    """What costs are worked out by, and which of those that are kept are no longer true."""

    book: PriceBook
    tare_g: int
    stale: ColumnElement[bool]
    at: datetime  # when they were read


def bring_costs_up(
    warehouse: Warehouse,
    actor: Actor,
    desk: str,
    first: date,
    last: date,
    progress: Progress | None = None,
    *,
    anew: bool = False,
) -> int:
    """Work out the cost of parcels handed over from ``first`` to ``last`` that have none yet, or had other prices; how many.

    ``anew``: of all of them, for weights and addresses that were put right since. Raises Cancelled, NotAllowed; what is done by
    then stays.
    """
    with warehouse.reading() as session:
        prices = _prices(session, warehouse.clock(), anew=anew)
        trips = trips_of(session, first, last)
    done = 0
    for number, trip in enumerate(trips):
        with warehouse.reading() as session:
            ids = list(session.scalars(_owed(prices, trip)))
        for place, part in enumerate(chunks(ids, PART)):
            with warehouse.reading() as session:
                found = facts_of(session, part, prices.tare_g)
            with warehouse.transaction(actor, desk) as tx:
                write_costs(tx, part, [_row(each, prices) for each in found.values()])
            done += len(part)
            if progress is not None:
                progress.step(number * len(ids) + place * PART, len(trips) * len(ids))
    return done


def _prices(session: Session, now: datetime, *, anew: bool) -> _Prices:
    """Kept costs are stale when their table is gone, or their courier's tables were written later."""
    if anew:
        stale: ColumnElement[bool] = ParcelCost.parcel_id.is_not(None)
    else:
        written = select(Courier.name, func.max(CourierPrices.at)).join(Courier, Courier.id == CourierPrices.courier_id)
        later = [
            and_(ParcelCost.courier == courier, ParcelCost.priced_at < at)
            for courier, at in session.execute(written.group_by(Courier.name))
        ]
        gone = ParcelCost.prices_id.is_not(None) & ParcelCost.prices_id.not_in(select(CourierPrices.id))
        stale = or_(false(), gone, *later)
    return _Prices(PriceBook(all_tables(session)), settings.get(session, "weigh_tare_g"), stale, now)


def _owed(prices: _Prices, trip: int) -> Select[Any]:
    return (
        select(HandoverParcel.parcel_id)
        .outerjoin(ParcelCost, ParcelCost.parcel_id == HandoverParcel.parcel_id)
        .where(HandoverParcel.handover_id == trip)
        .where(ParcelCost.parcel_id.is_(None) | prices.stale)
        .order_by(HandoverParcel.parcel_id)
    )


def _row(found: ParcelFacts, prices: _Prices) -> dict[str, Any]:
    assert found.day is not None  # only parcels in a closed handover are asked for
    table, ours = _cost(prices.book, found, found.day)
    return {
        "parcel_id": found.parcel_id, "courier": found.courier, "province": found.area.province, "shop_id": found.shop_id,
        "day": found.day, "weight_g": found.weight_g, "source": found.source, "ours": ours,
        "prices_id": table.id if table is not None else None, "priced_at": prices.at,
    }  # fmt: skip


def _cost(book: PriceBook, found: ParcelFacts, day: date) -> tuple[PriceTable | None, Decimal | None]:
    table = book.table(found.courier, day)
    grams = with_volume(table, found.weight_g, found.size_mm)
    if grams is None:
        return table, None
    return table, book.price(table, found.area, book.where(table, found.area), grams, cod=found.cod)


def freight_of(session: Session, parcel_id: int, today: date) -> Decimal | None:
    """What the courier charged for a parcel, or, before its bill, what it should by the price table; None when nobody knows."""
    billed = session.scalar(select(BillLine.amount).where(BillLine.parcel_id == parcel_id, BillLine.counts).limit(1))
    if billed is not None:
        return billed
    found = facts_of(session, [parcel_id], int(settings.get(session, "weigh_tare_g"))).get(parcel_id)
    if found is None:
        return None
    return _cost(PriceBook(all_tables(session)), found, found.day or today)[1]


@needs(Right.FREIGHT)
def write_costs(tx: Tx, ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Costs of these parcels in place of what was kept."""
    one_at_a_time(tx, "freight")
    gone = delete(ParcelCost).where(ParcelCost.parcel_id.in_(bindparam("ids", expanding=True)))
    tx.connection.execute(gone, {"ids": list(ids)})
    if rows:
        tx.connection.execute(insert(ParcelCost), list(rows))
