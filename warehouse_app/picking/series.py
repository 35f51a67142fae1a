"""Parcels of one shipment: which of how many a parcel is, when what it was to hold did not fit into one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from warehouse_app.picking.tables import FurtherParcel, Parcel
from warehouse_app.store.prepared import Query

_IDS: Any = bindparam("parcels", expanding=True)
_FIRSTS: Any = bindparam("firsts", expanding=True)
_firsts = Query(
    select(FurtherParcel.first_id).where(or_(FurtherParcel.parcel_id.in_(_IDS), FurtherParcel.first_id.in_(_IDS))), "parcels"
)
_further = (
    select(FurtherParcel.first_id, Parcel.id)
    .join(Parcel, Parcel.id == FurtherParcel.parcel_id)
    .where(FurtherParcel.first_id.in_(_FIRSTS), Parcel.state != "cancelled")
)
_first = select(Parcel.id, Parcel.id).where(Parcel.id.in_(_FIRSTS), Parcel.state != "cancelled")


def series_of(connection: Connection, parcel_ids: Sequence[int]) -> dict[int, list[int]]:
    """The parcels that stand of each shipment these parcels belong to, in order, by its first; single ones are left out."""
    firsts = list(dict.fromkeys(_firsts.firsts(connection, parcels=parcel_ids)))
    found: dict[int, list[int]] = defaultdict(list)
    if firsts:
        for statement in (_first, _further):
            for first_id, parcel_id in connection.execute(statement, {"firsts": firsts}):
                found[first_id].append(parcel_id)
    return {first_id: sorted(members) for first_id, members in found.items()}


def pages_of(connection: Connection, parcel_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Which parcel of how many, by parcel; one that goes alone is left out."""
    every = series_of(connection, parcel_ids).values()
    return {one: (number, len(members)) for members in every if len(members) > 1 for number, one in enumerate(members, 1)}
