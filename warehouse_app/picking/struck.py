"""Lines of a pick list that are struck: their parcel was stopped after the list was made, so nobody takes these pieces."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.picking.queries import PickStop
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelOrder, PutBack, Wave
from warehouse_app.stock.tables import Location, Reservation

# All orders of a parcel, beside the one whose goods a row shows.
_Mate, _Shares = aliased(Order), aliased(ParcelOrder)
_GOODS: tuple[Any, ...] = (Location.code, Location.walk_key, Sku.seller_code, Product.name, Sku.colour, Sku.size, Parcel.slot)


def struck_stops(session: Session, wave_id: int) -> list[PickStop]:
    """What is no longer taken, bin by bin in walking order; ``struck`` says why: cancelled, or the hold of one of its orders.

    Pieces of a stopped parcel are still promised in their bin. Those of a parcel that was taken apart before anybody had taken
    them never left it.
    """
    why = (
        select(func.max(_Mate.hold))
        .join(_Shares, _Shares.order_id == _Mate.id)
        .where(_Shares.parcel_id == Parcel.id)
        .correlate(Parcel)
        .scalar_subquery()
    )
    promised = (
        select(*_GOODS, Reservation.quantity.label("pieces"), why.label("why"))
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(ParcelOrder, ParcelOrder.order_id == Order.id)
        .join(Parcel, Parcel.id == ParcelOrder.parcel_id)
        .where(Parcel.wave_id == wave_id, Parcel.state == "open", is_stopped)
    )
    apart = (
        select(*_GOODS, PutBack.quantity.label("pieces"), literal("").label("why"))
        .select_from(PutBack)
        .join(Parcel, Parcel.id == PutBack.parcel_id)
        .join(Wave, Wave.id == Parcel.wave_id)
        .where(Parcel.wave_id == wave_id, Wave.picked_at.is_(None), PutBack.done == PutBack.quantity)
    )
    rows = [*session.execute(_of_goods(promised, Reservation)), *session.execute(_of_goods(apart, PutBack))]
    stops: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.walk_key, row.code, row.seller_code, row.slot)):
        stops[row.code, row.seller_code, row.why or "cancelled"].append(row)
    return [_stop(why, group) for (_, _, why), group in stops.items()]


def _of_goods(query: Select[Any], source: Any) -> Select[Any]:
    """With the bin and the goods a row of ``source`` names."""
    located = query.join(Location, Location.id == source.location_id).join(Sku, Sku.id == source.sku_id)
    return located.join(Product, Product.id == Sku.product_id)


def _stop(why: str, rows: list[Any]) -> PickStop:
    slots: dict[int, int] = defaultdict(int)
    for row in rows:
        slots[row.slot] += row.pieces
    first = rows[0]
    pieces = sum(slots.values())
    return PickStop(first.code, first.seller_code, first.name, first.colour, first.size, pieces, tuple(slots.items()), why)
