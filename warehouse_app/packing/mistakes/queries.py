"""The parcel a mistake is about, the list of what came back, and who can be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.orders.tables import Order
from warehouse_app.packing.checking.tables import SecondCheck
from warehouse_app.packing.codes import with_numbers
from warehouse_app.packing.mistakes.tables import Mispack
from warehouse_app.packing.tables import Scan
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelLine, ParcelOrder
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class GoodsOf:
    """A SKU that was in the parcel."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    pieces: int


@dataclass(frozen=True, slots=True)
class PackedParcel:
    """A parcel with who packed it, and who else scanned it last: its checker."""

    id: int
    waybill: str
    state: str
    orders: tuple[str, ...]
    packed_at: datetime | None
    packer_id: int | None
    packer: str
    checker_id: int | None
    goods: tuple[GoodsOf, ...]


@dataclass(frozen=True, slots=True)
class MispackRow:
    """One recorded mistake, as the list shows it; ``withdrawn`` says why it counts no longer, "" while it counts."""

    id: int
    parcel_id: int
    waybill: str
    orders: str
    kind: str
    cause: str
    sku_id: int | None
    seller_code: str
    name: str
    pieces: int
    packer_id: int | None
    packer: str
    checker_id: int | None
    checker: str
    cost: Decimal | None
    note: str
    by: str
    at: datetime
    withdrawn: str


@dataclass(frozen=True, slots=True)
class MispackFilter:
    """Which of them: since when, of one kind ("" for all), of one packer, with a text in its numbers or note."""

    since: datetime | None = None
    kind: str = ""
    packer_id: int | None = None
    text: str = ""


def find_parcel(session: Session, codes: tuple[str, ...], parcel_id: int = 0) -> PackedParcel | None:
    """The parcel of a waybill or order number, of several the one packed last; or the one with this id."""
    named = with_numbers(codes)
    of_order = select(ParcelOrder.parcel_id).join(Order, Order.id == ParcelOrder.order_id).where(Order.number.in_(named))
    wanted = (
        select(Parcel.id, Parcel.waybill, Parcel.state, Parcel.packed_at, Parcel.packed_by, Person.name)
        .outerjoin(Person, Person.id == Parcel.packed_by)
        .where(or_(Parcel.waybill.in_(named), Parcel.id.in_(of_order), Parcel.id == parcel_id))
        .order_by(Parcel.packed_at.desc().nulls_last(), Parcel.id.desc())
        .limit(1)
    )
    row = session.execute(wanted).one_or_none()
    if row is None:
        return None
    numbers = select(Order.number).join(ParcelOrder, ParcelOrder.order_id == Order.id).where(ParcelOrder.parcel_id == row.id)
    return PackedParcel(
        row.id, row.waybill or "", row.state, tuple(session.scalars(numbers.order_by(Order.id))), row.packed_at, row.packed_by,
        row.name or "", _checker(session, row.id, row.packed_by), goods_of_parcel(session, row.id),
    )  # fmt: skip


def goods_of_parcel(session: Session, parcel_id: int) -> tuple[GoodsOf, ...]:
    """The SKUs of a parcel."""
    wanted = (
        select(ParcelLine.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, ParcelLine.needed)
        .join(Sku, Sku.id == ParcelLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(ParcelLine.parcel_id == parcel_id)
        .order_by(ParcelLine.id)
    )
    return tuple(GoodsOf(*row) for row in session.execute(wanted))


def _checker(session: Session, parcel_id: int, packer_id: int | None) -> int | None:
    """Who checked it again, else who besides the packer scanned the parcel last."""
    equal = select(SecondCheck.who_id).where(SecondCheck.parcel_id == parcel_id, SecondCheck.state == "equal")
    checked = session.scalar(equal.order_by(SecondCheck.id.desc()).limit(1))
    if checked is not None:
        return checked
    others = select(Scan.who_id).where(Scan.parcel_id == parcel_id, Scan.who_id != (packer_id or 0))
    return session.scalar(others.order_by(Scan.id.desc()).limit(1))


def mispacks_page(session: Session, wanted: MispackFilter, limit: int = 100, offset: int = 0) -> Page[MispackRow]:
    """The recorded mistakes, the newest first."""
    conditions = _conditions(wanted)
    total = session.scalar(select(func.count()).select_from(Mispack).where(*conditions)) or 0
    found = session.execute(_rows().where(*conditions).order_by(Mispack.at.desc(), Mispack.id.desc()).limit(limit).offset(offset))
    rows = found.all()
    orders = _orders_of(session, {row.parcel_id for row in rows})
    return Page([_row(row, orders.get(row.parcel_id, "")) for row in rows], total)


def mispack_cost(session: Session, wanted: MispackFilter) -> Decimal:
    """What they cost together; withdrawn ones cost nothing."""
    conditions = (*_conditions(wanted), Mispack.withdrawn_at.is_(None))
    return session.scalar(select(func.sum(Mispack.cost)).where(*conditions)) or Decimal(0)


def _rows() -> Select[Any]:
    packer, checker, by = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            Mispack.__table__, Parcel.waybill, Sku.seller_code, Product.name.label("product"), packer.name.label("packer"),
            checker.name.label("checker"), by.name.label("by"),
        )
        .join(Parcel, Parcel.id == Mispack.parcel_id)
        .join(by, by.id == Mispack.who_id)
        .outerjoin(Sku, Sku.id == Mispack.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .outerjoin(packer, packer.id == Mispack.packer_id)
        .outerjoin(checker, checker.id == Mispack.checker_id)
    )  # fmt: skip


def _row(row: Any, orders: str) -> MispackRow:
    return MispackRow(
        row.id, row.parcel_id, row.waybill or "", orders, row.kind, row.cause, row.sku_id, row.seller_code or "",
        row.product or "", row.pieces, row.packer_id, row.packer or "", row.checker_id, row.checker or "", row.cost, row.note,
        row.by, row.at, row.withdrawn_why,
    )  # fmt: skip


def _conditions(wanted: MispackFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(Mispack.at >= wanted.since)
    if wanted.kind:
        found.append(Mispack.kind == wanted.kind)
    if wanted.packer_id is not None:
        found.append(Mispack.packer_id == wanted.packer_id)
    if wanted.text:
        like = {"autoescape": True}
        orders = select(ParcelOrder.parcel_id).join(Order, Order.id == ParcelOrder.order_id)
        named = orders.where(ParcelOrder.parcel_id == Mispack.parcel_id, Order.number.contains(wanted.text, **like))
        waybill = select(Parcel.id).where(Parcel.id == Mispack.parcel_id, Parcel.waybill.contains(wanted.text, **like))
        either = (part.correlate(Mispack).exists() for part in (named, waybill))
        found.append(or_(*either, Mispack.note.contains(wanted.text, **like)))
    return found


def _orders_of(session: Session, parcel_ids: set[int]) -> dict[int, str]:
    wanted = (
        select(ParcelOrder.parcel_id, Order.number)
        .join(Order, Order.id == ParcelOrder.order_id)
        .where(ParcelOrder.parcel_id.in_(parcel_ids))
        .order_by(Order.id)
    )
    numbers: dict[int, list[str]] = {}
    for row in session.execute(wanted):
        numbers.setdefault(row.parcel_id, []).append(row.number)
    return {parcel_id: " ".join(of_parcel) for parcel_id, of_parcel in numbers.items()}
