"""Numbers as a person sees them: pools by courier and branch, one number's whole story, and what came with it for the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.numbers.rules import LOW_POOL, Level, level, one_of_one
from warehouse_app.dispatch.numbers.tables import NumberEvent, NumberPrint, PoolLimit
from warehouse_app.dispatch.tables import Courier, Handover, HandoverParcel, PrintJob, WaybillNumber
from warehouse_app.errors import NotFound
from warehouse_app.orders.search import LAST_CHARACTER
from warehouse_app.orders.tables import Order, OrderHistory
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import ParcelOrder
from warehouse_app.store.imports import chunks

MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class PoolRow:
    """The numbers of a courier's branch ("" where none was said): free for any parcel, kept for an order, used, void."""

    courier: str
    branch: str
    free: int
    kept: int
    used: int
    void: int
    low: int

    @property
    def level(self) -> Level:
        """How it stands against its limit."""
        return level(self.free, self.used + self.void, self.low)

    @property
    def is_low(self) -> bool:
        """Whether it is to be said aloud."""
        return self.level in (Level.LOW, Level.EMPTY)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number and where it stands; ``orders`` are those of the parcel it is on, or the one it is kept for."""

    number: str
    courier: str
    branch: str
    state: str  # free | kept | used | void
    parcel_id: int | None
    orders: tuple[str, ...]
    routing_mark: str
    hub: str
    has_print_data: bool


@dataclass(frozen=True, slots=True)
class NumberStep:
    """Something that happened to a number: brought, used, printed, handed, voided, returned."""

    kind: str
    at: datetime
    who: str
    desk: str
    orders: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the number of a parcel: marks for the label, and a print component's data."""

    number: str
    routing_mark: str
    hub: str
    print_data: Any | None


def pools(session: Session) -> list[PoolRow]:
    """Every courier's pools, one for each branch; those that have or had numbers first."""
    counted = _counted(session)
    limits = _limits(session)
    rows = []
    for name in session.scalars(select(Courier.name).order_by(Courier.rank)):
        branches = sorted({branch for courier, branch in counted.keys() | limits.keys() if courier == name}) or [""]
        for branch in branches:
            pool = counted.get((name, branch), {})
            free, kept_for, used, void = (pool.get(state, 0) for state in ("free", "kept", "used", "void"))
            rows.append(PoolRow(name, branch, free, kept_for, used, void, limits.get((name, branch), LOW_POOL)))
    return sorted(rows, key=lambda row: row.level is Level.UNUSED and not row.kept)


def _counted(session: Session) -> dict[tuple[str, str], dict[str, int]]:
    """How many numbers stand how, by courier and branch; both questions are answered by one index in its order."""
    names = {row.id: row.name for row in session.execute(select(Courier.id, Courier.name))}
    place = (WaybillNumber.state, WaybillNumber.courier_id, WaybillNumber.branch)
    free = select(*place, WaybillNumber.kept_for, func.count().label("n")).where(WaybillNumber.state == "free")
    rest = select(*place, func.count().label("n")).where(WaybillNumber.state.in_(("used", "void")))
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in session.execute(free.group_by(*place, WaybillNumber.kept_for)):
        pool = counted.setdefault((names[row.courier_id], row.branch), {})
        state = "kept" if row.kept_for else "free"
        pool[state] = pool.get(state, 0) + row.n
    for gone in session.execute(rest.group_by(*place)):
        counted.setdefault((names[gone.courier_id], gone.branch), {})[gone.state] = gone.n
    return counted


def _limits(session: Session) -> dict[tuple[str, str], int]:
    said = select(Courier.name, PoolLimit.branch, PoolLimit.low).join(Courier, Courier.id == PoolLimit.courier_id)
    return {(row.name, row.branch): row.low for row in session.execute(said)}


def find_numbers(session: Session, text: str) -> list[NumberRow]:
    """Numbers that begin with the text, at most MOST_FOUND; what a JD label carries finds its number, too."""
    begins = one_of_one("".join(text.split()))
    if not begins:
        return []
    found = session.execute(
        select(WaybillNumber.__table__, Courier.name.label("courier"), NumberPrint.__table__)
        .join(Courier, Courier.id == WaybillNumber.courier_id)
        .outerjoin(NumberPrint, NumberPrint.number_id == WaybillNumber.id)
        .where(*_beginning(session, begins))
        .order_by(WaybillNumber.number)
        .limit(MOST_FOUND)
    ).all()
    orders = _orders_of(session, [row.parcel_id for row in found if row.parcel_id is not None])
    return [
        NumberRow(
            number=row.number, courier=row.courier, branch=row.branch,
            state="kept" if row.state == "free" and row.kept_for else row.state, parcel_id=row.parcel_id,
            orders=orders.get(row.parcel_id, (row.kept_for,) if row.kept_for else ()),
            routing_mark=row.routing_mark or "", hub=row.hub or "", has_print_data=row.print_data is not None,
        )
        for row in found
    ]  # fmt: skip


