"""What the stock station's screens read: a page of bins with what lies in them and when somebody was last there, and the
goods in one place.

As in ``looks.queries`` a page of bins comes first, then the figures of that page alone; only an order by a figure, or a
look for odd bins, has to add up everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.stock.bins.rules import fill
from warehouse_app.stock.looks.figures import ON_SHELF
from warehouse_app.stock.looks.floor import Odd, odd_bins
from warehouse_app.stock.rules import Virtual
from warehouse_app.stock.tables import Balance, Location, Lot, Move
from warehouse_app.store.pages import Page

BinLook = Literal["all", "empty", "overfull", "mixed", "never", "retired"]
_LYING = and_(Balance.virtual.is_(False), Balance.on_hand > 0)
# A piece is length x width x height in mm; goods that were not measured count as nothing.
_ML = Balance.on_hand * func.coalesce(cast(Sku.length_mm, BigInteger) * Sku.width_mm * Sku.height_mm / 1000, 0)
LOOKS: tuple[BinLook, ...] = ("all", "empty", "overfull", "mixed", "never", "retired")


@dataclass(frozen=True, slots=True)
class BinLine:
    """One bin: its limits (pieces, millilitres, grams; None for no limit), its walk from the packing desk in decimetres, what
    lies in it (``kinds`` of SKUs, millilitres and grams as far as the goods were measured), how full it is (1.0 is full, None
    without a limit), and when goods last came or went.
    """

    id: int
    code: str
    zone: str
    active: bool
    mixed: bool
    sellable: bool
    capacity_pieces: int | None
    capacity_ml: int | None
    max_g: int | None
    distance_dm: int | None
    stands_at: str = ""  # its aisle and bay, where the code does not say them
    pieces: int = 0
    kinds: int = 0
    ml: int = 0
    grams: int = 0
    fill: float | None = None
    visited: datetime | None = None

    @property
    def overfull(self) -> bool:
        """More pieces, more volume or more weight than the bin is for."""
        limits = ((self.pieces, self.capacity_pieces), (self.ml, self.capacity_ml), (self.grams, self.max_g))
        return any(room is not None and there > room for there, room in limits)


@dataclass(frozen=True, slots=True)
class Lying:
    """Goods of one SKU and lot in one place; ``free`` pieces are not promised to orders."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    expires: date | None
    on_hand: int
    reserved: int

    @property
    def free(self) -> int:
        """Pieces that may be moved."""
        return self.on_hand - self.reserved


_ODD: Mapping[BinLook, Odd] = {"empty": "empty", "overfull": "overfull", "mixed": "mixed", "never": "never"}
_ADDED_UP = ("empty", "mixed", "pieces", "kinds", "fill")


def bins_page(
    session: Session, *, text: str = "", look: BinLook = "all", offset: int = 0, limit: int = 100, sort: str = "code",
    descending: bool = False,
) -> Page[BinLine]:  # fmt: skip
    """Bins without the dock, searched by code or zone; ``look`` narrows to odd ones or to those no longer used.

    Sorted by ``code`` (as a person walks), ``zone``, ``pieces``, ``kinds``, ``fill`` or ``distance_dm``; at most 7 statements.
    """
    odd_kind = _ODD.get(look)
    if odd_kind is not None and not text and sort == "code" and not descending:
        odd = odd_bins(session, odd_kind, offset=offset, limit=limit)
        return Page(_lines(session, [each.id for each in odd.rows]), odd.total)
    held = _contents() if look == "overfull" else _counted() if look in _ADDED_UP or sort in _ADDED_UP else None
    wanted = _wanted(text, look, held)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ids = list(session.scalars(_in_order(wanted, sort, descending, held).offset(offset).limit(limit)))
    return Page(_lines(session, ids), total)


def bin_line(session: Session, location_id: int) -> BinLine | None:
    """One bin; None when there is none of that id."""
    lines = _lines(session, [location_id])
    return lines[0] if lines else None


def bin_in_use(session: Session, code: str) -> bool:
    """Whether a bin of this code is there already; one that is no longer used does not count."""
    return session.scalar(select(Location.id).where(Location.code == code.strip(), Location.active)) is not None


def zones(session: Session) -> list[str]:
    """The zones bins stand in, in the order of their names."""
    named = select(Location.zone).where(ON_SHELF, Location.active, Location.zone != "")
    return list(session.scalars(named.distinct().order_by(Location.zone)))


def lying_in(session: Session, location_id: int) -> list[Lying]:
    """What lies in a place, by seller code and lot; of lots the one that expires first stands first."""
    wanted: Select[*tuple[Any, ...]] = (
        select(
            Balance.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, Balance.lot, Lot.expires,
            Balance.on_hand, Balance.reserved,
        )
        .join(Sku, Sku.id == Balance.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Lot, and_(Lot.sku_id == Balance.sku_id, Lot.code == Balance.lot))
        .where(Balance.location_id == location_id, Balance.on_hand > 0)
        .order_by(Sku.seller_code, case((Lot.expires.is_(None), 1), else_=0), Lot.expires, Balance.lot)
    )  # fmt: skip
    return [Lying(*row) for row in session.execute(wanted)]


def quarantine_id(session: Session) -> int:
    """The place of goods that wait for a decision."""
    return session.scalars(select(Location.id).where(Location.code == Virtual.QUARANTINE.value)).one()


