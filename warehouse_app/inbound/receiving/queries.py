"""Receiving as a person sees it: receipts, one receipt with its totals, its lines, its scans and its inspections.

The colour x size grid stands in ``grid``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import NotFound
from warehouse_app.inbound.receiving.figures import figures, source_of
from warehouse_app.inbound.tables import (
    Inspection,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    ReceiptScan,
    Supplier,
    SupplierReturn,
)
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Lot
from warehouse_app.store.pages import Page

Only = Literal["", "differences", "over", "under", "unplanned", "defective", "counted"]


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt in a list. ``waiting`` good pieces are still to be put away; ``amount`` is None until it is closed."""

    id: int
    number: str
    state: str
    supplier: str
    order_number: str
    return_number: str
    delivery_note: str
    pieces: int
    defective: int
    waiting: int
    amount: Decimal | None
    freight: Decimal
    who: str
    since: datetime
    closed_at: datetime | None


_Opener, _Closer = aliased(Person), aliased(Person)


def _receipts(wanted: Select[Any]) -> Select[Any]:
    """The rows of these receipts (a select of ids), each with the sums of its lines."""
    ids = wanted.subquery()
    lines = ReceiptLine
    sums = (
        select(
            lines.receipt_id,
            func.sum(lines.counted).label("pieces"),
            func.sum(lines.defective).label("defective"),
            func.sum(lines.counted - lines.defective - lines.put_away).label("waiting"),
        )
        .where(lines.receipt_id.in_(ids.select()))
        .group_by(lines.receipt_id)
        .subquery()
    )
    return (
        select(
            Receipt.id, Receipt.number, Receipt.state, Supplier.name.label("supplier"),
            PurchaseOrder.number.label("order_number"), SupplierReturn.number.label("return_number"), Receipt.delivery_note,
            sums.c.pieces, sums.c.defective, sums.c.waiting,
            Receipt.amount, Receipt.freight, _Opener.name.label("who"), Receipt.at, Receipt.closed_at,
        )
        .join(_Opener, _Opener.id == Receipt.who_id)
        .outerjoin(Supplier, Supplier.id == Receipt.supplier_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Receipt.order_id)
        .outerjoin(SupplierReturn, SupplierReturn.id == Receipt.return_id)
        .outerjoin(sums, sums.c.receipt_id == Receipt.id)
        .where(Receipt.id.in_(ids.select()))
    )  # fmt: skip


def _receipt_row(r: Any) -> ReceiptRow:
    waiting = int(r.waiting or 0) if r.state == "closed" else 0
    return ReceiptRow(
        r.id, r.number, r.state, r.supplier or "", r.order_number or "", r.return_number or "", r.delivery_note,
        int(r.pieces or 0), int(r.defective or 0), waiting, r.amount, r.freight, r.who, r.at, r.closed_at,
    )  # fmt: skip


def open_receipts(session: Session) -> list[ReceiptRow]:
    """Receipts being counted, oldest first."""
    wanted = select(Receipt.id).where(Receipt.state == "open")
    return [_receipt_row(row) for row in session.execute(_receipts(wanted).order_by(Receipt.id))]


RECEIPT_ORDER: dict[str, Any] = {
    "number": Receipt.id, "since": Receipt.at, "closed_at": Receipt.closed_at, "state": Receipt.state, "supplier": Supplier.name,
    "amount": Receipt.amount, "delivery_note": Receipt.delivery_note, "order_number": PurchaseOrder.number,
}  # fmt: skip


def receipts_page(
    session: Session, *, text: str = "", state: str = "", supplier_id: int | None = None, offset: int = 0, limit: int = 100,
    sort: str = "number", descending: bool = True,
) -> Page[ReceiptRow]:  # fmt: skip
    """Receipts, newest first unless asked otherwise; ``text`` is looked for in numbers, delivery note and supplier."""
    wanted = (
        select(Receipt.id)
        .outerjoin(Supplier, Supplier.id == Receipt.supplier_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Receipt.order_id)
    )
    if state:
        wanted = wanted.where(Receipt.state == state)
    if supplier_id is not None:
        wanted = wanted.where(Receipt.supplier_id == supplier_id)
    if text:
        looked_in = (Receipt.number, Receipt.delivery_note, Supplier.name, PurchaseOrder.number)
        wanted = wanted.where(or_(*(column.icontains(text, autoescape=True) for column in looked_in)))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    key = RECEIPT_ORDER[sort]
    order = (key.desc(), Receipt.id.desc()) if descending else (key.asc(), Receipt.id.asc())
    page = wanted.order_by(*order).offset(offset).limit(limit)
    return Page([_receipt_row(row) for row in session.execute(_receipts(page).order_by(*order))], total)


