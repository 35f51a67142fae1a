"""A rehearsal on paper, to be hung up where the sale is prepared."""

from __future__ import annotations

from pathlib import Path

from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import HEADER_MM, Column, Row, draw_table, fit_rows
from warehouse_app.restock.rehearsing.sections import PlanPaper, Section, head_lines, sections
from warehouse_app.words import Language, say

MARGIN, FOOT, TITLE = 10.0, 14.0, 8.0
_LINE = 6.0


def write_plan(path: Path, plan: PlanPaper, language: Language = "zh_CN") -> None:
    """A4: what the sale is, then every table with rows; a table goes on over the page under its captions.

    Raises WarehouseError ``paper.cannot_write``.
    """
    paper = Paper(*A4, say("rehearsal.paper_title", language, name=plan.name))
    at = _head(paper, plan, language)
    pages = 1
    for section in sections(plan, language):
        columns = _columns(section)
        left = fit_rows(columns, [[str(cell) for cell in row] for row in section.rows], 6.5)
        while left:
            room = paper.height - FOOT - at - TITLE - HEADER_MM
            some = _fitting(left, room)
            if not some:
                pages = _next_page(paper, plan, pages, language)
                at = MARGIN + 2
                some = _fitting(left, paper.height - FOOT - at - TITLE - HEADER_MM) or left[:1]
            paper.write(Box(MARGIN, at, 190, TITLE - 1.5), section.title, 12, 9, bold=True)
            at = draw_table(paper, MARGIN, at + TITLE, columns, some) + 5
            left = left[len(some) :]
    _foot(paper, plan, pages, language)
    paper.end_page()
    paper.save(path)


def _fitting(rows: list[Row], room: float) -> list[Row]:
    """The first rows that find room."""
    count = 0
    while count < len(rows) and rows[count].height <= room:
        room -= rows[count].height
        count += 1
    return rows[:count]


def _head(paper: Paper, plan: PlanPaper, language: Language) -> float:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 9, wide, 10), say("rehearsal.paper_title", language, name=plan.name), 18, 11, bold=True)
    at = 20.0
    for line in head_lines(plan, language):
        paper.write(Box(MARGIN, at, wide, _LINE - 0.5), line, 10, 6)
        at += _LINE
    return at + 3


def _columns(section: Section) -> list[Column]:
    return [
        Column(caption, width, 9, align="right" if place in section.figures else "left")
        for place, (caption, width) in enumerate(zip(section.captions, section.widths, strict=True))
    ]


def _next_page(paper: Paper, plan: PlanPaper, page: int, language: Language) -> int:
    _foot(paper, plan, page, language)
    paper.end_page()
    return page + 1


def _foot(paper: Paper, plan: PlanPaper, page: int, language: Language) -> None:
    text = say("rehearsal.paper_page", language, name=plan.name, page=page)
    paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
