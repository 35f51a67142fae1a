"""How far waves are, parcel by parcel: packed, picked and at the desk, stopped, or still to be picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from warehouse_app.orders.rules import State
from warehouse_app.orders.tables import Order
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelOrder, Wave
from warehouse_app.store.imports import chunks

PARTS = ("packed", "picked", "blocked", "waiting")


@dataclass(frozen=True, slots=True)
class Progress:
    """Parcels by where they are, each counted once; one that is stopped counts as ``blocked`` wherever it is.

    ``waiting`` ones are still to be picked. Parcels that were cancelled are no longer part of their wave.
    """

    packed: int = 0
    picked: int = 0
    blocked: int = 0
    waiting: int = 0

    @property
    def parcels(self) -> int:
        """All of them."""
        return self.packed + self.picked + self.blocked + self.waiting

    @property
    def done(self) -> bool:
        """Whether nothing is left to do but what is stopped."""
        return not self.picked and not self.waiting


def progress_of(session: Session, wave_ids: Sequence[int]) -> dict[int, Progress]:
    """How far each of these waves is; one without parcels has nothing to do."""
    found: dict[int, dict[str, int]] = {wave_id: {} for wave_id in wave_ids}
    for part in chunks(wave_ids):
        counted = select(Parcel.wave_id, _part().label("part"), func.count().label("n")).join(Wave, Wave.id == Parcel.wave_id)
        wanted = counted.where(Parcel.wave_id.in_(part), Parcel.state != "cancelled").group_by(Parcel.wave_id, "part")
        for row in session.execute(wanted):
            found[row.wave_id][row.part] = row.n
    return {wave_id: Progress(**parts) for wave_id, parts in found.items()}


def progress_since(session: Session, moment: datetime) -> tuple[int, Progress]:
    """How many waves were made since then, and how far they are all together."""
    waves = list(session.scalars(select(Wave.id).where(Wave.at >= moment)))
    each = progress_of(session, waves).values()
    return len(waves), Progress(**{part: sum(getattr(one, part) for one in each) for part in PARTS})


def _part() -> Any:
    """Which part of its wave a parcel belongs to; to be joined with ``Wave``."""
    orders = exists().where(ParcelOrder.parcel_id == Parcel.id, Order.id == ParcelOrder.order_id)
    return case(
        (Parcel.state == "shipped", "packed"),
        (is_stopped, "blocked"),
        (Parcel.state == "packed", "packed"),
        (Wave.picked_at.is_not(None) | orders.where(Order.state == State.PICKED.value), "picked"),
        else_="waiting",
    )
