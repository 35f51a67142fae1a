"""Handing parcels to the courier: scanned in one by one, closed once, and from then on shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, func, null, select, update

from warehouse_app.dispatch.following.tables import ParcelTrack
from warehouse_app.dispatch.rules import HandoverVerdict, judge_handover
from warehouse_app.dispatch.tables import Courier, Handover, HandoverParcel, ShippedFile, ShippedRow
from warehouse_app.dispatch.telling.finding import settle_here
from warehouse_app.dispatch.van.leaving import end_trip
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.clocks import shop_rules
from warehouse_app.orders.making import UNKNOWN_TO_THE_SHOP
from warehouse_app.orders.rules import State, pickup_by
from warehouse_app.orders.tables import Order
from warehouse_app.packing import statements
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.tables import Scan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared, Query, new_row
from warehouse_app.store.warehouse import Tx

_courier = Prepared(select(Courier.id).where(Courier.name == bindparam("courier")))
_running = Prepared(select(Handover.id).where(Handover.courier == bindparam("courier"), Handover.closed_at.is_(None)))
_trips = Prepared(
    select(func.count()).where(
        Handover.courier == bindparam("courier"), Handover.day == bindparam("of_day", type_=Handover.day.type)
    )
)
_handover = Prepared(select(Handover.courier, Handover.closed_at).where(Handover.id == bindparam("handover")).with_for_update())
_first = Prepared(select(Scan.verdict, Scan.code, Scan.parcel_id).where(Scan.action == bindparam("action")))
_parcel = Prepared(select(Parcel.state, Parcel.courier).where(Parcel.id == bindparam("parcel")).with_for_update())
_holding = Prepared(select(HandoverParcel.handover_id).where(HandoverParcel.parcel_id == bindparam("parcel")))
_held = Prepared(select(func.count()).where(HandoverParcel.handover_id == bindparam("handover")))
_put_in = Prepared(new_row(HandoverParcel, "parcel_id", "handover_id"))
_new = Prepared(new_row(Handover, "courier", "day", "trip").returning(Handover.id))
_of_parcels = Query(
    select(Order.id, Order.number, Order.state, Order.hold, Order.hold_note, Parcel.waybill, Parcel.state.label("parcel"))
    .join(ParcelOrder, ParcelOrder.order_id == Order.id)
    .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
    .where(ParcelOrder.parcel_id.in_(bindparam("parcels", expanding=True)))
    .with_for_update(of=Order),  # nobody holds or cancels one of them between the look and the commit
    "parcels",
)
_contents = Query(select(HandoverParcel.parcel_id).where(HandoverParcel.handover_id == bindparam("handover")))
_shipped = Prepared(update(Parcel).where(Parcel.id.in_(bindparam("parcels", expanding=True))).values(state="shipped"), "parcels")
_orders: BindParameter[int] = bindparam("orders", expanding=True)
_shops = Query(select(Order.shop_id).where(Order.id.in_(_orders)).distinct(), "orders")
_watched = Prepared(
    update(Order)
    .where(Order.id.in_(_orders), Order.shop_id == bindparam("shop"))
    .values(pickup_by=bindparam("by", type_=Order.pickup_by.type), shipped_at=bindparam("moment", type_=Order.shipped_at.type)),
    "orders",
)
_told = Query(  # a list told the shop of these before, and they were taken back since
    select(Order.id, Order.shop_id, func.min(ShippedFile.at).label("at"))
    .join(ShippedRow, ShippedRow.order_id == Order.id)
    .join(ShippedFile, ShippedFile.id == ShippedRow.file_id)
    .where(Order.id.in_(_orders))
    .group_by(Order.id, Order.shop_id),
    "orders",
)
# No platform watches the pickup of an order it does not know, and no file would ever stop its clock. A courier may have
# scanned a parcel before the trip is closed here: the scan that stops its clock has been.
_scanned = select(ParcelTrack.parcel_id).join(ParcelOrder, ParcelOrder.parcel_id == ParcelTrack.parcel_id)
_unwatched = Prepared(
    update(Order)
    .where(Order.id.in_(_orders))
    .where(Order.origin.in_(UNKNOWN_TO_THE_SHOP) | _scanned.where(ParcelOrder.order_id == Order.id).exists())
    .values(pickup_by=null()),
    "orders",
)
_closed = Prepared(
    update(Handover)
    .where(Handover.id == bindparam("handover"))
    .values(closed_at=bindparam("moment", type_=Handover.closed_at.type))
)


@dataclass(frozen=True, slots=True)
class HandoverAnswer:
    """The answer to one scan at the handover; ``count`` parcels are in it now."""

    verdict: HandoverVerdict
    code: str
    count: int
    parcel_id: int | None = None
    fields: dict[str, object] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return self.verdict in (HandoverVerdict.TAKEN, HandoverVerdict.TAKEN_OUT)


@needs(Right.HAND_OVER)
def open_handover(tx: Tx, courier: str) -> int:
    """The courier's open handover, or a new one; returns its id. Raises NotFound for an unknown courier."""
    if not _courier.rows(tx, courier=courier):
        raise NotFound("dispatch.unknown_courier", courier=courier)
    one_at_a_time(tx, "handover")
    for (running,) in _running.rows(tx, courier=courier):
        return int(running)
    day = tx.now.astimezone().date()
    ((trips,),) = _trips.rows(tx, courier=courier, of_day=day)
    ((made,),) = _new.rows(tx, courier=courier, day=day, trip=trips + 1, **tx.stamp)
    tx.touch("handover")
    return int(made)


