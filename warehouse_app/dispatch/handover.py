"""Handing parcels to the courier: scanned in one by one, closed once, and from then on shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from warehouse_app.dispatch.rules import HandoverVerdict, judge_handover
from warehouse_app.dispatch.tables import Courier, Handover, HandoverParcel
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.clocks import shop_rules
from warehouse_app.orders.making import UNKNOWN_TO_THE_SHOP
from warehouse_app.orders.rules import State, pickup_by
from warehouse_app.orders.tables import Order
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.tables import Scan
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx


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
    if tx.session.scalar(select(Courier.id).where(Courier.name == courier)) is None:
        raise NotFound("dispatch.unknown_courier", courier=courier)
    one_at_a_time(tx, "handover")
    already: int | None = tx.session.scalar(select(Handover.id).where(Handover.courier == courier, Handover.closed_at.is_(None)))
    if already is not None:
        return already
    day = tx.now.astimezone().date()
    trips = tx.session.scalar(select(func.count()).where(Handover.courier == courier, Handover.day == day)) or 0
    handover = Handover(courier=courier, day=day, trip=trips + 1)
    tx.session.add(handover)
    tx.session.flush()
    tx.touch("handover")
    return handover.id


@needs(Right.HAND_OVER)
def hand_over(tx: Tx, handover_id: int, codes: Sequence[str], action: str) -> HandoverAnswer:
    """Take one scan at an open handover; every scan is kept, right or wrong. Raises Conflict when it is closed.

    An action id that came before is answered as it was.
    """
    handover = _open(tx, handover_id)
    if (before := _answered(tx, handover_id, action)) is not None:
        return before
    found = meanings(tx.connection, codes)
    waybill = next((m for m in found if m.kind is Kind.PARCEL), None)
    if waybill is None or found[0].kind in (Kind.BARCODE, Kind.SKU):
        verdict = HandoverVerdict.WAYBILL_WANTED if found else HandoverVerdict.UNKNOWN
        return _answer(tx, handover_id, verdict, codes[0], None, action)
    parcel = tx.connection.execute(
        select(Parcel.id, Parcel.state, Parcel.courier).where(Parcel.id == waybill.id).with_for_update()
    ).one()
    orders = _orders(tx, waybill.id)
    verdict = judge_handover(
        parcel_state=parcel.state,
        courier=parcel.courier,
        wanted_courier=handover.courier,
        order_states=[order.state for order in orders],
        holds=[order.hold for order in orders],
        already=_already(tx, parcel.id, handover_id),
    )
    if verdict is HandoverVerdict.TAKEN:
        tx.connection.execute(insert(HandoverParcel), [{"parcel_id": parcel.id, "handover_id": handover_id}])
    reasons = [order.hold_note for order in orders if order.hold_note]
    fields = {"courier": parcel.courier, "wanted": handover.courier, "reason": " ".join(reasons)}
    return _answer(tx, handover_id, verdict, waybill.code, parcel.id, action, fields)


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
def close_handover(tx: Tx, handover_id: int) -> int:
    """The courier has signed: parcels and orders are shipped; returns how many parcels.

    Raises Conflict when it is empty, closed already, or an order in it was stopped meanwhile (that parcel must come out).
    """
    _open(tx, handover_id)
    parcel_ids = list(
        tx.connection.execute(select(HandoverParcel.parcel_id).where(HandoverParcel.handover_id == handover_id)).scalars()
    )
    if not parcel_ids:
        raise Conflict("dispatch.handover_empty")
    orders = [order for part in chunks(parcel_ids) for order in _orders(tx, *part)]
    stopped = [order.waybill for order in orders if order.hold or order.state != State.PACKED.value or order.parcel != "packed"]
    if stopped:
        raise Conflict("dispatch.stopped_meanwhile", waybills=", ".join(stopped))
    _ship(tx, parcel_ids, sorted({order.id for order in orders}))
    tx.connection.execute(update(Handover).where(Handover.id == handover_id).values(closed_at=tx.now))
    tx.touch("handover", "parcels", "orders")
    return len(parcel_ids)


def _ship(tx: Tx, parcel_ids: Sequence[int], order_ids: Sequence[int]) -> None:
    for part in chunks(parcel_ids):
        tx.connection.execute(update(Parcel).where(Parcel.id.in_(part)).values(state="shipped"))
    rules = shop_rules(tx.session)
    for part in chunks(order_ids):
        for shop_id in tx.connection.execute(select(Order.shop_id).where(Order.id.in_(part)).distinct()).scalars().all():
            of_shop = Order.id.in_(part), Order.shop_id == shop_id
            by = pickup_by(tx.now, rules[shop_id])
            tx.connection.execute(update(Order).where(*of_shop).values(pickup_by=by, shipped_at=tx.now))
        # No platform watches the pickup of an order it does not know, and no file would ever stop its clock.
        unwatched = Order.id.in_(part), Order.origin.in_(UNKNOWN_TO_THE_SHOP)
        tx.connection.execute(update(Order).where(*unwatched).values(pickup_by=None))
    life.move_orders(tx, order_ids, State.SHIPPED, "shipped")


@needs(Right.HAND_OVER)
def keep_manifest(tx: Tx, handover_id: int, file: str) -> None:
    """Remember where the manifest of a closed handover was written."""
    tx.connection.execute(update(Handover).where(Handover.id == handover_id).values(manifest=file))


def _open(tx: Tx, handover_id: int) -> Any:
    handover = tx.connection.execute(
        select(Handover.courier, Handover.closed_at).where(Handover.id == handover_id).with_for_update()
    ).one_or_none()
    if handover is None:
        raise NotFound("dispatch.no_such_handover")
    if handover.closed_at is not None:
        raise Conflict("dispatch.handover_closed", courier=handover.courier)
    return handover


def _orders(tx: Tx, *parcel_ids: int) -> list[Any]:
    wanted = (
        select(Order.id, Order.number, Order.state, Order.hold, Order.hold_note, Parcel.waybill, Parcel.state.label("parcel"))
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .where(ParcelOrder.parcel_id.in_(parcel_ids))
        .with_for_update(of=Order)  # nobody holds or cancels one of them between the look and the commit
    )
    return list(tx.connection.execute(wanted))


def _already(tx: Tx, parcel_id: int, handover_id: int) -> str:
    held = tx.connection.execute(select(HandoverParcel.handover_id).where(HandoverParcel.parcel_id == parcel_id)).scalar()
    if held is None:
        return ""
    return "here" if held == handover_id else "elsewhere"


def _answer(
    tx: Tx, handover_id: int, verdict: HandoverVerdict, code: str, parcel_id: int | None, action: str,
    fields: dict[str, object] | None = None,
) -> HandoverAnswer:  # fmt: skip
    row = {"action": action, "parcel_id": parcel_id, "code": code, "verdict": f"handover_{verdict.value}"}
    tx.connection.execute(insert(Scan), [row])
    tx.touch("handover")
    return HandoverAnswer(verdict, code, _count(tx, handover_id), parcel_id, fields or {})


def _answered(tx: Tx, handover_id: int, action: str) -> HandoverAnswer | None:
    """The answer this action got the first time; None when it is new."""
    first = tx.connection.execute(select(Scan.verdict, Scan.code, Scan.parcel_id).where(Scan.action == action)).one_or_none()
    if first is None:
        return None
    verdict = HandoverVerdict(first.verdict.removeprefix("handover_"))
    return HandoverAnswer(verdict, first.code, _count(tx, handover_id), first.parcel_id)


def _count(tx: Tx, handover_id: int) -> int:
    counted: int | None = tx.session.scalar(select(func.count()).where(HandoverParcel.handover_id == handover_id))
    return counted or 0
