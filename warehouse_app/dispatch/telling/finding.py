"""The check at each import of orders: shipped here but not there, and the other way round. A step of the import itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import aliased

from warehouse_app.dispatch.tables import Handover, HandoverParcel, ShippedFile, ShippedRow
from warehouse_app.dispatch.telling.rules import ELSEWHERE, NOT_HERE, NOT_THERE, SHIPPED_THERE, STILL_THERE, difference, settled
from warehouse_app.dispatch.telling.tables import ShopDifference
from warehouse_app.orders.files import OrderStatus, ParsedFile
from warehouse_app.orders.merge import status_of
from warehouse_app.orders.rules import GONE, ON_THE_FLOOR, State
from warehouse_app.orders.tables import Order, OrderHistory
from warehouse_app.picking.tables import ParcelOrder
from warehouse_app.store import settings
from warehouse_app.store.imports import as_of, chunks
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

_told = (
    select(func.min(ShippedFile.at))
    .join(ShippedRow, ShippedRow.file_id == ShippedFile.id)
    .where(ShippedRow.order_id == Order.id)
    .correlate(Order)
    .scalar_subquery()
)
_left = (
    select(func.max(Handover.closed_at))
    .join(HandoverParcel, HandoverParcel.handover_id == Handover.id)
    .join(ParcelOrder, ParcelOrder.parcel_id == HandoverParcel.parcel_id)
    .where(ParcelOrder.order_id == Order.id)
    .correlate(Order)
    .scalar_subquery()
)
_open_of = Query(
    select(ShopDifference.id).where(
        ShopDifference.order_id.in_(bindparam("orders", expanding=True)), ShopDifference.kind == bindparam("kind"),
        ShopDifference.settled_at.is_(None),
    ),
    "orders",
)  # fmt: skip


def find_differences(tx: Tx, files: Sequence[ParsedFile]) -> None:
    """Compare what these files say, now that they are written, with what has left; open differences and settle those that end."""
    for file in files:
        said = {order.number: status_of(order) for order in file.orders}
        moment = as_of(tx.session, file.sha256, file.modified)
        for numbers in chunks(list(said)):
            _settle(tx, numbers, said, moment)
            _open(tx, file.name, numbers, said, moment)


def _open(tx: Tx, file: str, numbers: Sequence[str], said: dict[str, OrderStatus | None], moment: datetime) -> None:
    grace = timedelta(hours=settings.get(tx.session, "tell_hours"))
    rows = []
    orders = tx.connection.execute(_candidates(tx, numbers, moment)).all()
    known = _known(tx, [order.id for order in orders])
    for order in orders:
        state, told, left = State(order.state), order.told, order.left_at
        if state is State.SHIPPED and OrderStatus(order.platform_status or "paid") not in STILL_THERE:
            continue  # an earlier file has said more than this one
        done_now = bool(order.done_now) and left is None
        kind = difference(state, said[order.number], moment, told or left, grace, done_now=done_now)
        if kind and kind not in known.get(order.id, ()):
            rows.append(
                {"order_id": order.id, "kind": kind, "file": file, "told": told is not None, "settled_how": "", "reason": ""}
            )
    if rows:
        tx.connection.execute(insert(ShopDifference), rows)
        tx.touch("differences")


def _candidates(tx: Tx, numbers: Sequence[str], moment: datetime) -> Any:
    """Orders of these numbers that can differ, as long as no newer file has spoken of them."""
    part = aliased(Order)
    away = select(part.id).where(part.original_id == Order.id, part.origin == "split", part.state.in_([s.value for s in GONE]))
    ended = select(OrderHistory.id).where(
        OrderHistory.order_id == Order.id, OrderHistory.kind == "platform_done", OrderHistory.at == tx.now
    )
    floor = Order.state.in_([state.value for state in ON_THE_FLOOR]) & ~away.exists()  # else "shipped" means that part
    return select(
        Order.id, Order.number, Order.state, Order.platform_status, _told.label("told"), _left.label("left_at"),
        ended.exists().label("done_now"),
    ).where(
        Order.number.in_(numbers), Order.origin == "file", Order.as_of <= moment,
        (Order.state == State.SHIPPED.value)
        | (floor & Order.platform_status.in_([s.value for s in SHIPPED_THERE]))
        | ((Order.state == State.DONE.value) & ended.exists()),
    )  # fmt: skip


def _known(tx: Tx, order_ids: Sequence[int]) -> dict[int, set[str]]:
    """By order the kinds that are not asked again: all while one stands open, else those a person has ticked off."""
    found: dict[int, set[str]] = {}
    wanted = select(ShopDifference.order_id, ShopDifference.kind, ShopDifference.settled_how)
    for part in chunks(order_ids):
        for row in tx.connection.execute(wanted.where(ShopDifference.order_id.in_(part))):
            if row.settled_how == "":
                found[row.order_id] = {NOT_THERE, NOT_HERE, ELSEWHERE}
            elif row.settled_how == "person":
                found.setdefault(row.order_id, set()).add(row.kind)
    return found


def _settle(tx: Tx, numbers: Sequence[str], said: dict[str, OrderStatus | None], moment: datetime) -> None:
    open_ones = (
        select(ShopDifference.id, ShopDifference.kind, Order.number, Order.state)
        .join(Order, Order.id == ShopDifference.order_id)
        .where(Order.number.in_(numbers), ShopDifference.settled_at.is_(None), Order.as_of <= moment)
    )
    for row in tx.connection.execute(open_ones).all():
        _end(tx, [row.id], settled(row.kind, State(row.state), said[row.number]))


def settle_here(tx: Tx, order_ids: Sequence[int], kind: str) -> None:
    """What was done here ends the differences of this kind of these orders: handed over now, or taken back."""
    for part in chunks(order_ids):
        _end(tx, _open_of.firsts(tx.connection, orders=part, kind=kind), "here")


def _end(tx: Tx, ids: Sequence[int], how: str) -> None:
    if how and ids:
        values = {"settled_at": tx.now, "settled_by": tx.actor.id, "settled_how": how}
        tx.connection.execute(update(ShopDifference).where(ShopDifference.id.in_(ids)).values(**values))
        tx.touch("differences")
