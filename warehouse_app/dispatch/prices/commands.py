"""Bringing in price tables and taking them out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.prices.files import PriceRow, gathered
from warehouse_app.dispatch.prices.queries import all_tables
from warehouse_app.dispatch.prices.rules import PriceTable
from warehouse_app.dispatch.prices.tables import CourierPrices, PriceZone
from warehouse_app.dispatch.rules import courier_name
from warehouse_app.dispatch.tables import Courier
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders.addresses.files import Area
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store import audit
from warehouse_app.store.imports import Change, ImportResult, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


def compare_prices(session: Session, parsed: Parsed[PriceRow], today: date) -> tuple[ImportResult, list[PriceTable]]:
    """What bringing in the file would do, table by table, and the tables to write. Writes nothing.

    A table with a zone missing would be a wrong table, so a single bad row keeps the whole file out.
    """
    couriers = [*session.scalars(select(Courier.name))]
    errors, rows = list(parsed.problems), []
    for row in parsed.rows:
        name = courier_name(row.courier, couriers)
        if name is None:
            errors.append(RowProblem(parsed.name, row.row, "courier", "dispatch.unknown_courier", {"courier": row.courier}))
        else:
            rows.append(replace(row, courier=name))
    if errors:
        return ImportResult([], errors), []
    known = {(table.courier, table.valid_from): table for table in all_tables(session)}
    first = {(row.courier, row.valid_from or today): row.row for row in reversed(rows)}
    changes, wanted = [], []
    for table in gathered(rows, today):
        key = (table.courier, table.valid_from)
        before = known.get(key)
        kind = "new" if before is None else "unchanged" if replace(before, id=0) == table else "changed"
        changes.append(Change(parsed.name, first[key], f"{table.courier} {table.valid_from}", kind))
        if kind != "unchanged":
            wanted.append(table)
    return ImportResult(changes, []), wanted


@needs(Right.COURIERS)
def import_prices(tx: Tx, parsed: Parsed[PriceRow]) -> ImportResult:
    """Bring in a file's price tables, all or none: those of a courier and day that are there already are replaced."""
    one_at_a_time(tx, "prices")
    result, wanted = compare_prices(tx.session, parsed, tx.now.astimezone().date())
    for table in wanted:
        _write(tx, table)
    if not result.errors:
        remember_file(tx, "prices", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return result


@needs(Right.COURIERS)
def remove_prices(tx: Tx, prices_id: int) -> PriceTable:
    """Take a price table out; returned, so that it can be put back. Raises NotFound ``prices.no_table``."""
    one_at_a_time(tx, "prices")
    table = next((table for table in all_tables(tx.session) if table.id == prices_id), None)
    if table is None:
        raise NotFound("prices.no_table")
    _remove(tx, table.courier, table.valid_from)
    return table


@needs(Right.COURIERS)
def put_back_prices(tx: Tx, table: PriceTable) -> bool:
    """Put a price table back that was taken out; True. Raises Conflict ``prices.newer_there``: another took its place since."""
    one_at_a_time(tx, "prices")
    if any((other.courier, other.valid_from) == (table.courier, table.valid_from) for other in all_tables(tx.session)):
        raise Conflict("prices.newer_there", courier=table.courier, valid_from=table.valid_from.isoformat())
    _write(tx, table)
    return True


def _write(tx: Tx, table: PriceTable) -> None:
    _remove(tx, table.courier, table.valid_from)
    courier_id = tx.connection.execute(select(Courier.id).where(Courier.name == table.courier)).scalar_one()
    kept = CourierPrices(
        courier_id=courier_id, valid_from=table.valid_from, divisor=table.divisor, surcharge=table.surcharge,
        remote=_kept(table.remote), cod_fee=table.cod_fee,
    )  # fmt: skip
    tx.session.add(kept)
    tx.session.flush()
    rows = [
        {
            "prices_id": kept.id, "place": place, "name": zone.name, "areas": _kept(zone.areas), "first_g": zone.first_g,
            "first_price": zone.first_price, "step_g": zone.step_g, "step_price": zone.step_price,
        }
        for place, zone in enumerate(table.zones)
    ]  # fmt: skip
    tx.connection.execute(insert(PriceZone), rows)
    audit.record(tx, "prices", table.courier, valid_from=table.valid_from.isoformat(), zones=len(rows))


def _remove(tx: Tx, courier: str, valid_from: date) -> None:
    of_courier = select(Courier.id).where(Courier.name == courier).scalar_subquery()
    same = select(CourierPrices.id).where(CourierPrices.courier_id == of_courier, CourierPrices.valid_from == valid_from)
    for prices_id in tx.connection.scalars(same).all():
        tx.connection.execute(delete(PriceZone).where(PriceZone.prices_id == prices_id))
        tx.connection.execute(delete(CourierPrices).where(CourierPrices.id == prices_id))
        audit.record(tx, "prices_out", courier, valid_from=valid_from.isoformat())
    tx.touch("prices")


def _kept(areas: Sequence[Area]) -> list[list[str]]:
    return [[area.province, area.city, area.district] for area in areas]
