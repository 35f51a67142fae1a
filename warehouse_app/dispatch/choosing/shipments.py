"""What the rules see of orders and of the shop: read from the database, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import BigInteger, BindParameter, Connection, bindparam, case, cast, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.dispatch.choosing.keeping import read_back
from warehouse_app.dispatch.choosing.rules import Reach, Rule, Setup, Shipment
from warehouse_app.dispatch.choosing.tables import CourierReach, CourierRule, OrderCourier
from warehouse_app.dispatch.prices.queries import tables_on
from warehouse_app.dispatch.rules import courier_name
from warehouse_app.dispatch.tables import Courier, WaybillNumber
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.rules import Place, parse
from warehouse_app.orders.collecting import is_cod
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks

K = TypeVar("K")
FALLBACK = "fallback_courier"

_orders_wanted: BindParameter[int] = bindparam("orders", expanding=True)
_orders = (
    select(Order.id, Shop.name.label("shop"), Order.courier, Order.address, Order.payment, Order.amount, Order.paid_amount)
    .join(Shop, Shop.id == Order.shop_id)
    .where(Order.id.in_(_orders_wanted))
)
_said = select(OrderCourier.order_id, OrderCourier.courier, OrderCourier.area, OrderCourier.address).where(
    OrderCourier.order_id.in_(_orders_wanted)
)
_no_size = Sku.length_mm.is_(None) | Sku.width_mm.is_(None) | Sku.height_mm.is_(None)
_goods = (
    select(
        OrderLine.order_id,
        func.sum(OrderLine.quantity * Sku.weight_g).label("weight_g"),
        func.sum(case((Sku.weight_g.is_(None), 1), else_=0)).label("unweighed"),
        func.max(Sku.length_mm).label("length"),
        func.max(Sku.width_mm).label("width"),
        func.max(Sku.height_mm).label("height"),
        func.sum(cast(OrderLine.quantity, BigInteger) * Sku.length_mm * Sku.width_mm * Sku.height_mm).label("volume"),
        func.sum(case((_no_size, 1), else_=0)).label("unmeasured"),
        func.max(case((Product.liquid, 1), else_=0)).label("liquid"),
        func.max(case((Product.fragile, 1), else_=0)).label("fragile"),
    )
    .join(Sku, Sku.id == OrderLine.sku_id)
    .join(Product, Product.id == Sku.product_id)
    .where(OrderLine.order_id.in_(_orders_wanted), OrderLine.live)
    .group_by(OrderLine.order_id)
)


def setup_of(session: Session, day: date) -> Setup:
    """All that was set up, as it counts on a day."""
    couriers = {row.id: row.name for row in session.execute(select(Courier.id, Courier.name).order_by(Courier.rank))}
    reach = {
        couriers[row.courier_id]: Reach(_areas(row.only), _areas(row.never))
        for row in session.execute(select(CourierReach.courier_id, CourierReach.only, CourierReach.never))
    }
    fallback = courier_name(str(settings.get(session, FALLBACK)), couriers.values()) or ""
    return Setup(tuple(all_rules(session)), reach, tables_on(session, day), tuple(couriers.values()), fallback)


def all_rules(session: Session) -> list[Rule]:
    """The rules in their order."""
    columns = (CourierRule.id, CourierRule.name, CourierRule.active, CourierRule.conditions, CourierRule.outcome)
    rows = session.execute(select(*columns).order_by(CourierRule.place))
    return [read_back(row.id, row.name, row.active, row.conditions, row.outcome) for row in rows]


def free_numbers(connection: Connection) -> dict[str, int]:
    """How many numbers each courier's pool has left for any order; those made for one order are not among them."""
    free = (
        select(Courier.name, func.count().label("free"))
        .join(WaybillNumber, WaybillNumber.courier_id == Courier.id)
        .where(WaybillNumber.state == "free", WaybillNumber.kept_for == "")
        .group_by(Courier.name)
    )
    return {row.name: row.free for row in connection.execute(free)}


def shipments(
    connection: Connection, groups: Mapping[K, Sequence[int]], couriers: Iterable[str], tare_g: int
) -> dict[K, Shipment]:
    """What the rules see of parcels, by their orders' ids; orders nobody knows are left out."""
    wanted = sorted({order_id for order_ids in groups.values() for order_id in order_ids})
    orders, goods, said = (_by_order(connection, query, wanted) for query in (_orders, _goods, _said))
    names = frozenset(couriers)
    found: dict[K, Shipment] = {}
    for key, order_ids in groups.items():
        heads = [orders[order_id] for order_id in order_ids if order_id in orders]
        if heads:
            lines = [goods[order.id] for order in heads if order.id in goods]
            found[key] = _shipment(heads, lines, [said[o.id] for o in heads if o.id in said], names, tare_g)
    return found


def _by_order(connection: Connection, query: Any, wanted: Sequence[int]) -> dict[int, Any]:
    return {row[0]: row for part in chunks(wanted) for row in connection.execute(query, {"orders": part})}


def _shipment(
    orders: Sequence[Any], goods: Sequence[Any], said: Sequence[Any], couriers: frozenset[str], tare_g: int
) -> Shipment:
    """One parcel. Its orders go to one address; what is not known of one piece is not known of the parcel."""
    first = orders[0]
    place = _told_area(first.address, said) or parse(first.address)
    weighed = bool(goods) and not any(row.unweighed for row in goods)
    measured = bool(goods) and not any(row.unmeasured for row in goods)
    values = [order.paid_amount if order.paid_amount is not None else order.amount for order in orders]
    return Shipment(
        shop=first.shop,
        wish=next(filter(None, (courier_name(order.courier, couriers) for order in orders if order.courier)), ""),
        places=places_of(place),
        clear=place.located and not place.foreign,
        weight_g=int(sum(row.weight_g for row in goods)) + tare_g if weighed else None,
        value=None if all(value is None for value in values) else sum((v for v in values if v is not None), Decimal(0)),
        side_mm=max(max(row.length, row.width, row.height) for row in goods) if measured else None,
        volume_mm3=int(sum(row.volume for row in goods)) if measured else None,
        liquid=any(row.liquid for row in goods),
        fragile=any(row.fragile for row in goods),
        cod=any(is_cod(order.payment) for order in orders),
        by_hand=next((row.courier for row in said if row.courier), ""),
    )


def _told_area(address: str, said: Sequence[Any]) -> Place | None:
    """Where a person said that this address lies."""
    area = next((row.area for row in said if row.area and row.address == address), None)
    if area is None:
        return None
    province, city, district = area
    return Place(province, city, district, address, whole=not city)


def places_of(place: Place) -> tuple[Area, ...]:
    """The places an address may mean: none when it tells nothing."""
    if place.unclear:
        return place.unclear
    return (Area(place.province, place.city, place.district),) if place.province else ()


def group_by_parcel(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Orders by parcel."""
    groups: dict[int, list[int]] = defaultdict(list)
    for parcel_id, order_id in rows:
        groups[parcel_id].append(order_id)
    return groups


def _areas(kept: Sequence[Sequence[str]]) -> tuple[Area, ...]:
    return tuple(Area(*parts) for parts in kept)
