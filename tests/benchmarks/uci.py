"""UCI Online Retail as a shop's thirteen months: what was sold, came back and was written off, and what had to be bought.

The file names no purchases. They are derived month by month, so that no shelf ever holds less than nothing: what leaves
before enough has come back is bought at the month's beginning. Test use only; the file is not part of the product.
"""

from __future__ import annotations

import csv
import lzma
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "online_retail.csv.xz"
GOODS = re.compile(r"\d{5}")  # the other codes are postage, fees and gift vouchers
SECOND_EDITION = {"Invoice": "InvoiceNo", "Price": "UnitPrice", "Customer ID": "CustomerID"}  # the same lines, named otherwise
PACK = 12  # purchases are rounded up to whole dozens


@dataclass(slots=True)
class Line:
    """One line of the file; ``kind``: sold, cancelled (came back from a customer) or written_off."""

    invoice: str
    code: str
    pieces: int
    at: datetime
    kind: str
    to_supplier: bool = False  # of cancelled goods: they go back to whoever made them
    customer: str = ""
    price: float = 0.0  # of one piece


@dataclass(slots=True)
class Month:
    """What is bought at its beginning (pieces by code), then its lines in the order of the file."""

    name: str
    bought: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def read_lines(path: Path = FILE, most: int | None = None) -> Iterator[Line]:
    """The lines of goods. Codes that differ by case are different goods, as they are on the shelf."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        header = [SECOND_EDITION.get(name, name) for name in next(csv.reader(file))]
        for number, row in enumerate(csv.DictReader(file, header)):
            if most is not None and number >= most:
                return
            pieces = int(row["Quantity"])
            if not GOODS.match(row["StockCode"]) or not pieces:
                continue
            kind = "sold" if pieces > 0 else "cancelled" if row["InvoiceNo"].startswith("C") else "written_off"
            at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
            price = float(row["UnitPrice"])
            yield Line(row["InvoiceNo"], row["StockCode"], abs(pieces), at, kind, customer=row["CustomerID"], price=price)


def plan(lines: Sequence[Line]) -> list[Month]:
    """The months with what has to be bought. Half of what comes back goes to the supplier, as far as it was bought from him."""
    months = [Month(name, lines=list(part)) for name, part in groupby(lines, key=lambda line: f"{line.at:%Y-%m}")]
    on_shelf: dict[str, int] = defaultdict(int)
    returnable: dict[str, int] = defaultdict(int)
    for month in months:
        _choose_returns(month, returnable)
        lowest: dict[str, int] = defaultdict(int)
        change: dict[str, int] = defaultdict(int)
        for line in month.lines:
            change[line.code] += _change(line)
            lowest[line.code] = min(lowest[line.code], change[line.code])
        for code, gone in lowest.items():
            missing = -gone - on_shelf[code]
            if missing > 0:
                month.bought[code] = -(-missing // PACK) * PACK
        for code, pieces in month.bought.items():
            on_shelf[code] += pieces
            returnable[code] += pieces
        for code, difference in change.items():
            on_shelf[code] += difference
    return months


def _choose_returns(month: Month, returnable: dict[str, int]) -> None:
    cancelled = [line for line in month.lines if line.kind == "cancelled"]
    for line in cancelled[::2]:
        if line.pieces <= returnable[line.code]:
            line.to_supplier = True
            returnable[line.code] -= line.pieces


def _change(line: Line) -> int:
    """What a line does to the shelf."""
    if line.kind == "cancelled":
        return 0 if line.to_supplier else line.pieces
    return -line.pieces
