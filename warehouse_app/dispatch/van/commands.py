"""After a trip was closed: a parcel is taken back, the driver's name is put right, the signed sheet is pictured."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from warehouse_app.dispatch.following.standing import end_case
from warehouse_app.dispatch.following.tables import ParcelCase, ParcelTrack
from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.dispatch.telling.finding import settle_here
from warehouse_app.dispatch.van.leaving import sign
from warehouse_app.dispatch.van.queries import told_files
from warehouse_app.dispatch.van.tables import HandoverReturn, HandoverSheet
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.packing.evidence.commands import KeptFile
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store import audit
from warehouse_app.store.warehouse import Tx

LONGEST = 200


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A parcel that is here again; ``told``: the lists in which the shop was told that it had left."""

    waybill: str
    courier: str
    told: tuple[str, ...]


@needs(Right.OVERRIDE)
def take_back(tx: Tx, parcel_id: int, reason: str, action: str) -> TakenBack:
    """A parcel that was handed over by mistake is here again, packed, and goes with a later trip. The same action twice is one.

    Raises BadInput ``van.reason_missing`` or ``van.reason_long``, NotFound, Conflict: not handed over, ``van.scanned`` (the
    courier has scanned it: it comes back as a return), ``orders.moved_on`` (its buyer has confirmed it).
    """
    reason = _reason(reason)
    tx.connection.execute(select(Parcel.id).where(Parcel.id == parcel_id).with_for_update())
    told = told_files(tx.session, parcel_id)
    held = tx.connection.execute(
        select(Parcel.waybill, Parcel.state, Handover.id, Handover.courier, Handover.closed_at)
        .outerjoin(HandoverParcel, HandoverParcel.parcel_id == Parcel.id)
        .outerjoin(Handover, Handover.id == HandoverParcel.handover_id)
        .where(Parcel.id == parcel_id)
    ).one_or_none()
    if held is None:
        raise NotFound("packing.no_such_parcel")
    before = tx.connection.execute(select(HandoverReturn.id).where(HandoverReturn.action == action)).scalar()
    answer = TakenBack(held.waybill or "", held.courier or "", told)
    if before is not None:
        return answer
    if held.state != "shipped" or held.closed_at is None:
        raise Conflict("van.not_away", waybill=held.waybill or "")
    if tx.connection.execute(select(ParcelTrack.parcel_id).where(ParcelTrack.parcel_id == parcel_id)).scalar() is not None:
        raise Conflict("van.scanned", waybill=held.waybill or "")
    _return(tx, parcel_id, held.id, reason, action, told=bool(told), waybill=answer.waybill)
    return answer


def _return(tx: Tx, parcel_id: int, handover_id: int, reason: str, action: str, *, told: bool, waybill: str) -> None:
    orders = list(tx.connection.execute(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel_id)).scalars())
    life.move_orders(tx, orders, State.PACKED, "fetched_back", reason=reason, waybill=waybill)
    running = select(ParcelCase.id).where(ParcelCase.parcel_id == parcel_id, ParcelCase.closed_at.is_(None)).with_for_update()
    for case_id in tx.connection.execute(running).scalars().all():
        end_case(tx, case_id, parcel_id, "came_back", reason, by_itself=True)
    settle_here(tx, orders, "not_there")
    tx.connection.execute(update(Order).where(Order.id.in_(orders)).values(pickup_by=None, shipped_at=None))
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(state="packed"))
    tx.connection.execute(delete(HandoverParcel).where(HandoverParcel.parcel_id == parcel_id))
    row = {"action": action, "parcel_id": parcel_id, "handover_id": handover_id, "reason": reason, "told": told}
    tx.connection.execute(insert(HandoverReturn), [row])
    audit.record(tx, "fetched_back", waybill, reason=reason, handover=handover_id, told=told)
    tx.touch("handover", "parcels", "orders")


@needs(Right.HAND_OVER)
def name_driver(tx: Tx, handover_id: int, driver: str) -> None:
    """Who signed, put right afterwards. Raises NotFound, BadInput ``van.name_long``."""
    _there(tx, handover_id)
    sign(tx, handover_id, driver)
    audit.record(tx, "driver", f"H{handover_id}", driver=driver.strip())
    tx.touch("handover")


@needs(Right.HAND_OVER)
def keep_sheet(tx: Tx, handover_id: int, kept: KeptFile, action: str) -> None:
    """A picture of the signed sheet, its file on the disk already. The same action twice is one. Raises NotFound."""
    _there(tx, handover_id)
    if tx.connection.execute(select(HandoverSheet.id).where(HandoverSheet.action == action)).scalar() is None:
        row = {"action": action, "handover_id": handover_id, "file": kept.file, "sha256": kept.sha256, "size": kept.size}
        tx.connection.execute(insert(HandoverSheet), [row])
    tx.touch("handover")


def _there(tx: Tx, handover_id: int) -> None:
    if tx.connection.execute(select(Handover.id).where(Handover.id == handover_id)).scalar() is None:
        raise NotFound("dispatch.no_such_handover")


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise BadInput("van.reason_missing")
    if len(reason) > LONGEST:
        raise BadInput("van.reason_long", most=LONGEST)
    return reason
