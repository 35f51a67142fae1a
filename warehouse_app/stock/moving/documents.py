"""The slip on paper: what was moved, corrected, written off or taken out, with places for the signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, A5, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.stock.moving.queries import Slip, slip
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, SIGN_OFF = 10.0, 36.0, 12.0, 26.0
SIZES = {"A4": A4, "A5": A5}
Size = Literal["A4", "A5"]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line: what, from where, to where, how many pieces."""

    seller_code: str
    name: str
    variant: str
    lot: str
    from_place: str
    to_place: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A slip as it is printed; ``at`` is shown in this computer's own time."""

    number: str
    kind: str
    at: datetime
    who: str
    person: str
    note: str
    undone: bool
    lines: tuple[PaperLine, ...]


def make_slip(warehouse: Warehouse, slip_id: int, language: Language, size: Size = "A5") -> Path:
    """The slip as a PDF among the documents; returns its file.

    Raises NotFound, BadInput ``paper.nothing_to_print`` (an empty slip), WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        found = slip(session, slip_id)
    path = Folder(warehouse.folder).documents / f"{found.head.number}.pdf"
    write_slip(path, _paper(found, language), language, size)
    return path


def write_slip(path: Path, told: SlipPaper, language: Language = "zh_CN", size: Size = "A5") -> None:
    """One PDF. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not told.lines:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*SIZES[size], say(f"shelves.slip_{told.kind}", language))
    columns = _columns(paper.width - 2 * MARGIN, language)
    room = paper.height - FOOT - TOP - 7
    pages = paginate(fit_rows(columns, [_cells(n, line) for n, line in enumerate(told.lines, 1)]), room, room, SIGN_OFF)
    for number, rows in enumerate(pages, 1):
        _head(paper, told, language)
        bottom = draw_table(paper, MARGIN, TOP, columns, rows)
        if number == len(pages):
            _sign_off(paper, told, bottom + 2, language)
        text = say("paper.page_number", language, page=number, pages=len(pages))
        paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
        paper.end_page()
    paper.save(path)


def _paper(found: Slip, language: Language) -> SlipPaper:
    lines = tuple(
        PaperLine(
            line.seller_code, line.name, " / ".join(part for part in (line.colour, line.size) if part), line.lot,
            place_words(line.from_code, language), place_words(line.to_code, language), line.quantity,
        )
        for line in found.lines
    )  # fmt: skip
    head = found.head
    return SlipPaper(head.number, head.kind, head.at, head.who, head.person, head.note, head.undone, lines)


def place_words(code: str, language: Language) -> str:
    """A place for a person: a bin by its code, one of the program's own places by its name."""
    named = {"LOSS": "loss", "FOUND": "found", "QUARANTINE": "quarantine", "CONSUMED": "consumed"}
    return say(f"shelves.place_{named[code]}", language) if code in named else code


def _columns(wide: float, language: Language) -> list[Column]:
    fixed = 9.0 + 24 + 24 + 14
    rest = wide - fixed
    return [
        Column(say("paper.column_number", language), 9, 9, align="center"),
        Column(say("paper.column_seller_code", language), rest * 0.3, 8),
        Column(say("paper.column_name", language), rest * 0.4, 8),
        Column(say("paper.column_variant", language), rest * 0.3, 8),
        Column(say("shelves.column_from", language), 24, 10),
        Column(say("shelves.column_to", language), 24, 10),
        Column(say("paper.column_quantity", language), 14, 12, align="center", bold=True),
    ]


def _cells(number: int, line: PaperLine) -> tuple[str, ...]:
    variant = f"{line.variant} [{line.lot}]" if line.lot else line.variant
    return (str(number), line.seller_code, line.name, variant, line.from_place, line.to_place, str(line.quantity))


def _head(paper: Paper, told: SlipPaper, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 8, wide - 58, 9), say(f"shelves.slip_{told.kind}", language), 18, 12, bold=True)
    paper.bars(Box(paper.width - MARGIN - 56, 7, 56, 10), code128(told.number), "right")
    paper.write(Box(paper.width - MARGIN - 56, 17.5, 56, 4), told.number, 8, 6, align="right")
    facts = [say("shelves.slip_made", language, at=f"{told.at.astimezone():%Y-%m-%d %H:%M}", who=told.who)]
    if told.person:
        facts.append(say("shelves.slip_person", language, person=told.person))
    if told.undone:
        facts.append(say("shelves.slip_taken_back", language))
    paper.write(Box(MARGIN, 18, wide - 58, 6), "    ".join(facts), 10, 6)
    if told.note:
        paper.write(Box(MARGIN, 25, wide, 9), say("shelves.slip_note", language, note=told.note), 10, 6)


def _sign_off(paper: Paper, told: SlipPaper, top: float, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    pieces = sum(line.quantity for line in told.lines)
    total = say("shelves.slip_total", language, lines=len(told.lines), pieces=pieces)
    paper.write(Box(MARGIN, top, wide, 6), total, 11, 8, align="right", bold=True)
    second = "shelves.sign_taker" if told.kind == "take_out" else "shelves.sign_checked"
    for column, caption in enumerate((say("shelves.sign_made", language), say(second, language))):
        x = MARGIN + column * wide / 2
        paper.write(Box(x, top + 14, 26, 6), caption, 9, 7)
        paper.line(x + 27, top + 20, x + wide / 2 - 4, top + 20)
