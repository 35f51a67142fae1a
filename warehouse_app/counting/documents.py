"""Papers of a stocktake: count sheets with the bar codes of bins and goods, and the report that is signed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from warehouse_app.counting.differences import Variance
from warehouse_app.counting.history import Past
from warehouse_app.counting.queries import StocktakeRow
from warehouse_app.counting.rules import EMPTY_CODE, Sums
from warehouse_app.counting.sheet_rows import SheetBin
from warehouse_app.errors import BadInput
from warehouse_app.packing.rules import Command
from warehouse_app.paper.barcodes import can_code128, code128
from warehouse_app.paper.page import A4, Align, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.sheets.writer import Value, write_xlsx
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, ROW = 10.0, 37.0, 14.0, 15.0
_COMPARED_ROW, _COMPARED_WIDTHS, _NAMES = 7.0, (30, 24, 18, 26, 26, 22, 22, 22), 2
_SIGNED = ("counter", "checker", "approver")


def write_count_sheets(path: Path, head: StocktakeRow, bins: Sequence[SheetBin], language: Language = "zh_CN") -> None:
    """A4 pages, bins in the order given, each with its bar code and a line to write on for each SKU and three strange ones.

    A sheet without the books' figures has no goods in a bin of which everything is counted. Raises BadInput
    ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``.
    """
    if not bins:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("counting.sheet_title", language))
    at = paper.height
    for one in bins:
        lines = max(3, len(one.lines) + 1)
        place = 0
        while place < lines:
            if at + 2 * ROW + 8 > paper.height - FOOT:
                if at < paper.height:
                    paper.end_page()
                _sheet_head(paper, head, language)
                at = TOP
            at = _sheet_bin(paper, one, at, language)
            while place < lines and at + ROW <= paper.height - FOOT:
                at = _sheet_line(paper, one, place, at, language)
                place += 1
            at += 4
    paper.end_page()
    paper.save(path)


def _sheet_head(paper: Paper, head: StocktakeRow, language: Language) -> None:
    paper.write(Box(MARGIN, 9, 44, 10), say("counting.sheet_title", language), 18, 10, bold=True)
    words = say("counting.sheet_words", language, number=head.number, kind=say(f"counting.kind_{head.kind}", language))
    paper.write(Box(MARGIN, 28, 100, 6), f"{words}  {head.title}".strip(), 10, 7)
    paper.write(Box(MARGIN + 104, 28, 86, 6), say("counting.sheet_counter", language), 10, 7, align="right")
    commands = ((Command.CONFIRM.value, "do_finish"), (Command.UNDO.value, "do_undo"), (EMPTY_CODE, "do_empty"))
    for place, (code, words_of) in enumerate(commands):
        box = Box(paper.width - MARGIN - 48 * (3 - place), 7, 48, 12)
        paper.bars(box, code128(code), "center")
        paper.write(Box(box.x, 20, box.width, 5), say(f"counting.{words_of}", language), 9, 7, align="center")


def _bars(paper: Paper, box: Box, code: str, align: Align) -> None:
    """The code as bars, where it can be drawn wide enough to be read."""
    if code and can_code128(code) and paper.fits(code128(code), box):
        paper.bars(box, code128(code), align)


def _sheet_bin(paper: Paper, one: SheetBin, at: float, language: Language) -> float:
    wide = paper.width - 2 * MARGIN
    paper.fill(Box(MARGIN, at, wide, ROW), 0.92)
    paper.write(Box(MARGIN + 2, at + 2, 70, ROW - 4), one.bin, 20, 10, bold=True)
    if one.round > 1:
        paper.write(Box(MARGIN + 74, at + 4, 40, 7), say("counting.sheet_round", language, round=one.round), 11, 8)
    _bars(paper, Box(paper.width - MARGIN - 64, at + 1.5, 62, ROW - 3), one.bin, "right")
    return at + ROW


def _sheet_line(paper: Paper, one: SheetBin, place: int, at: float, language: Language) -> float:
    if place < len(one.lines):
        item = one.lines[place]
        paper.write(Box(MARGIN + 2, at + 1.5, 76, 7), item.name, 10, 7)
        paper.write(Box(MARGIN + 2, at + 8, 76, 5.5), f"{item.colour} {item.size}  {item.seller_code}".strip(), 9, 6)
        _bars(paper, Box(MARGIN + 80, at + 2, 56, ROW - 4), item.barcode, "left")
        if item.expected is not None:
            words = say("counting.sheet_expected", language, pieces=item.expected)
            paper.write(Box(MARGIN + 138, at + 4, 26, 7), words, 10, 7)
    paper.frame(Box(paper.width - MARGIN - 24, at + 2, 22, ROW - 4))
    paper.line(MARGIN, at + ROW, paper.width - MARGIN, at + ROW)
    return at + ROW


def share(value: float | None) -> str:
    """An accuracy in percent with two decimals, rounded down: 100 % is said of nothing that differs."""
    return "-" if value is None else f"{int(value * 10_000) / 100:.2f} %"


def figure_lines(sums: Sums, language: Language) -> list[tuple[str, str]]:
    """The figures of a report: what each is (accuracies with their formula) and its value."""
    told: list[tuple[str, str]] = [
        ("lines", str(sums.lines)), ("counted", str(sums.counted)), ("plus", f"+{sums.plus}"), ("minus", f"-{sums.minus}"),
        ("plus_value", f"+{sums.plus_value:.2f}"), ("minus_value", f"-{sums.minus_value:.2f}"),
        ("by_item", share(sums.by_item)), ("by_value", share(sums.by_value)), ("by_bin", share(sums.by_bin)),
    ]  # fmt: skip
    return [(say(f"counting.figure_{name}", language), value) for name, value in told]


def comparison(sums: Sums, earlier: Sequence[Past], language: Language) -> list[list[str]]:
    """A heading, this stocktake, and those before it: lines, values plus and minus, accuracies. Nothing without any before."""
    if not earlier:
        return []
    names = ("compared", "days", "lines", "plus", "minus", "by_item", "by_value", "by_bin")
    told = [
        (say("counting.compared_this", language), "", sums),
        *((one.number, f"{one.opens:%Y-%m-%d}", one.sums) for one in earlier),
    ]
    return [
        [say(f"counting.col_{name}", language) for name in names],
        *([number, day, str(of.lines), f"+{of.plus_value:.2f}", f"-{of.minus_value:.2f}", *map(share, of.accuracies)]
          for number, day, of in told),
    ]  # fmt: skip


def write_report(
    path: Path, head: StocktakeRow, sums: Sums, rows: Sequence[Variance], language: Language = "zh_CN",
    earlier: Sequence[Past] = (),
) -> None:  # fmt: skip
    """A4: the figures with their formulas, the same of earlier stocktakes, every difference, and lines to sign.

    Raises WarehouseError ``paper.cannot_write``.
    """
    paper = Paper(*A4, say("counting.report_title", language))
    columns = _report_columns(language)
    figures = figure_lines(sums, language)
    before = comparison(sums, earlier, language)
    first = paper.height - FOOT - TOP - 7 * len(figures) - 8 - (_COMPARED_ROW * len(before) + 6 if before else 0)
    cells = [_report_cells(row, language) for row in rows]
    pages = paginate(fit_rows(columns, cells, 7), first, paper.height - FOOT - TOP, 30)
    for number, on_page in enumerate(pages, 1):
        at = TOP
        _report_head(paper, head, language)
        if number == 1:
            at = _comparison(paper, before, _figures(paper, figures, at))
        draw_table(paper, MARGIN, at, columns, on_page)
        if number == len(pages):
            _signatures(paper, language)
        text = say("paper.page_number", language, page=number, pages=len(pages))
        paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
        paper.end_page()
    paper.save(path)


def _report_head(paper: Paper, head: StocktakeRow, language: Language) -> None:
    paper.write(Box(MARGIN, 8, 110, 9), say("counting.report_title", language), 18, 12, bold=True)
    words = say("counting.sheet_words", language, number=head.number, kind=say(f"counting.kind_{head.kind}", language))
    paper.write(Box(MARGIN, 18, 130, 6), f"{words}  {head.title}".strip(), 10, 7)
    days = say("counting.report_days", language, opens=head.opens, closes=head.closes, done=head.done, bins=head.bins)
    paper.write(Box(MARGIN, 25, 130, 6), days, 10, 7)
    paper.bars(Box(paper.width - MARGIN - 62, 8, 62, 12), code128(head.number), "right")


def _figures(paper: Paper, figures: Sequence[tuple[str, str]], at: float) -> float:
    for words, value in figures:
        paper.write(Box(MARGIN, at + 1, 150, 5.5), words, 10, 6)
        paper.write(Box(paper.width - MARGIN - 38, at + 1, 38, 5.5), value, 11, 7, align="right", bold=True)
        paper.line(MARGIN, at + 7, paper.width - MARGIN, at + 7)
        at += 7
    return at + 6


def _comparison(paper: Paper, cells: Sequence[Sequence[str]], at: float) -> float:
    if not cells:
        return at
    columns = [
        Column(caption, width, 9, align="left" if place < _NAMES else "right", lines=1)
        for place, (caption, width) in enumerate(zip(cells[0], _COMPARED_WIDTHS, strict=True))
    ]
    return draw_table(paper, MARGIN, at, columns, fit_rows(columns, cells[1:], _COMPARED_ROW)) + 6


def _signatures(paper: Paper, language: Language) -> None:
    wide = (paper.width - 2 * MARGIN) / len(_SIGNED)
    for place, who in enumerate(_SIGNED):
        x = MARGIN + place * wide
        paper.write(Box(x, paper.height - FOOT - 12, wide - 6, 6), say(f"counting.sign_{who}", language), 10, 7)
        paper.line(x, paper.height - FOOT - 1, x + wide - 6, paper.height - FOOT - 1)


def _report_columns(language: Language) -> list[Column]:
    widths = (("bin", 24), ("item", 56), ("expected", 18), ("counted", 18), ("difference", 18), ("value", 24), ("cause", 32))
    right = {"expected", "counted", "difference", "value"}
    return [
        Column(say(f"counting.col_{name}", language), width, 9, align="right" if name in right else "left")
        for name, width in widths
    ]


def _report_cells(row: Variance, language: Language) -> tuple[str, ...]:
    item = f"{row.name} {row.colour} {row.size} {row.seller_code}"
    return (
        row.bin, " ".join(item.split()), str(row.expected), str(row.counted), f"{row.difference:+d}", f"{row.value:+.2f}",
        cause_words(row, language),
    )  # fmt: skip


def cause_words(row: Variance, language: Language) -> str:
    """Why, as far as it was said; else how far it is."""
    if row.state == "posted":
        cause = say(f"counting.cause_{row.cause}", language)
        return f"{cause}: {row.note}" if row.note else cause
    return say(f"counting.state_{row.standing}", language)


def write_report_table(
    path: Path, sums: Sums, rows: Sequence[Variance], language: Language = "zh_CN", earlier: Sequence[Past] = ()
) -> None:  # fmt: skip
    """The same as a workbook: figures above, earlier stocktakes, every difference. Raises BadInput ``sheets.cannot_write``."""
    names = ("bin", "seller_code", "item", "colour", "size", "expected", "away", "counted", "difference", "value", "cause")
    figures: list[list[Value]] = [[words, value] for words, value in figure_lines(sums, language)]
    before: list[list[Value]] = [[*row] for row in comparison(sums, earlier, language)]
    signed: list[list[Value]] = [[say(f"counting.sign_{who}", language)] for who in _SIGNED]
    table: list[list[Value]] = [[say(f"counting.col_{name}", language) for name in names]]
    for row in rows:
        table.append([
            row.bin, row.seller_code, row.name, row.colour, row.size, row.expected, row.away, row.counted, row.difference,
            row.value.quantize(Decimal("0.01")), cause_words(row, language),
        ])  # fmt: skip
    write_xlsx(path, [[say("counting.report_title", language)]], [*figures, [], *before, [], *table, [], *signed])
