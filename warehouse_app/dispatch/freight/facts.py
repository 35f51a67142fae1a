"""What we know of parcels, many at a time: where each went, when, and what it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.rules import BOXES
from warehouse_app.catalog.tables import Sku
from warehouse_app.dispatch.freight.pricing import area_of
from warehouse_app.dispatch.prices.rules import Size
from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.collecting import is_cod
from warehouse_app.orders.tables import Order
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.store.imports import chunks

_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_first_order = (
    select(ParcelOrder.parcel_id, func.min(ParcelOrder.order_id).label("order_id"))
    .where(ParcelOrder.parcel_id.in_(_ids))
    .group_by(ParcelOrder.parcel_id)
    .subquery()
)
_parcels = (
    select(Parcel.id, Parcel.courier, Parcel.weight_g, Order.address, Order.shop_id, Order.payment, Handover.day)
    .join(_first_order, _first_order.c.parcel_id == Parcel.id)
    .join(Order, Order.id == _first_order.c.order_id)
    .outerjoin(HandoverParcel, HandoverParcel.parcel_id == Parcel.id)
    .outerjoin(Handover, (Handover.id == HandoverParcel.handover_id) & Handover.closed_at.is_not(None))
)
_known = case((Sku.weight_g > 0, 1))
_goods = (
    select(
        ParcelLine.parcel_id,
        case((func.count() == func.count(_known), func.sum(ParcelLine.needed * Sku.weight_g))).label("grams"),
    )
    .join(Sku, Sku.id == ParcelLine.sku_id)
    .where(ParcelLine.parcel_id.in_(_ids))
    .group_by(ParcelLine.parcel_id)
)
_boxes = (
    select(ParcelMaterial.parcel_id, ParcelMaterial.quantity, Sku.weight_g, Sku.packs, Sku.length_mm, Sku.width_mm, Sku.height_mm)
    .join(Sku, Sku.id == ParcelMaterial.sku_id)
    .where(ParcelMaterial.parcel_id.in_(_ids))
)


@dataclass(frozen=True, slots=True)
class ParcelFacts:
    """A parcel of ours. ``day`` is None until it was handed over; ``source``: it was weighed, or its weight is computed."""

    parcel_id: int
    courier: str
    shop_id: int
    area: Area
    day: date | None
    weight_g: int | None
    source: str
    size_mm: Size | None
    cod: bool = False


def facts_of(session: Session, parcel_ids: Sequence[int], tare_g: int) -> dict[int, ParcelFacts]:
    """The facts of these parcels by their id; ``tare_g`` is what a box weighs that nobody chose."""
    found: dict[int, ParcelFacts] = {}
    for part in chunks(parcel_ids):
        found |= _facts(session, part, tare_g)
    return found


def _facts(session: Session, ids: Sequence[int], tare_g: int) -> dict[int, ParcelFacts]:
    connection = session.connection()
    rows = connection.execute(_parcels, {"ids": ids}).all()
    tares, sizes = _of_boxes(session, ids)
    unweighed = [row.id for row in rows if row.weight_g is None]
    goods = {row.parcel_id: row.grams for row in connection.execute(_goods, {"ids": unweighed})} if unweighed else {}
    found = {}
    for row in rows:
        grams, source = row.weight_g, "weighed"
        if grams is None:
            inside = goods.get(row.id)
            grams = int(inside) + tares.get(row.id, tare_g) if inside is not None else None
            source = "computed" if grams is not None else ""
        area, cod = area_of(row.address), is_cod(row.payment)
        found[row.id] = ParcelFacts(row.id, row.courier, row.shop_id, area, row.day, grams, source, sizes.get(row.id), cod)
    return found


def _of_boxes(session: Session, ids: Sequence[int]) -> tuple[dict[int, int], dict[int, Size]]:
    """What the box and filling of each parcel weigh where all of it is known, and the room its largest box takes."""
    grams: dict[int, int | None] = {}
    sizes: dict[int, Size] = {}
    for row in session.connection().execute(_boxes, {"ids": ids}):
        before = grams.get(row.parcel_id, 0)
        grams[row.parcel_id] = None if before is None or row.weight_g is None else before + row.quantity * row.weight_g
        if row.packs in BOXES and row.length_mm and row.width_mm and row.height_mm:
            size = (row.length_mm, row.width_mm, row.height_mm)
            sizes[row.parcel_id] = max(size, sizes.get(row.parcel_id, (0, 0, 0)), key=_volume)
    return {parcel: weight for parcel, weight in grams.items() if weight is not None}, sizes


def _volume(size: Size) -> int:
    return size[0] * size[1] * size[2]


def trips_of(session: Session, first: date, last: date, courier: str = "") -> list[int]:
    """The closed handovers of some days, of one courier or all, in their order."""
    wanted = select(Handover.id).where(Handover.day.between(first, last), Handover.closed_at.is_not(None)).order_by(Handover.id)
    return list(session.scalars(wanted.where(Handover.courier == courier) if courier else wanted))
