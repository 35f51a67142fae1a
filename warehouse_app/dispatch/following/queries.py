"""Parcels on their way as a person sees them: cases, what was said of each, and those no courier has scanned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, text
from sqlalchemy.orm import Session

from warehouse_app.dispatch.following.rules import is_overdue
from warehouse_app.dispatch.following.tables import CaseNote, ParcelCase, ParcelTrack
from warehouse_app.dispatch.following.tracking import tracked
from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.errors import NotFound
from warehouse_app.orders.tables import IS_AWAY, Order, Shop
from warehouse_app.packing.codes import with_numbers
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.pages import Page

MOST = 1_000


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it; ``status`` and ``moved_at`` are what the courier said last, "" and None for nothing."""

    id: int
    parcel_id: int
    waybill: str
    courier: str
    orders: tuple[str, ...]
    shop: str
    kind: str
    status: str
    moved_at: datetime | None
    next_step: str
    promised: date | None
    overdue: bool
    owner_id: int | None
    owner: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; ``owner_id`` 0: those nobody sees to."""

    closed: bool = False
    kind: str = ""
    courier: str = ""
    owner_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A line of a case: what happened, as kind and fields."""

    kind: str
    fields: Mapping[str, Any]
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One thing the courier said; ``source`` is "file" or "hand"."""

    moment: datetime
    status: str
    words: str
    place: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything about one case."""

    row: CaseRow
    left_at: datetime | None
    notes: tuple[NoteRow, ...]
    tracking: tuple[TrackLine, ...]


@dataclass(frozen=True, slots=True)
class UnscannedRow:
    """A parcel that was marked shipped and that its courier has not scanned; ``pickup_by`` is over."""

    parcel_id: int
    waybill: str
    courier: str
    orders: tuple[str, ...]
    left_at: datetime | None
    pickup_by: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """A parcel that was handed over: what a case is opened for."""

    parcel_id: int
    waybill: str
    courier: str
    status: str
    case_id: int | None


def cases_page(session: Session, wanted: CaseFilter, today: date, limit: int = 100, offset: int = 0) -> Page[CaseRow]:
    """Cases, those with a promise that is overdue first, then by the promised day, then the oldest."""
    conditions = _conditions(wanted)
    total = session.scalar(select(func.count()).select_from(ParcelCase).join(Parcel).where(*conditions)) or 0
    by_promise = (case((ParcelCase.promised < today, 0), (ParcelCase.promised.is_not(None), 1), else_=2), ParcelCase.promised)
    order = (ParcelCase.closed_at.desc(), ParcelCase.id.desc()) if wanted.closed else (*by_promise, ParcelCase.id)
    rows = session.execute(_cases().where(*conditions).order_by(*order).limit(limit).offset(offset)).all()
    return Page(_case_rows(session, rows, today), total)


def case_view(session: Session, case_id: int, today: date) -> CaseView:
    """One case with its notes and what was said of its parcel. Raises NotFound."""
    rows = session.execute(_cases().where(ParcelCase.id == case_id)).all()
    if not rows:
        raise NotFound("follow.no_such_case")
    (row,) = _case_rows(session, rows, today)
    notes = session.execute(
        select(CaseNote.kind, CaseNote.fields, Person.name, CaseNote.at)
        .join(Person, Person.id == CaseNote.who_id)
        .where(CaseNote.case_id == case_id)
        .order_by(CaseNote.id.desc())
    )
    left = session.scalar(
        select(Handover.closed_at)
        .join(HandoverParcel, HandoverParcel.handover_id == Handover.id)
        .where(HandoverParcel.parcel_id == row.parcel_id)
    )
    lines = tuple(TrackLine(*line) for line in tracked(session, row.parcel_id))
    return CaseView(row, left, tuple(NoteRow(*note) for note in notes), lines)


def unscanned(session: Session, now: datetime) -> list[UnscannedRow]:
    """Parcels of orders whose pickup-by clock has run out and that no courier has scanned, the longest first."""
    rows = session.execute(
        select(Parcel.id, Parcel.waybill, Parcel.courier, Handover.closed_at, func.min(Order.pickup_by).label("by"))
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .join(HandoverParcel, HandoverParcel.parcel_id == Parcel.id)
        .join(Handover, Handover.id == HandoverParcel.handover_id)
        .outerjoin(ParcelTrack, ParcelTrack.parcel_id == Parcel.id)
        .where(text(f"orders.{IS_AWAY}"), Order.pickup_by < now, ParcelTrack.parcel_id.is_(None))
        .group_by(Parcel.id, Parcel.waybill, Parcel.courier, Handover.closed_at)
        .order_by(func.min(Order.pickup_by), Parcel.id)
        .limit(MOST)
    ).all()
    orders = _numbers(session, [row.id for row in rows])
    return [UnscannedRow(r.id, r.waybill or "", r.courier, orders.get(r.id, ()), r.closed_at, r.by) for r in rows]


