"""What ought to lie in a bin at this moment: what the ledger says, less what was picked and not packed yet.

A piece that is picked stays in its bin's balance until its parcel is packed, so a shelf holds fewer pieces than the ledger
says while a wave is under way. Docs: decision 22.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.confirming.statements import signed
from warehouse_app.picking.tables import Parcel, ParcelOrder, PickScan, Wave
from warehouse_app.stock.rules import Reason
from warehouse_app.stock.tables import Balance, Move, Reservation
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

_on_hand = Query(
    select(Balance.sku_id, func.sum(Balance.on_hand).label("pieces"))
    .where(Balance.location_id == bindparam("location"), Balance.virtual.is_(False))
    .group_by(Balance.sku_id)
)
_promised = Query(
    select(Reservation.sku_id, Order.state, func.sum(Reservation.quantity).label("pieces"))
    .join(OrderLine, OrderLine.id == Reservation.order_line_id)
    .join(Order, Order.id == OrderLine.order_id)
    .where(Reservation.location_id == bindparam("location"), Order.state.in_([State.PICKED.value, State.IN_WAVE.value]))
    .group_by(Reservation.sku_id, Order.state)
)
_taken = Query(
    select(PickScan.sku_id, func.sum(signed).label("pieces"))
    .join(Wave, Wave.id == PickScan.wave_id)
    .where(PickScan.location_id == bindparam("location"), Wave.picked_at.is_(None))
    .group_by(PickScan.sku_id)
)
_newest = Query(
    select(
        select(func.coalesce(func.max(Move.id), 0)).scalar_subquery().label("move"),
        select(func.coalesce(func.max(PickScan.id), 0)).scalar_subquery().label("pick"),
    )
)
_SHIPPING = (Reason.SHIPPED.value, Reason.UNPACKED.value)  # of pieces that were no longer in the bin
_moved_out = Query(
    select(Move.sku_id).where(Move.id > bindparam("since"), Move.from_id == bindparam("location"), Move.reason.not_in(_SHIPPING))
)
_moved_in = Query(select(Move.sku_id).where(Move.id > bindparam("since"), Move.to_id == bindparam("location")))
_picked = Query(select(PickScan.sku_id).where(PickScan.id > bindparam("since"), PickScan.location_id == bindparam("location")))


@dataclass(frozen=True, slots=True)
class OnShelf:
    """Pieces of a SKU by the books, and how many of them are away: in a cart or on the packing desk."""

    book: int = 0
    away: int = 0

    @property
    def expected(self) -> int:
        return self.book - self.away


NOTHING = OnShelf()


def on_shelf(connection: Any, location_id: int) -> dict[int, OnShelf]:
    """Every SKU that has or had a balance in the bin."""
    found = {row.sku_id: int(row.pieces) for row in _on_hand.all(connection, location=location_id)}
    away = _away(connection, location_id)
    return {sku_id: OnShelf(pieces, away.get(sku_id, 0)) for sku_id, pieces in found.items()}


def _away(connection: Any, location_id: int) -> dict[int, int]:
    """All of a picked wave's pieces, and what scans say was taken for a wave that is still being picked."""
    away: dict[int, int] = defaultdict(int)
    waiting: dict[int, int] = {}
    for row in _promised.all(connection, location=location_id):
        if row.state == State.PICKED:
            away[row.sku_id] += int(row.pieces)
        else:
            waiting[row.sku_id] = int(row.pieces)
    if waiting:
        for row in _taken.all(connection, location=location_id):
            away[row.sku_id] += min(waiting.get(row.sku_id, 0), max(0, int(row.pieces)))
    return away


def newest(tx: Tx) -> tuple[int, int]:
    """The newest move and the newest step of picking."""
    row = _newest.first(tx.connection)
    assert row is not None
    return int(row.move), int(row.pick)


def touched_since(tx: Tx, location_id: int, move: int, pick: int) -> set[int]:
    """SKUs of which pieces came to the bin or left it since; packing what was picked before changes nothing there."""
    found = _moved_out.firsts(tx.connection, since=move, location=location_id)
    found += _moved_in.firsts(tx.connection, since=move, location=location_id)
    return set(found) | set(_picked.firsts(tx.connection, since=pick, location=location_id))


def taken_since(tx: Tx, location_id: int, move: int, since: datetime) -> set[int]:
    """SKUs of which pieces may have been picked there since without a scan that says so: all that was packed since, and what
    lies on the packing desk of waves that were picked since.
    """
    packed = select(Move.sku_id).where(Move.id > move, Move.from_id == location_id, Move.reason == Reason.SHIPPED.value)
    on_desk = (
        select(Reservation.sku_id)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .join(Wave, Wave.id == Parcel.wave_id)
        .where(Reservation.location_id == location_id, Order.state == State.PICKED.value, Wave.picked_at > since)
    )
    return set(tx.connection.execute(packed).scalars()) | set(tx.connection.execute(on_desk).scalars())
