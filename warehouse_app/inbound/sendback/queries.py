"""Returns to suppliers as a person sees them: the lists, what lies in quarantine, and what is not replaced yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Select, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.inbound.tables import ReturnLine, Supplier, SupplierReturn
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location
from warehouse_app.store.base import Money
from warehouse_app.store.pages import Page

_OPEN = ReturnLine.quantity - ReturnLine.replaced - ReturnLine.credited


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return in the list; ``open`` pieces are neither replaced nor credited, of a draft all of them."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    kind: str
    state: str
    pieces: int
    open: int
    value: Decimal
    note: str
    at: datetime
    who: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnLineRow:
    """One line of a return."""

    id: int
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    location_id: int
    place: str
    quantity: int
    replaced: int
    credited: int
    price: Decimal | None
    reason: str

    @property
    def open(self) -> int:
        return self.quantity - self.replaced - self.credited

    @property
    def amount(self) -> Decimal | None:
        """What all its pieces cost; None when no price is known."""
        return None if self.price is None else self.price * self.quantity


@dataclass(frozen=True, slots=True)
class ReturnSheet:
    """A return with its lines."""

    head: ReturnRow
    lines: tuple[ReturnLineRow, ...]


@dataclass(frozen=True, slots=True)
class Unreplaced:
    """What a supplier still owes goods or money for; ``days`` since the oldest of it was sent."""

    supplier_id: int
    supplier: str
    returns: int
    pieces: int
    value: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class UnreplacedLine:
    """One line a supplier has not settled, with the pieces open and what they cost."""

    line_id: int
    return_id: int
    number: str
    kind: str
    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    lot: str
    quantity: int
    open: int
    price: Decimal | None
    value: Decimal
    reason: str
    sent_at: datetime


def _worth(pieces: Any) -> Any:
    """What so many pieces of the lines cost together, kept as whole hundredths until it is read."""
    hundredths = type_coerce(ReturnLine.price, BigInteger)
    return type_coerce(func.coalesce(func.sum(hundredths * pieces), 0), Money)


def _sums() -> Any:
    return (
        select(
            ReturnLine.return_id,
            func.sum(ReturnLine.quantity).label("pieces"),
            func.sum(_OPEN).label("open"),
            _worth(ReturnLine.quantity).label("value"),
        )
        .group_by(ReturnLine.return_id)
        .subquery()
    )


_PIECES = _sums()
RETURN_ORDER: dict[str, Any] = {
    "number": SupplierReturn.id, "supplier": Supplier.name, "state": SupplierReturn.state, "kind": SupplierReturn.kind,
    "pieces": func.coalesce(_PIECES.c.pieces, 0), "open": func.coalesce(_PIECES.c.open, 0),
    "value": func.coalesce(type_coerce(_PIECES.c.value, BigInteger), 0), "at": SupplierReturn.at,
    "sent_at": SupplierReturn.sent_at,
}  # fmt: skip


def _returns() -> Select[Any]:
    return (
        select(
            SupplierReturn.id, SupplierReturn.number, SupplierReturn.supplier_id, Supplier.name.label("supplier"),
            SupplierReturn.kind, SupplierReturn.state, _PIECES.c.pieces, _PIECES.c.open, _PIECES.c.value, SupplierReturn.note,
            SupplierReturn.at, Person.name.label("who"), SupplierReturn.sent_at,
        )
        .join(Supplier, Supplier.id == SupplierReturn.supplier_id)
        .join(Person, Person.id == SupplierReturn.who_id)
        .outerjoin(_PIECES, _PIECES.c.return_id == SupplierReturn.id)
    )  # fmt: skip


def _return_row(row: Any) -> ReturnRow:
    return ReturnRow(
        row.id, row.number, row.supplier_id, row.supplier, row.kind, row.state, int(row.pieces or 0), int(row.open or 0),
        row.value or Decimal("0.00"), row.note, row.at, row.who, row.sent_at,
    )  # fmt: skip


def returns_page(
    session: Session, *, text: str = "", state: str = "", supplier_id: int | None = None, offset: int = 0, limit: int = 100,
    sort: str = "number", descending: bool = True,
) -> Page[ReturnRow]:  # fmt: skip
    """Returns, the newest first unless asked otherwise; searched by number, supplier, note or a seller code in them."""
    wanted = _returns()
    if state:
        wanted = wanted.where(SupplierReturn.state == state)
    if supplier_id is not None:
        wanted = wanted.where(SupplierReturn.supplier_id == supplier_id)
    if text:
        holding = select(ReturnLine.return_id).join(Sku, Sku.id == ReturnLine.sku_id)
        wanted = wanted.where(
            or_(
                SupplierReturn.number.icontains(text, autoescape=True),
                Supplier.name.icontains(text, autoescape=True),
                SupplierReturn.note.icontains(text, autoescape=True),
                SupplierReturn.id.in_(holding.where(Sku.seller_code == text)),
            )
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = RETURN_ORDER[sort]
    second = SupplierReturn.id.desc() if descending else SupplierReturn.id
    page = wanted.order_by(key.desc() if descending else key.asc(), second).offset(offset).limit(limit)
    return Page([_return_row(row) for row in session.execute(page)], total)


def return_(session: Session, return_id: int) -> ReturnSheet:
    """One return with its lines. Raises NotFound ``sendback.no_such_return``."""
    head = session.execute(_returns().where(SupplierReturn.id == return_id)).one_or_none()
    if head is None:
        raise NotFound("sendback.no_such_return")
    lines = session.execute(
        select(
            ReturnLine.id, ReturnLine.sku_id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, ReturnLine.lot,
            ReturnLine.location_id, Location.code, ReturnLine.quantity, ReturnLine.replaced, ReturnLine.credited,
            ReturnLine.price, ReturnLine.reason,
        )
        .join(Sku, Sku.id == ReturnLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .join(Location, Location.id == ReturnLine.location_id)
        .where(ReturnLine.return_id == return_id)
        .order_by(ReturnLine.id)
    )  # fmt: skip
    return ReturnSheet(_return_row(head), tuple(ReturnLineRow(*tuple(line)) for line in lines))


def unreplaced(session: Session, today: date) -> list[Unreplaced]:
    """What went back and is neither replaced nor credited, per supplier, the longest waiting first. No price counts as 0."""
    oldest = func.min(SupplierReturn.sent_at).label("oldest")
    rows = session.execute(
        select(
            Supplier.id, Supplier.name, func.count(SupplierReturn.id.distinct()).label("returns"),
            func.sum(_OPEN).label("pieces"), _worth(_OPEN).label("value"), oldest,
        )
        .join(SupplierReturn, SupplierReturn.supplier_id == Supplier.id)
        .join(ReturnLine, ReturnLine.return_id == SupplierReturn.id)
        .where(SupplierReturn.state == "sent", _OPEN > 0)
        .group_by(Supplier.id, Supplier.name)
        .order_by(oldest, Supplier.id)
    )  # fmt: skip
    return [
        Unreplaced(r.id, r.name, r.returns, int(r.pieces), r.value, (today - r.oldest.astimezone().date()).days) for r in rows
    ]


def unreplaced_lines(session: Session, supplier_id: int) -> list[UnreplacedLine]:
    """The lines behind a supplier's figure, the longest waiting first."""
    rows = session.execute(
        select(
            ReturnLine.id, SupplierReturn.id.label("return_id"), SupplierReturn.number, SupplierReturn.kind, ReturnLine.sku_id,
            Sku.seller_code, Product.name, Sku.colour, Sku.size, ReturnLine.lot, ReturnLine.quantity, _OPEN.label("open"),
            ReturnLine.price, ReturnLine.reason, SupplierReturn.sent_at,
        )
        .join(SupplierReturn, SupplierReturn.id == ReturnLine.return_id)
        .join(Sku, Sku.id == ReturnLine.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(SupplierReturn.supplier_id == supplier_id, SupplierReturn.state == "sent", _OPEN > 0)
        .order_by(SupplierReturn.sent_at, ReturnLine.id)
    )  # fmt: skip
    return [
        UnreplacedLine(
            r.id, r.return_id, r.number, r.kind, r.sku_id, r.seller_code, r.name, r.colour, r.size, r.lot, r.quantity, r.open,
            r.price, (r.price or Decimal("0.00")) * r.open, r.reason, r.sent_at,
        )
        for r in rows
    ]  # fmt: skip
