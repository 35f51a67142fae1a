"""Plans of great sales as a person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.people.tables import Person
from warehouse_app.restock.rehearsing.basis import days_of, wishes_of
from warehouse_app.restock.rehearsing.rules import Wishes
from warehouse_app.restock.rehearsing.work import DayNeed
from warehouse_app.restock.tables import PromotionLine, PromotionPlan
from warehouse_app.store.imports import chunks


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list, the one whose sale is last on top."""

    id: int
    name: str
    begins: date
    ends: date
    orders: int
    pieces: int
    order_by: date | None
    missing_minutes: int
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A SKU of a plan as it was planned, in pieces."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    pieces: int
    available: int
    to_order: int
    order_by: date | None


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan as it was saved; ``orders``, ``parcels`` and ``parcels_per_hour`` as it expected them."""

    id: int
    name: str
    note: str
    wishes: Wishes
    marked: bool
    at: datetime
    who: str
    orders: int
    parcels: int
    parcels_per_hour: int
    lines: tuple[PlannedLine, ...]
    days: tuple[DayNeed, ...]


def plans(session: Session) -> list[PlanRow]:
    """All plans, the latest sale first."""
    rows = session.execute(_heads().order_by(PromotionPlan.begins.desc(), PromotionPlan.id.desc()))
    return [
        PlanRow(
            row.id, row.name, row.begins, row.ends, int(row.needs.get("orders", 0)), int(row.needs.get("pieces", 0)),
            _day(row.needs.get("order_by")), int(row.needs.get("missing_minutes", 0)), row.at, row.who,
        )
        for row in rows
    ]  # fmt: skip


def _heads() -> Any:
    return select(*PromotionPlan.__table__.c, Person.name.label("who")).join(Person, Person.id == PromotionPlan.who_id)


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


def plan_card(session: Session, plan_id: int) -> PlanCard:
    """One plan with its lines, those with most pieces first. Raises NotFound."""
    row = session.execute(_heads().where(PromotionPlan.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound("rehearsal.no_such_plan")
    needs = row.needs
    return PlanCard(
        row.id, row.name, row.note, wishes_of(row.basis), bool(row.basis.get("marked")), row.at, row.who,
        int(needs.get("orders", 0)), int(needs.get("parcels", 0)), int(needs.get("parcels_per_hour", 0)),
        tuple(_lines(session, plan_id)), days_of(needs),
    )  # fmt: skip


def _lines(session: Session, plan_id: int) -> list[PlannedLine]:
    rows = session.execute(
        select(
            PromotionLine.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, PromotionLine.pieces,
            PromotionLine.available, PromotionLine.to_order, PromotionLine.order_by,
        )
        .join(Sku, Sku.id == PromotionLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(PromotionLine.plan_id == plan_id)
        .order_by(PromotionLine.pieces.desc(), Sku.seller_code)
    )  # fmt: skip
    return [PlannedLine(*row) for row in rows]


def codes_of(session: Session, sku_ids: tuple[int, ...]) -> dict[int, str]:
    """What these SKUs are called: name, colour, size and seller code, for the contents of parcels and the choice of goods."""
    return {
        row.id: " ".join(part for part in (row.name, row.colour, row.size, row.seller_code) if part)
        for some in chunks(sorted(set(sku_ids)))
        for row in session.execute(
            select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size)
            .join(Product, Product.id == Sku.product_id)
            .where(Sku.id.in_(some))
        )
    }


def sku_ids_of(session: Session, codes: tuple[str, ...]) -> dict[str, int]:
    """The SKUs in use by their seller codes; codes nobody knows are left out."""
    return {
        row.seller_code: row.id
        for some in chunks(list(codes))
        for row in session.execute(select(Sku.id, Sku.seller_code).where(Sku.seller_code.in_(some), Sku.active))
    }


def categories(session: Session) -> list[str]:
    """The categories there are goods of, by name."""
    wanted = select(Product.category).where(Product.category != "", ~Product.material).distinct().order_by(Product.category)
    return list(session.scalars(wanted))
