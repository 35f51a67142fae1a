"""The clearance list on paper, to walk along the shelves with: what, how many, what to do, and a square to tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.restock.clearing.files import advice_words, decided_words, reason_words
from warehouse_app.restock.clearing.queries import ClearRow, summed
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT = 10.0, 30.0, 14.0
_WIDTHS = (("seller_code", 28), ("name", 46), ("reason", 30), ("pieces", 14), ("value", 22), ("age", 14), ("advice", 28))
_RIGHT = frozenset({"pieces", "value", "age"})
_TICK_MM = 8


def write_clearance_paper(path: Path, rows: Sequence[ClearRow], day: date, language: Language = "zh_CN") -> None:
    """A4. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not rows:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("clearance.paper_title", language))
    columns = _columns(language)
    room = paper.height - TOP - FOOT
    pages = paginate(fit_rows(columns, [_cells(row, language) for row in rows], 8), room, room, 0)
    for number, on_page in enumerate(pages, 1):
        _head(paper, rows, day, language)
        draw_table(paper, MARGIN, TOP, columns, on_page)
        text = say("paper.page_number", language, page=number, pages=len(pages))
        paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
        paper.end_page()
    paper.save(path)


def _head(paper: Paper, rows: Sequence[ClearRow], day: date, language: Language) -> None:
    paper.write(Box(MARGIN, 8, 120, 9), say("clearance.paper_title", language), 18, 12, bold=True)
    paper.write(Box(paper.width - MARGIN - 50, 9, 50, 7), day.isoformat(), 11, 8, align="right")
    found = summed(rows)
    words = say("clearance.sums", language, skus=found.skus, pieces=f"{found.pieces:,}", value=f"{found.value:,.2f}")
    paper.write(Box(MARGIN, 19, 180, 6), words, 10, 7)


def _columns(language: Language) -> list[Column]:
    columns = [
        Column(say(f"clearance.col_{name}", language), width, 9, align="right" if name in _RIGHT else "left")
        for name, width in _WIDTHS
    ]
    return [Column("", _TICK_MM, tick=True), *columns]


def _cells(row: ClearRow, language: Language) -> tuple[str, ...]:
    item = " ".join(part for part in (row.name, row.colour, row.size) if part)
    return (
        "", row.seller_code, item, reason_words(row, language), str(row.pieces), "" if row.value is None else f"{row.value:,.2f}",
        "" if row.age is None else str(row.age), decided_words(row, language) or advice_words(row.advice, language),
    )  # fmt: skip
