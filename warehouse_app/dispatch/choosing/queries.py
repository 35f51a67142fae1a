"""The choice of couriers seen by a person: a dry run for any address, the orders that are asked about, how one order stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.choosing.applying import asked_about, in_use, tare_g
from warehouse_app.dispatch.choosing.rules import Decision, Offer, Setup, Shipment, decide, offers
from warehouse_app.dispatch.choosing.shipments import free_numbers, places_of, setup_of, shipments
from warehouse_app.dispatch.choosing.tables import OrderCourier
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.rules import parse
from warehouse_app.orders.rules import GONE, State
from warehouse_app.orders.tables import Order, Shop
from warehouse_app.people.tables import Person
from warehouse_app.picking.selecting import going_parcels
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the rules say of a parcel: where it goes, which courier, why, and what each courier would charge.

    ``numbers`` are the couriers that have waybill numbers left.
    """

    shipment: Shipment
    decision: Decision
    offers: tuple[Offer, ...]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnclearOrder:
    """A released order whose courier is not clear: its address may be any of ``places``, or tells none."""

    id: int
    number: str
    shop: str
    address: str
    places: tuple[Area, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands of an order's courier: its parcel's (or what the rules would choose), and what a person said."""

    courier: str
    by_hand: str
    reason: str
    who: str
    at: datetime | None
    changeable: bool


def try_out(session: Session, now: datetime, address: str, parcel: Shipment) -> DryRun:
    """What the rules would do with such a parcel if it went to this address."""
    place = parse(address)
    parcel = replace(parcel, places=places_of(place), clear=place.located and not place.foreign)
    return _run(session, setup_of(session, now.astimezone().date()), parcel)


def try_order(session: Session, now: datetime, number: str) -> DryRun | None:
    """What the rules do with an order, whatever a person chose for it; None when there is none of that number."""
    order_id = session.scalar(select(Order.id).where(Order.number == number.strip()).order_by(Order.id.desc()).limit(1))
    if order_id is None:
        return None
    setup = setup_of(session, now.astimezone().date())
    seen = shipments(session.connection(), {order_id: [order_id]}, setup.couriers, tare_g(session))
    return _run(session, setup, replace(seen[order_id], by_hand=""))


def _run(session: Session, setup: Setup, parcel: Shipment) -> DryRun:
    free = frozenset(name for name, count in free_numbers(session.connection()).items() if count)
    decision = decide(parcel, setup, free.__contains__)
    return DryRun(parcel, decision, tuple(offers(parcel, setup)), free)


def unclear_orders(session: Session, now: datetime) -> list[UnclearOrder]:
    """Released orders whose courier is not clear, the most urgent first; none where no rule asks where they go."""
    setup = in_use(session, now)
    if setup is None:
        return []
    parcels = going_parcels(session.connection())
    asked = asked_about(session, setup, {parcel[0]: parcel for parcel in parcels})
    columns = (Order.id, Order.number, Order.address, Shop.name.label("shop"))
    wanted = select(*columns).join(Shop, Shop.id == Order.shop_id)
    rows = {row.id: row for part in chunks(list(asked)) for row in session.execute(wanted.where(Order.id.in_(part)))}
    return [
        UnclearOrder(
            key, rows[key].number, rows[key].shop, rows[key].address, places_of(parse(rows[key].address)),
            decision.rule.name if decision.rule else "",
        )
        for key, decision in asked.items()
    ]  # fmt: skip


def choice_of(session: Session, order_id: int, now: datetime) -> Choice | None:
    """How an order's courier stands; None for an order nobody knows."""
    order = session.execute(select(Order.id, Order.state).where(Order.id == order_id)).one_or_none()
    if order is None:
        return None
    said = session.execute(
        select(OrderCourier.courier, OrderCourier.reason, OrderCourier.at, Person.name)
        .join(Person, Person.id == OrderCourier.who_id)
        .where(OrderCourier.order_id == order_id, OrderCourier.courier != "")
    ).one_or_none()
    parcel = session.execute(
        select(Parcel.id, Parcel.courier, Parcel.state)
        .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
        .where(ParcelOrder.order_id == order_id, Parcel.state != "cancelled")
        .order_by(Parcel.id.desc())
        .limit(1)
    ).one_or_none()
    open_ = order.state not in (*GONE, State.CANCELLED) and (parcel is None or not _labelled(session, parcel.id))
    by_hand = said.courier if said is not None else ""
    courier = parcel.courier if parcel is not None else by_hand or _by_rules(session, order_id, now)
    if said is None:
        return Choice(courier, "", "", "", None, open_)
    return Choice(courier, by_hand, said.reason, said.name, said.at, open_)


def _by_rules(session: Session, order_id: int, now: datetime) -> str:
    setup = in_use(session, now)
    if setup is None:
        return ""
    seen = shipments(session.connection(), {order_id: [order_id]}, setup.couriers, tare_g(session))
    free = free_numbers(session.connection())
    return decide(seen[order_id], setup, lambda courier: free.get(courier, 0) > 0).courier


def _labelled(session: Session, parcel_id: int) -> bool:
    jobs = select(PrintJob.id).where(PrintJob.parcel_id == parcel_id, PrintJob.paper == "label", PrintJob.state != "failed")
    return session.execute(jobs.limit(1)).first() is not None
