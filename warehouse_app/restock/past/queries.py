"""What is kept of past sales: the files with what they brought, the months, and the days of which the house has orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.tables import Person
from warehouse_app.restock.days import midnight
from warehouse_app.restock.tables import PastSale
from warehouse_app.store.tables import ImportFile

KIND = "past_sales"
_OWN = Order.origin.in_(("file", "manual"))  # a part split off and a resend are no sales of their own
_MOMENT = type_coerce(func.coalesce(Order.paid_at, Order.created_at), Order.paid_at.type)


@dataclass(frozen=True, slots=True)
class PastImport:
    """A file of past sales. ``pieces`` and ``skus`` are what it brought, ``left_out`` pieces of days the house knows itself."""

    id: int
    name: str
    at: datetime
    who: str
    skus: int
    pieces: int
    left_out: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month of past sales, ``month`` is its first day."""

    month: date
    skus: int
    days: int
    pieces: int


def past_imports(session: Session) -> list[PastImport]:
    """The files of which anything is kept, the newest first."""
    kept = (
        select(
            PastSale.import_id,
            func.count(PastSale.sku_id.distinct()).label("skus"),
            func.sum(PastSale.pieces).label("pieces"),
            func.min(PastSale.day).label("first"),
            func.max(PastSale.day).label("last"),
        )
        .group_by(PastSale.import_id)
        .subquery()
    )
    wanted = (
        select(ImportFile, Person.name.label("who"), kept)
        .join(kept, kept.c.import_id == ImportFile.id)
        .join(Person, Person.id == ImportFile.who_id)
        .order_by(ImportFile.id.desc())
    )
    return [_import(row) for row in session.execute(wanted)]


def _import(row: Any) -> PastImport:
    file = row.ImportFile
    left_out = int(file.counts.get("left_out", 0))
    return PastImport(file.id, file.name, file.at, row.who, row.skus, int(row.pieces), left_out, row.first, row.last)


def past_months(session: Session) -> list[PastMonth]:
    """What is kept, month by month, the newest first."""
    month = _month(session)
    columns = (
        func.min(PastSale.day).label("day"),
        func.count(PastSale.sku_id.distinct()).label("skus"),
        func.count(PastSale.day.distinct()).label("days"),
        func.sum(PastSale.pieces).label("pieces"),
    )
    rows = session.execute(select(*columns).group_by(month).order_by(func.min(PastSale.day).desc()))
    return [PastMonth(row.day.replace(day=1), row.skus, row.days, int(row.pieces)) for row in rows]


def _month(session: Session) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "postgresql":
        return func.date_trunc("month", PastSale.day)
    return func.substr(type_coerce(PastSale.day, String), 1, 7)


def past_days(session: Session) -> set[date]:
    """The days of which past sales are kept."""
    return set(session.scalars(select(PastSale.day).distinct()))


def own_days(session: Session) -> set[date]:
    """The days (on this computer's calendar) on which the house has an order of its own that was paid, or made."""
    hour = _hour(session)
    firsts = select(func.min(_MOMENT)).where(_OWN, _MOMENT.is_not(None)).group_by(hour)
    return {moment.astimezone().date() for moment in session.scalars(firsts)}


def days_known_better(session: Session, told: Mapping[date, int]) -> set[date]:
    """Of days with so many pieces ``told`` by a file those of which the house's own orders tell at least half.

    A house that has just begun has single orders of the weeks before: of those days the file knows more.
    """
    if not told:
        return set()
    pieces = _own_pieces(session, min(told), max(told))
    return {day for day in own_days(session) if 2 * pieces.get(day, 0) >= told.get(day, 0)}


def _own_pieces(session: Session, first: date, last: date) -> dict[date, int]:
    """Pieces the house's own orders of these days want, by day."""
    hour = _hour(session)
    wanted = select(func.min(_MOMENT), func.sum(OrderLine.quantity)).join(OrderLine, OrderLine.order_id == Order.id)
    wanted = wanted.where(_OWN, OrderLine.live, midnight(first) <= _MOMENT, midnight(last + timedelta(days=1)) > _MOMENT)
    found: dict[date, int] = defaultdict(int)
    for moment, pieces in session.execute(wanted.group_by(hour)):
        found[moment.astimezone().date()] += int(pieces)
    return found


def _hour(session: Session) -> ColumnElement[str]:
    """The hour an order fell into, so that a million of them come back as a few thousand rows."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date_trunc("hour", _MOMENT)
    return func.substr(type_coerce(_MOMENT, String), 1, 13)


def earlier_import(session: Session, sha256: str) -> ImportFile | None:
    """The file of this very content that was brought in before and of which something is still kept."""
    of_it = exists().where(PastSale.import_id == ImportFile.id)
    wanted = select(ImportFile).where(ImportFile.kind == KIND, ImportFile.sha256 == sha256, of_it)
    return session.scalars(wanted.order_by(ImportFile.id).limit(1)).first()
