"""What lies in quarantine, since when, whose it most likely is and why it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.inbound.tables import Inspection, Receipt, ReceiptLine, ReturnLine, Supplier, SupplierReturn
from warehouse_app.stock.rules import Virtual
from warehouse_app.stock.tables import Balance, Location, Move

Key = tuple[int, str]  # SKU id, lot


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Pieces of a SKU (and lot) in quarantine, and of them those on drafts of returns.

    The supplier (None: not known) and the price are those of the last receipt of these goods, the reason that of the last
    inspection that found any defective ("" for none). ``since`` is when the oldest pieces still there came.
    """

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    pieces: int
    drafted: int
    supplier_id: int | None
    supplier: str
    price: Decimal | None
    reason: str
    since: datetime | None


def quarantine(session: Session, supplier_id: int | None = None) -> list[QuarantineRow]:
    """Everything in quarantine, the longest waiting first; of one supplier when it is named."""
    place = select(Location.id).where(Location.code == Virtual.QUARANTINE.value).scalar_subquery()
    held = (
        select(Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, Balance.lot, Balance.on_hand)
        .join(Sku, Sku.id == Balance.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(Balance.location_id == place, Balance.on_hand > 0)
    )
    here = select(Balance.sku_id).where(Balance.location_id == place, Balance.on_hand > 0)
    facts = _Facts(
        {(row.sku_id, row.lot): row for row in session.execute(_last_receipts(here))},
        {(row.sku_id, row.lot): row.reason for row in session.execute(_last_reasons(here))},
        {(row.sku_id, row.lot): row.since for row in session.execute(_since(place))},
        {(row.sku_id, row.lot): int(row.pieces) for row in session.execute(_drafted(place))},
    )
    rows = [facts.row(row) for row in session.execute(held)]
    if supplier_id is not None:
        rows = [row for row in rows if row.supplier_id == supplier_id]
    return sorted(rows, key=lambda row: (row.since is not None, row.since, row.seller_code, row.lot))


@dataclass(frozen=True, slots=True)
class _Facts:
    receipts: dict[Key, Any]
    reasons: dict[Key, str]
    since: dict[Key, datetime]
    drafted: dict[Key, int]

    def row(self, held: Any) -> QuarantineRow:
        key = (held.id, held.lot)
        receipt = self.receipts.get(key)
        return QuarantineRow(
            held.id, held.seller_code, held.name, held.colour, held.size, held.picture, held.lot, held.on_hand,
            self.drafted.get(key, 0), receipt.supplier_id if receipt else None, receipt.name or "" if receipt else "",
            receipt.price if receipt else None, self.reasons.get(key, ""), self.since.get(key),
        )  # fmt: skip


def _last_receipts(here: Select[Any]) -> Any:
    newest = (
        select(ReceiptLine.sku_id, ReceiptLine.lot, func.max(ReceiptLine.id).label("line_id"))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(Receipt.state == "closed", ReceiptLine.sku_id.in_(here))
        .group_by(ReceiptLine.sku_id, ReceiptLine.lot)
        .subquery()
    )
    return (
        select(ReceiptLine.sku_id, ReceiptLine.lot, ReceiptLine.price, Receipt.supplier_id, Supplier.name)
        .join(newest, newest.c.line_id == ReceiptLine.id)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .outerjoin(Supplier, Supplier.id == Receipt.supplier_id)
    )


def _last_reasons(here: Select[Any]) -> Any:
    newest = (
        select(func.max(Inspection.id))
        .where(Inspection.defective > 0, Inspection.sku_id.in_(here))
        .group_by(Inspection.sku_id, Inspection.lot)
    )
    return select(Inspection.sku_id, Inspection.lot, Inspection.reason).where(Inspection.id.in_(newest))


def _since(place: Any) -> Any:
    """First in, first out: of the newest arrivals that make up what is there, the oldest."""
    newest_first = func.sum(Move.quantity).over(partition_by=(Move.sku_id, Move.lot), order_by=Move.id.desc())
    arrivals = (
        select(Move.sku_id, Move.lot, Move.at, (newest_first - Move.quantity).label("younger"))
        .join(
            Balance,
            (Balance.sku_id == Move.sku_id) & (Balance.lot == Move.lot) & (Balance.location_id == place) & (Balance.on_hand > 0),
        )
        .add_columns(Balance.on_hand)
        .where(Move.to_id == place)
        .subquery()
    )
    return (
        select(arrivals.c.sku_id, arrivals.c.lot, func.min(arrivals.c.at).label("since"))
        .where(arrivals.c.younger < arrivals.c.on_hand)
        .group_by(arrivals.c.sku_id, arrivals.c.lot)
    )


def _drafted(place: Any) -> Any:
    return (
        select(ReturnLine.sku_id, ReturnLine.lot, func.sum(ReturnLine.quantity).label("pieces"))
        .join(SupplierReturn, SupplierReturn.id == ReturnLine.return_id)
        .where(SupplierReturn.state == "draft", ReturnLine.location_id == place)
        .group_by(ReturnLine.sku_id, ReturnLine.lot)
    )
