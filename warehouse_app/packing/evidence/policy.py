"""When a parcel needs a picture before it is complete: always or never, as the shop says; goods moved after it void it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from warehouse_app.packing.evidence.tables import Photo
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Tx

# A picture counts while nothing was put in the box or taken out of it afterwards.
_taken = select(func.max(Photo.at)).where(Photo.parcel_id == bindparam("parcel"))
_moved = select(func.max(Scan.at)).where(
    Scan.parcel_id == bindparam("parcel"), or_(Scan.quantity != 0, Scan.undoes_id.is_not(None))
)


def owed(tx: Tx, parcel_id: int, values: Mapping[str, Any]) -> bool:
    """Whether the parcel still needs a picture."""
    if values["photo_policy"] != "must":
        return False
    taken = tx.connection.execute(_taken, {"parcel": parcel_id}).scalar()
    moved = tx.connection.execute(_moved, {"parcel": parcel_id}).scalar()
    return taken is None or (moved is not None and moved >= taken)


def forget(_tx: Tx, _parcel_id: int) -> None:
    """Nothing to do: pictures are kept, and ``owed`` sees what was moved after them."""
