"""A picker finds less in a bin than is promised there: the pieces come from elsewhere, or the least urgent order waits.

This stands beside ``packing.stopping`` because an order that has to wait may leave goods in the cart, and those lie on the
desk until they are carried back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from warehouse_app.errors import BadInput, Conflict
from warehouse_app.orders import life
from warehouse_app.orders.free import free_stock
from warehouse_app.orders.rules import Free, State, choose_bins
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.packing.completion import lay_on_desk
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.confirming.rules import Share, left_at
from warehouse_app.picking.confirming.statements import Place, all_taken, shares_at
from warehouse_app.picking.confirming.surplus import give_up
from warehouse_app.picking.counting import ask_count
from warehouse_app.picking.sorting.statements import Step, insert_scan, open_wave
from warehouse_app.picking.tables import Parcel, ParcelOrder, PickScan
from warehouse_app.stock import ledger
from warehouse_app.stock.tables import Location, Reservation
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class ShortPicked:
    """What became of the missing pieces: ``moved`` of them are taken from ``bins`` instead, ``waiting`` orders were taken out."""

    missing: int
    moved: int = 0
    bins: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    wave_done: bool = False
    again: bool = False


@needs(Right.PICK)
def short_pick(tx: Tx, wave_id: int, place: Place, there: int, action: str) -> ShortPicked:
    """Only ``there`` of the pieces still wanted at a stop (location and SKU) can be taken; the bin is to be counted.

    Raises NotFound, BadInput ``ways.there_range``, Conflict ``ways.wave_cancelled``, ``ways.picked_already``.
    """
    one_at_a_time(tx, "release")  # free goods are given away below
    wave = open_wave(tx, wave_id)
    before = tx.connection.execute(select(PickScan.quantity).where(PickScan.action == action)).scalar()
    if before is not None:
        return ShortPicked(before, again=True)
    if wave.picked:
        raise Conflict("ways.picked_already", number=wave.number)
    left = left_at(*shares_at(tx, wave_id, place))
    if not 0 <= there < left:
        raise BadInput("ways.there_range", there=there, left=left)
    insert_scan(tx, action, wave_id, Step("short", place[1], left - there, location_id=place[0]))
    ask_count(tx, place, _lots_at(tx, place), wave.number)
    waiting = _take_out_until_enough(tx, wave_id, place, there, action)
    moved, bins = _move(tx, wave_id, place, there)
    tx.touch("waves", "parcels", "orders", "stock")
    done = all_taken(tx, wave_id)
    if done:
        confirm_picked(tx, wave_id)
    return ShortPicked(left - there, moved, bins, tuple(waiting), done)


def _lots_at(tx: Tx, place: Place) -> list[str]:
    lots = select(Reservation.lot).where(Reservation.location_id == place[0], Reservation.sku_id == place[1]).distinct()
    return sorted(tx.connection.execute(lots).scalars())


def _take_out_until_enough(tx: Tx, wave_id: int, place: Place, there: int, action: str) -> list[str]:
    """Orders leave the wave, the least urgent first, until the rest can be served from here and elsewhere."""
    waiting: list[str] = []
    while True:
        shares, loose = shares_at(tx, wave_id, place)
        missing = left_at(shares, loose) - there
        if missing <= sum(free.quantity for free in _elsewhere(tx, place)):
            return waiting
        victim = next(share for share in reversed(shares) if share.left)
        waiting += _take_out(tx, victim, place, f"{action}:{victim.parcel_id}")


def _elsewhere(tx: Tx, place: Place) -> list[Free]:
    """Where else this SKU can be had; bins that wait to be counted promise nothing."""
    return [free for free in free_stock(tx, {place[1]})[place[1]] if free.location_id != place[0]]


def _take_out(tx: Tx, share: Share, place: Place, action: str) -> list[str]:
    """A parcel leaves the wave: what is promised to it is free again, what was taken for it lies on the desk."""
    orders = tx.connection.execute(
        select(Order.id, Order.number)
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .where(ParcelOrder.parcel_id == share.parcel_id)
        .order_by(Order.id)
    ).all()
    short = set(tx.connection.execute(_orders_at(place).where(ParcelOrder.parcel_id == share.parcel_id)).scalars())
    reserved = _reservations(tx, [order.id for order in orders])
    taken = give_up(tx, share.parcel_id)
    life.give_back(tx, [order.id for order in orders])
    lay_on_desk(tx, share.parcel_id, _by_lot(reserved, taken), action)
    tx.connection.execute(update(Parcel).where(Parcel.id == share.parcel_id).values(state="cancelled"))
    life.move_orders(tx, [o.id for o in orders if o.id in short], State.SHORT, "short_pick", bin=_code(tx, place[0]))
    life.move_orders(tx, [o.id for o in orders if o.id not in short], State.WAITING, "taken_back", parcel=share.parcel_id)
    return [order.number for order in orders if order.id in short]


def _orders_at(place: Place) -> Any:
    return (
        select(OrderLine.order_id)
        .join(Reservation, Reservation.order_line_id == OrderLine.id)
        .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
        .where(Reservation.location_id == place[0], Reservation.sku_id == place[1])
    )


def _reservations(tx: Tx, order_ids: Sequence[int]) -> Sequence[Any]:
    wanted = select(Reservation.location_id, Reservation.sku_id, Reservation.lot, Reservation.quantity)
    of_orders = wanted.join(OrderLine, OrderLine.id == Reservation.order_line_id).where(OrderLine.order_id.in_(order_ids))
    return tx.connection.execute(of_orders.order_by(Reservation.id)).all()


def _by_lot(reserved: Sequence[Any], taken: Counter[Place]) -> Counter[ledger.Place]:
    """Pieces taken by bin and SKU, shared out over the lots they were promised from."""
    goods: Counter[ledger.Place] = Counter()
    left = Counter(taken)
    for row in reserved:
        part = min(row.quantity, left[row.location_id, row.sku_id])
        left[row.location_id, row.sku_id] -= part
        goods[row.location_id, row.sku_id, row.lot] += part
    return goods


def _move(tx: Tx, wave_id: int, place: Place, there: int) -> tuple[int, tuple[str, ...]]:
    """The missing pieces are promised from other bins, those of the least urgent orders first."""
    shares, loose = shares_at(tx, wave_id, place)
    missing = moved = max(0, left_at(shares, loose) - there)  # the order that left may have wanted more than was missing
    bins: set[int] = set()
    for share in reversed(shares):
        part = min(missing, share.left)
        if part:
            bins |= _move_parcel(tx, share.parcel_id, place, part)
            missing -= part
    codes = select(Location.code).where(Location.id.in_(bins)).order_by(Location.walk_key)
    return moved, tuple(tx.connection.execute(codes).scalars())


def _move_parcel(tx: Tx, parcel_id: int, place: Place, pieces: int) -> set[int]:
    """So many pieces of a parcel come from elsewhere; returns the bins."""
    lines = tx.connection.execute(
        select(Reservation.order_line_id, func.sum(Reservation.quantity).label("here"))
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(ParcelOrder, ParcelOrder.order_id == OrderLine.order_id)
        .where(ParcelOrder.parcel_id == parcel_id, Reservation.location_id == place[0], Reservation.sku_id == place[1])
        .group_by(Reservation.order_line_id)
        .order_by(Reservation.order_line_id)
    ).all()
    bins: set[int] = set()
    for line in lines:
        part = min(pieces, int(line.here))
        if part:
            chosen = choose_bins(part, _elsewhere(tx, place))
            assert chosen is not None, "enough was counted before"
            _promise_anew(tx, line.order_line_id, place, part, chosen)
            bins |= {free.location_id for free in chosen}
            pieces -= part
    return bins


def _promise_anew(tx: Tx, line_id: int, place: Place, pieces: int, chosen: Sequence[Free]) -> None:
    """The line keeps what it has, less these pieces here, and gets the chosen ones."""
    wanted: dict[tuple[int, int, str], int] = defaultdict(int)
    columns = (Reservation.sku_id, Reservation.location_id, Reservation.lot, Reservation.quantity)
    kept = select(*columns).where(Reservation.order_line_id == line_id)
    for row in tx.connection.execute(kept.order_by(Reservation.id)):
        part = min(pieces, row.quantity) if (row.location_id, row.sku_id) == place else 0
        pieces -= part
        wanted[row.sku_id, row.location_id, row.lot] += row.quantity - part
    for free in chosen:
        wanted[place[1], free.location_id, free.lot] += free.quantity
    ledger.unreserve(tx, [line_id])
    ledger.promise(tx, [ledger.Promise(line_id, sku, at, lot, n) for (sku, at, lot), n in wanted.items() if n])


def _code(tx: Tx, location_id: int) -> str:
    return str(tx.connection.execute(select(Location.code).where(Location.id == location_id)).scalar_one())
