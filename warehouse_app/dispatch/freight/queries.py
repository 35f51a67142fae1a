"""Bills, what is wrong with them, and what parcels cost: read-only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.freight.rules import BITS, Kind, kinds_of
from warehouse_app.dispatch.freight.tables import BillDifference, BillLine, BillProblem, CourierBill
from warehouse_app.dispatch.prices.tables import CourierPrices
from warehouse_app.dispatch.tables import Courier, Handover, HandoverParcel
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel
from warehouse_app.sheets.table import RowProblem
from warehouse_app.store.pages import Page
from warehouse_app.store.tables import ColumnMapping

NOTHING = Decimal("0.00")
_AT_STAKE = BillDifference.difference > Decimal(0)
_PARTS: Mapping[Kind, Any] = {
    Kind.UNKNOWN: BillDifference.whole_part, Kind.TWICE: BillDifference.whole_part, Kind.WEIGHT: BillDifference.weight_part,
    Kind.ZONE: BillDifference.zone_part, Kind.PRICE: BillDifference.price_part, Kind.MISSING: BillDifference.whole_part,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill in the list. ``at_stake`` is what it asks too much in all; ``undecided`` counts differences nobody decided about."""

    id: int
    courier: str
    month: date
    name: str
    lines: int
    refused: int
    total: Decimal
    at_stake: Decimal
    differences: int
    undecided: int
    state: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class KindSum:
    """One kind of mistake on a bill: how many lines have it, and its part of what is at stake."""

    kind: Kind
    lines: int
    at_stake: Decimal


@dataclass(frozen=True, slots=True)
class BillSummary:
    """A bill at a glance. ``too_little`` is what the courier asked too little; ``unpriced`` differences no price table could
    judge; ``unjudged`` lines nothing is said about, because no table of ours stood for their day when they were compared.

    ``matched`` lines are for parcels of ours. The sums of the kinds add up to ``row.at_stake``.
    """

    row: BillRow
    kinds: tuple[KindSum, ...]
    too_little: Decimal
    disputed: Decimal
    credited: Decimal
    matched: int
    unpriced: int
    unjudged: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which differences of a bill: of a kind, in a state ("open" is undecided), those about a number."""

    bill_id: int
    kind: Kind | None = None
    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference; ``row`` is the line of the file, None for a parcel that is not on the bill."""

    id: int
    row: int | None
    waybill: str
    kinds: tuple[Kind, ...]
    detail: str
    their_weight_g: int | None
    weight_g: int | None
    source: str
    their_place: str
    place: str
    theirs: Decimal
    ours: Decimal | None
    difference: Decimal
    state: str
    note: str
    credited: Decimal | None
    decided_by: str
    decided_at: datetime | None


def bills(session: Session) -> list[BillRow]:
    """All bills, the newest month first."""
    return [_bill_row(row) for row in session.execute(_bills().order_by(CourierBill.month.desc(), CourierBill.id.desc()))]


def _bills() -> Any:
    sums = (
        select(
            BillDifference.bill_id, func.count().label("differences"),
            func.count(case((BillDifference.state == "", 1))).label("undecided"),
            func.sum(case((_AT_STAKE, BillDifference.difference))).label("at_stake"),
        )
        .group_by(BillDifference.bill_id)
        .subquery()
    )  # fmt: skip
    return (
        select(CourierBill, Person.name.label("who"), sums.c.differences, sums.c.undecided, sums.c.at_stake)
        .join(Person, Person.id == CourierBill.who_id)
        .outerjoin(sums, sums.c.bill_id == CourierBill.id)
        .where(CourierBill.state != "reading")
    )


def _bill_row(row: Any) -> BillRow:
    bill: CourierBill = row[0]
    return BillRow(
        bill.id, bill.courier, bill.month, bill.name, bill.lines, bill.refused, bill.total, row.at_stake or NOTHING,
        row.differences or 0, row.undecided or 0, bill.state, bill.at, row.who,
    )  # fmt: skip