@needs(Right.HAND_OVER)
def hand_over(tx: Tx, handover_id: int, codes: Sequence[str], action: str) -> HandoverAnswer:
    """Take one scan at an open handover; every scan is kept, right or wrong. Raises Conflict when it is closed.

    An action id that came before is answered as it was.
    """
    wanted = _open(tx, handover_id)
    if (before := _answered(tx, handover_id, action)) is not None:
        return before
    found = meanings(tx.connection, codes)
    waybill = next((m for m in found if m.kind is Kind.PARCEL), None)
    if waybill is None or found[0].kind in (Kind.BARCODE, Kind.SKU):
        void = bool(found) and found[0].kind is Kind.VOID
        wanted_or_void = HandoverVerdict.OLD_LABEL if void else HandoverVerdict.WAYBILL_WANTED
        verdict = wanted_or_void if found else HandoverVerdict.UNKNOWN
        return _answer(tx, handover_id, verdict, codes[0], None, action)
    ((state, courier),) = _parcel.rows(tx, parcel=waybill.id)
    orders = _orders_of(tx, [waybill.id])
    verdict = judge_handover(
        parcel_state=state,
        courier=courier,
        wanted_courier=wanted,
        order_states=[order.state for order in orders],
        holds=[order.hold for order in orders],
        already=_already(tx, waybill.id, handover_id),
    )
    if verdict is HandoverVerdict.TAKEN:
        _put_in.run(tx, parcel_id=waybill.id, handover_id=handover_id, **tx.stamp)
    reasons = [order.hold_note for order in orders if order.hold_note]
    fields = {"courier": courier, "wanted": wanted, "reason": " ".join(reasons)}
    return _answer(tx, handover_id, verdict, waybill.code, waybill.id, action, fields)


@needs(Right.HAND_OVER)
def take_out(tx: Tx, handover_id: int, parcel_id: int, action: str) -> HandoverAnswer:
    """Take a parcel out of an open handover again. Raises Conflict when it is closed, NotFound when the parcel is not in it."""
    _open(tx, handover_id)
    if (before := _answered(tx, handover_id, action)) is not None:
        return before
    gone = tx.connection.execute(
        delete(HandoverParcel).where(HandoverParcel.parcel_id == parcel_id, HandoverParcel.handover_id == handover_id)
    ).rowcount
    if not gone:
        raise NotFound("dispatch.not_in_handover")
    waybill = tx.connection.execute(select(Parcel.waybill).where(Parcel.id == parcel_id)).scalar() or ""
    return _answer(tx, handover_id, HandoverVerdict.TAKEN_OUT, waybill, parcel_id, action)


