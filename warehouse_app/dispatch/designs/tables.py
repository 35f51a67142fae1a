"""The shop's own label designs, who uses which, the shops' logos, and what was measured on each printer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse_app.store.base import Base, Stamped, row_id


class LabelDesignRow(Base, Stamped):
    """A design of the shop's own; the shipped ones are files of the program."""

    __tablename__ = "label_design"
    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(unique=True)
    stock: Mapped[str]
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class LabelUse(Base, Stamped):
    """Which design a courier's labels have; ``courier`` "" stands for every courier that has none of its own.

    Either an own design or the name of a shipped one.
    """

    __tablename__ = "label_use"
    __table_args__ = (CheckConstraint("(design_id IS NULL) <> (shipped = '')", "one_design"),)
    courier: Mapped[str] = mapped_column(primary_key=True)
    design_id: Mapped[int | None] = mapped_column(ForeignKey("label_design.id"))
    shipped: Mapped[str] = mapped_column(default="")


class ShopLogo(Base, Stamped):
    """The picture on a shop's labels: a file in the data folder's ``logos``."""

    __tablename__ = "shop_logo"
    shop: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]


class LabelCalibration(Base, Stamped):
    """What was measured on a printer's test card of one stock, in hundredths of a millimetre."""

    __tablename__ = "label_calibration"
    __table_args__ = (CheckConstraint("ruler_x > 0 AND ruler_y > 0", "ruler"),)
    printer: Mapped[str] = mapped_column(primary_key=True)
    stock: Mapped[str] = mapped_column(primary_key=True)
    cross_x: Mapped[int]
    cross_y: Mapped[int]
    ruler_x: Mapped[int]
    ruler_y: Mapped[int]
