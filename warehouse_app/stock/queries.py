"""Stock as a person sees it: what lies where, what is promised, and the moves behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class StockRow:
    """Pieces of a SKU in a bin; a SKU that lies nowhere comes with an empty bin and zeros."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    bin: str
    on_hand: int
    reserved: int
    available: int
    picture: str = ""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of the ledger."""

    id: int
    at: datetime
    who: str
    desk: str
    seller_code: str
    from_code: str
    to_code: str
    quantity: int
    reason: str
    document: str


STOCK_ORDER = {
    "seller_code": Sku.seller_code, "name": Product.name, "bin": Location.walk_key, "on_hand": Balance.on_hand,
    "reserved": Balance.reserved, "colour": Sku.colour, "size": Sku.size,
    "available": func.coalesce(Balance.on_hand, 0) - func.coalesce(Balance.reserved, 0),
}  # fmt: skip


def stock_page(
    session: Session, *, text: str = "", bin_code: str = "", sku_id: int | None = None, offset: int = 0, limit: int = 100,
    sort: str = "bin", descending: bool = False,
) -> Page[StockRow]:  # fmt: skip
    """Stock by bin and SKU, searched by code, name, barcode or bin; of one bin or one SKU when they are named."""
    in_bins = select(Location.id).where(Location.kind == "bin")
    wanted = (
        select(
            Sku.id,
            Sku.seller_code,
            Product.name,
            Sku.colour,
            Sku.size,
            Location.code,
            Balance.on_hand,
            Balance.reserved,
            Sku.picture,
        )
        .select_from(Sku)
        .join(Product, Product.id == Sku.product_id)
        .outerjoin(Balance, (Balance.sku_id == Sku.id) & Balance.location_id.in_(in_bins))
        .outerjoin(Location, Location.id == Balance.location_id)
    )
    if bin_code:
        wanted = wanted.where(Location.code == bin_code)
    if sku_id is not None:
        wanted = wanted.where(Sku.id == sku_id)
    if text:
        wanted = wanted.where(
            or_(
                Sku.seller_code.icontains(text, autoescape=True),
                Product.name.icontains(text, autoescape=True),
                Location.code.istartswith(text, autoescape=True),
                Sku.id.in_(select(Barcode.sku_id).where(Barcode.code == text)),
            )
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = STOCK_ORDER[sort]
    ordered = wanted.order_by(key.desc() if descending else key.asc(), Sku.id, Location.walk_key)
    rows = [
        StockRow(
            r.id, r.seller_code, r.name, r.colour, r.size, r.code or "", r.on_hand or 0, r.reserved or 0,
            (r.on_hand or 0) - (r.reserved or 0), r.picture,
        )
        for r in session.execute(ordered.offset(offset).limit(limit))
    ]  # fmt: skip
    return Page(rows, total)


def moves_page(
    session: Session,
    *,
    seller_code: str = "",
    document: str = "",
    offset: int = 0,
    limit: int = 100,
    descending: bool = True,
) -> Page[MoveRow]:
    """The ledger, newest first unless asked otherwise."""
    source, target = aliased(Location), aliased(Location)
    wanted: Select[int] = select(Move.id).join(Sku, Sku.id == Move.sku_id)
    if seller_code:
        wanted = wanted.where(Sku.seller_code == seller_code)
    if document:
        wanted = wanted.where(Move.document == document)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(Move.id.desc() if descending else Move.id).offset(offset).limit(limit)
    rows = session.execute(
        select(
            Move.id, Move.at, Person.name, Move.desk, Sku.seller_code, source.code.label("source"), target.code.label("target"),
            Move.quantity, Move.reason, Move.document,
        )
        .join(Sku, Sku.id == Move.sku_id)
        .join(Person, Person.id == Move.who_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(Move.id.in_(page.subquery().select()))
        .order_by(Move.id.desc() if descending else Move.id)
    )  # fmt: skip
    return Page(
        [MoveRow(r.id, r.at, r.name, r.desk, r.seller_code, r.source, r.target, r.quantity, r.reason, r.document) for r in rows],
        total,
    )


@dataclass(frozen=True, slots=True)
class SkuMove:
    """One move of a SKU: ``change`` is what the shelves gained (or lost, below zero), ``on_hand`` what they held after it."""

    id: int
    at: datetime
    who: str
    from_code: str
    to_code: str
    quantity: int
    reason: str
    document: str
    change: int
    on_hand: int


def sku_moves(session: Session, sku_id: int, *, offset: int = 0, limit: int = 100) -> Page[SkuMove]:
    """What happened to a SKU, newest first, with the pieces on all shelves after each move."""
    source, target = aliased(Location), aliased(Location)
    change = (
        case((target.kind == "bin", Move.quantity), else_=0) - case((source.kind == "bin", Move.quantity), else_=0)
    ).label("change")  # fmt: skip
    running = func.sum(change).over(order_by=Move.id).label("on_hand")
    told = (
        select(
            Move.id, Move.at, Person.name.label("who"), source.code.label("source"), target.code.label("target"),
            Move.quantity, Move.reason, Move.document, change, running,
        )
        .join(Person, Person.id == Move.who_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(Move.sku_id == sku_id)
        .order_by(Move.id.desc())
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    total = session.scalar(select(func.count()).where(Move.sku_id == sku_id)) or 0
    rows = [
        SkuMove(r.id, r.at, r.who, r.source, r.target, r.quantity, r.reason, r.document, r.change, int(r.on_hand))
        for r in session.execute(told)
    ]
    return Page(rows, total)


@dataclass(frozen=True, slots=True)
class SkuCard:
    """One SKU as the stock screen shows it beside its moves; the figures are over all bins."""

    id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    barcodes: tuple[str, ...]
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


def sku_card(session: Session, sku_id: int) -> SkuCard | None:
    """What is known of a SKU; None when there is none."""
    sku = session.execute(
        select(Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id == sku_id)
    ).one_or_none()
    if sku is None:
        return None
    codes = session.scalars(select(Barcode.code).where(Barcode.sku_id == sku_id).order_by(Barcode.code)).all()
    sums = session.execute(
        select(func.sum(Balance.on_hand).label("on_hand"), func.sum(Balance.reserved).label("reserved"))
        .join(Location, Location.id == Balance.location_id)
        .where(Balance.sku_id == sku_id, Location.kind == "bin")
    ).one()
    return SkuCard(
        sku_id, sku.seller_code, sku.name, sku.colour, sku.size, sku.picture, tuple(codes), int(sums.on_hand or 0),
        int(sums.reserved or 0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShopSize:
    """How much there is, for empty screens that say what to do next."""

    skus: int
    pieces: int


def shop_size(session: Session) -> ShopSize:
    """How many SKUs the catalogue holds and how many pieces lie in bins."""
    pieces = session.scalar(
        select(func.sum(Balance.on_hand)).join(Location, Location.id == Balance.location_id).where(Location.kind == "bin")
    )
    return ShopSize(session.scalar(select(func.count()).select_from(Sku)) or 0, int(pieces or 0))
