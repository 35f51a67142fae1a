"""The rules applied: which courier each of many parcels goes with, and which orders have to be asked about first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.choosing.rules import By, Decision, Setup, Shipment, decide
from warehouse_app.dispatch.choosing.shipments import free_numbers, group_by_parcel, setup_of, shipments
from warehouse_app.dispatch.choosing.tables import CourierReach, CourierRule, OrderCourier
from warehouse_app.dispatch.tables import WaybillNumber
from warehouse_app.errors import Conflict
from warehouse_app.orders.merging import as_parcels
from warehouse_app.orders.tables import Order
from warehouse_app.picking.selecting import by_priority, going_parcels
from warehouse_app.picking.tables import ParcelOrder
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Place, Query
from warehouse_app.store.warehouse import Tx

_parcels: BindParameter[int] = bindparam("parcels", expanding=True)
_linked = (
    select(ParcelOrder.parcel_id, ParcelOrder.order_id)
    .where(ParcelOrder.parcel_id.in_(_parcels))
    .order_by(ParcelOrder.parcel_id, ParcelOrder.order_id)
)


_anything = Query(
    select(
        or_(
            exists(select(CourierRule.id).where(CourierRule.active)),
            exists(select(CourierReach.courier_id)),
            exists(select(OrderCourier.order_id)),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The courier of a parcel, and the rule that chose it ("" when no rule did)."""

    courier: str
    rule: str
    by: By


def in_use(session: Session, now: datetime) -> Setup | None:
    """The setup, None when a shop set nothing up and nobody ever chose a courier: then all is as the orders wish it."""
    return setup_of(session, now.astimezone().date()) if _set_up(session) else None


def _set_up(place: Place) -> bool:
    return any(_anything.firsts(place))


def choose_couriers(tx: Tx, parcel_ids: Sequence[int]) -> dict[int, Chosen]:
    """The courier of each parcel, in the order given: numbers that run out go to the first of them.

    Nothing comes back when nothing is set up. Raises Conflict: ``choosing.hand_pool_empty`` (the courier a person chose has no
    numbers), ``choosing.not_clear``, ``choosing.nobody`` (no courier with numbers goes there), ``dispatch.pool_short``.
    """
    if not parcel_ids or not _set_up(tx.connection):
        return {}
    setup = setup_of(tx.session, tx.now.astimezone().date())
    links = [(row.parcel_id, row.order_id) for part in chunks(parcel_ids) for row in _links(tx, part)]
    groups = group_by_parcel(links)
    seen = shipments(tx.connection, {key: groups[key] for key in parcel_ids}, setup.couriers, tare_g(tx.session))
    left = free_numbers(tx.connection)
    chosen: dict[int, Chosen] = {}
    for parcel_id, shipment in seen.items():
        decision = decide(shipment, setup, lambda courier: left.get(courier, 0) > 0)
        if decision.by is By.ASK:
            raise Conflict("choosing.not_clear", n=1)
        if decision.by is By.HAND and not left.get(decision.courier):
            raise Conflict("choosing.hand_pool_empty", courier=decision.courier)
        if decision.courier:
            left[decision.courier] -= 1
            chosen[parcel_id] = Chosen(decision.courier, decision.rule.name if decision.rule else "", decision.by)
    missing = len(seen) - len(chosen)
    if missing and not any(left.values()):
        raise Conflict("dispatch.pool_short", missing=missing, parcels=len(seen))
    if missing:
        raise Conflict("choosing.nobody", n=missing)
    return chosen


def clear_orders(tx: Tx, order_ids: Sequence[int] | None, limit: int | None) -> Sequence[int] | None:
    """The orders of a wave without those whose courier is not clear, which stay released and are asked about.

    None stays None (all that is released) where none of them is. Raises Conflict ``choosing.not_clear`` when nothing is left.
    """
    if not _set_up(tx.connection):
        return order_ids
    one_at_a_time(tx, "wave")  # two desks that press at once must not look at the same orders
    setup = setup_of(tx.session, tx.now.astimezone().date())
    if order_ids is None:
        parcels = going_parcels(tx.connection)
    else:
        parcels = as_parcels(tx.connection, by_priority(tx.connection, order_ids), all_wanted=True)
    clear: list[tuple[int, ...]] = []
    for part in chunks(parcels, max(limit or len(parcels), 1)):  # a wave of a few looks at a few, however many wait
        clear += _clear(tx.session, setup, part)
        if limit is not None and len(clear) >= limit:
            break
    if parcels and not clear:
        raise Conflict("choosing.not_clear", n=len(parcels))
    if len(clear) == len(parcels):
        return order_ids
    return [order_id for parcel in clear[:limit] for order_id in parcel]


def clear_parcels(session: Session, parcels: Sequence[tuple[int, ...]], now: datetime) -> list[tuple[int, ...]]:
    """Those of these parcels (as their orders' ids) whose courier is clear."""
    setup = in_use(session, now)
    return list(parcels) if setup is None else _clear(session, setup, parcels)


def _clear(session: Session, setup: Setup, parcels: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    asked = asked_about(session, setup, {parcel[0]: parcel for parcel in parcels})
    return [parcel for parcel in parcels if parcel[0] not in asked]


def asked_about(session: Session, setup: Setup, groups: Mapping[int, Sequence[int]]) -> dict[int, Decision]:
    """The parcels (as their orders' ids, by any key) whose address has to be asked about before a courier can be chosen."""
    fixed = _numbered(session, [order_id for orders in groups.values() for order_id in orders])
    unfixed = {key: orders for key, orders in groups.items() if fixed.isdisjoint(orders)}
    seen = shipments(session.connection(), unfixed, setup.couriers, tare_g(session))
    left = free_numbers(session.connection())
    found = {
        key: decide(parcel, setup, lambda courier: left.get(courier, 0) > 0) for key, parcel in seen.items() if _open(parcel)
    }
    return {key: decision for key, decision in found.items() if decision.by is By.ASK}


def _numbered(session: Session, order_ids: Sequence[int]) -> set[int]:
    """Those of these orders whose file brought a number that was not voided: no rule chooses their courier."""
    void = exists().where(WaybillNumber.number == Order.waybill, WaybillNumber.state == "void")
    found: set[int] = set()
    for part in chunks(order_ids):
        found.update(session.scalars(select(Order.id).where(Order.id.in_(part), Order.waybill != "", ~void)))
    return found


def _open(parcel: Shipment) -> bool:
    return not parcel.clear and not parcel.by_hand


def _links(tx: Tx, parcel_ids: Sequence[int]) -> Sequence[Any]:
    return tx.connection.execute(_linked, {"parcels": parcel_ids}).all()


def tare_g(session: Session) -> int:
    """What a parcel weighs without its goods."""
    return int(settings.get(session, "weigh_tare_g"))
