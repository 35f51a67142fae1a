"""The floor as a map: how full every bin is, aisle by aisle, and the bins somebody ought to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Sku
from warehouse_app.stock.bins.rules import fill, place_of
from warehouse_app.stock.looks.figures import ON_SHELF
from warehouse_app.stock.rules import walk_key
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.pages import Page

Rows = Select[*tuple[Any, ...]]
Odd = Literal["empty", "overfull", "mixed", "never"]
_place = lru_cache(maxsize=65_536)(place_of)  # the map is drawn again after every move; codes hardly ever change


@dataclass(frozen=True, slots=True)
class FloorBin:
    """One bin: ``used`` is 0 (empty) to 1 (full), None when the bin has no limit; ``overfull`` beyond it."""

    id: int
    code: str
    level: str
    pieces: int
    kinds: int
    used: float | None
    overfull: bool


@dataclass(frozen=True, slots=True)
class FloorBay:
    """The bins above each other in one bay, the lowest level first."""

    bay: str
    bins: tuple[FloorBin, ...]


@dataclass(frozen=True, slots=True)
class FloorAisle:
    """One aisle with its bays in walking order."""

    zone: str
    aisle: str
    bays: tuple[FloorBay, ...]


@dataclass(frozen=True, slots=True)
class OddBin:
    """A bin to look at, with what lies in it: pieces, SKUs, millilitres and grams as far as the goods' sizes are known."""

    id: int
    code: str
    zone: str
    mixed: bool
    pieces: int
    kinds: int
    ml: int
    grams: int
    capacity_pieces: int | None
    capacity_ml: int | None
    max_g: int | None


LYING = and_(Balance.virtual.is_(False), Balance.on_hand > 0)
# A piece is length x width x height in mm; goods that were not measured count as nothing.
_ML = func.sum(Balance.on_hand * func.coalesce(cast(Sku.length_mm, BigInteger) * Sku.width_mm * Sku.height_mm / 1000, 0))
_GRAMS = func.sum(Balance.on_hand * func.coalesce(cast(Sku.weight_g, BigInteger), 0))
_PIECES = func.sum(Balance.on_hand).label("pieces")
_KINDS = func.count(Balance.sku_id.distinct()).label("kinds")


def floor(session: Session) -> list[FloorAisle]:
    """Every bin in use, by zone, aisle, bay and level, in one statement."""
    aisles: dict[tuple[str, str], dict[str, list[FloorBin]]] = defaultdict(lambda: defaultdict(list))
    for id_, code, stands_at, zone, room, room_ml, pieces, kinds, ml in session.connection().execute(_map()):
        aisle, bay, level = _place(stands_at or code)
        full = fill(int(pieces), room, int(ml), room_ml)
        used = None if full is None else min(full, 1.0)
        aisles[zone, aisle][bay].append(FloorBin(id_, code, level, int(pieces), kinds, used, full is not None and full > 1))
    return [
        FloorAisle(zone, aisle, tuple(FloorBay(bay, tuple(bins)) for bay, bins in sorted(bays.items(), key=_walk)))
        for (zone, aisle), bays in sorted(aisles.items(), key=lambda each: (walk_key(each[0][0]), walk_key(each[0][1])))
    ]


def _walk(bay: tuple[str, list[FloorBin]]) -> str:
    return walk_key(bay[0])


def _map() -> Rows:
    """Bins in walking order with what lies in them; volumes are added up only where nothing else is a limit.

    One small sum for each bin: SQLite then reads the index alone, a join grouped by bin takes it twice as long.
    """
    here = (LYING, Balance.location_id == Location.id)
    pieces = select(func.coalesce(_PIECES, 0)).where(*here).correlate(Location).scalar_subquery()
    kinds = select(_KINDS).where(*here).correlate(Location).scalar_subquery()
    ml = select(func.coalesce(_ML, 0)).join_from(Balance, Sku, Sku.id == Balance.sku_id).where(*here).correlate(Location)
    by_volume = and_(Location.capacity_pieces.is_(None), Location.capacity_ml.is_not(None))
    return (
        select(
            Location.id, Location.code, Location.stands_at, Location.zone, Location.capacity_pieces, Location.capacity_ml,
            pieces, kinds,
            case((by_volume, ml.scalar_subquery()), else_=0),
        )
        .where(ON_SHELF, Location.active)
        .order_by(Location.walk_key, Location.id)
    )  # fmt: skip


