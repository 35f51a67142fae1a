"""Label stocks in millimetres, what is on a label, and where on the paper each one lies. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

StockName = Literal["40x30", "50x30", "60x40", "a4-65", "a4-24"]
LabelKind = Literal["barcode", "size", "both"]
KINDS: tuple[LabelKind, ...] = ("barcode", "size", "both")
MOST_LABELS = 5_000  # in one file: a roll has 1,000 to 2,000


@dataclass(frozen=True, slots=True)
class LabelStock:
    """A page and the labels on it; ``margin`` stays white at the left and right of a label, ``rim`` above and below."""

    name: StockName
    width: float
    height: float
    page_width: float
    page_height: float
    margin: float
    rim: float
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    across: float = 0.0  # from one label's left edge to the next one's

    @property
    def fields(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows


def _roll(name: StockName, width: float, height: float) -> LabelStock:
    return LabelStock(name, width, height, width, height, margin=1.5, rim=1.2)


# The sheets are the common ones with 65 labels (gaps of 2.5 mm between the columns) and 24 (no gaps at all). Labels that
# reach the sheet's edge keep away from it by what office printers cannot print on.
STOCKS: Mapping[str, LabelStock] = {
    stock.name: stock
    for stock in (
        _roll("40x30", 40, 30),
        _roll("50x30", 50, 30),
        _roll("60x40", 60, 40),
        LabelStock("a4-65", 38.1, 21.2, 210, 297, 1.5, 1.2, columns=5, rows=13, left=4.75, top=10.7, across=40.6),
        LabelStock("a4-24", 70, 37, 210, 297, 5, 4.5, columns=3, rows=8, left=0, top=0.5, across=70),
    )
}


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """A label for goods, ``copies`` of it; ``measures``: name and millimetres. Without a barcode the seller code is one."""

    seller_code: str
    barcode: str = ""
    name: str = ""
    colour: str = ""
    size: str = ""
    price: Decimal | None = None
    measures: tuple[tuple[str, int], ...] = ()
    copies: int = 1


@dataclass(frozen=True, slots=True)
class BinLabel:
    """What goes on one bin's label; the check character is another desk's sum, only drawn here."""

    code: str
    check: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """The place of one label: page and the label's top left corner on it, in mm."""

    page: int
    x: float
    y: float


def places(stock: LabelStock, first_field: int = 1) -> Iterator[Field]:
    """Where labels go, row by row, from ``first_field`` (1 is the top left) of the first page on; never ends."""
    at = first_field - 1
    while True:
        page, field = divmod(at, stock.fields)
        row, column = divmod(field, stock.columns)
        yield Field(page, stock.left + column * stock.across, stock.top + row * stock.height)
        at += 1


def centimetres(mm: int) -> str:
    """Millimetres as people read clothes: 72, 72.5."""
    whole, rest = divmod(mm, 10)
    return f"{whole}.{rest}" if rest else str(whole)
