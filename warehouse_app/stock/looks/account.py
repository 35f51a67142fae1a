"""The running account of one SKU (明细账): opening balance, every move of a period, closing balance.

Over all places in the house (bins, the dock, quarantine), or over one of them. Days are this computer's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.people.tables import Person
from warehouse_app.stock.rules import Virtual
from warehouse_app.stock.tables import Location, Move


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One move: pieces that came ``into`` the place or went ``out`` of it, and the balance after it."""

    move_id: int
    at: datetime
    who: str
    reason: str
    document: str
    lot: str
    from_code: str
    to_code: str
    into: int
    out: int
    balance: int


@dataclass(frozen=True, slots=True)
class Account:
    """A page of the account of a period; the balances and sums are those of the whole period."""

    opening: int
    closing: int
    into: int
    out: int
    rows: list[AccountRow]
    total: int


def running_account(
    session: Session, sku_id: int, first_day: date, last_day: date, where: int | None = None, *, inner: bool = False,
    offset: int = 0, limit: int | None = 100,
) -> Account:  # fmt: skip
    """The account from the first day to the last, both included, oldest first; ``where`` is a location's id, None all the house.

    Moves from bin to bin change nothing in the house as a whole: they are shown only with ``inner``.
    """
    start, end = _moment(first_day), _moment(last_day + timedelta(days=1))
    moves = _moves(sku_id, where).subquery()
    crossing = moves.c.into != moves.c.out
    opening = int(session.scalar(select(func.sum(moves.c.into - moves.c.out)).where(moves.c.at < start)) or 0)
    period = select(moves).where(moves.c.at >= start, moves.c.at < end)
    if not inner:
        period = period.where(crossing)
    within = period.subquery()
    sums = session.execute(
        select(
            func.count().label("total"), func.sum(within.c.into).label("into"), func.sum(within.c.out).label("out")
        ).select_from(within)
    ).one()  # fmt: skip
    into, out = int(sums.into or 0), int(sums.out or 0)
    rows = [_row(r, opening) for r in session.execute(_page(period).offset(offset).limit(limit))]
    return Account(opening, opening + into - out, into, out, rows, sums.total)


def account_rows(
    session: Session, sku_id: int, first_day: date, last_day: date, where: int | None = None
) -> list[AccountRow]:  # fmt: skip
    """All rows of the account, for an export."""
    return running_account(session, sku_id, first_day, last_day, where, limit=None).rows


def _moment(day: date) -> datetime:
    """When a day begins here."""
    return datetime.combine(day, time()).astimezone(UTC)


def _moves(sku_id: int, where: int | None) -> Select[Any]:
    """Every move of the SKU that touches the place, with what it brought in and took out."""
    source, target = aliased(Location), aliased(Location)

    def mine(place: Any) -> Any:
        if where is not None:
            return place.id == where
        return or_(place.kind == "bin", place.code == Virtual.QUARANTINE.value)

    return (
        select(
            Move.id, Move.at, Move.who_id, Move.reason, Move.document, Move.lot, source.code.label("source"),
            target.code.label("target"), case((mine(target), Move.quantity), else_=0).label("into"),
            case((mine(source), Move.quantity), else_=0).label("out"),
        )
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(Move.sku_id == sku_id, or_(mine(source), mine(target)))
    )  # fmt: skip


def _page(period: Select[Any]) -> Select[Any]:
    """The period's moves in the order of time, with the running sum; two desks may commit out of the order of their ids."""
    each = period.subquery()
    running = func.sum(each.c.into - each.c.out).over(order_by=(each.c.at, each.c.id)).label("running")
    return select(each, running, Person.name.label("who")).join(Person, Person.id == each.c.who_id).order_by(each.c.at, each.c.id)


def _row(r: Any, opening: int) -> AccountRow:
    return AccountRow(
        r.id, r.at, r.who, r.reason, r.document, r.lot, r.source, r.target, r.into, r.out, opening + int(r.running)
    )  # fmt: skip
