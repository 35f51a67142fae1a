"""Where parcels get their waybill numbers from: the plug-in point, and the sources the house has.

See docs/decisions/0017-waybill-sources.md. Whatever a source gives is a row of the numbers' own table, so that no number is ever
used twice, and what came with it for the label lies beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, bindparam, select, text, update
from sqlalchemy.orm import aliased

from warehouse_app.dispatch.choosing.tables import OrderCourier
from warehouse_app.dispatch.tables import Courier, WaybillNumber
from warehouse_app.orders.tables import Order
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.imports import chunks
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

Bind = Callable[[Tx, Sequence[tuple[str, int]], str], None]
"""Binds pairs of number and parcel of one courier: the one way a number gets onto a parcel."""

_IS_KEPT = text("waybill_number.kept_for <> ''")  # the words of the index
_Before = aliased(Parcel)
_parcels: BindParameter[int] = bindparam("parcels", expanding=True)
_told_another = (  # a person chose another courier for the order: its number of this one stays kept
    select(OrderCourier.order_id)
    .where(OrderCourier.order_id == Order.id, OrderCourier.courier.not_in(("", Courier.name)))
    .exists()
)
_any_kept = Query(select(WaybillNumber.id).where(_IS_KEPT).limit(1))
_kept = (
    select(Parcel.id, WaybillNumber.number, WaybillNumber.parcel_id.label("before_id"), Courier.name.label("courier"))
    .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .join(WaybillNumber, WaybillNumber.kept_for == Order.number)
    .join(Courier, Courier.id == WaybillNumber.courier_id)
    .outerjoin(_Before, _Before.id == WaybillNumber.parcel_id)
    .where(_IS_KEPT, Parcel.waybill.is_(None), Parcel.id.in_(_parcels))
    .where((WaybillNumber.state == "free") | ((WaybillNumber.state == "used") & (_Before.state == "cancelled")))
    .where(~_told_another)
    .order_by(Parcel.id, Order.id, WaybillNumber.state, WaybillNumber.id)
    .with_for_update(of=WaybillNumber.__table__, skip_locked=True)
)


class WaybillSource(Protocol):
    """Gives waybill numbers to parcels that have none."""

    @property
    def name(self) -> str:
        """What it is called in the log."""

    def take(self, tx: Tx, parcel_ids: Sequence[int]) -> int:
        """Number those of the parcels it has numbers for; returns how many. The rest is left to the next source.

        It runs inside the wave's transaction: it must not wait for anything outside the house. A source that asks a courier's
        server does so before, off the window's thread, and puts what it got into the numbers' table.
        """


class KeptNumbers:
    """Numbers made for one order, with or without print data: taken by that order's parcel and by no other.

    When that parcel was taken apart, the number goes with the order into its next one.
    """

    name = "kept"

    def __init__(self, bind: Bind) -> None:
        self._bind = bind

    def take(self, tx: Tx, parcel_ids: Sequence[int]) -> int:
        """One statement when there are no such numbers at all."""
        if _any_kept.first(tx.connection) is None:
            return 0
        rows = [row for part in chunks(parcel_ids) for row in tx.connection.execute(_kept, {"parcels": part})]
        first: dict[int, Any] = {}
        taken: set[str] = set()
        for row in rows:  # two shops may have orders of one number: whoever comes first gets it, the other one from the pools
            if row.id not in first and row.number not in taken:
                first[row.id] = row
                taken.add(row.number)
        before = [row.before_id for row in first.values() if row.before_id is not None]
        for part in chunks(before):
            tx.connection.execute(update(Parcel).where(Parcel.id.in_(part)).values(waybill=None))
        by_courier: dict[str, list[tuple[str, int]]] = {}
        for parcel_id, row in first.items():
            by_courier.setdefault(row.courier, []).append((row.number, parcel_id))
        for courier, pairs in by_courier.items():
            self._bind(tx, pairs, courier)
        return len(first)


class PoolNumbers:
    """The couriers' pools; ``take_all`` is ``assign_numbers``, which numbers every parcel or raises Conflict."""

    name = "pools"

    def __init__(self, take_all: Callable[[Tx, Sequence[int]], None]) -> None:
        self._take_all = take_all

    def take(self, tx: Tx, parcel_ids: Sequence[int]) -> int:
        """All of them, or Conflict ``dispatch.pool_short``."""
        self._take_all(tx, parcel_ids)
        return len(parcel_ids)
