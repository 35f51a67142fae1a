"""Live figures beside the desk: the shop's day, and what the person there did. Nobody is shown another person's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.packing.mistakes.tables import Mispack
from warehouse_app.packing.tables import IS_CAUGHT, Scan
from warehouse_app.picking.tables import Parcel

ACCURACY_DAYS = 30


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """One person's: parcels packed in the last hour and today, wrong scans caught today, and, over ``ACCURACY_DAYS``,
    parcels packed and those of them a mistake was recorded against.
    """

    hour: int
    today: int
    caught: int
    parcels: int
    mistakes: int

    @property
    def accuracy(self) -> float | None:
        """The share of parcels without a recorded mistake, in per cent; None before the first parcel."""
        return None if not self.parcels else 100 * max(0, self.parcels - self.mistakes) / self.parcels


def own_figures(session: Session, person_id: int, now: datetime, since: datetime) -> OwnFigures:
    """The figures of one person; ``since`` is the day's start. Every number is counted on an index of its own."""
    packed = select(func.count()).where(Parcel.packed_by == person_id)
    caught = select(func.count()).select_from(Scan).where(Scan.who_id == person_id, Scan.at >= since, IS_CAUGHT)
    window = now - timedelta(days=ACCURACY_DAYS)
    wrong = (
        select(func.count(Mispack.parcel_id.distinct()))
        .join(Parcel, Parcel.id == Mispack.parcel_id)
        .where(Mispack.packer_id == person_id, Mispack.withdrawn_at.is_(None))
        .where(Parcel.packed_by == person_id, Parcel.packed_at >= window)
    )
    hour, today, parcels = (
        session.scalar(packed.where(Parcel.packed_at >= at)) or 0 for at in (now - timedelta(hours=1), since, window)
    )
    return OwnFigures(hour, today, session.scalar(caught) or 0, parcels, session.scalar(wrong) or 0)