def _wanted(text: str, look: BinLook, held: Any) -> Select[Any]:
    wanted = select(Location.id).where(ON_SHELF, Location.active.is_(look != "retired"))
    if held is not None:
        wanted = wanted.outerjoin(held, held.c.location_id == Location.id)
    if text:
        wanted = wanted.where(or_(*(name.icontains(text, autoescape=True) for name in (Location.code, Location.zone))))
    return wanted if look in ("all", "retired") else wanted.where(_odd(look, held))


def _odd(look: BinLook, held: Any) -> Any:
    if look == "never":
        been = (select(Move.id).where(end == Location.id).correlate(Location).exists() for end in (Move.to_id, Move.from_id))
        return and_(*(~visit for visit in been))
    if look == "empty":
        return held.c.pieces.is_(None)
    if look == "mixed":
        return held.c.kinds > 1
    limits = ((held.c.pieces, Location.capacity_pieces), (held.c.ml, Location.capacity_ml), (held.c.grams, Location.max_g))
    return or_(*(there > room for there, room in limits))


def _in_order(wanted: Select[Any], sort: str, descending: bool, held: Any) -> Select[Any]:
    key: Any
    if sort in ("pieces", "kinds"):
        key = func.coalesce(held.c[sort], 0)
    elif sort == "fill":
        key = _filled(held)
    else:
        key = {"zone": Location.zone, "distance_dm": Location.distance_dm}.get(sort, Location.walk_key)
    unknown = case((key.is_(None), 1), else_=0)  # what has no figure stands last, whichever way
    return wanted.order_by(unknown, key.desc() if descending else key.asc(), Location.walk_key, Location.id)


def _filled(held: Any) -> Any:
    """How full, as ``bins.rules.fill`` has it: by pieces, else by volume; a bin with no room at all is full of anything."""

    of_bin = Balance.location_id == Location.id
    ml = select(func.sum(_ML)).join_from(Balance, Sku, Sku.id == Balance.sku_id).where(of_bin, _LYING).correlate(Location)

    def part(there: Any, room: Any) -> Any:
        there = func.coalesce(there, 0)
        return case((room > 0, there * 1.0 / room), else_=case((there > 0, 1.0), else_=0.0))

    return case(
        (Location.capacity_pieces.is_not(None), part(held.c.pieces, Location.capacity_pieces)),
        (Location.capacity_ml.is_not(None), part(ml.scalar_subquery(), Location.capacity_ml)),
        else_=None,
    )


def _counted() -> Any:
    """Pieces and SKUs in the bins, from the balances alone."""
    kinds = func.count(Balance.sku_id.distinct()).label("kinds")
    wanted = select(Balance.location_id, func.sum(Balance.on_hand).label("pieces"), kinds)
    return wanted.where(_LYING).group_by(Balance.location_id).subquery()


def _contents(ids: Sequence[int] | None = None) -> Any:
    """What lies in the bins (in these, when they are named)."""
    wanted = (
        select(
            Balance.location_id,
            func.sum(Balance.on_hand).label("pieces"),
            func.count(Balance.sku_id.distinct()).label("kinds"),
            func.sum(_ML).label("ml"),
            func.sum(Balance.on_hand * func.coalesce(cast(Sku.weight_g, BigInteger), 0)).label("grams"),
        )
        .join(Sku, Sku.id == Balance.sku_id)
        .where(_LYING)
        .group_by(Balance.location_id)
    )
    if ids is not None:
        wanted = wanted.where(Balance.location_id.in_(ids))
    return wanted.subquery()


def _lines(session: Session, ids: Sequence[int]) -> list[BinLine]:
    """These bins with their figures, in the order given."""
    if not ids:
        return []
    columns = (
        Location.id, Location.code, Location.zone, Location.active, Location.mixed, Location.sellable, Location.capacity_pieces,
        Location.capacity_ml, Location.max_g, Location.distance_dm, Location.stands_at,
    )  # fmt: skip
    places = {row.id: row for row in session.execute(select(*columns).where(ON_SHELF, Location.id.in_(ids)))}
    held = {row.location_id: row for row in session.execute(select(_contents(ids)))}
    visits = _visits(session, ids)
    return [_line(places[each], held.get(each), visits.get(each)) for each in ids if each in places]


def _line(place: Any, held: Any, visited: datetime | None) -> BinLine:
    figures = (0, 0, 0, 0) if held is None else (int(held.pieces), int(held.kinds), int(held.ml), int(held.grams))
    full = fill(figures[0], place.capacity_pieces, figures[2], place.capacity_ml)
    told: tuple[Any, ...] = (*place, *figures, full, visited)
    return BinLine(*told)


def _visits(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """When goods last came to or left these bins; a move's number grows with time, and the indexes know the last one."""
    last = [
        select(end.label("place"), func.max(Move.id).label("move")).where(end.in_(ids)).group_by(end)
        for end in (Move.to_id, Move.from_id)
    ]
    newest = last[0].union_all(last[1]).subquery()
    found = session.execute(select(newest.c.place, Move.at).join(Move, Move.id == newest.c.move))
    visits: dict[int, datetime] = {}
    for place, at in found:
        visits[place] = max(at, visits.get(place, at))
    return visits