def _beginning(session: Session, begins: str) -> tuple[ColumnElement[bool], ...]:
    """In SQLite text is ordered by its bytes, so a beginning is a range of the index."""
    if session.get_bind().dialect.name == "sqlite":
        return WaybillNumber.number >= begins, WaybillNumber.number < begins + LAST_CHARACTER
    return (WaybillNumber.number.startswith(begins, autoescape=True),)


def _orders_of(session: Session, parcel_ids: Sequence[int]) -> dict[int | None, tuple[str, ...]]:
    orders: dict[int | None, tuple[str, ...]] = {}
    for part in chunks(parcel_ids):
        wanted = select(ParcelOrder.parcel_id, Order.number).join(Order, Order.id == ParcelOrder.order_id)
        for row in session.execute(wanted.where(ParcelOrder.parcel_id.in_(part)).order_by(Order.id)):
            orders[row.parcel_id] = (*orders.get(row.parcel_id, ()), row.number)
    return orders


def history_of(session: Session, number: str) -> list[NumberStep]:
    """Everything that happened to a number, the first first. Raises NotFound."""
    row = session.execute(select(WaybillNumber.__table__).where(WaybillNumber.number == number)).one_or_none()
    if row is None:
        raise NotFound("numbers.unknown", number=number)
    who = {row.id: row.name for row in session.execute(select(Person.id, Person.name))}
    steps = [NumberStep("brought", row.at, who.get(row.who_id, ""), row.desk, row.kept_for)]
    steps += _uses(session, number, who)
    for event in session.scalars(select(NumberEvent).where(NumberEvent.number_id == row.id)):
        steps.append(NumberStep(event.kind, event.at, who.get(event.who_id, ""), event.desk, note=event.reason))
    if row.parcel_id is not None:
        steps += _on_parcel(session, int(row.parcel_id), who)
    return sorted(steps, key=lambda step: step.at)


def _uses(session: Session, number: str, who: dict[int, str]) -> list[NumberStep]:
    """Each time the number was bound to a parcel, with the numbers of its orders."""
    used = (
        select(OrderHistory.at, OrderHistory.who_id, OrderHistory.desk, Order.number)
        .join(Order, Order.id == OrderHistory.order_id)
        .where(OrderHistory.reference == number, OrderHistory.kind == "waybill")
        .order_by(OrderHistory.id)
    )
    steps: dict[datetime, NumberStep] = {}
    for row in session.execute(used):
        before = steps.get(row.at)
        orders = f"{before.orders} {row.number}" if before else row.number
        steps[row.at] = NumberStep("used", row.at, who.get(row.who_id, ""), row.desk, orders)
    return list(steps.values())


def _on_parcel(session: Session, parcel_id: int, who: dict[int, str]) -> list[NumberStep]:
    """Labels of the parcel it is on, and its handover."""
    labels = select(PrintJob).where(PrintJob.parcel_id == parcel_id, PrintJob.paper == "label")
    steps = [
        NumberStep("printed", job.at, who.get(job.who_id, ""), job.desk, note=job.printer)
        for job in session.scalars(labels)
        if job.state in ("sent", "printed")
    ]
    handed = select(HandoverParcel.__table__, Handover.courier).join(Handover, Handover.id == HandoverParcel.handover_id)
    for row in session.execute(handed.where(HandoverParcel.parcel_id == parcel_id)):
        steps.append(NumberStep("handed", row.at, who.get(row.who_id, ""), row.desk, note=row.courier))
    return steps


def given(session: Session, parcel_ids: Sequence[int]) -> dict[int, Given]:
    """What came with the numbers of these parcels, by parcel; nothing for a number that came alone."""
    found: dict[int, Given] = {}
    for part in chunks(parcel_ids):
        wanted = select(WaybillNumber.parcel_id, WaybillNumber.number, NumberPrint.__table__)
        joined = wanted.join(NumberPrint, NumberPrint.number_id == WaybillNumber.id)
        for row in session.execute(joined.where(WaybillNumber.parcel_id.in_(part))):
            found[row.parcel_id] = Given(row.number, row.routing_mark, row.hub, row.print_data)
    return found
