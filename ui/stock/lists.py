"""The rows of the stock list, grouped as one wants them: by bin and SKU, or by SKU, product, bin, zone or category."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ui.desk import Desk
from ui.language import tr
from ui.theme import ToneName
from ui.widgets.paged_model import Column
from warehouse_app.inbound.looks import stock_groups
from warehouse_app.stock.looks.queries import By, GroupRow
from warehouse_app.stock.queries import StockRow, stock_page

Grouping = Literal["place", "sku", "product", "bin", "zone", "category"]
GROUPINGS: tuple[Grouping, ...] = ("place", "sku", "product", "bin", "zone", "category")
PLACES = ("bin", "zone")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stock is shown: words searched for, one bin, one SKU; nothing of it means all."""

    text: str = ""
    bin_code: str = ""
    sku_id: int | None = None


def fetch_stock(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[StockRow], int]:
    """One page of the stock that is wanted."""
    page = desk.read(
        stock_page, text=wanted.text, bin_code=wanted.bin_code, sku_id=wanted.sku_id, offset=offset, limit=limit,
        sort=sort or "bin", descending=descending,
    )  # fmt: skip
    return page.rows, page.total


def fetch_groups(
    desk: Desk, by: By, text: str, today: date, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[GroupRow], int]:
    """One page of the groups in which the text is found."""
    page = desk.read(
        stock_groups, by=by, text=text, today=today, offset=offset, limit=limit, sort=sort or "code", descending=descending
    )
    return page.rows, page.total


def stock_columns() -> list[Column[StockRow]]:
    """The columns by bin and SKU."""
    return [
        Column[StockRow]("bin", "stock.column_bin", width=92),
        Column[StockRow]("seller_code", "stock.column_seller_code", width=118),
        Column[StockRow]("name", "stock.column_name", width=0),
        Column[StockRow]("colour", "stock.column_variant", variant_words, width=122),
        Column[StockRow]("on_hand", "stock.on_hand", align="right", width=72),
        Column[StockRow]("reserved", "stock.reserved", align="right", width=76),
        Column[StockRow]("available", "stock.available", None, _available_tone, "right", 86),
    ]


def group_columns(by: By) -> list[Column[GroupRow]]:
    """The columns of a grouping: what it is called, then its figures; nothing is expected in a bin or a zone."""
    low = None if by in PLACES else _nothing_left
    figures = [
        _figure("on_hand", "stock.on_hand", 72), _figure("reserved", "stock.reserved", 76),
        _figure("available", "stock.available", 80, low), _figure("dock", "stockroom.column_dock", 66),
        _figure("quarantined", "stockroom.column_quarantined", 90), _figure("expected", "stockroom.column_expected", 78),
    ]  # fmt: skip
    if by in PLACES:  # what is at the dock stands in its own row, and quarantine is no bin
        figures = [*figures[:3], _kinds()]
    elif by != "sku":
        figures = [_kinds(), *figures]
    return [*_names(by), *figures]


def _names(by: By) -> list[Column[GroupRow]]:
    if by == "sku":
        return [
            Column[GroupRow]("code", "stock.column_seller_code", width=124),
            Column[GroupRow]("name", "stock.column_name", sku_words, width=0),
        ]
    if by == "product":
        return [
            Column[GroupRow]("code", "stock.column_name", width=0),
            Column[GroupRow]("name", "stockroom.column_category", width=76),
        ]
    if by == "bin":
        return [
            Column[GroupRow]("code", "stock.column_bin", width=0),
            Column[GroupRow]("name", "stockroom.zone", width=120),
        ]
    title = "stockroom.zone" if by == "zone" else "stockroom.column_category"
    return [Column[GroupRow]("code", title, lambda line: line.code or tr("stockroom.no_word"), width=0)]


def _figure(
    name: str, title: str, width: int, tone: Callable[[GroupRow], ToneName | None] | None = None
) -> Column[GroupRow]:  # fmt: skip
    return Column[GroupRow](name, title, _shown(name), tone, "right", width)


def _shown(name: str) -> Callable[[GroupRow], str]:
    """A figure; a nought at the dock, in quarantine or expected is not worth a digit."""
    quiet = name in ("dock", "quarantined", "expected")

    def words(line: GroupRow) -> str:
        value: int = getattr(line.figures, name)
        return f"{value:,}" if value or not quiet else ""

    return words


def _kinds() -> Column[GroupRow]:
    return Column[GroupRow]("kinds", "stockroom.column_kinds", lambda g: f"{g.kinds:,}", align="right", width=58, sortable=False)


def sku_words(line: GroupRow) -> str:
    """The name of a SKU; on a second line colour and size."""
    variant = " / ".join(part for part in (line.colour, line.size) if part)
    return f"{line.name}\n{variant}"


def variant_words(stock: StockRow) -> str:
    """Colour and size."""
    return " / ".join(part for part in (stock.colour, stock.size) if part)


def _available_tone(stock: StockRow) -> ToneName | None:
    """Nothing left to promise stands out."""
    return "warning" if stock.available <= 0 else None


def _nothing_left(line: GroupRow) -> ToneName | None:
    return "warning" if line.figures.available <= 0 else None
