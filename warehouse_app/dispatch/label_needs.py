"""Which labels of a wave have to be printed still: never printed, failed, or older than a change of their order.

A label that waits for its printer comes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.orders.tables import OrderHistory
from warehouse_app.picking.queries import parcel_ids_of
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.picking.ways import Way, way_of
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks

PRINTING = timedelta(minutes=10)
"""So long a printer may take before a label it was given, and of which it said nothing, counts as not printed."""
CHANGES = ("changed_on_the_floor", "edited_on_the_floor", "waybill")
"""What a label tells (the note, the number) was changed while its parcel was on the floor, and the order let go on."""


@dataclass(frozen=True, slots=True)
class LabelNeeds:
    """Parcels in slot order whose label is wanted, and whether any label of the wave was made before."""

    parcel_ids: tuple[int, ...]
    begun: bool


def label_needs(session: Session, wave_id: int, now: datetime) -> LabelNeeds:
    """The labels a wave lacks at ``now``; parcels that are stopped or have left need none."""
    gone = set(session.scalars(select(Parcel.id).where(Parcel.wave_id == wave_id, Parcel.state == "shipped")))
    ids = [parcel_id for parcel_id in parcel_ids_of(session, wave_id, going=True) if parcel_id not in gone]
    newest = _newest_jobs(session, ids)
    changed = _changes(session, ids)
    later = set(ids) - set(newest) if labels_at_desk(session, wave_id) else set()
    wanted = tuple(i for i in ids if i not in later and _lacking(newest.get(i), changed.get(i), now))
    return LabelNeeds(wanted, bool(newest))


def labels_at_desk(session: Session, wave_id: int) -> bool:
    """Whether the labels of this wave come out at the packing desk, one with each parcel: a label printer, and single items
    or the shop's wish that it be so with every wave.
    """
    chosen = settings.get_all(session, ("label_printer", "start_by_item", "label_on_complete"))
    if not chosen["label_printer"]:
        return False
    single = way_of(session, wave_id) is Way.SINGLE and chosen["start_by_item"] != "never"
    return bool(chosen["label_on_complete"]) or single


def label_lacking(session: Session, parcel_id: int, now: datetime) -> str | None:
    """The waybill number of a parcel whose label has to be printed still; None when it came out."""
    job, changed = _newest_jobs(session, [parcel_id]).get(parcel_id), _changes(session, [parcel_id]).get(parcel_id)
    if not _lacking(job, changed, now):
        return None
    return session.scalar(select(Parcel.waybill).where(Parcel.id == parcel_id))


def _lacking(job: Any | None, changed: datetime | None, now: datetime) -> bool:
    if job is None or job.state == "failed":
        return True
    asked = job.error and job.sent_at is not None  # nobody knows whether it came out: a person says so in the print queue
    silent = job.state == "sent" and not asked and now - (job.sent_at or job.at) > PRINTING
    return silent or (changed is not None and changed > job.at)


def _newest_jobs(session: Session, parcel_ids: list[int]) -> dict[int, Any]:
    jobs: dict[int, Any] = {}
    for part in chunks(parcel_ids):
        labels = select(PrintJob.parcel_id, PrintJob.state, PrintJob.error, PrintJob.at, PrintJob.sent_at)
        labels = labels.where(PrintJob.paper == "label")
        labels = labels.join(Parcel, Parcel.id == PrintJob.parcel_id).where(PrintJob.number == func.coalesce(Parcel.waybill, ""))
        for job in session.execute(labels.where(PrintJob.parcel_id.in_(part)).order_by(PrintJob.id)):
            jobs[job.parcel_id] = job
    return jobs


def _changes(session: Session, parcel_ids: list[int]) -> dict[int, datetime]:
    """When an order of a parcel was changed last."""
    changes: dict[int, datetime] = {}
    for part in chunks(parcel_ids):
        last = (
            select(ParcelOrder.parcel_id, func.max(OrderHistory.at).label("at"))
            .join(OrderHistory, OrderHistory.order_id == ParcelOrder.order_id)
            .where(ParcelOrder.parcel_id.in_(part), OrderHistory.kind.in_(CHANGES))
            .group_by(ParcelOrder.parcel_id)
        )
        changes |= {row.parcel_id: row.at for row in session.execute(last)}
    return changes
