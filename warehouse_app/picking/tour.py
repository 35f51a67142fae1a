"""A wave's stops in the order of the shortest walk, with its metres: the shop's bins and the settings say how the floor is."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.picking.queries import PickStop, pick_stops
from warehouse_app.picking.struck import struck_stops
from warehouse_app.picking.walking.floor import Figures, Floor, read_floor, walk_past
from warehouse_app.stock.bins.rules import place_of
from warehouse_app.stock.tables import Location
from warehouse_app.store import settings

_NO_FLOOR = Floor(None, {}, ())


@dataclass(frozen=True, slots=True)
class PickTour:
    """The stops in walking order; ``metres`` is the proven shortest walk from the packing desk past them and back.

    None when no bin's code says where it stands. ``unplaced`` bins do not say it: they come last and are not measured.
    ``struck`` are lines whose order was stopped: nobody walks for them.
    """

    stops: tuple[PickStop, ...]
    metres: float | None
    unplaced: int
    path: tuple[tuple[float, float], ...]
    nowhere: tuple[str, ...] = ()  # the codes of the unplaced bins
    floor: Floor = _NO_FLOOR  # what the walk was measured on
    struck: tuple[PickStop, ...] = ()

    @property
    def listed(self) -> tuple[PickStop, ...]:
        """The stops with the struck lines among them, each behind the stop at its bin; others come last."""
        last = {stop.bin: number for number, stop in enumerate(self.stops)}
        places = [*((number, 0, stop) for number, stop in enumerate(self.stops))]
        places += [(last.get(stop.bin, len(self.stops)), number, stop) for number, stop in enumerate(self.struck, 1)]
        return tuple(stop for _, _, stop in sorted(places, key=lambda place: place[:2]))


def pick_tour(session: Session, wave_id: int) -> PickTour:
    """The walk of a wave; orders that are stopped are not walked for."""
    stops = pick_stops(session, wave_id)
    floor = shop_floor(session)
    walk = walk_past(floor, {stop.bin for stop in stops})
    place = {code: number for number, code in enumerate(walk.codes)}
    struck = tuple(struck_stops(session, wave_id))
    ordered = sorted(stops, key=lambda stop: place[stop.bin])  # within a bin they stay as they were
    measured = len(walk.codes) > len(walk.unplaced)
    metres = walk.metres if measured else None
    return PickTour(tuple(ordered), metres, len(walk.unplaced), walk.path, walk.unplaced, floor, struck)


def shop_floor(session: Session) -> Floor:
    """The floor all bins in use stand on: where each one's code says, or where somebody said it stands."""
    wanted = select(Location.code, Location.stands_at).where(
        Location.kind == "bin", Location.role == "shelf", Location.active
    )  # fmt: skip
    bins = session.execute(wanted.order_by(Location.id)).all()
    said = tuple((bin_.code, bin_.stands_at) for bin_ in bins if bin_.stands_at)
    return _floor(tuple(bin_.code for bin_ in bins), said, floor_figures(session))


def floor_figures(session: Session) -> Figures:
    """What the settings say of the floor, in metres."""
    bay, last = settings.get(session, "floor_bay_cm") / 100, settings.get(session, "floor_middle_after")
    return Figures(
        aisle_pitch=settings.get(session, "floor_aisle_cm") / 100,
        bay_pitch=bay,
        end=bay,
        both_sides=settings.get(session, "floor_both_sides"),
        middle_after=last or None,
        middle_across=max(settings.get(session, "floor_middle_cm") / 100, bay),
        depot_aisle=settings.get(session, "floor_desk_aisle"),
    )


@functools.lru_cache(maxsize=4)
def _floor(codes: tuple[str, ...], said: tuple[tuple[str, str], ...], figures: Figures) -> Floor:
    """Fifteen thousand codes take a moment to read, and a shop's bins seldom change."""
    stands_at = dict(said)
    return read_floor(codes, figures, lambda code: place_of(stands_at.get(code, code)))
