"""Products, their SKUs (colour x size), the barcodes that name them, former codes, measures, and the words of the coding rule."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class Product(Base, Stamped):
    """What the shop calls one thing; its colours and sizes are SKUs."""

    __tablename__ = "product"
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str] = mapped_column(default="")
    style: Mapped[str] = mapped_column(default="", server_default=text("''"))  # its number, for the coding rule
    material: Mapped[bool] = mapped_column(default=False, server_default=false())  # packaging and the like: used, not sold
    lots: Mapped[bool] = mapped_column(default=False, server_default=false())  # goods kept by lot and expiry date
    serials: Mapped[bool] = mapped_column(default=False, server_default=false())  # each piece has a number, asked for at packing
    liquid: Mapped[bool] = mapped_column(default=False, server_default=false())  # not every courier takes it, nor flies it
    fragile: Mapped[bool] = mapped_column(default=False, server_default=false())
    quality_look: Mapped[str] = mapped_column(default="", server_default=text("''"))  # what to look at before it is packed


class Sku(Base, Stamped):
    """One colour and size of a product; ``seller_code`` is matched exactly, upper and lower case apart."""

    __tablename__ = "sku"
    __table_args__ = (
        CheckConstraint("weight_g IS NULL OR weight_g >= 0", "weight"),
        CheckConstraint("packs IN ('', 'carton', 'bag', 'filling', 'tape', 'other')", "packs"),
        CheckConstraint("carries_g IS NULL OR carries_g > 0", "carries"),
        CheckConstraint("least IS NULL OR least >= 0", "least"),
        CheckConstraint("key_limit IS NULL OR key_limit >= 0", "key_limit"),
    )
    id: Mapped[int] = row_id()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    seller_code: Mapped[str] = mapped_column(unique=True)
    colour: Mapped[str] = mapped_column(default="")
    size: Mapped[str] = mapped_column(default="")
    price: Mapped[Decimal | None]
    weight_g: Mapped[int | None]
    home_bin: Mapped[str] = mapped_column(default="")
    picture: Mapped[str] = mapped_column(default="")
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())  # False once merged into another SKU
    # Of a packing material: what it is (``rules.Packs``), the room inside, what it may carry, and when it runs low.
    packs: Mapped[str] = mapped_column(default="", server_default=text("''"))
    inner_length_mm: Mapped[int | None]
    inner_width_mm: Mapped[int | None]
    inner_height_mm: Mapped[int | None]
    carries_g: Mapped[int | None]
    least: Mapped[int | None]
    key_limit: Mapped[int | None]  # pieces that may be counted by one keyed number; None: as the setting says


class Barcode(Base, Stamped):
    """A code printed on goods; one scan of it means ``multiple`` pieces of the SKU."""

    __tablename__ = "barcode"
    __table_args__ = (CheckConstraint("multiple > 0", "multiple"),)
    code: Mapped[str] = mapped_column(primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), index=True)
    multiple: Mapped[int] = mapped_column(default=1)


class SkuAlias(Base, Stamped):
    """A seller code a SKU had before it was renamed or merged: old files and old labels still find it."""

    __tablename__ = "sku_alias"
    code: Mapped[str] = mapped_column(primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), index=True)


class KitComponent(Base, Stamped):
    """So many pieces of another SKU lie in one set (the kit), which has a code and stock of its own."""

    __tablename__ = "kit_component"
    __table_args__ = (CheckConstraint("pieces > 0", "pieces"), CheckConstraint("kit_id <> part_id", "part"))
    kit_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True, index=True)
    pieces: Mapped[int]


class Measure(Base, Stamped):
    """A measured size of one piece (waist, length, any name), in whole millimetres."""

    __tablename__ = "measure"
    __table_args__ = (CheckConstraint("mm > 0", "mm"),)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    mm: Mapped[int]


class CodeWord(Base, Stamped):
    """What a colour or a size is called in seller codes, so that one word has one code in the whole shop."""

    __tablename__ = "code_word"
    __table_args__ = (UniqueConstraint("kind", "code"), CheckConstraint("kind IN ('colour', 'size')", "kind"))
    kind: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
