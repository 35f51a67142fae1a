"""When a parcel needs a picture before it is complete: always or never, as the shop says; goods taken out ask for a new one."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from warehouse_app.packing.evidence.tables import Photo
from warehouse_app.packing.tables import Scan
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx

# A picture counts while nothing was taken out of the box after it.
_taken = select(func.max(Photo.at)).where(Photo.parcel_id == bindparam("parcel"))
_undone = select(func.max(Scan.at)).where(Scan.parcel_id == bindparam("parcel"), Scan.undoes_id.is_not(None))


def owed(tx: Tx, parcel_id: int) -> bool:
    """Whether the parcel still needs a picture."""
    if settings.get(tx.session, "photo_policy") != "must":
        return False
    taken = tx.connection.execute(_taken, {"parcel": parcel_id}).scalar()
    undone = tx.connection.execute(_undone, {"parcel": parcel_id}).scalar()
    return taken is None or (undone is not None and undone >= taken)


def forget(_tx: Tx, _parcel_id: int) -> None:
    """Nothing to do: pictures are kept, and ``owed`` sees that goods were taken out after them."""