def bill_summary(session: Session, bill_id: int) -> BillSummary | None:
    """What is wrong with a bill, by kind; None when it is gone."""
    row = session.execute(_bills().where(CourierBill.id == bill_id)).one_or_none()
    if row is None:
        return None
    state, difference = BillDifference.state, BillDifference.difference
    columns: dict[str, Any] = {
        "too_little": func.sum(case((difference < Decimal(0), difference))),
        "disputed": func.sum(case(((state == "disputed") & _AT_STAKE, difference))),
        "credited": func.sum(BillDifference.credited),
        "unpriced": func.count(case((BillDifference.ours.is_(None), 1))),
    }
    for kind, part in _PARTS.items():
        has = _has(kind)
        columns[f"{kind}_lines"] = func.count(case((has, 1)))
        columns[f"{kind}_sum"] = func.sum(case((has & _AT_STAKE, part)))
    of_bill = BillDifference.bill_id == bill_id
    sums = session.execute(select(*(column.label(name) for name, column in columns.items())).where(of_bill)).one()._mapping
    matched = session.scalar(select(func.count()).where(BillLine.bill_id == bill_id, BillLine.counts)) or 0
    kinds = tuple(KindSum(kind, sums[f"{kind}_lines"], sums[f"{kind}_sum"] or NOTHING) for kind in Kind)
    return BillSummary(
        _bill_row(row), kinds, -(sums["too_little"] or NOTHING), sums["disputed"] or NOTHING, sums["credited"] or NOTHING,
        matched, sums["unpriced"], _unjudged(session, row[0]),
    )  # fmt: skip


def _unjudged(session: Session, bill: CourierBill) -> int:
    of_courier = select(func.min(CourierPrices.valid_from)).join(Courier, Courier.id == CourierPrices.courier_id)
    since = session.scalar(of_courier.where(Courier.name == bill.courier, CourierPrices.at <= bill.compared_at))
    count = (
        select(func.count())
        .select_from(BillLine)
        .outerjoin(BillDifference, BillDifference.line_id == BillLine.id)
        .where(BillLine.bill_id == bill.id, BillLine.counts, BillDifference.id.is_(None))
    )
    if since is not None:
        given_day = (
            select(Handover.day)
            .join(HandoverParcel, HandoverParcel.handover_id == Handover.id)
            .where(HandoverParcel.parcel_id == BillLine.parcel_id, Handover.closed_at.is_not(None))
            .scalar_subquery()
        )
        count = count.where(func.coalesce(given_day, BillLine.day, bill.month) < since)
    return session.scalar(count) or 0


def _has(kind: Kind) -> ColumnElement[bool]:
    return BillDifference.kinds.bitwise_and(BITS[kind]) != 0


def wanted(which: Wanted) -> ColumnElement[bool]:
    """The filter as the database takes it; without the text, which is for looking only."""
    found: ColumnElement[bool] = BillDifference.bill_id == which.bill_id
    if which.kind is not None:
        found &= _has(which.kind)
    if which.state:
        found &= BillDifference.state == ("" if which.state == "open" else which.state)
    return found


def open_to(state: str) -> ColumnElement[bool]:
    """What a decision about all that is shown takes: only what nobody decided about; to dispute, only lines that cost too much
    or that no price table could judge.
    """
    undecided: ColumnElement[bool] = BillDifference.state == ""
    if state != "disputed":
        return undecided
    return undecided & (_AT_STAKE | (BillDifference.ours.is_(None) & BillDifference.line_id.is_not(None)))


def how_many_open(session: Session, which: Wanted, state: str) -> int:
    """How many such a decision takes."""
    return session.scalar(select(func.count()).select_from(BillDifference).where(wanted(which), open_to(state))) or 0


_SORTS: Mapping[str, Any] = {
    "row": BillLine.row, "waybill": func.coalesce(BillLine.waybill, Parcel.waybill), "theirs": BillDifference.theirs,
    "ours": BillDifference.ours, "difference": BillDifference.difference, "state": BillDifference.state,
    "their_weight_g": BillLine.weight_g, "weight_g": BillDifference.weight_g,
}  # fmt: skip


