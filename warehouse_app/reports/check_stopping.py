"""Goods of stopped parcels: what lies on the packing desk is what still has to be carried back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, select, union_all

from warehouse_app.catalog.tables import Sku
from warehouse_app.picking.tables import Parcel, PutBack
from warehouse_app.stock.tables import Balance, Location


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.desk", _desk()
    yield "check.put_back", _of_a_closed_parcel()


def _desk() -> Select[Any]:
    """Pieces of a SKU and lot on the desk are those of the open tasks."""
    none = literal(0)
    tasks = select(PutBack.sku_id, PutBack.lot, (PutBack.quantity - PutBack.done).label("wanted"), none.label("there"))
    lying = select(Balance.sku_id, Balance.lot, none, Balance.on_hand).join(Location, Location.id == Balance.location_id)
    both = union_all(tasks, lying.where(Location.role == "desk")).subquery()
    wanted, there = func.sum(both.c.wanted), func.sum(both.c.there)
    joined = _row(Sku.seller_code, wanted, there).select_from(both).join(Sku, Sku.id == both.c.sku_id)
    return joined.group_by(Sku.seller_code, both.c.lot).having(wanted != there)


def _of_a_closed_parcel() -> Select[Any]:
    """Only a parcel that was taken apart has goods to carry back."""
    name = func.coalesce(Parcel.waybill, cast(Parcel.id, String))
    tasks = exists().where(PutBack.parcel_id == Parcel.id)
    return _row(name, literal("cancelled"), Parcel.state).where(Parcel.state != "cancelled", tasks)


def _row(subject: Any, expected: Any, found: Any) -> Select[Any]:
    return select(subject.label("subject"), expected.label("expected"), found.label("found"))
