"""Waves: released orders become parcels that are picked together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.merging import as_parcels
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.selecting import by_priority, going_parcels, must_be_unlocked_for, pieces_of
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, Wave
from warehouse_app.picking.tasks import make_tasks
from warehouse_app.picking.ways import Way, must_suit
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared, Query, new_row
from warehouse_app.store.warehouse import Tx, new_action

# The parcels that were cancelled are left out: their orders are in a later wave by now.
_in_wave = Prepared(
    select(Order.id)
    .join(ParcelOrder, ParcelOrder.order_id == Order.id)
    .join(Parcel, (Parcel.id == ParcelOrder.parcel_id) & (Parcel.state != "cancelled"))
    .where(Parcel.wave_id == bindparam("wave"), Order.state == State.IN_WAVE.value)
)
_number = Prepared(select(Wave.number).where(Wave.id == bindparam("wave")))
_new = Prepared(new_row(Wave, "number", "way", "rule").returning(Wave.id))
_new_parcel = Prepared(new_row(Parcel, "wave_id", "slot", "needed", "noted"))
_new_order = Prepared(new_row(ParcelOrder, "parcel_id", "order_id", "version"))
_new_line = Prepared(new_row(ParcelLine, "parcel_id", "sku_id", "needed"))
_parcels = Query(select(Parcel.id).where(Parcel.wave_id == bindparam("wave")).order_by(Parcel.slot))
_numbered = Prepared(update(Wave).where(Wave.id == bindparam("wave")).values(number=bindparam("given")))
_picked = Prepared(
    update(Wave)
    .where(Wave.id == bindparam("wave"), Wave.picked_at.is_(None))
    .values(picked_at=bindparam("moment", type_=Wave.picked_at.type))
)
_going = Query(
    select(Order.id, Order.version, Order.message, Order.note, Order.ship_by, Order.together_id)
    .where(Order.state == State.RELEASED.value, Order.hold == "", Order.id.in_(bindparam("orders", expanding=True)))
    .order_by(Order.id)
    .with_for_update(),
    "orders",
)


@dataclass(frozen=True, slots=True)
class NewWave:
    """A wave just made, with its parcels in slot order."""

    id: int
    number: str
    parcel_ids: list[int]


@needs(Right.WAVE)
def create_wave(
    tx: Tx, order_ids: Sequence[int] | None = None, limit: int | None = None, *, way: str = "orders", rule: str = ""
) -> NewWave:
    """Make one wave of released orders (these, or all), by the shop's priority rules, one parcel for each order.

    ``way`` is how it is picked (``picking.ways``), ``rule`` what it was made by (``picking.selecting``). Raises Conflict when
    nothing is released, or one of the orders has moved on or is held, or the orders do not suit the way, or what is asked for
    lies in a bin that is locked (``stock.bin_locked``; of all orders those are left out). Orders that travel
    together make one parcel; ``limit`` counts parcels. A group goes only when all of it is released.
    """
    one_at_a_time(tx, "wave")
    orders = _released(tx, order_ids, limit)
    if order_ids is not None or not orders:
        must_be_unlocked_for(tx, None if order_ids is None else [*order_ids, *(order.id for order in orders)])
    if order_ids is not None and set(order_ids) - {order.id for order in orders}:
        raise Conflict("picking.not_all_released", wanted=len(set(order_ids)), released=len(orders))
    if not orders:
        raise Conflict("picking.nothing_released")
    lines = pieces_of(tx.connection, [order.id for order in orders])
    must_suit(tx.connection, way, _by_parcel(orders, lines))
    if way == Way.SINGLE:  # its parcels are opened in this order at the desk, so its labels lie in it, too
        orders.sort(key=lambda order: (order.ship_by is None, order.ship_by))
    ((wave_id,),) = _new.rows(tx, number=new_action(), way=way, rule=rule, **tx.stamp)
    number = f"W{_local_day(tx.now)}-{wave_id}"  # its own id: two desks making waves at once never meet
    _numbered.run(tx, wave=wave_id, given=number)
    parcel_ids = _make_parcels(tx, wave_id, orders, lines)
    life.move_orders(tx, [order.id for order in orders], State.IN_WAVE, "in_wave", wave=number)
    tx.touch("waves", "parcels")
    return NewWave(wave_id, number, parcel_ids)


@needs(Right.PICK)
def confirm_picked(tx: Tx, wave_id: int) -> int:
    """The wave's goods stand at the packing desk; returns how many orders that are. Raises NotFound."""
    found = _number.rows(tx, wave=wave_id)
    if not found:
        raise NotFound("picking.no_such_wave")
    ((number,),) = found
    order_ids = [order_id for (order_id,) in _in_wave.rows(tx, wave=wave_id)]
    _picked.run(tx, wave=wave_id, moment=tx.now)
    life.move_orders(tx, order_ids, State.PICKED, "picked", wave=number)
    tx.touch("waves")
    return len(order_ids)


