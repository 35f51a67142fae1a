"""When a parcel has to be weighed: always or never, as the shop says; goods taken out of the box void its weight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Tx

_weight = select(Parcel.weight_g).where(Parcel.id == bindparam("parcel"))
heavy = update(Parcel).where(Parcel.id == bindparam("parcel")).values(weight_g=bindparam("grams"))


def owed(tx: Tx, parcel_id: int, values: Mapping[str, Any]) -> bool:
    """Whether the parcel still has to be weighed."""
    if values["weigh_policy"] != "must":
        return False
    return tx.connection.execute(_weight, {"parcel": parcel_id}).scalar() is None


def forget(tx: Tx, parcel_id: int) -> None:
    """Its weight is no longer that of what is in it."""
    tx.connection.execute(heavy, {"parcel": parcel_id, "grams": None})
