"""Reading price tables: those in force on a day, and all there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.dispatch.prices.tables import CourierPrices, PriceZone
from warehouse_app.dispatch.tables import Courier
from warehouse_app.orders.addresses.files import Area

_tables = (
    select(CourierPrices.__table__, Courier.name.label("courier"))
    .join(Courier, Courier.id == CourierPrices.courier_id)
    .order_by(Courier.rank, CourierPrices.valid_from.desc())
)
_zones = select(PriceZone.__table__).order_by(PriceZone.prices_id, PriceZone.place)


def all_tables(session: Session) -> list[PriceTable]:
    """Every price table, in the couriers' order, of each courier the newest first."""
    zones: dict[int, list[Zone]] = defaultdict(list)
    for row in session.execute(_zones):
        zone = Zone(row.name, _areas(row.areas), row.first_g, row.first_price, row.step_g, row.step_price)
        zones[row.prices_id].append(zone)
    return [_table(row, zones[row.id]) for row in session.execute(_tables)]


def tables_on(session: Session, day: date) -> dict[str, PriceTable]:
    """The table in force on a day, by courier; a courier without one is left out."""
    found: dict[str, PriceTable] = {}
    for table in all_tables(session):
        if table.valid_from <= day:
            found.setdefault(table.courier, table)
    return found


def in_force(tables: list[PriceTable], day: date) -> frozenset[int]:
    """The ids of those tables that count on a day."""
    first: dict[str, int] = {}
    for table in tables:
        if table.valid_from <= day:
            first.setdefault(table.courier, table.id)
    return frozenset(first.values())


def _table(row: Any, zones: list[Zone]) -> PriceTable:
    return PriceTable(
        row.courier, row.valid_from, tuple(zones), row.divisor, row.surcharge, _areas(row.remote), row.cod_fee, id=row.id
    )


def _areas(kept: list[list[str]]) -> tuple[Area, ...]:
    return tuple(Area(*parts) for parts in kept)