def _released(tx: Tx, order_ids: Sequence[int] | None, limit: int | None) -> list[Any]:
    """The orders of the wave as they are now, held until this transaction ends, the most urgent first."""
    if order_ids is None:
        parcels = going_parcels(tx.connection)[:limit]
    else:
        parcels = as_parcels(tx.connection, by_priority(tx.connection, order_ids), limit, all_wanted=True)
    chosen = [order_id for parcel in parcels for order_id in parcel]
    found = {row.id: row for part in chunks(sorted(chosen)) for row in _going.all(tx.connection, orders=part)}
    return [found[order_id] for order_id in chosen if order_id in found]


def _make_parcels(tx: Tx, wave_id: int, orders: Sequence[Any], pieces: dict[int, dict[int, int]]) -> list[int]:
    groups = _of_one_parcel(orders)
    stamp = tx.stamp
    rows = (
        {
            "wave_id": wave_id,
            "slot": slot,
            "needed": sum(sum(pieces[order.id].values()) for order in group),
            "noted": not any(order.message or order.note for order in group),
        }
        | stamp
        for slot, group in enumerate(groups, 1)
    )
    _new_parcel.run_many(tx, rows)
    made = _parcels.firsts(tx.connection, wave=wave_id)
    pairs = [(parcel_id, order) for parcel_id, group in zip(made, groups, strict=True) for order in group]
    _new_order.run_many(tx, ({"parcel_id": p, "order_id": order.id, "version": order.version} for p, order in pairs))
    lines = sorted(_sums(pairs, pieces).items())
    _new_line.run_many(tx, ({"parcel_id": p, "sku_id": sku, "needed": n} for (p, sku), n in lines))
    make_tasks(tx, wave_id)
    return made


def _of_one_parcel(orders: Sequence[Any]) -> list[list[Any]]:
    """Orders that travel together, each group one parcel, in the order given."""
    groups: dict[tuple[bool, int], list[Any]] = defaultdict(list)
    for order in orders:
        groups[(True, order.id) if order.together_id is None else (False, order.together_id)].append(order)
    return list(groups.values())


def _by_parcel(orders: Sequence[Any], pieces: dict[int, dict[int, int]]) -> dict[int, dict[int, int]]:
    """Pieces of each SKU by parcel to be made: what takes a slot is a parcel, not an order."""
    numbered = [(number, order) for number, group in enumerate(_of_one_parcel(orders), 1) for order in group]
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    for (number, sku_id), quantity in _sums(numbered, pieces).items():
        wanted[number][sku_id] = quantity
    return wanted


def _sums(pairs: Sequence[tuple[int, Any]], pieces: dict[int, dict[int, int]]) -> dict[tuple[int, int], int]:
    """Pieces of each SKU in each parcel, whichever of its orders wants them."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for parcel_id, order in pairs:
        for sku_id, quantity in pieces[order.id].items():
            sums[parcel_id, sku_id] += quantity
    return sums


def _local_day(now: datetime) -> str:
    """The day as this PC sees it, short enough for a bar code on the pick list."""
    return now.astimezone().strftime("%y%m%d")
