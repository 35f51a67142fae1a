"""Orders in several parcels at the handover: which of their parcels do not go along."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.tables import HandoverParcel
from warehouse_app.picking.series import series_of
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.imports import chunks


def staying_behind(session: Session, handover_id: int) -> tuple[str, ...]:
    """The numbers of parcels that are still here while another of their shipment is in this handover."""
    inside = set(session.scalars(select(HandoverParcel.parcel_id).where(HandoverParcel.handover_id == handover_id)))
    others: set[int] = set()
    for part in chunks(sorted(inside)):
        for members in series_of(session.connection(), part).values():
            others |= set(members) - inside
    here = select(Parcel.waybill).where(Parcel.id.in_(others), Parcel.state != "shipped").order_by(Parcel.id)
    return tuple(session.scalars(here))
