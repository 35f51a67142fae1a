"""Claims as a person sees them: the list, its sums by courier and month, and what a new one would ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.following.tables import ParcelCase
from warehouse_app.dispatch.freight.costs import freight_of
from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.errors import NotFound
from warehouse_app.orders.tables import Order
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.returns.claims.rules import PAID, REFUSED
from warehouse_app.returns.claims.tables import Claim

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim; amounts in yuan."""

    id: int
    case_id: int
    parcel_id: int
    waybill: str
    courier: str
    orders: tuple[str, ...]
    kind: str
    state: str
    goods: Decimal
    freight: Decimal
    claimed: Decimal
    paid: Decimal | None
    at: datetime
    left_at: datetime | None
    sent_on: date | None
    answered_on: date | None
    paid_on: date | None
    note: str
    who: str


@dataclass(frozen=True, slots=True)
class ClaimSum:
    """Claims of one courier made in one month (YYYY-MM): how many, what they ask for, what was paid, what is still open."""

    courier: str
    month: str
    claims: int
    claimed: Decimal
    paid: Decimal
    refused: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a claim of this case would ask for: the goods by what their buyers paid, the freight as billed or by price table."""

    waybill: str
    courier: str
    goods: Decimal
    freight: Decimal
    claim_id: int | None  # the one that stands


def claims(session: Session, *, state: str = "", courier: str = "", month: str = "") -> list[ClaimRow]:
    """Claims, the newest first; ``state`` "open": neither paid nor refused, ``month`` as YYYY-MM on this PC's calendar."""
    wanted = (
        select(
            Claim.__table__, Parcel.waybill, Parcel.courier, ParcelCase.kind, Person.name.label("who"),
            Handover.closed_at.label("left_at"),
        )
        .join(Parcel, Parcel.id == Claim.parcel_id)
        .join(ParcelCase, ParcelCase.id == Claim.case_id)
        .join(Person, Person.id == Claim.who_id)
        .outerjoin(HandoverParcel, HandoverParcel.parcel_id == Parcel.id)
        .outerjoin(Handover, Handover.id == HandoverParcel.handover_id)
        .order_by(Claim.id.desc())
    )  # fmt: skip
    if state == "open":
        wanted = wanted.where(Claim.state.not_in((PAID, REFUSED)))
    elif state:
        wanted = wanted.where(Claim.state == state)
    if courier:
        wanted = wanted.where(Parcel.courier == courier)
    rows = [row for row in session.execute(wanted) if not month or month_of(row.at) == month]
    orders = _numbers(session, [row.parcel_id for row in rows])
    return [_row(row, orders.get(row.parcel_id, ())) for row in rows]


def claim(session: Session, claim_id: int) -> ClaimRow:
    """One claim. Raises NotFound."""
    found = next((row for row in claims(session) if row.id == claim_id), None)
    if found is None:
        raise NotFound("claims.no_such_claim")
    return found


def claim_sums(rows: Sequence[ClaimRow]) -> list[ClaimSum]:
    """The claims added up by courier and month, the newest month first."""
    groups: dict[tuple[str, str], list[ClaimRow]] = {}
    for row in rows:
        groups.setdefault((month_of(row.at), row.courier), []).append(row)
    return [
        ClaimSum(
            courier, month, len(of_both), sum((r.claimed for r in of_both), NOTHING),
            sum((r.paid or NOTHING for r in of_both), NOTHING),
            sum((r.claimed for r in of_both if r.state == REFUSED), NOTHING),
            sum((r.claimed for r in of_both if r.state not in (PAID, REFUSED)), NOTHING),
        )
        for (month, courier), of_both in sorted(groups.items(), key=lambda group: (group[0][0], group[0][1]), reverse=True)
    ]  # fmt: skip


def stands(session: Session, case_id: int) -> bool:
    """Whether a claim was made for the case's parcel that was not refused."""
    of_parcel = select(ParcelCase.parcel_id).where(ParcelCase.id == case_id).scalar_subquery()
    return session.scalar(select(Claim.id).where(Claim.parcel_id == of_parcel, Claim.state != REFUSED).limit(1)) is not None


def suggested(session: Session, case_id: int, today: date) -> Suggested:
    """What a claim of this case begins with. Raises NotFound."""
    parcel = session.execute(
        select(Parcel.id, Parcel.waybill, Parcel.courier)
        .join(ParcelCase, ParcelCase.parcel_id == Parcel.id)
        .where(ParcelCase.id == case_id)
    ).one_or_none()
    if parcel is None:
        raise NotFound("follow.no_such_case")
    value = func.sum(func.coalesce(func.nullif(Order.paid_amount, 0), Order.amount, 0))
    goods = session.scalar(
        select(value).join(ParcelOrder, ParcelOrder.order_id == Order.id).where(ParcelOrder.parcel_id == parcel.id)
    )
    live = session.scalar(select(Claim.id).where(Claim.parcel_id == parcel.id, Claim.state != REFUSED))
    freight = freight_of(session, parcel.id, today) or Decimal(0)
    return Suggested(parcel.waybill or "", parcel.courier, Decimal(goods or 0), freight, live)


def month_of(moment: datetime) -> str:
    """The month of a moment on this PC's calendar."""
    return f"{moment.astimezone():%Y-%m}"


def _row(row: Any, orders: tuple[str, ...]) -> ClaimRow:
    return ClaimRow(
        row.id, row.case_id, row.parcel_id, row.waybill or "", row.courier, orders, row.kind, row.state, row.goods, row.freight,
        row.claimed, row.paid, row.at, row.left_at, row.sent_on, row.answered_on, row.paid_on, row.note, row.who,
    )  # fmt: skip


def _numbers(session: Session, parcel_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    joined = select(ParcelOrder.parcel_id, Order.number).join(Order, Order.id == ParcelOrder.order_id)
    for parcel_id, number in session.execute(joined.where(ParcelOrder.parcel_id.in_(parcel_ids)).order_by(Order.id)):
        found[parcel_id] = (*found.get(parcel_id, ()), number)
    return found
