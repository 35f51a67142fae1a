"""What a person says of single orders: where an address lies, and another courier, until the label is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from warehouse_app.dispatch.choosing.tables import OrderCourier
from warehouse_app.dispatch.numbers.tables import NumberEvent
from warehouse_app.dispatch.rules import courier_name
from warehouse_app.dispatch.tables import Courier, PrintJob, WaybillNumber
from warehouse_app.dispatch.waybills import Pool, take_one
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.addresses.files import Area, cities
from warehouse_app.orders.addresses.regions import read_regions, region_words
from warehouse_app.orders.rules import GONE, State
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.store.warehouse import Tx

LONGEST_REASON = 200


@needs(Right.RELEASE)
def tell_area(tx: Tx, order_id: int, area: str) -> str:
    """Say where an order's address lies (江苏省 苏州市 昆山市); it counts until the address changes. Returns it in full.

    Raises NotFound ``orders.no_such_order``, BadInput ``choosing.no_city`` when the words are no city.
    """
    order = _order(tx, order_id)
    place = _one_city(area)
    if place is None:
        raise BadInput("choosing.no_city", value=area.strip())
    _say(tx, order_id, area=[place.province, place.city, place.district], address=order.address)
    words = region_words(place)
    life.note(tx, [order_id], "area_told", area=words)
    tx.touch("courier_rules")
    return words


@needs(Right.RELEASE)
def change_courier(tx: Tx, order_id: int, courier: str, reason: str) -> str:
    """Choose the courier of an order by hand; the orders that travel with it go along. "" lets the rules choose again.

    Before its wave it is kept; after it, as long as no label was printed, the parcel gets a number of that courier and its own
    goes back to the pool. Returns the new number, "" before the wave. Raises BadInput ``choosing.no_reason``,
    ``choosing.unknown_courier``; Conflict ``choosing.too_late`` (left or cancelled), ``choosing.printed``,
    ``choosing.number_from_file``, ``choosing.hand_pool_empty``.
    """
    order = _order(tx, order_id)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadInput("choosing.no_reason", most=LONGEST_REASON)
    courier_id = tx.connection.execute(select(Courier.id).where(Courier.name == courier)).scalar()
    if courier and courier_id is None:
        raise BadInput("choosing.unknown_courier", courier=courier)
    if order.state in (*GONE, State.CANCELLED):
        raise Conflict("choosing.too_late", number=order.number)
    parcel = _parcel(tx, order_id)
    number = ""
    if parcel is not None and courier_id is not None and parcel.courier != courier:
        number = _renumber(tx, parcel, courier, courier_id)
    mates = _mates(tx, order, parcel)
    if parcel is None and courier:
        _must_be_open(tx, mates, courier)
    for mate in mates:
        _say(tx, mate, courier=courier, reason=reason.strip())
    kind = "courier_changed" if courier else "courier_by_rules"
    given = {"waybill": number} if number else {}
    life.write_history(tx, [(mate, kind, {"courier": courier, "reason": reason.strip(), **given}) for mate in mates])
    tx.touch("courier_rules")
    return number


def _must_be_open(tx: Tx, order_ids: Sequence[int], courier: str) -> None:
    """A number that the platform's file brought says the courier: another one could not be kept to in the wave."""
    void = select(WaybillNumber.id).where(WaybillNumber.number == Order.waybill, WaybillNumber.state == "void").exists()
    names = list(tx.connection.execute(select(Courier.name)).scalars())
    brought = select(Order.waybill, Order.courier).where(Order.id.in_(order_ids), Order.waybill != "", ~void)
    for row in tx.connection.execute(brought):
        if courier_name(row.courier, names) != courier:
            raise Conflict("choosing.number_from_file", waybill=row.waybill)


def _order(tx: Tx, order_id: int) -> Any:
    columns = (Order.id, Order.number, Order.state, Order.address, Order.together_id)
    row = tx.connection.execute(select(*columns).where(Order.id == order_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("orders.no_such_order")
    return row


def _one_city(text: str) -> Area | None:
    """The one city (or district of it) these words mean; a municipality is its own city, some provinces have none."""
    areas, strange = read_regions(text)
    if strange or len(areas) != 1:
        return None
    area, its_cities = areas[0], cities(areas[0].province).full
    if area.city or not its_cities:
        return area
    return Area(area.province, area.province) if area.province in its_cities else None


def _parcel(tx: Tx, order_id: int) -> Any | None:
    """The open parcel the order travels in. Raises Conflict when it is too late to change its courier."""
    mine = select(ParcelOrder.parcel_id).where(ParcelOrder.order_id == order_id)
    parcels = tx.connection.execute(
        select(Parcel.id, Parcel.courier, Parcel.waybill, Parcel.state)
        .where(Parcel.id.in_(mine), Parcel.state != "cancelled")
        .order_by(Parcel.id.desc())
        .with_for_update()
    ).all()
    return parcels[0] if parcels else None


def _renumber(tx: Tx, parcel: Any, courier: str, courier_id: int) -> str:
    orders = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel.id)
    from_file = select(Order.id).where(Order.id.in_(orders), Order.waybill == parcel.waybill)
    if parcel.waybill and tx.connection.execute(from_file).first() is not None:
        raise Conflict("choosing.number_from_file", waybill=parcel.waybill)
    label = select(PrintJob.id).where(PrintJob.parcel_id == parcel.id, PrintJob.paper == "label", PrintJob.state != "failed")
    if parcel.state == "shipped" or tx.connection.execute(label.limit(1)).first() is not None:
        raise Conflict("choosing.printed", waybill=parcel.waybill or "")
    tx.connection.execute(update(Parcel).where(Parcel.id == parcel.id).values(waybill=None))
    held = tx.connection.execute(select(WaybillNumber.id).where(WaybillNumber.parcel_id == parcel.id)).scalars().all()
    free = update(WaybillNumber).where(WaybillNumber.id.in_(held)).values(state="free", parcel_id=None)
    tx.connection.execute(free)  # no paper bears it: it is as good as new
    told = [{"number_id": number_id, "kind": "returned", "parcel_id": parcel.id, "reason": ""} for number_id in held]
    if told:
        tx.connection.execute(insert(NumberEvent), told)
    if not take_one(tx, Pool(courier_id, courier), parcel.id):
        raise Conflict("choosing.hand_pool_empty", courier=courier)
    return str(tx.connection.execute(select(Parcel.waybill).where(Parcel.id == parcel.id)).scalar_one())


def _mates(tx: Tx, order: Any, parcel: Any | None) -> Sequence[int]:
    """The orders that go with this one, itself among them."""
    if parcel is not None:
        return list(tx.connection.execute(select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == parcel.id)).scalars())
    if order.together_id is None:
        return [order.id]
    return list(tx.connection.execute(select(Order.id).where(Order.together_id == order.together_id)).scalars())


def _say(tx: Tx, order_id: int, **values: object) -> None:
    """Keep what was said, over what was said before; what is not named stays."""
    known = tx.connection.execute(select(OrderCourier.order_id).where(OrderCourier.order_id == order_id)).first()
    stamp = {"who_id": tx.actor.id, "desk": tx.desk, "at": tx.now}
    if known is not None:
        tx.connection.execute(update(OrderCourier).where(OrderCourier.order_id == order_id).values(**values, **stamp))
        return
    empty = {"order_id": order_id, "courier": "", "area": [], "address": "", "reason": ""}
    tx.connection.execute(insert(OrderCourier).values(**(empty | values)))
