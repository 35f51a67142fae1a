"""Which box a parcel needs, by what the catalogue knows of goods and boxes, and which materials run low.

``suggest`` may search for half a second and belongs off the window's thread; it lets other threads have their turn.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.rules import BOXES, Packs
from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.packing.boxes.amount import ML, FillPiece, pieces_for, wanted_ml
from warehouse_app.packing.boxes.choosing import choose, fitting
from warehouse_app.packing.boxes.rules import Box, Filled, Goods, in_words, volume
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.picking.tables import ParcelLine
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.imports import chunks

_PAUSE_S = 0.0005


@dataclass(frozen=True, slots=True)
class Material:
    """A packing material: what it is called, its picture, where it lies, and how many can be taken there."""

    sku_id: int
    seller_code: str
    name: str
    kind: str
    picture: str
    barcode: str
    bins: tuple[str, ...]
    free: int
    least: int | None
    size: tuple[int, int, int] | None  # the room inside, mm
    carries_g: int | None = None
    fills_ml: int = 0  # of a filling: the room one piece takes up, from its own length, width and height


@dataclass(frozen=True, slots=True)
class Fill:
    """How much filling goes into a box: millilitres, and of what how many pieces (none when nobody measured any)."""

    ml: int
    pieces: tuple[tuple[Material, int], ...] = ()

    @property
    def by_id(self) -> dict[int, int]:
        """Pieces by SKU."""
        return {material.sku_id: pieces for material, pieces in self.pieces}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the desk says of a parcel's box: the one to take (several when none takes everything), and what else would do.

    ``unknown`` are goods whose sizes nobody has told: then nothing can be said. ``every`` are all boxes, to take one by hand.
    """

    parcel_id: int
    boxes: tuple[Material, ...] = ()
    others: tuple[Material, ...] = ()
    every: tuple[Material, ...] = ()
    empty_percent: int = 0
    filling: Material | None = None
    fills: Mapping[tuple[int, ...], Fill] = field(default_factory=dict)  # by the boxes taken (SKU ids)
    unknown: tuple[str, ...] = ()
    taken: str | None = None  # what was taken already, "" when it goes as it is

    @property
    def fill(self) -> Fill | None:
        """The filling of the boxes suggested; None for none."""
        return self.fills.get(tuple(box.sku_id for box in self.boxes))

    def filling_of(self, boxes: Sequence[int]) -> dict[int, int] | None:
        """The pieces of each filling that go into these boxes; none when they need none and take the place of others.

        None: what went in stays, for the boxes were not calculated, or nobody measured a filling, or no box was taken before.
        """
        ids = tuple(boxes)
        if ids in self.fills:
            return self.fills[ids].by_id or None
        calculated = {tuple(box.sku_id for box in self.boxes), *((box.sku_id,) for box in self.others)}
        return {} if not ids or (self.taken is not None and ids in calculated) else None

    def with_taken(self, taken: str | None) -> Offer:
        """The same, but this was taken."""
        return replace(self, taken=taken)


def suggest(session: Session, parcel_id: int) -> Offer:
    """The smallest box in stock that takes the parcel's goods; else the smallest of all; else as few as can be."""
    return _suggest(session, parcel_id).with_taken(_taken(session, parcel_id))