@needs(Right.HAND_OVER)
def close_handover(tx: Tx, handover_id: int, driver: str = "") -> int:
    """The courier (``driver``) has signed: parcels and orders are shipped; returns how many parcels.

    Raises BadInput ``van.name_long``, Conflict when it is empty, closed already, or an order in it was stopped meanwhile (that
    parcel must come out).
    """
    courier = _open(tx, handover_id)
    parcel_ids = _contents.firsts(tx.connection, handover=handover_id)
    if not parcel_ids:
        raise Conflict("dispatch.handover_empty")
    orders = [order for part in chunks(parcel_ids) for order in _orders_of(tx, part)]
    stopped = [order.waybill for order in orders if order.hold or order.state != State.PACKED.value or order.parcel != "packed"]
    if stopped:
        raise Conflict("dispatch.stopped_meanwhile", waybills=", ".join(stopped))
    end_trip(tx, handover_id, courier, driver)
    _ship(tx, parcel_ids, sorted({order.id for order in orders}))
    _closed.run(tx, handover=handover_id, moment=tx.now)
    tx.touch("handover", "parcels", "orders")
    return len(parcel_ids)


def _ship(tx: Tx, parcel_ids: Sequence[int], order_ids: Sequence[int]) -> None:
    for part in chunks(parcel_ids):
        _shipped.run(tx, parcels=part)
    rules = shop_rules(tx.connection)
    for part in chunks(order_ids):
        for shop_id in _shops.firsts(tx.connection, orders=part):
            by = pickup_by(tx.now, rules[shop_id])
            _watched.run(tx, orders=part, shop=shop_id, by=by, moment=tx.now)
        for told in _told.all(tx.connection, orders=part):  # the platform's clock has run since then
            by = pickup_by(told.at, rules[told.shop_id])
            _watched.run(tx, orders=[told.id], shop=told.shop_id, by=by, moment=tx.now)
        _unwatched.run(tx, orders=part)
    life.move_orders(tx, order_ids, State.SHIPPED, "shipped")
    settle_here(tx, order_ids, "not_here")


@needs(Right.HAND_OVER)
def keep_manifest(tx: Tx, handover_id: int, file: str) -> None:
    """Remember where the manifest of a closed handover was written."""
    tx.connection.execute(update(Handover).where(Handover.id == handover_id).values(manifest=file))


def _open(tx: Tx, handover_id: int) -> str:
    """The courier of a handover that is still open, its row locked."""
    found = _handover.rows(tx, handover=handover_id)
    if not found:
        raise NotFound("dispatch.no_such_handover")
    ((courier, closed_at),) = found
    if closed_at is not None:
        raise Conflict("dispatch.handover_closed", courier=courier)
    return str(courier)


def _orders_of(tx: Tx, parcel_ids: Sequence[int]) -> list[Any]:
    return _of_parcels.all(tx.connection, parcels=parcel_ids)


def _already(tx: Tx, parcel_id: int, handover_id: int) -> str:
    for (held,) in _holding.rows(tx, parcel=parcel_id):
        return "here" if held == handover_id else "elsewhere"
    return ""


def _answer(
    tx: Tx, handover_id: int, verdict: HandoverVerdict, code: str, parcel_id: int | None, action: str,
    fields: dict[str, object] | None = None,
) -> HandoverAnswer:  # fmt: skip
    statements.insert_scan(tx, action, parcel_id, code, f"handover_{verdict.value}", None)
    tx.touch("handover")
    return HandoverAnswer(verdict, code, _count(tx, handover_id), parcel_id, fields or {})


def _answered(tx: Tx, handover_id: int, action: str) -> HandoverAnswer | None:
    """The answer this action got the first time; None when it is new."""
    for verdict, code, parcel_id in _first.rows(tx, action=action):
        return HandoverAnswer(HandoverVerdict(verdict.removeprefix("handover_")), code, _count(tx, handover_id), parcel_id)
    return None


def _count(tx: Tx, handover_id: int) -> int:
    ((counted,),) = _held.rows(tx, handover=handover_id)
    return int(counted)
