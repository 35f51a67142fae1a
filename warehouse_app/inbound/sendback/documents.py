"""The list that goes with goods back to a supplier, in two copies: one stays here, one travels with the goods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.inbound.receiving.rules import DefectReason
from warehouse_app.inbound.sendback.queries import ReturnLineRow, ReturnSheet, return_
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, Row, draw_table, fit_rows, paginate
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, SIGN_OFF = 10.0, 42.0, 12.0, 42.0
COPIES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the list; ``price`` None when it is not known."""

    seller_code: str
    name: str
    variant: str
    lot: str
    quantity: int
    price: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """What the list says; ``kind`` is exchange or credit, ``day`` None for a draft."""

    number: str
    supplier: str
    kind: str
    day: date | None
    note: str
    lines: tuple[PaperLine, ...]


def make_return_list(warehouse: Warehouse, return_id: int, language: Language = "zh_CN") -> Path:
    """The list of a return as PDF in the documents folder; made again it replaces what was there.

    Raises NotFound ``sendback.no_such_return``, BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        sheet = return_(session, return_id)
    path = Folder(warehouse.folder).documents / f"{sheet.head.number}.pdf"
    write_return_list(path, _paper(sheet), language)
    return path


def _paper(sheet: ReturnSheet) -> ReturnPaper:
    head = sheet.head
    day = None if head.sent_at is None else head.sent_at.astimezone().date()
    return ReturnPaper(head.number, head.supplier, head.kind, day, head.note, tuple(_line(line) for line in sheet.lines))


def _line(line: ReturnLineRow) -> PaperLine:
    variant = " / ".join(part for part in (line.colour, line.size) if part)
    return PaperLine(line.seller_code, line.name, variant, line.lot, line.quantity, line.price, line.reason)


def write_return_list(path: Path, sheet: ReturnPaper, language: Language = "zh_CN") -> None:
    """Two copies on A4, each with its own page numbers, to be signed by both.

    Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``.
    """
    if not sheet.lines:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("sendback.paper_title", language))
    columns = _columns(language)
    room = paper.height - FOOT - TOP - 7
    cells = [_cells(number, line, language) for number, line in enumerate(sheet.lines, 1)]
    pages = paginate(fit_rows(columns, cells), room, room, SIGN_OFF)
    for copy in COPIES:
        _draw_copy(paper, sheet, copy, columns, pages, language)
    paper.save(path)


def _draw_copy(
    paper: Paper, sheet: ReturnPaper, copy: str, columns: Sequence[Column], pages: Sequence[Sequence[Row]], language: Language
) -> None:
    for number, rows in enumerate(pages, 1):
        _head(paper, sheet, copy, language)
        bottom = draw_table(paper, MARGIN, TOP, columns, rows)
        if number == len(pages):
            _sign_off(paper, sheet, bottom + 3, language)
        if len(pages) > 1:
            text = say("paper.page_number", language, page=number, pages=len(pages))
            paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
        paper.end_page()


def _columns(language: Language) -> list[Column]:
    return [
        Column(say("paper.column_number", language), 10, 9, align="center"),
        Column(say("paper.column_seller_code", language), 31, 8),
        Column(say("paper.column_name", language), 42, 9),
        Column(say("paper.column_variant", language), 25, 9),
        Column(say("sendback.column_lot", language), 16, 8),
        Column(say("paper.column_quantity", language), 13, 11, align="center", bold=True),
        Column(say("sendback.column_price", language), 16, 8, align="right", lines=1),
        Column(say("sendback.column_amount", language), 18, 8, align="right", lines=1),
        Column(say("sendback.column_reason", language), 19, 8),
    ]


def _cells(number: int, line: PaperLine, language: Language) -> tuple[str, ...]:
    price = "" if line.price is None else f"{line.price:.2f}"
    amount = "" if line.price is None else f"{line.price * line.quantity:.2f}"
    return (
        str(number),
        line.seller_code,
        line.name,
        line.variant,
        line.lot,
        str(line.quantity),
        price,
        amount,
        _reason(line, language),
    )


def _reason(line: PaperLine, language: Language) -> str:
    """What the inspection found, in words; anything else as it was keyed."""
    return say(f"receiving.defect_{line.reason}", language) if line.reason in set(DefectReason) else line.reason


def _head(paper: Paper, sheet: ReturnPaper, copy: str, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    left = wide - 66
    paper.write(Box(MARGIN, 8, left, 10), say("sendback.paper_title", language), 20, 13, bold=True)
    paper.write(Box(MARGIN, 18, left, 6), say(f"sendback.paper_copy_{copy}", language), 12, 8, bold=True)
    paper.bars(Box(paper.width - MARGIN - 64, 8, 64, 11), code128(sheet.number), "right")
    paper.write(Box(paper.width - MARGIN - 64, 19.5, 64, 5), sheet.number, 10, 7, align="right")
    day = (
        say("sendback.paper_draft", language)
        if sheet.day is None
        else say("sendback.paper_day", language, day=sheet.day.isoformat())
    )
    kind = say("sendback.paper_asked", language, kind=say(f"sendback.paper_kind_{sheet.kind}", language))
    paper.write(Box(MARGIN, 26, wide * 0.5, 6), say("sendback.paper_supplier", language, supplier=sheet.supplier), 11, 7)
    paper.write(Box(MARGIN + wide * 0.5, 26, wide * 0.25, 6), kind, 11, 7)
    paper.write(Box(MARGIN + wide * 0.75, 26, wide * 0.25, 6), day, 11, 7, align="right")
    if sheet.note:
        paper.write(Box(MARGIN, 33, wide, 7), say("sendback.paper_note", language, note=sheet.note), 10, 6)


def _sign_off(paper: Paper, sheet: ReturnPaper, top: float, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    amount = sum((line.price * line.quantity for line in sheet.lines if line.price is not None), Decimal("0.00"))
    pieces = sum(line.quantity for line in sheet.lines)
    kinds = len({line.seller_code for line in sheet.lines})
    total = say("sendback.paper_total", language, kinds=kinds, pieces=pieces, amount=f"{amount:.2f}")
    paper.write(Box(MARGIN, top, wide, 7), total, 12, 8, bold=True)
    unpriced = sum(line.quantity for line in sheet.lines if line.price is None)
    if unpriced:
        paper.write(Box(MARGIN, top + 7, wide, 5), say("sendback.paper_unpriced", language, pieces=unpriced), 9, 7)
    for column, key in enumerate(("sign_out", "sign_in")):
        x = MARGIN + column * wide / 2
        for row, caption in enumerate((key, "signed_on")):
            y = top + 16 + row * 11
            paper.write(Box(x, y, 40, 6), say(f"sendback.paper_{caption}", language), 10, 7)
            paper.line(x + 41, y + 6, x + wide / 2 - 6, y + 6)
