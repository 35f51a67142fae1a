"""The sorting wall as the screen draws it: every slot of a wave with what lies in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.errors import NotFound
from warehouse_app.orders.tables import Order
from warehouse_app.picking.sorting.rules import SlotState, slot_state, stop_of
from warehouse_app.picking.sorting.statements import sorted_of_line, sorted_of_parcel
from warehouse_app.picking.stopped import is_stopped
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder, Wave


@dataclass(frozen=True, slots=True)
class WallSlot:
    """One slot: its parcel, how many pieces lie in it and how many it needs; ``why`` it is stopped."""

    number: int
    parcel_id: int
    needed: int
    sorted: int
    why: str

    @property
    def state(self) -> SlotState:
        return slot_state(self.needed, self.sorted, self.why)


@dataclass(frozen=True, slots=True)
class Wall:
    """The slots of a wave in their order; ``picked``: its goods are here."""

    wave_id: int
    wave: str
    way: str
    picked: bool
    slots: tuple[WallSlot, ...]


def wall(session: Session, wave_id: int) -> Wall:
    """The wall of a wave. Raises NotFound."""
    wave = session.execute(select(Wave.number, Wave.way, Wave.picked_at).where(Wave.id == wave_id)).one_or_none()
    if wave is None:
        raise NotFound("picking.no_such_wave")
    orders: dict[int, list[tuple[str, str]]] = defaultdict(list)
    linked = select(ParcelOrder.parcel_id, Order.state, Order.hold).join(Order, Order.id == ParcelOrder.order_id)
    of_wave = linked.join(Parcel, Parcel.id == ParcelOrder.parcel_id).where(Parcel.wave_id == wave_id)
    for row in session.execute(of_wave):
        orders[row.parcel_id].append((row.state, row.hold))
    parcels = select(Parcel.id, Parcel.slot, Parcel.state, Parcel.needed, sorted_of_parcel.label("got"))
    slots = tuple(
        WallSlot(row.slot, row.id, row.needed, int(row.got), stop_of(row.state, orders[row.id]))
        for row in session.execute(parcels.where(Parcel.wave_id == wave_id).order_by(Parcel.slot))
    )
    return Wall(wave_id, wave.number, wave.way, wave.picked_at is not None, slots)


def left_to_sort(session: Session, wave_id: int) -> dict[int, int]:
    """Pieces of each SKU (by its id) that slots of the wave still wait for; stopped slots wait for nothing."""
    lines = (
        select(ParcelLine.sku_id, ParcelLine.needed, sorted_of_line.label("got"))
        .join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .where(Parcel.wave_id == wave_id, Parcel.state == "open", ~is_stopped)
        .order_by(ParcelLine.id)
    )
    left: dict[int, int] = defaultdict(int)
    for row in session.execute(lines):
        left[row.sku_id] += row.needed - int(row.got)
    return dict(left)
