"""The end of a trip: which parcels it leaves behind is kept with it, so that its manifest can say so again."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.dispatch.van.rules import packed_before
from warehouse_app.dispatch.van.tables import HandoverLeft
from warehouse_app.errors import BadInput
from warehouse_app.picking.tables import Parcel
from warehouse_app.store import settings
from warehouse_app.store.prepared import Query
from warehouse_app.store.warehouse import Tx

LONGEST_NAME = 40
_in_a_trip = select(HandoverParcel.parcel_id).where(HandoverParcel.parcel_id == Parcel.id).exists()
_staying = Query(
    select(Parcel.id).where(
        Parcel.courier == bindparam("courier"), Parcel.state == "packed",
        Parcel.packed_at <= bindparam("before", type_=Parcel.packed_at.type), ~_in_a_trip,
    )
)  # fmt: skip


def end_trip(tx: Tx, handover_id: int, courier: str, driver: str) -> None:
    """Keep who signed and what stays. Raises BadInput ``van.name_long``."""
    before = packed_before(courier, str(settings.get(tx.connection, "courier_cut_offs")), tx.now.astimezone())
    staying = _staying.firsts(tx.connection, courier=courier, before=before)
    if staying:
        rows = [{"handover_id": handover_id, "parcel_id": parcel_id} for parcel_id in staying]
        tx.connection.execute(insert(HandoverLeft), rows)
    if driver.strip():
        sign(tx, handover_id, driver)


def sign(tx: Tx, handover_id: int, driver: str) -> None:
    """Keep who signed for the courier. Raises BadInput ``van.name_long``."""
    driver = driver.strip()
    if len(driver) > LONGEST_NAME:
        raise BadInput("van.name_long", most=LONGEST_NAME)
    tx.connection.execute(update(Handover).where(Handover.id == handover_id).values(driver=driver))
