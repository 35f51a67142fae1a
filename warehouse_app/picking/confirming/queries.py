"""The walk of a wave as the picking page shows it: its stops in walking order, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import NotFound
from warehouse_app.picking.confirming.statements import Place, promised_and_taken
from warehouse_app.picking.tables import Wave
from warehouse_app.picking.tour import pick_tour
from warehouse_app.picking.ways import Way
from warehouse_app.stock.tables import Location
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class WalkStop:
    """One stop: a bin, a SKU, how many pieces are wanted and taken, and for which slots (slot, pieces)."""

    place: Place
    bin: str
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    quantity: int
    taken: int
    slots: tuple[tuple[int, int], ...]
    of_sets: tuple[str, ...] = ()  # names of the sets it is a component of

    @property
    def left(self) -> int:
        return max(0, self.quantity - self.taken)


@dataclass(frozen=True, slots=True)
class Walk:
    """A wave's stops, the walked ones among them; ``metres`` as the pick list has it."""

    wave_id: int
    wave: str
    way: Way
    picked: bool
    stops: tuple[WalkStop, ...]
    metres: float | None

    @property
    def next(self) -> WalkStop | None:
        """The stop to go to now."""
        return next((stop for stop in self.stops if stop.left), None)


def walk(session: Session, wave_id: int) -> Walk:
    """The walk of a wave. Raises NotFound."""
    wave = session.execute(select(Wave.number, Wave.way, Wave.picked_at).where(Wave.id == wave_id)).one_or_none()
    if wave is None:
        raise NotFound("picking.no_such_wave")
    tour = pick_tour(session, wave_id)
    bins: dict[str, int] = {}
    skus: dict[str, tuple[int, str]] = {}
    for part in chunks(sorted({stop.bin for stop in tour.stops})):
        bins |= {row.code: row.id for row in session.execute(select(Location.code, Location.id).where(Location.code.in_(part)))}
    for part in chunks(sorted({stop.seller_code for stop in tour.stops})):
        found = session.execute(select(Sku.seller_code, Sku.id, Sku.picture).where(Sku.seller_code.in_(part)))
        skus |= {row.seller_code: (row.id, row.picture) for row in found}
    figures = promised_and_taken(session, wave_id)
    stops = []
    for stop in tour.stops:
        sku_id, picture = skus[stop.seller_code]
        place = (bins[stop.bin], sku_id)
        quantity, taken = figures.get(place, (0, 0))
        words = (stop.seller_code, stop.name, stop.colour, stop.size, picture)
        stops.append(WalkStop(place, stop.bin, *words, quantity, taken, stop.slots, stop.of_sets))
    return Walk(wave_id, wave.number, Way(wave.way), wave.picked_at is not None, tuple(stops), tour.metres)
