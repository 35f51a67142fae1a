"""What to order on paper: supplier by supplier, with the arithmetic of every line and a square to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, Row, draw_table, fit_rows, paginate
from warehouse_app.restock.looks.told import Sum, arithmetic
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, HEAD, GAP = 10.0, 26.0, 14.0, 9.0, 5.0  # mm
_LEAST = 24.0
"""A supplier's table begins on a page only where this much of it fits."""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One SKU to order; ``cost`` of one piece, None when nobody knows."""

    seller_code: str
    name: str
    variant: str
    order_by: date | None
    cover_days: int | None
    pieces: int
    cost: Decimal | None
    told: Sum


@dataclass(frozen=True, slots=True)
class SupplierNeed:
    """What to order from one supplier; "" where nobody knows who sells it."""

    supplier: str
    lines: tuple[NeedLine, ...]

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    @property
    def amount(self) -> Decimal:
        return sum((line.cost * line.pieces for line in self.lines if line.cost is not None), Decimal(0))


def write_needs(path: Path, day: date, needs: Sequence[SupplierNeed], language: Language = "zh_CN") -> None:
    """One A4 PDF for the day of the run. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not needs:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("restock.paper_title", language))
    columns = _columns(language)
    at = _begin_page(paper, day, needs, language)
    for need in needs:
        rows = fit_rows(columns, [_cells(line, language) for line in need.lines])
        if at + HEAD + _LEAST > paper.height - FOOT:
            paper.end_page()
            at = _begin_page(paper, day, needs, language)
        at = _supplier(paper, day, needs, need, columns, rows, at, language)
    paper.end_page()
    paper.save(path)


def _supplier(
    paper: Paper, day: date, needs: Sequence[SupplierNeed], need: SupplierNeed, columns: list[Column], rows: list[Row],
    at: float, language: Language,
) -> float:  # fmt: skip
    """One supplier's table over as many pages as it takes; returns where the next may begin."""
    bottom = paper.height - FOOT - 7
    pages = paginate(rows, bottom - at - HEAD, bottom - TOP - HEAD, 0)
    for number, some in enumerate(pages):
        if number:
            paper.end_page()
            at = _begin_page(paper, day, needs, language)
        paper.write(Box(MARGIN, at, paper.width - 2 * MARGIN, 7), _supplier_words(need, language), 12, 7, bold=True)
        at = draw_table(paper, MARGIN, at + HEAD, columns, some)
    return at + GAP


def _supplier_words(need: SupplierNeed, language: Language) -> str:
    name = need.supplier or say("restock.without_supplier", language)
    return say(
        "restock.paper_supplier", language, supplier=name, skus=len(need.lines), pieces=f"{need.pieces:,}",
        amount=f"{need.amount:,.2f}",
    )  # fmt: skip


def _begin_page(paper: Paper, day: date, needs: Sequence[SupplierNeed], language: Language) -> float:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 9, wide, 9), say("restock.paper_title", language), 18, 10, bold=True)
    fields = {
        "day": day.isoformat(), "suppliers": len(needs), "skus": sum(len(need.lines) for need in needs),
        "pieces": f"{sum(need.pieces for need in needs):,}", "amount": f"{sum((n.amount for n in needs), Decimal(0)):,.2f}",
    }  # fmt: skip
    paper.write(Box(MARGIN, 18.5, wide, 6), say("restock.paper_words", language, **fields), 10, 6)
    return TOP


def _columns(language: Language) -> list[Column]:
    words = {name: say(f"restock.col_{name}", language) for name in ("sku", "goods", "order_by", "cover", "order", "why")}
    return [
        Column("", 8, tick=True),
        Column(words["sku"], 30, 8),
        Column(words["goods"], 40, 9),
        Column(words["order_by"], 20, 9),
        Column(words["cover"], 14, 9, align="right"),
        Column(words["order"], 18, 11, align="right", bold=True),
        Column(words["why"], 60, 7, smallest=4.5, lines=4),
    ]


def _cells(line: NeedLine, language: Language) -> Sequence[str]:
    goods = "  ".join(part for part in (line.name, line.variant) if part)
    day = "" if line.order_by is None else line.order_by.isoformat()
    cover = "" if line.cover_days is None else str(line.cover_days)
    return ("", line.seller_code, goods, day, cover, f"{line.pieces:,}", arithmetic(line.told, language))
