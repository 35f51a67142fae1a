"""What ``packdesk check`` proves of what was captured at packing: a serial number for each piece asking for one, sets whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, or_, select

from warehouse_app.catalog.tables import Sku
from warehouse_app.packing.rules import Asks, Step
from warehouse_app.packing.tables import ParcelCapture
from warehouse_app.picking.tables import Parcel, ParcelLine

_away = Parcel.state.in_(("packed", "shipped"))


def rules() -> tuple[tuple[str, Select[Any]], ...]:
    """Every rule with its code."""
    return (("check.parcel_serials", _serials()), ("check.parcel_asked", _asked()))


def _serials() -> Select[Any]:
    """A packed parcel has as many serial numbers as pieces of what asks for them; no line has more than pieces scanned."""
    found = func.count(ParcelCapture.id)
    asks = ParcelLine.asks.op("&")(Asks.SERIAL.value) > 0
    return (
        select(
            (_name() + " " + Sku.seller_code).label("subject"),
            func.max(ParcelLine.scanned).label("expected"),
            found.label("found"),
        )
        .select_from(ParcelLine)
        .join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .join(Sku, Sku.id == ParcelLine.sku_id)
        .outerjoin(
            ParcelCapture,
            and_(
                ParcelCapture.parcel_id == ParcelLine.parcel_id,
                ParcelCapture.sku_id == ParcelLine.sku_id,
                ParcelCapture.kind == "serial",
            ),
        )
        .where(asks, Parcel.state != "cancelled")
        .group_by(ParcelLine.id, Parcel.id, Sku.id)
        .having(or_(found > func.max(ParcelLine.scanned), and_(_away, found != func.max(ParcelLine.scanned))))
    )


def _asked() -> Select[Any]:
    """Nothing is asked for any more in a packed parcel, and no set in it was only begun."""
    parts = select(ParcelCapture.parcel_id).where(ParcelCapture.kind == "part")
    owes = Parcel.owes.op("&")(Step.CAPTURE.value)
    open_sets = case((Parcel.id.in_(parts), 1), else_=0)
    return select(_name().label("subject"), cast(0, String).label("expected"), (owes + open_sets).label("found")).where(
        _away, or_(owes > 0, Parcel.id.in_(parts))
    )


def _name() -> Any:
    return func.coalesce(Parcel.waybill, cast(Parcel.id, String))
