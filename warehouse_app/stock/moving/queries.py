"""Slips of what was moved by hand, as a person looks for them, and one slip with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.people.tables import Person
from warehouse_app.stock.moving.slips import document
from warehouse_app.stock.tables import Location, Move, StockSlip
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One slip; ``person`` is who took goods out, ``note`` the reason or remark."""

    id: int
    number: str
    kind: str
    at: datetime
    who: str
    desk: str
    person: str
    note: str
    undone: bool
    lines: int
    pieces: int


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One move of a slip, as it was posted; ``undone`` says that a counter-move took it back."""

    move_id: int
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    lot: str
    from_code: str
    to_code: str
    quantity: int
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip with its lines in the order they were posted."""

    head: SlipRow
    lines: tuple[SlipLine, ...]


def slips_page(session: Session, *, kind: str = "", text: str = "", offset: int = 0, limit: int = 100) -> Page[SlipRow]:
    """Slips, the newest first; searched by number, note, person, or the seller code of something on them."""
    wanted = select(StockSlip.id)
    if kind:
        wanted = wanted.where(StockSlip.kind == kind)
    if text:
        names = (StockSlip.number, StockSlip.note, StockSlip.person)
        moved = select(Move.id).join(Sku, Sku.id == Move.sku_id).where(Sku.seller_code == text, Move.document == _document())
        wanted = wanted.where(or_(*(name.icontains(text, autoescape=True) for name in names), moved.exists()))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(StockSlip.id.desc()).offset(offset).limit(limit).subquery()
    rows = session.execute(_heads().where(StockSlip.id.in_(page.select())).order_by(StockSlip.id.desc()))
    return Page([_head(row) for row in rows], total)


def slip(session: Session, slip_id: int) -> Slip:
    """One slip with its lines. Raises NotFound ``shelves.no_such_slip``."""
    head = session.execute(_heads().where(StockSlip.id == slip_id)).one_or_none()
    if head is None:
        raise NotFound("shelves.no_such_slip")
    source, target, back = aliased(Location), aliased(Location), aliased(Move)
    wanted = (
        select(
            Move.id, Move.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Move.lot,
            source.code.label("source"), target.code.label("target"), Move.quantity, Move.reason, back.id.label("back"),
        )
        .join(Sku, Sku.id == Move.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .outerjoin(back, back.undoes_id == Move.id)
        .where(Move.document == document(slip_id), Move.undoes_id.is_(None))
        .order_by(Move.id)
    )  # fmt: skip
    lines = tuple(
        SlipLine(
            r.id, r.sku_id, r.seller_code, r.name, r.colour, r.size, r.lot, r.source, r.target, r.quantity, r.reason,
            r.back is not None,
        )
        for r in session.execute(wanted)
    )  # fmt: skip
    return Slip(_head(head), lines)


def _document() -> Any:
    """The ledger's name of the slip of the row, as SQL: what ``slips.document`` makes of an id."""
    return literal(document(0).removesuffix("0")) + cast(StockSlip.id, String)


def _heads() -> Select[Any]:
    mine = (Move.document == _document()) & Move.undoes_id.is_(None)
    return select(
        StockSlip.id, StockSlip.number, StockSlip.kind, StockSlip.at, Person.name.label("who"), StockSlip.desk, StockSlip.person,
        StockSlip.note, StockSlip.undone,
        select(func.count()).select_from(Move).where(mine).scalar_subquery().label("lines"),
        select(func.coalesce(func.sum(Move.quantity), 0)).where(mine).scalar_subquery().label("pieces"),
    ).join(Person, Person.id == StockSlip.who_id)  # fmt: skip


def _head(r: Any) -> SlipRow:
    return SlipRow(
        r.id, r.number, r.kind, r.at, r.who, r.desk, r.person, r.note, r.undone, int(r.lines), int(r.pieces)
    )  # fmt: skip
