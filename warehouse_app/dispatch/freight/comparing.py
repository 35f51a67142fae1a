"""A bill against our parcels, some thousand lines at a time: each part is read and judged first, then written at once.

It may be done again at any time (prices came in later, weights were put right): what a person decided stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from warehouse_app.dispatch.freight import rules
from warehouse_app.dispatch.freight.commands import finish_bill
from warehouse_app.dispatch.freight.facts import ParcelFacts, facts_of, trips_of
from warehouse_app.dispatch.freight.pricing import PriceBook, told_where, with_volume
from warehouse_app.dispatch.freight.rules import Billed, Ours, Verdict, Why
from warehouse_app.dispatch.freight.tables import BillDifference, BillLine, CourierBill
from warehouse_app.dispatch.prices.queries import all_tables
from warehouse_app.dispatch.tables import HandoverParcel
from warehouse_app.errors import NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel
from warehouse_app.sheets.progress import Progress
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

PART = 2_000

_other, _first_bill = aliased(BillLine), aliased(CourierBill)
_counted_elsewhere = (
    select(func.min(_other.id))
    .join(_first_bill, _first_bill.id == _other.bill_id)
    .where(
        _other.waybill == BillLine.waybill, _other.bill_id != BillLine.bill_id, _other.counts,
        _first_bill.courier == Parcel.courier, _first_bill.state != "reading",
    )
    .correlate(BillLine, Parcel)
    .scalar_subquery()
)  # fmt: skip
_first_here = (
    select(func.min(_other.id))
    .where(_other.waybill == BillLine.waybill, _other.bill_id == BillLine.bill_id)
    .correlate(BillLine)
    .scalar_subquery()
)
_first = func.coalesce(_counted_elsewhere, _first_here)
_part = (
    select(
        BillLine.id, BillLine.row, BillLine.waybill, BillLine.weight_g, BillLine.place, BillLine.day, BillLine.amount,
        Parcel.id.label("parcel_id"), Parcel.courier, Parcel.state, _first.label("first_id"),
    )
    .outerjoin(Parcel, Parcel.waybill == BillLine.waybill)
    .where(BillLine.bill_id == bindparam("bill"), BillLine.row > bindparam("after"))
    .order_by(BillLine.row)
    .limit(PART)
)  # fmt: skip
_its_parcel = select(Parcel.id).where(Parcel.waybill == BillLine.waybill).scalar_subquery()
_firsts = (
    select(_other.id, _other.row, _other.bill_id, _first_bill.name)
    .join(_first_bill, _first_bill.id == _other.bill_id)
    .where(_other.id.in_(bindparam("ids", expanding=True)))
)
_its_line, _its_difference = aliased(BillLine), aliased(BillDifference)
_not_billed = (
    select(HandoverParcel.parcel_id)
    .where(
        HandoverParcel.handover_id == bindparam("handover"),
        ~exists().where(_its_line.parcel_id == HandoverParcel.parcel_id, _its_line.counts),
        ~exists().where(_its_difference.parcel_id == HandoverParcel.parcel_id, _its_difference.line_id.is_(None)),
    )
    .order_by(HandoverParcel.parcel_id)
)


@dataclass(frozen=True, slots=True)
class _Bill:
    """The bill being compared, and by what."""

    id: int
    courier: str
    month: date
    book: PriceBook
    tolerance_g: int
    tare_g: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """What came of some lines: up to which row, how many, which do not count for a parcel, and the rows of the differences."""

    last: int
    lines: int
    idle: list[int]
    differences: list[dict[str, Any]]


def compare(
    warehouse: Warehouse, actor: Actor, desk: str, bill_id: int, progress: Progress | None = None, *, opens: bool = False
) -> None:
    """Compare a bill from its first line to its last, then look which parcels it lacks; with ``opens`` a new one is then seen.

    Raises Cancelled, NotFound (gone, or another desk is removing it).
    """
    with warehouse.reading() as session:
        bill = _open(session, bill_id, opens=opens)
        lines = session.scalar(select(func.count()).where(BillLine.bill_id == bill_id)) or 0
    last, done = 0, 0
    while True:
        with warehouse.reading() as session:
            judged = _judge_part(session, bill, last)
        if judged is None:
            break
        with warehouse.transaction(actor, desk) as tx:
            write_part(tx, bill_id, last, judged.last, judged.idle, judged.differences)
        last, done = judged.last, done + judged.lines
        if progress is not None:
            progress.step(done, lines + 1)
    _find_missing(warehouse, actor, desk, bill)
    with warehouse.transaction(actor, desk) as tx:
        finish_bill(tx, bill_id, opens=opens)


def _open(session: Session, bill_id: int, *, opens: bool) -> _Bill:
    bill = session.get(CourierBill, bill_id)
    if bill is None or (bill.state == "reading" and not opens):
        raise NotFound("freight.no_bill")
    values = settings.get_all(session, ("freight_tolerance_g", "weigh_tare_g"))
    book = PriceBook(all_tables(session))
    return _Bill(bill.id, bill.courier, bill.month, book, values["freight_tolerance_g"], values["weigh_tare_g"])


# --- lines ------------------------------------------------------------------------------------------------------------


def _judge_part(session: Session, bill: _Bill, after: int) -> _Judged | None:
    """The next lines, judged; None when there are no more."""
    rows = session.connection().execute(_part, {"bill": bill.id, "after": after}).all()
    if not rows:
        return None
    ours = [row.parcel_id for row in rows if _why_not(row, bill) is None and row.first_id == row.id]
    facts = facts_of(session, ours, bill.tare_g)
    firsts = _told_firsts(session, bill, [row.first_id for row in rows if row.first_id != row.id])
    idle, differences = [], []
    for row in rows:
        found, verdict, first = facts.get(row.parcel_id), None, row.first_id == row.id
        if (why := _why_not(row, bill)) is not None:
            verdict = rules.unknown(row.amount, why)
        elif not first:
            verdict = rules.twice(row.amount, firsts[row.first_id])
        elif found is not None:
            verdict = _compare_line(row, found, bill)
        if found is None or not first:
            idle.append(row.id)
        if verdict is not None:
            differences.append(_row(bill, verdict, row.id, row.parcel_id, row.amount, found))
    return _Judged(rows[-1].row, len(rows), idle, differences)


def _why_not(row: Any, bill: _Bill) -> Why | None:
    """Why a number has no place on this bill; None when it is a parcel this courier took."""
    if row.parcel_id is None:
        return Why.NOT_OURS
    if row.courier != bill.courier:
        return Why.OTHER_COURIER
    return None if row.state == "shipped" else Why.NOT_SENT


def _told_firsts(session: Session, bill: _Bill, ids: Sequence[int]) -> dict[int, str]:
    """Where numbers were billed first: the row, and the file when it was another bill."""
    if not ids:
        return {}
    rows = session.connection().execute(_firsts, {"ids": sorted(set(ids))})
    return {row.id: str(row.row) if row.bill_id == bill.id else f"{row.row} {row.name}" for row in rows}


def _compare_line(row: Any, found: ParcelFacts, bill: _Bill) -> Verdict | None:
    table = bill.book.table(bill.courier, found.day or row.day or bill.month)
    ours = Ours(with_volume(table, found.weight_g, found.size_mm), bill.book.where(table, found.area))
    billed = Billed(row.amount, row.weight_g, told_where(row.place, table))
    charged = partial(bill.book.charged_g, table, found.area)
    return rules.compare(billed, ours, partial(bill.book.price, table, found.area, cod=found.cod), charged, bill.tolerance_g)


def _row(
    bill: _Bill, verdict: Verdict, line_id: int | None, parcel_id: int | None, theirs: Decimal, found: ParcelFacts | None
) -> dict[str, Any]:
    area = found.area if found is not None else None
    return {
        "bill_id": bill.id, "line_id": line_id, "parcel_id": parcel_id, "kinds": rules.bits_of(verdict.kinds),
        "detail": verdict.detail, "weight_g": found.weight_g if found is not None else None,
        "source": found.source if found is not None else "",
        "place": " ".join(dict.fromkeys(filter(None, (area.province, area.city)))) if area is not None else "",
        "theirs": theirs, "ours": verdict.ours, "difference": verdict.difference, "whole_part": verdict.whole,
        "weight_part": verdict.weight, "zone_part": verdict.zone, "price_part": verdict.price,
    }  # fmt: skip


@needs(Right.FREIGHT)
def write_part(tx: Tx, bill_id: int, after: int, last: int, idle: Sequence[int], differences: Sequence[dict[str, Any]]) -> None:
    """What was found out about the rows after ``after`` up to ``last``; those a person decided about keep what is there."""
    one_at_a_time(tx, "freight")
    part = select(BillLine.id).where(BillLine.bill_id == bill_id, BillLine.row.between(after + 1, last))
    of_lines = BillDifference.line_id.in_(part)
    tx.connection.execute(delete(BillDifference).where(of_lines, BillDifference.state == ""))
    decided = set(tx.connection.scalars(select(BillDifference.line_id).where(of_lines)))
    of_part = (BillLine.bill_id == bill_id) & BillLine.row.between(after + 1, last)
    tx.connection.execute(update(BillLine).where(of_part).values(parcel_id=_its_parcel, counts=_its_parcel.is_not(None)))
    for some in chunks(idle):
        tx.connection.execute(update(BillLine).where(BillLine.id.in_(some)).values(counts=False))
    fresh = [row for row in differences if row["line_id"] not in decided]
    if fresh:
        tx.connection.execute(insert(BillDifference), fresh)


# --- parcels that are not on the bill ------------------------------------------------------------------------------


def _find_missing(warehouse: Warehouse, actor: Actor, desk: str, bill: _Bill) -> None:
    """Parcels handed over in the bill's month that no bill has; those other bills lacked and this one has are done with."""
    with warehouse.transaction(actor, desk) as tx:
        clear_missing(tx, bill.id)
    with warehouse.reading() as session:
        trips = trips_of(session, bill.month, last_day(bill.month), bill.courier)
    for trip in trips:
        with warehouse.reading() as session:
            ids = list(session.connection().scalars(_not_billed, {"handover": trip}))
        for part in chunks(ids, PART):
            with warehouse.reading() as session:
                found = facts_of(session, part, bill.tare_g)
            rows = [_row(bill, _missing(each, bill), None, each.parcel_id, rules.ZERO, each) for each in found.values()]
            with warehouse.transaction(actor, desk) as tx:
                write_missing(tx, rows)