@dataclass(frozen=True, slots=True)
class ReceiptHead:
    """One receipt and its totals in pieces; ``expected`` is None when nothing says what should come."""

    id: int
    number: str
    state: str
    supplier_id: int | None
    supplier: str
    order_id: int | None
    order_number: str
    return_id: int | None
    return_number: str
    delivery_note: str
    note: str
    freight: Decimal
    freight_owed: bool
    amount: Decimal | None
    who: str
    since: datetime
    closed_by: str
    closed_at: datetime | None
    skus: int
    expected: int | None
    counted: int
    over: int
    under: int
    unplanned: int
    inspected: int
    defective: int
    put_away: int


def receipt(session: Session, receipt_id: int) -> ReceiptHead:
    """One receipt with its totals. Raises NotFound."""
    head = session.execute(
        select(
            Receipt.number, Receipt.state, Receipt.supplier_id, Supplier.name.label("supplier"), Receipt.order_id,
            PurchaseOrder.number.label("order_number"), Receipt.return_id, SupplierReturn.number.label("return_number"),
            Receipt.delivery_note, Receipt.note, Receipt.freight, Receipt.freight_owed, Receipt.amount,
            _Opener.name.label("who"), Receipt.at, _Closer.name.label("closed_by"), Receipt.closed_at,
        )
        .join(_Opener, _Opener.id == Receipt.who_id)
        .outerjoin(_Closer, _Closer.id == Receipt.closed_by_id)
        .outerjoin(Supplier, Supplier.id == Receipt.supplier_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Receipt.order_id)
        .outerjoin(SupplierReturn, SupplierReturn.id == Receipt.return_id)
        .where(Receipt.id == receipt_id)
    ).one_or_none()  # fmt: skip
    if head is None:
        raise NotFound("receiving.no_such_receipt")
    source = source_of(session, receipt_id)
    told = figures(source).c
    names = ("expected", "counted", "over", "under", "unplanned", "inspected", "defective", "put_away")
    sums = session.execute(select(func.count(), *(func.sum(told[name]) for name in names))).one()
    skus, expected, *pieces = (int(value or 0) for value in sums)
    return ReceiptHead(
        receipt_id, head.number, head.state, head.supplier_id, head.supplier or "", head.order_id, head.order_number or "",
        head.return_id, head.return_number or "", head.delivery_note, head.note, head.freight, head.freight_owed, head.amount,
        head.who, head.at, head.closed_by or "", head.closed_at, skus, expected if source.planned else None, *pieces,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineRow:
    """One SKU of a receipt, its lots added up; ``expected`` is None when it was not planned."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lots: bool
    expected: int | None
    counted: int
    inspected: int
    defective: int
    put_away: int
    over: int
    under: int
    unplanned: int
    price: Decimal | None

    @property
    def good(self) -> int:
        """Pieces that may be sold."""
        return self.counted - self.defective


def lines_page(
    session: Session, receipt_id: int, *, only: Only = "", text: str = "", offset: int = 0, limit: int = 100,
    sort: str = "seller_code", descending: bool = False,
) -> Page[LineRow]:  # fmt: skip
    """The SKUs of a receipt, those that are expected and not there yet among them. Raises NotFound.

    ``only``: differences (over, under or unplanned), one of these alone, defective, or counted.
    """
    told = figures(source_of(session, receipt_id)).c
    wanted = (
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, Product.lots, *_figure_columns(told))
        .add_columns(_price_of(receipt_id))
        .join(Sku, Sku.id == told.sku_id)
        .join(Product, Product.id == Sku.product_id)
    )
    if only:
        names = ("over", "under", "unplanned") if only == "differences" else (only,)
        wanted = wanted.where(or_(*(told[name] > 0 for name in names)))
    if text:
        wanted = wanted.where(
            or_(Sku.seller_code.icontains(text, autoescape=True), Product.name.icontains(text, autoescape=True))
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    words = {"seller_code": Sku.seller_code, "name": Product.name, "colour": Sku.colour, "size": Sku.size}
    key: Any = words.get(sort, told.get(sort))
    rows = session.execute(wanted.order_by(key.desc() if descending else key, Sku.id).offset(offset).limit(limit))
    return Page([_line_row(row) for row in rows], total)


_FIGURES = ("expected", "counted", "inspected", "defective", "put_away", "over", "under", "unplanned")


def _figure_columns(told: Any) -> list[Any]:
    return [told[name] for name in _FIGURES]


def _price_of(receipt_id: int) -> Any:
    return (
        select(func.max(ReceiptLine.price, type_=ReceiptLine.price.type))
        .where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.sku_id == Sku.id)
        .scalar_subquery()
        .label("price")
    )


def _line_row(r: Any) -> LineRow:
    whole = {name: int(r[n]) for n, name in enumerate(_FIGURES[1:], 8)}
    expected = None if r.expected is None else int(r.expected)
    return LineRow(r.id, r.seller_code, r.name, r.colour, r.size, r.picture, r.lots, expected, price=r.price, **whole)


def differences(session: Session, receipt_id: int) -> list[LineRow]:
    """Every SKU that came over, under or unplanned, for the screen before closing."""
    return lines_page(session, receipt_id, only="differences", limit=1_000_000).rows


@dataclass(frozen=True, slots=True)
class LotRow:
    """One lot of a SKU in a receipt; lot "" for goods not kept by lot."""

    lot: str
    expires: date | None
    counted: int
    inspected: int
    defective: int
    put_away: int


def lots_of(session: Session, receipt_id: int, sku_id: int) -> list[LotRow]:
    """The lots in which a SKU came, first to expire first."""
    line = ReceiptLine
    rows = session.execute(
        select(line.lot, Lot.expires, line.counted, line.inspected, line.defective, line.put_away)
        .outerjoin(Lot, and_(Lot.sku_id == line.sku_id, Lot.code == line.lot))
        .where(line.receipt_id == receipt_id, line.sku_id == sku_id)
        .order_by(Lot.expires.nulls_last(), line.lot)
    )
    return [LotRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One count, right or wrong; ``undone`` when it was taken back."""

    id: int
    at: datetime
    who: str
    desk: str
    code: str
    how: str
    verdict: str
    seller_code: str
    name: str
    colour: str
    size: str
    lot: str
    quantity: int
    undone: bool


def last_scans(session: Session, receipt_id: int, limit: int = 20) -> list[ScanRow]:
    """The newest counts of a receipt, newest first."""
    undo = aliased(ReceiptScan)
    taken_back = (
        select(undo.id)
        .where(undo.receipt_id == receipt_id, undo.how == "undo", undo.code == ReceiptScan.action)
        .exists()
        .label("undone")
    )
    rows = session.execute(
        select(
            ReceiptScan.id, ReceiptScan.at, Person.name.label("who"), ReceiptScan.desk, ReceiptScan.code, ReceiptScan.how,
            ReceiptScan.verdict, Sku.seller_code, Product.name, Sku.colour, Sku.size, ReceiptScan.lot, ReceiptScan.quantity,
            taken_back,
        )
        .join(Person, Person.id == ReceiptScan.who_id)
        .outerjoin(Sku, Sku.id == ReceiptScan.sku_id)
        .outerjoin(Product, Product.id == Sku.product_id)
        .where(ReceiptScan.receipt_id == receipt_id, ReceiptScan.how != "inspect")
        .order_by(ReceiptScan.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        ScanRow(
            r.id, r.at, r.who, r.desk, "" if r.how == "undo" else r.code, r.how, r.verdict, r.seller_code or "", r.name or "",
            r.colour or "", r.size or "", r.lot, r.quantity, r.undone,
        )
        for r in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One inspection; ``photo`` is a file's name in the data folder's photos, "" for none."""

    id: int
    at: datetime
    who: str
    seller_code: str
    name: str
    colour: str
    size: str
    lot: str
    inspected: int
    defective: int
    reason: str
    photo: str
    photo_sha256: str


def inspections(session: Session, receipt_id: int) -> list[InspectionRow]:
    """What was found wrong in a receipt, and what was looked at, newest first."""
    rows = session.execute(
        select(
            Inspection.id, Inspection.at, Person.name.label("who"), Sku.seller_code, Product.name, Sku.colour, Sku.size,
            Inspection.lot, Inspection.inspected, Inspection.defective, Inspection.reason, Inspection.photo,
            Inspection.photo_sha256,
        )
        .join(Person, Person.id == Inspection.who_id)
        .join(Sku, Sku.id == Inspection.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(Inspection.receipt_id == receipt_id)
        .order_by(Inspection.id.desc())
    )  # fmt: skip
    return [_inspection_row(row) for row in rows]


def _inspection_row(row: Any) -> InspectionRow:
    return InspectionRow(*row)
