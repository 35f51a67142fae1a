"""A supplier's statement of account: opening balance, every entry of the period, closing balance, on A4."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from warehouse_app.inbound.account.queries import Statement, StatementLine
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.words import Language, say

MARGIN = 10.0
FIRST_TOP, TOP, FOOT, CLOSING = 38.0, 14.0, 12.0, 46.0  # mm; where tables begin, and what stands below them


def write_statement(path: Path, statement: Statement, language: Language = "zh_CN") -> None:
    """One A4 PDF; a period in which nothing happened shows its two balances. Raises WarehouseError ``paper.cannot_write``."""
    paper = Paper(*A4, say("account.paper_title", language))
    columns = _columns(language)
    rows = fit_rows(columns, [_opening(statement, language), *(_cells(line, language) for line in statement.lines)], 6.5)
    height = paper.height - FOOT - 7
    pages = paginate(rows, height - FIRST_TOP, height - TOP, CLOSING)
    for number, some in enumerate(pages, 1):
        if number == 1:
            _head(paper, statement, language)
        bottom = draw_table(paper, MARGIN, FIRST_TOP if number == 1 else TOP, columns, some)
        if number == len(pages):
            _close(paper, statement, bottom + 3, language)
        text = say("paper.page_number", language, page=number, pages=len(pages))
        paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
        paper.end_page()
    paper.save(path)


def _columns(language: Language) -> list[Column]:
    def caption(key: str) -> str:
        return say(f"account.column_{key}", language)

    return [
        Column(caption("day"), 22, 9),
        Column(caption("kind"), 20, 9),
        Column(caption("document"), 36, 9),
        Column(caption("note"), 43, 8),
        Column(caption("more"), 22, 9, align="right"),
        Column(caption("less"), 22, 9, align="right"),
        Column(caption("balance"), 25, 9, align="right", bold=True),
    ]


def _opening(statement: Statement, language: Language) -> Sequence[str]:
    return ("", say("account.paper_opening", language), "", "", "", "", money(statement.opening))


def _cells(line: StatementLine, language: Language) -> Sequence[str]:
    more = money(line.amount) if line.amount > 0 else ""
    less = money(-line.amount) if line.amount < 0 else ""
    kind = say(f"account.kind_{line.kind}", language)
    return (line.day.isoformat(), kind, line.document, line.note, more, less, money(line.balance))


def money(amount: Decimal) -> str:
    """An amount with thousands commas and two places."""
    return f"{amount:,.2f}"


def _head(paper: Paper, statement: Statement, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 9, wide, 10), say("account.paper_title", language), 20, 14, bold=True)
    supplier = say("account.paper_supplier", language, supplier=statement.supplier)
    days = {"first": statement.first_day.isoformat(), "last": statement.last_day.isoformat()}
    paper.write(Box(MARGIN, 21, wide, 7), supplier, 12, 7)
    paper.write(Box(MARGIN, 28.5, wide, 6), say("account.paper_period", language, **days), 10, 7)


def _close(paper: Paper, statement: Statement, top: float, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    sums = {"more": money(statement.owed_more), "less": money(statement.owed_less)}
    paper.write(Box(MARGIN, top, wide, 6), say("account.paper_turnover", language, **sums), 10, 7, align="right")
    code = "account.paper_in_advance" if statement.closing < 0 else "account.paper_closing"
    closing = say(code, language, day=statement.last_day.isoformat(), amount=money(abs(statement.closing)))
    paper.write(Box(MARGIN, top + 7, wide, 8), closing, 14, 9, align="right", bold=True)
    for column, key in enumerate(("paper_signed_shop", "paper_signed_supplier")):
        x = MARGIN + column * wide / 2
        for row, caption in enumerate((key, "paper_signed_at")):
            y = top + 20 + row * 10
            paper.write(Box(x, y, 34, 6), say(f"account.{caption}", language), 10, 7)
            paper.line(x + 35, y + 6, x + wide / 2 - 6, y + 6)
