"""What waits on the packing desk to be carried back, and what stands struck on a picker's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.picking.tables import Parcel, PutBack, Wave
from warehouse_app.stock.tables import Location


@dataclass(frozen=True, slots=True)
class PutBackRow:
    """Goods of one stopped parcel: ``left`` pieces of a SKU that belong into a bin, and since when they lie on the desk."""

    id: int
    parcel_id: int
    waybill: str
    wave: str
    slot: int
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    location_id: int
    bin: str
    left: int
    at: datetime


_COLUMNS: tuple[Any, ...] = (
    PutBack.id, PutBack.parcel_id, Parcel.waybill, Wave.number, Parcel.slot, PutBack.sku_id, Sku.seller_code, Product.name,
    Sku.colour, Sku.size, Sku.picture, PutBack.lot, PutBack.location_id, Location.code,
    (PutBack.quantity - PutBack.done).label("left"), PutBack.at,
)  # fmt: skip
_rows: Select[Any] = (
    select(*_COLUMNS)
    .join(Parcel, Parcel.id == PutBack.parcel_id)
    .join(Wave, Wave.id == Parcel.wave_id)
    .join(Sku, Sku.id == PutBack.sku_id)
    .join(Product, Product.id == Sku.product_id)
    .join(Location, Location.id == PutBack.location_id)
)


def put_backs(session: Session, parcel_id: int | None = None) -> list[PutBackRow]:
    """What still has to be carried back, bins in walking order; of one parcel or of all."""
    wanted = _rows.where(PutBack.done < PutBack.quantity)
    if parcel_id is not None:
        wanted = wanted.where(PutBack.parcel_id == parcel_id)
    ordered = wanted.order_by(Location.walk_key, Location.code, Sku.seller_code, PutBack.id)
    return [PutBackRow(*row) for row in session.execute(ordered)]


def pieces_waiting(session: Session) -> int:
    """How many pieces lie on the desk."""
    left = select(func.coalesce(func.sum(PutBack.quantity - PutBack.done), 0)).where(PutBack.done < PutBack.quantity)
    return int(session.scalar(left) or 0)
