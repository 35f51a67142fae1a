"""Waves for several carts: released orders are put together so that all of them together are walked for least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.choosing.applying import clear_parcels
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.batching.rules import SECONDS, BatchOrder, first_come, form_batches, walked
from warehouse_app.picking.commands import NewWave
from warehouse_app.picking.selecting import going_parcels
from warehouse_app.picking.tour import shop_floor
from warehouse_app.picking.walking.floor import Floor
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class WavePlan:
    """Released orders as waves of at most so many parcels: their ids by wave, the metres of all walks, and what they
    would be in the order of the deadlines. No metres when no bin's code says where it stands. Of orders that travel together
    the plan names one; the others come along.
    """

    waves: tuple[tuple[int, ...], ...]
    metres: float | None
    by_deadline: float | None


def plan_waves(session: Session, size: int, seconds: float = SECONDS) -> WavePlan:
    """How to put all released orders into waves of at most ``size`` parcels; takes up to ``seconds``, writes nothing.

    Raises BadInput ``dispatch.wave_size`` below 1, Conflict ``picking.nothing_released``.
    """
    if size < 1:
        raise BadInput("dispatch.wave_size", size=size)
    floor = shop_floor(session)
    orders = _released(session, floor)
    if not orders:
        raise Conflict("picking.nothing_released")
    plain = first_come(orders, size)
    if floor.layout is None:
        return WavePlan(tuple(tuple(wave) for wave in plain), None, None)
    best = form_batches(orders, size, floor.layout, seconds)
    metres = walked(best, orders, floor.layout), walked(plain, orders, floor.layout)
    return WavePlan(tuple(tuple(wave) for wave in best), *metres)


def _released(session: Session, floor: Floor) -> list[BatchOrder[int]]:
    """The orders a wave may take, by the shop's priority rules, with the places their goods are promised at."""
    going = (Order.state == State.RELEASED.value, Order.hold == "")
    bins = (
        select(OrderLine.order_id, Location.code)
        .join(Reservation, Reservation.order_line_id == OrderLine.id)
        .join(Location, Location.id == Reservation.location_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(*going)
    )
    places: dict[int, set[Any]] = defaultdict(set)
    for row in session.execute(bins):
        if row.code in floor.places:
            places[row.order_id].add(floor.places[row.code])
    parcels = clear_parcels(session, going_parcels(session.connection()), datetime.now(UTC))
    return [BatchOrder(parcel[0], tuple(sorted(set().union(*(places[mate] for mate in parcel)))), 1) for parcel in parcels]


@needs(Right.WAVE)
def start_waves(tx: Tx, plan: Sequence[Sequence[int]], *, way: str = "orders", rule: str = "") -> list[NewWave]:
    """One wave for each list of orders, with waybill numbers: all of them or none.

    Raises Conflict as ``start_wave`` does, when an order has moved on since it was planned or the numbers do not last.
    """
    return [start_wave(tx, order_ids, way=way, rule=rule) for order_ids in plan]