def _taken(session: Session, parcel_id: int) -> str | None:
    rows = session.execute(
        select(ParcelMaterial.sku_id, ParcelMaterial.quantity, Product.name, Sku.size)
        .outerjoin(Sku, Sku.id == ParcelMaterial.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .where(ParcelMaterial.parcel_id == parcel_id, ParcelMaterial.sku_id.is_(None) | Sku.packs.in_(BOXES))
        .order_by(ParcelMaterial.id)
    ).all()
    if not rows:
        return None
    boxes = [row for row in rows if row.sku_id is not None]
    return in_words([f"{row.name} {row.size}".strip() for row in boxes for _ in range(row.quantity)])


def _suggest(session: Session, parcel_id: int) -> Offer:
    materials = materials_of(session)
    every = tuple(one for one in materials if one.kind in BOXES)
    goods, unknown, fragile = _goods(session, parcel_id)
    boxes = [Box(one.sku_id, one.size, one.carries_g) for one in every if one.size is not None]
    if unknown or not boxes or not goods:
        return Offer(parcel_id, every=every, unknown=unknown)
    by_id = {one.sku_id: one for one in every}
    fits = fitting(goods, boxes, clock=_gently)
    fits.sort(key=lambda filled: not by_id[filled.box.key].free)  # what is there first; each half stays by size
    filled = tuple(fits[:1]) or choose(goods, boxes, clock=_gently) or ()
    empty = _empty(filled)
    kinds = tuple(one for one in materials if one.kind == Packs.FILLING)
    ways = [filled, *((one,) for one in fits[1:])] if kinds else []
    fills = {tuple(one.box.key for one in way): fill for way in ways if (fill := _fill(way, kinds, fragile=fragile)) is not None}
    return Offer(
        parcel_id,
        tuple(by_id[one.box.key] for one in filled),
        tuple(by_id[one.box.key] for one in fits[1:]),
        every,
        empty,
        _filling(kinds) if tuple(one.box.key for one in filled) in fills else None,
        fills,
    )


def _fill(way: Sequence[Filled], kinds: Sequence[Material], *, fragile: bool) -> Fill | None:
    """The filling that goes into these boxes; None for none."""
    ml = wanted_ml(sum(one.free for one in way), sum(one.box.volume for one in way), fragile=fragile)
    if not ml:
        return None
    pieces = pieces_for(ml, [FillPiece(one.sku_id, one.fills_ml, one.free) for one in kinds])
    return Fill(ml, tuple((one, pieces[one.sku_id]) for one in kinds if one.sku_id in pieces))


def _gently() -> float:
    """The time, after a moment in which other threads can run: nobody at the desk waits for a box."""
    time.sleep(_PAUSE_S)
    return time.perf_counter()


def _empty(filled: Sequence[Filled]) -> int:
    room = sum(volume(one.box.inner) for one in filled)
    return 100 * sum(one.free for one in filled) // room if room else 0


def _filling(kinds: Sequence[Material]) -> Material | None:
    return next((one for one in kinds if one.free), kinds[0] if kinds else None)


def _goods(session: Session, parcel_id: int) -> tuple[list[Goods], tuple[str, ...], bool]:
    """The parcel's goods, those whose sizes nobody told, and whether any of them is fragile."""
    rows = session.execute(
        select(
            Sku.id, Sku.length_mm, Sku.width_mm, Sku.height_mm, Sku.weight_g, Sku.seller_code, Product.name, Product.fragile,
            ParcelLine.needed,
        )
        .join(Sku, Sku.id == ParcelLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(ParcelLine.parcel_id == parcel_id)
        .order_by(ParcelLine.id)
    ).all()  # fmt: skip
    goods, unknown = [], []
    for row in rows:
        if row.length_mm and row.width_mm and row.height_mm:
            goods.append(Goods(row.id, (row.length_mm, row.width_mm, row.height_mm), row.weight_g or 0, row.needed))
        else:
            unknown.append(f"{row.name} {row.seller_code}")
    return goods, tuple(unknown), any(row.fragile for row in rows)


def materials_of(session: Session) -> tuple[Material, ...]:
    """Every packing material in use that says what it is, boxes by the room inside."""
    wanted = select(
        Sku.id, Sku.seller_code, Sku.size, Sku.packs, Sku.picture, Sku.least, Sku.home_bin, Sku.inner_length_mm,
        Sku.inner_width_mm, Sku.inner_height_mm, Sku.carries_g, Product.name, Sku.length_mm, Sku.width_mm, Sku.height_mm,
    )  # fmt: skip
    rows = session.execute(
        wanted.join(Product, Product.id == Sku.product_id).where(Product.material, Sku.active, Sku.packs != "").order_by(Sku.id)
    ).all()
    ids = [row.id for row in rows]
    lying, codes = _lying(session, ids), _codes(session, ids)
    found = [_material(row, lying[row.id], codes.get(row.id, "")) for row in rows]
    return tuple(sorted(found, key=lambda one: (volume(one.size) if one.size else 0, one.sku_id)))


def _material(row: Any, lying: list[tuple[str, int]], barcode: str) -> Material:
    sides = (row.inner_length_mm, row.inner_width_mm, row.inner_height_mm)
    bins = tuple(dict.fromkeys(code for code, _ in lying)) or ((row.home_bin,) if row.home_bin else ())
    return Material(
        row.id, row.seller_code, f"{row.name} {row.size}".strip(), row.packs, row.picture, barcode, bins,
        sum(free for _, free in lying), row.least, sides if all(sides) else None,
        row.carries_g, volume(own) // ML if all(own := (row.length_mm or 0, row.width_mm or 0, row.height_mm or 0)) else 0,
    )  # fmt: skip


def _lying(session: Session, sku_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    lying: dict[int, list[tuple[str, int]]] = defaultdict(list)
    free = Balance.on_hand - Balance.reserved
    wanted = select(Balance.sku_id, Location.code, func.sum(free).label("free")).join(
        Location, Location.id == Balance.location_id
    )
    wanted = wanted.where(Location.kind == "bin", free > 0).group_by(Balance.sku_id, Location.id).order_by(Location.walk_key)
    for part in chunks(list(sku_ids)):
        for row in session.execute(wanted.where(Balance.sku_id.in_(part))):
            lying[row.sku_id].append((row.code, int(row.free)))
    return lying


def _codes(session: Session, sku_ids: Sequence[int]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for part in chunks(list(sku_ids)):
        for row in session.execute(select(Barcode.sku_id, Barcode.code).where(Barcode.sku_id.in_(part)).order_by(Barcode.code)):
            codes.setdefault(row.sku_id, row.code)
    return codes


def low_materials(session: Session) -> tuple[Material, ...]:
    """What runs low: no more pieces than its limit, or, without a limit, none at all that the ledger knows of."""
    return tuple(one for one in materials_of(session) if one.free <= (one.least or 0))