def _missing(found: ParcelFacts, bill: _Bill) -> Verdict:
    table = bill.book.table(bill.courier, found.day or bill.month)
    grams = with_volume(table, found.weight_g, found.size_mm)
    if grams is None:
        return rules.missing(None)
    return rules.missing(bill.book.price(table, found.area, bill.book.where(table, found.area), grams, cod=found.cod))


def last_day(month: date) -> date:
    """The last day of the month that begins on a day."""
    following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return date.fromordinal(following.toordinal() - 1)


@needs(Right.FREIGHT)
def clear_missing(tx: Tx, bill_id: int) -> None:
    """Forget which parcels this bill lacks, and that others lack what is on it, as far as nobody decided about them."""
    on_it = select(BillLine.parcel_id).where(BillLine.bill_id == bill_id, BillLine.counts)
    open_ones = (BillDifference.line_id.is_(None)) & (BillDifference.state == "")
    tx.connection.execute(delete(BillDifference).where(open_ones, BillDifference.bill_id == bill_id))
    tx.connection.execute(delete(BillDifference).where(open_ones, BillDifference.parcel_id.in_(on_it)))


@needs(Right.FREIGHT)
def write_missing(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Parcels a bill lacks, but for those another desk said so about meanwhile."""
    one_at_a_time(tx, "freight")
    parcels = [row["parcel_id"] for row in rows]
    of_them = BillDifference.line_id.is_(None) & BillDifference.parcel_id.in_(parcels)
    said = set(tx.connection.scalars(select(BillDifference.parcel_id).where(of_them)))
    fresh = [row for row in rows if row["parcel_id"] not in said]
    if fresh:
        tx.connection.execute(insert(BillDifference), fresh)
