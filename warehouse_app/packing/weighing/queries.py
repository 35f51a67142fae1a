"""What a parcel is expected to weigh, how it was weighed, and the weights the shop's own parcels have taught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.packing.weighing.rules import Tolerance, Weighed, expected, learn
from warehouse_app.packing.weighing.tables import Weighing
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelLine
from warehouse_app.store import settings

SETTINGS = ("weigh_policy", "weigh_tolerance_g", "weigh_tolerance_percent", "weigh_tare_g")
_NEWEST, _OFF_BY = 20_000, 0.1

_lines = (
    select(ParcelLine.sku_id, ParcelLine.needed, Sku.weight_g)
    .join(Sku, Sku.id == ParcelLine.sku_id)
    .where(ParcelLine.parcel_id == bindparam("parcel"))
    .order_by(ParcelLine.id)
)
# What the box and filling weigh that were taken for the parcel; nothing where none was, or one of them has no weight.
_taken = case((func.count() == func.count(Sku.weight_g), func.sum(ParcelMaterial.quantity * Sku.weight_g)))
_tare = (
    select(_taken)
    .join(Sku, Sku.id == ParcelMaterial.sku_id)
    .where(ParcelMaterial.parcel_id == bindparam("parcel"))
    .group_by(ParcelMaterial.parcel_id)
)
_inside = select(ParcelLine.sku_id).where(ParcelLine.parcel_id == bindparam("parcel"))
_alike = (
    select(Sku.id, Sku.weight_g)
    .where(
        Sku.product_id.in_(select(Sku.product_id).where(Sku.id.in_(_inside))), Sku.id.not_in(_inside), Sku.active,
        Sku.weight_g.is_not(None),
    )
    .order_by(Sku.id)
    .limit(100)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expectation:
    """A parcel on the scale: its goods, what it should weigh with its box (None: not known), and how far it may be off."""

    lines: tuple[Weighed, ...]
    expected_g: int | None
    tolerance: Tolerance


def expectation(connection: Connection, parcel_id: int, rules: dict[str, int]) -> Expectation:
    """What the parcel should weigh under these settings (``SETTINGS`` by name)."""
    rows = connection.execute(_lines, {"parcel": parcel_id})
    lines = tuple(Weighed(row.sku_id, row.needed, row.weight_g or None) for row in rows)
    tolerance = Tolerance(rules["weigh_tolerance_g"], rules["weigh_tolerance_percent"])
    tare = connection.execute(_tare, {"parcel": parcel_id}).scalar()
    return Expectation(lines, expected(lines, rules["weigh_tare_g"] if tare is None else int(tare)), tolerance)


def expected_weight(session: Session, parcel_id: int) -> Expectation:
    """The same for a screen."""
    return expectation(session.connection(), parcel_id, settings.get_all(session, SETTINGS))


def alike(connection: Connection, parcel_id: int) -> list[Weighed]:
    """The other colours and sizes of the parcel's products whose weight is known: what is taken by mistake."""
    return [Weighed(row.id, 1, row.weight_g) for row in connection.execute(_alike, {"parcel": parcel_id})]


def names_of(connection: Connection, sku_ids: Sequence[int]) -> dict[int, str]:
    """Name, colour and size of SKUs, as they are said in one line."""
    rows = connection.execute(
        select(Sku.id, Product.name, Sku.colour, Sku.size).join(Product, Product.id == Sku.product_id).where(Sku.id.in_(sku_ids))
    )
    return {row.id: " ".join((row.name, " / ".join(part for part in (row.colour, row.size) if part))).strip() for row in rows}


@dataclass(frozen=True, slots=True)
class WeighingRow:
    """One time a parcel stood on the scale, newest first; grams."""

    at: datetime
    who: str
    weight_g: int
    expected_g: int | None
    outcome: str
    source: str
    reason: str


def weighings(session: Session, parcel_id: int) -> list[WeighingRow]:
    """How a parcel was weighed."""
    rows = session.execute(
        select(
            Weighing.at, Person.name, Weighing.weight_g, Weighing.expected_g, Weighing.outcome, Weighing.source, Weighing.reason
        )
        .join(Person, Person.id == Weighing.who_id)
        .where(Weighing.parcel_id == parcel_id)
        .order_by(Weighing.id.desc())
    )
    return [WeighingRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class WeightProposal:
    """What a piece seems to weigh against what the catalogue says (None: nothing), and from how many parcels that is known."""

    sku_id: int
    seller_code: str
    name: str
    variant: str
    weight_g: int | None
    learned_g: int
    parcels: int


def weight_proposals(session: Session) -> list[WeightProposal]:
    """Weights worth taking over: unknown ones, and those more than 10 % off; from the newest parcels of one SKU alone."""
    tare = settings.get(session, "weigh_tare_g")
    samples: dict[int, list[float]] = defaultdict(list)
    for sku_id, weight_g, pieces, taken in session.execute(_single_parcels()):
        samples[sku_id].append((weight_g - (tare if taken is None else int(taken))) / pieces)
    learned = {sku: found for sku, grams in samples.items() if (found := learn(sku, grams)) is not None}
    rows = session.execute(
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.weight_g)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id.in_(learned), Sku.active)
        .order_by(Sku.seller_code)
    )
    return [
        WeightProposal(
            row.id, row.seller_code, row.name, " / ".join(part for part in (row.colour, row.size) if part), row.weight_g,
            learned[row.id].grams, learned[row.id].parcels,
        )
        for row in rows
        if not row.weight_g or abs(learned[row.id].grams - row.weight_g) > _OFF_BY * row.weight_g
    ]  # fmt: skip


def _single_parcels() -> Select[Any]:
    """SKU, weight, pieces and weight of the box (None: not known) of the newest good parcels that held one SKU."""
    newest = (
        select(Parcel.id, Parcel.weight_g)
        .where(Parcel.state.in_(("packed", "shipped")), Parcel.weight_g.is_not(None))
        .order_by(Parcel.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    boxes = (
        select(ParcelMaterial.parcel_id, _taken.label("tare"))
        .join(Sku, Sku.id == ParcelMaterial.sku_id)
        .group_by(ParcelMaterial.parcel_id)
        .subquery()
    )
    columns: tuple[Any, ...] = (
        func.min(ParcelLine.sku_id), func.min(newest.c.weight_g), func.min(ParcelLine.needed), func.min(boxes.c.tare),
    )  # fmt: skip
    return (
        select(*columns)
        .join(newest, newest.c.id == ParcelLine.parcel_id)
        .outerjoin(boxes, boxes.c.parcel_id == ParcelLine.parcel_id)
        .group_by(ParcelLine.parcel_id)
        .having(func.count() == 1)
    )
