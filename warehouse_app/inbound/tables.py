"""Suppliers, what is ordered from them, what arrived, what was found wrong, what went back, and what is owed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Supplier(Base, Stamped):
    """Who sells to the shop. ``lead_days``: from order to arrival; minimum order by amount, by pieces, or none."""

    __tablename__ = "supplier"
    __table_args__ = (
        CheckConstraint("lead_days IS NULL OR lead_days >= 0", "lead_days"),
        CheckConstraint("minimum_pieces IS NULL OR minimum_pieces >= 0", "minimum_pieces"),
        CheckConstraint("minimum_amount IS NULL OR minimum_amount >= 0", "minimum_amount"),
    )
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    lead_days: Mapped[int | None]
    minimum_amount: Mapped[Decimal | None]
    minimum_pieces: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)


class SupplierPrice(Base, Stamped):
    """What a supplier asks for one piece of a SKU from a day on; the newest row counts, the older are the history."""

    __tablename__ = "supplier_price"
    __table_args__ = (
        CheckConstraint("price >= 0", "price"),
        Index("ix_supplier_price_of", "supplier_id", "sku_id", "id"),
        Index("ix_supplier_price_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    price: Mapped[Decimal]
    since: Mapped[date]
    supplier_code: Mapped[str] = mapped_column(default="")


class PurchaseOrder(Base, Stamped):
    """An order to a supplier. ``version`` grows with each edit; ``override`` is why more than a first order was allowed."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'sent', 'partly', 'closed', 'cancelled')", "state"),
        Index("ix_purchase_order_supplier_id", "supplier_id", "id"),
        Index("ix_purchase_order_state", "state", "expected"),
    )
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    state: Mapped[str] = mapped_column(default="draft")
    expected: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    override: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class PurchaseLine(Base):
    """Pieces of one SKU ordered; ``received`` is what closed receipts brought of them."""

    __tablename__ = "purchase_line"
    __table_args__ = (
        UniqueConstraint("order_id", "sku_id"),
        CheckConstraint("quantity > 0", "quantity"),
        CheckConstraint("received >= 0", "received"),
        CheckConstraint("price IS NULL OR price >= 0", "price"),
        Index("ix_purchase_line_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int]
    price: Mapped[Decimal | None]
    received: Mapped[int] = mapped_column(default=0)


class SupplierReturn(Base, Stamped):
    """Goods going back to a supplier, to be exchanged or credited; gone once ``sent``."""

    __tablename__ = "supplier_return"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'sent', 'closed', 'cancelled')", "state"),
        CheckConstraint("kind IN ('exchange', 'credit')", "kind"),
        Index("ix_supplier_return_supplier_id", "supplier_id", "id"),
    )
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    kind: Mapped[str] = mapped_column(default="exchange")
    state: Mapped[str] = mapped_column(default="draft")
    note: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]


class ReturnLine(Base):
    """Pieces of one SKU in a return, from quarantine or a bin; ``replaced`` and ``credited`` say what came of them."""

    __tablename__ = "supplier_return_line"
    __table_args__ = (
        UniqueConstraint("return_id", "sku_id", "lot", "location_id"),
        CheckConstraint("quantity > 0", "quantity"),
        CheckConstraint("replaced >= 0 AND credited >= 0 AND replaced + credited <= quantity", "settled"),
        Index("ix_supplier_return_line_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    return_id: Mapped[int] = mapped_column(ForeignKey("supplier_return.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="")
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int]
    replaced: Mapped[int] = mapped_column(default=0)
    credited: Mapped[int] = mapped_column(default=0)
    price: Mapped[Decimal | None]
    reason: Mapped[str] = mapped_column(default="")


class Receipt(Base, Stamped):
    """Goods that arrived together: against a purchase order, in exchange for a return, or blind.

    ``amount`` is the goods' value fixed when it is closed; ``freight_owed`` says that the freight is on the supplier's bill.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'cancelled', 'reversed')", "state"),
        CheckConstraint("freight >= 0", "freight"),
        CheckConstraint("order_id IS NULL OR return_id IS NULL", "source"),
        Index("ix_receipt_supplier_id", "supplier_id", "id"),
        Index("ix_receipt_order_id", "order_id"),
        Index("ix_receipt_state", "state", "id"),
    )
    id: Mapped[int] = row_id()
    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order.id"))
    return_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_return.id"))
    state: Mapped[str] = mapped_column(default="open")
    delivery_note: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    freight: Mapped[Decimal] = mapped_column(default=Decimal(0))
    freight_owed: Mapped[bool] = mapped_column(default=False)
    amount: Mapped[Decimal | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReceiptLine(Base):
    """Pieces of one SKU (and lot) in a receipt: counted, of them inspected, defective, and put away so far."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        UniqueConstraint("receipt_id", "sku_id", "lot"),
        CheckConstraint("counted >= 0", "counted"),
        CheckConstraint("defective >= 0 AND defective <= inspected AND inspected <= counted", "inspected"),
        CheckConstraint("put_away >= 0 AND put_away <= counted - defective", "put_away"),
        Index("ix_receipt_line_sku_id", "sku_id"),
    )
    id: Mapped[int] = row_id()
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="")
    counted: Mapped[int] = mapped_column(default=0)
    inspected: Mapped[int] = mapped_column(default=0)
    defective: Mapped[int] = mapped_column(default=0)
    put_away: Mapped[int] = mapped_column(default=0)
    price: Mapped[Decimal | None]
    freight_share: Mapped[Decimal] = mapped_column(default=Decimal(0))


class ReceiptScan(Base, Stamped):
    """One count at the receiving desk, right or wrong. Append-only; a line's ``counted`` is the sum of its quantities."""

    __tablename__ = "receipt_scan"
    __table_args__ = (Index("ix_receipt_scan_receipt_id", "receipt_id", "id"),)
    id: Mapped[int] = row_id()
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    action: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(default="")
    how: Mapped[str]  # scan | keyed | grid | undo
    verdict: Mapped[str]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=0)  # below zero for what was taken back


class Inspection(Base, Stamped):
    """Pieces of a receipt somebody looked at: how many, how many are defective, why, and the photo. Append-only."""

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("defective >= 0 AND defective <= inspected AND inspected > 0", "defective"),
        Index("ix_inspection_receipt_id", "receipt_id", "id"),
    )
    id: Mapped[int] = row_id()
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot: Mapped[str] = mapped_column(default="")
    inspected: Mapped[int]
    defective: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    photo: Mapped[str] = mapped_column(default="")  # file name in the data folder's photos; "" for none
    photo_sha256: Mapped[str] = mapped_column(default="")


class SupplierEntry(Base, Stamped):
    """One line of a supplier's account; above zero the shop owes it, below zero it was paid or credited. Append-only.

    A credit for goods that went back names the line of their return and the ``pieces`` it settled.
    """

    __tablename__ = "supplier_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('goods', 'freight', 'payment', 'credit', 'reversal')", "kind"),
        CheckConstraint("amount <> 0", "amount"),
        Index("ix_supplier_entry_supplier_id", "supplier_id", "day", "id"),
        Index("ix_supplier_entry_receipt_id", "receipt_id"),
    )
    id: Mapped[int] = row_id()
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    day: Mapped[date]
    kind: Mapped[str]
    amount: Mapped[Decimal]
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    return_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_return.id"))
    return_line_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_return_line.id"))
    pieces: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_entry.id"), unique=True)
