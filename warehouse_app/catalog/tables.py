"""Products, their SKUs (colour x size) and the barcodes that name them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Product(Base, Stamped):
    """What the shop calls one thing; its colours and sizes are SKUs."""

    __tablename__ = "product"
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str] = mapped_column(default="")


class Sku(Base, Stamped):
    """One colour and size of a product; ``seller_code`` is matched exactly, upper and lower case apart."""

    __tablename__ = "sku"
    __table_args__ = (CheckConstraint("weight_g IS NULL OR weight_g >= 0", "weight"),)
    id: Mapped[int] = row_id()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    seller_code: Mapped[str] = mapped_column(unique=True)
    colour: Mapped[str] = mapped_column(default="")
    size: Mapped[str] = mapped_column(default="")
    price: Mapped[Decimal | None]
    weight_g: Mapped[int | None]
    home_bin: Mapped[str] = mapped_column(default="")
    picture: Mapped[str] = mapped_column(default="")


class Barcode(Base, Stamped):
    """A code printed on goods; one scan of it means ``multiple`` pieces of the SKU."""

    __tablename__ = "barcode"
    __table_args__ = (CheckConstraint("multiple > 0", "multiple"),)
    code: Mapped[str] = mapped_column(primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), index=True)
    multiple: Mapped[int] = mapped_column(default=1)