def differences_page(
    session: Session, which: Wanted, *, offset: int = 0, limit: int = 100, sort: str | None = None, descending: bool = False
) -> Page[DifferenceRow]:
    """Some differences of a bill; of themselves those with the most at stake first."""
    rows = (
        select(
            BillDifference, BillLine.row, func.coalesce(BillLine.waybill, Parcel.waybill).label("waybill"),
            BillLine.weight_g.label("their_g"), BillLine.place.label("their_place"), Person.name.label("who"),
        )
        .outerjoin(BillLine, BillLine.id == BillDifference.line_id)
        .outerjoin(Parcel, Parcel.id == BillDifference.parcel_id)
        .outerjoin(Person, Person.id == BillDifference.decided_by)
        .where(wanted(which))
    )  # fmt: skip
    if which.text:
        rows = rows.where(func.coalesce(BillLine.waybill, Parcel.waybill).contains(which.text, autoescape=True))
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    by = _SORTS[sort] if sort else BillDifference.difference
    order = by.desc() if descending or not sort else by.asc()
    found = session.execute(rows.order_by(order, BillDifference.id).offset(offset).limit(limit))
    return Page([_difference_row(row) for row in found], total)


def _difference_row(row: Any) -> DifferenceRow:
    one: BillDifference = row[0]
    return DifferenceRow(
        one.id, row.row, row.waybill or "", tuple(kinds_of(one.kinds)), one.detail, row.their_g, one.weight_g, one.source,
        row.their_place or "", one.place, one.theirs, one.ours, one.difference, one.state, one.note, one.credited, row.who or "",
        one.decided_at,
    )  # fmt: skip


def all_differences(session: Session, which: Wanted) -> Iterator[DifferenceRow]:
    """Every difference a filter shows, page by page, in the order of the file."""
    offset, total = 0, 1
    while offset < total:
        page = differences_page(session, which, offset=offset, limit=1_000, sort="row")
        yield from page.rows
        offset, total = offset + 1_000, page.total


def problems(session: Session, bill_id: int, *, most: int = 500) -> list[RowProblem]:
    """The rows of the file that could not be taken, the first ones."""
    name = session.scalar(select(CourierBill.name).where(CourierBill.id == bill_id)) or ""
    found = session.scalars(select(BillProblem).where(BillProblem.bill_id == bill_id).order_by(BillProblem.id).limit(most))
    return [RowProblem(name, one.row, one.column, one.code, _fields(one.value)) for one in found]


def _fields(kept: str) -> dict[str, object]:
    """What a problem's sentence needs; of rows refused by an earlier version only the value was kept, as it is."""
    try:
        fields = json.loads(kept)
    except ValueError:
        return {"value": kept}
    return {"value": "", **fields} if isinstance(fields, dict) else {"value": kept}


@dataclass(frozen=True, slots=True)
class Proposed:
    """Columns to propose for a courier's file; ``saved``: a person named them for just this layout."""

    columns: dict[str, str] = field(default_factory=dict)
    saved: bool = False


def mapping_kind(courier: str) -> str:
    """Under what a courier's columns are remembered."""
    return f"bill:{courier}"


def proposed_columns(session: Session, courier: str, fingerprint: str, header: tuple[str, ...]) -> Proposed:
    """What was named for this courier's files: for the same layout, else for the last one, as far as its columns are there."""
    kind = ColumnMapping.kind == mapping_kind(courier)
    same = session.scalar(select(ColumnMapping.columns).where(kind, ColumnMapping.fingerprint == fingerprint))
    if same is not None:
        return Proposed({str(name): str(column) for name, column in same.items()}, saved=True)
    last = session.scalar(select(ColumnMapping.columns).where(kind).order_by(ColumnMapping.at.desc()).limit(1)) or {}
    return Proposed({str(name): str(column) for name, column in last.items() if column in header})


def couriers(session: Session) -> dict[str, str]:
    """The couriers by name with the patterns of their numbers, in their order."""
    rows = session.execute(select(Courier.name, Courier.pattern).order_by(Courier.rank))
    return {row.name: row.pattern for row in rows}