def find_away(session: Session, *codes: str) -> Away | None:
    """The parcel of a waybill or order number that was handed over, of several the last; None when there is none."""
    named = with_numbers([code.strip() for code in codes if code.strip()])
    of_order = select(ParcelOrder.parcel_id).join(Order, Order.id == ParcelOrder.order_id).where(Order.number.in_(named))
    running = ParcelCase.closed_at.is_(None)
    row = session.execute(
        select(Parcel.id, Parcel.waybill, Parcel.courier, ParcelTrack.status, ParcelCase.id.label("case"))
        .outerjoin(ParcelTrack, ParcelTrack.parcel_id == Parcel.id)
        .outerjoin(ParcelCase, (ParcelCase.parcel_id == Parcel.id) & running)
        .where(or_(Parcel.waybill.in_(named), Parcel.id.in_(of_order)), Parcel.state == "shipped")
        .order_by(Parcel.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Away(row.id, row.waybill or "", row.courier, row.status or "", row.case)


def open_cases(session: Session, today: date) -> tuple[int, int]:
    """How many cases are open, and of how many the promised day is over."""
    late = func.count(case((ParcelCase.promised < today, 1)))
    row = session.execute(select(func.count(), late).where(ParcelCase.closed_at.is_(None))).one()
    return int(row[0]), int(row[1])


def case_couriers(session: Session) -> list[str]:
    """The couriers that have or had cases."""
    return list(
        session.scalars(
            select(Parcel.courier).join(ParcelCase, ParcelCase.parcel_id == Parcel.id).distinct().order_by(Parcel.courier)
        )
    )


def _cases() -> Select[Any]:
    return (
        select(
            ParcelCase.__table__,
            Parcel.waybill,
            Parcel.courier,
            ParcelTrack.status,
            ParcelTrack.moment,
            Person.name.label("owner"),
        )
        .join(Parcel, Parcel.id == ParcelCase.parcel_id)
        .outerjoin(ParcelTrack, ParcelTrack.parcel_id == ParcelCase.parcel_id)
        .outerjoin(Person, Person.id == ParcelCase.owner_id)
    )


def _case_rows(session: Session, rows: Sequence[Any], today: date) -> list[CaseRow]:
    ids = [row.parcel_id for row in rows]
    orders, shops = _numbers(session, ids), _shops(session, ids)
    return [
        CaseRow(
            r.id, r.parcel_id, r.waybill or "", r.courier, orders.get(r.parcel_id, ()), shops.get(r.parcel_id, ""), r.kind,
            r.status or "", r.moment, r.next_step, r.promised, r.closed_at is None and is_overdue(r.promised, today),
            r.owner_id, r.owner or "", r.at, r.closed_at, r.outcome,
        )
        for r in rows
    ]  # fmt: skip


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ParcelCase.closed_at.is_not(None) if wanted.closed else ParcelCase.closed_at.is_(None)]
    if wanted.kind:
        found.append(ParcelCase.kind == wanted.kind)
    if wanted.courier:
        found.append(Parcel.courier == wanted.courier)
    if wanted.owner_id is not None:
        found.append(ParcelCase.owner_id == wanted.owner_id if wanted.owner_id else ParcelCase.owner_id.is_(None))
    if wanted.text:
        orders = (
            select(ParcelOrder.parcel_id)
            .join(Order, Order.id == ParcelOrder.order_id)
            .where(ParcelOrder.parcel_id == ParcelCase.parcel_id, Order.number.contains(wanted.text, autoescape=True))
        )
        likely = [column.contains(wanted.text, autoescape=True) for column in (Parcel.waybill, ParcelCase.next_step)]
        found.append(or_(*likely, orders.correlate(ParcelCase).exists()))
    return found


def _numbers(session: Session, parcel_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    joined = select(ParcelOrder.parcel_id, Order.number).join(Order, Order.id == ParcelOrder.order_id)
    for parcel_id, number in session.execute(joined.where(ParcelOrder.parcel_id.in_(parcel_ids)).order_by(Order.id)):
        found[parcel_id] = (*found.get(parcel_id, ()), number)
    return found


def _shops(session: Session, parcel_ids: Sequence[int]) -> dict[int, str]:
    joined = (
        select(ParcelOrder.parcel_id, Shop.name)
        .join(Order, Order.id == ParcelOrder.order_id)
        .join(Shop, Shop.id == Order.shop_id)
    )
    return {row[0]: row[1] for row in session.execute(joined.where(ParcelOrder.parcel_id.in_(parcel_ids)))}