def odd_bins(session: Session, kind: Odd, *, offset: int = 0, limit: int = 100) -> Page[OddBin]:
    """Bins in use that are empty, hold more than they ought to, hold several SKUs, or were never visited, in walking order.

    Three statements: which bins, the page's words, and what lies in the bins of the page alone.
    """
    wanted = select(Location.id).where(ON_SHELF, Location.active, _odd(kind)).order_by(Location.walk_key, Location.id)
    found = session.scalars(wanted).all()
    page = found[offset : offset + limit]
    if not page:
        return Page([], len(found))
    held = {row.location_id: row for row in session.execute(_contents(page))}
    bins = session.execute(
        select(
            Location.id, Location.code, Location.zone, Location.mixed, Location.capacity_pieces, Location.capacity_ml,
            Location.max_g,
        ).where(Location.id.in_(page)).order_by(Location.walk_key, Location.id)
    )  # fmt: skip
    return Page([_odd_bin(each, held.get(each.id)) for each in bins], len(found))


def _odd_bin(r: Any, held: Any) -> OddBin:
    pieces, kinds, ml, grams = (0, 0, 0, 0) if held is None else (held.pieces, held.kinds, held.ml, held.grams)
    return OddBin(
        r.id, r.code, r.zone, r.mixed, int(pieces), kinds, int(ml), int(grams), r.capacity_pieces, r.capacity_ml, r.max_g
    )  # fmt: skip


def _odd(kind: Odd) -> ColumnElement[bool]:
    """Whether a bin is odd in this way."""
    if kind == "empty":
        return ~select(Balance.sku_id).where(LYING, Balance.location_id == Location.id).exists()
    if kind == "mixed":
        several = select(Balance.location_id).where(LYING).group_by(Balance.location_id)
        return Location.id.in_(several.having(func.min(Balance.sku_id) < func.max(Balance.sku_id)))
    if kind == "overfull":
        return Location.id.in_(_overfull())
    # a balance stays when the goods have left: only bins that never had one are looked for in the ledger
    traces = ((Balance.location_id, Balance.sku_id), (Move.to_id, Move.id), (Move.from_id, Move.id))
    return and_(*(~select(row).where(place == Location.id).correlate(Location).exists() for place, row in traces))


def _overfull() -> Rows:
    """Bins with more pieces, volume or weight than they are for; goods are measured only where a bin has such a limit."""
    limited = select(Location.id).where(or_(Location.capacity_ml.is_not(None), Location.max_g.is_not(None)))
    held, measured = _counted().subquery(), _measured(limited).subquery()
    limits = (
        (held.c.pieces, Location.capacity_pieces), (measured.c.ml, Location.capacity_ml), (measured.c.grams, Location.max_g)
    )  # fmt: skip
    return (
        select(Location.id)
        .join(held, held.c.location_id == Location.id)
        .outerjoin(measured, measured.c.location_id == Location.id)
        .where(or_(*(there > room for there, room in limits)))
    )


def _counted() -> Rows:
    """Pieces and SKUs in each bin, from the index alone."""
    return select(Balance.location_id, _PIECES, _KINDS).where(LYING).group_by(Balance.location_id)


def _measured(bins: Select[int]) -> Rows:
    """Millilitres and grams in some bins."""
    wanted = select(Balance.location_id, _ML.label("ml"), _GRAMS.label("grams")).join(Sku, Sku.id == Balance.sku_id)
    return wanted.where(LYING, Balance.location_id.in_(bins)).group_by(Balance.location_id)


def _contents(bins: Sequence[int]) -> Rows:
    """All that is known of what lies in these bins."""
    wanted = select(Balance.location_id, _PIECES, _KINDS, _ML.label("ml"), _GRAMS.label("grams"))
    wanted = wanted.join(Sku, Sku.id == Balance.sku_id).where(LYING, Balance.location_id.in_(bins))
    return wanted.group_by(Balance.location_id)
