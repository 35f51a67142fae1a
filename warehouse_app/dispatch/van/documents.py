"""Papers of the van: what waits for each courier before it comes, and the end of a manifest: what stays, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse_app.dispatch.van.queries import CountRow, LeftRow, ReturnRow, UnpackedRow
from warehouse_app.errors import BadInput
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import HEADER_MM, Column, Row, draw_table, fit_rows, paginate
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, TITLE, GAP = 10.0, 30.0, 12.0, 8.0, 5.0
MANIFEST_TOP = 34.0


@dataclass(frozen=True)
class Part:
    """A table under a title."""

    title: str
    columns: list[Column]
    rows: list[Row]

    @property
    def height(self) -> float:
        return TITLE + HEADER_MM + sum(row.height for row in self.rows) + GAP


def end_parts(left: Sequence[LeftRow], returned: Sequence[ReturnRow], language: Language) -> list[Part]:
    """What a manifest ends with: parcels that stayed, parcels taken back; nothing of either makes no part."""
    parts = []
    if left:
        columns = _columns(language, ("waybill", 48), ("orders", 56), ("pieces", 16), ("packed", 30), ("remark", 40))
        cells = [
            (row.waybill, " ".join(row.orders), str(row.pieces), _time(row.packed_at),
             say("van.paper_stopped" if row.stopped else "van.paper_next", language))
            for row in left
        ]  # fmt: skip
        parts.append(Part(say("van.paper_left", language, n=len(left)), columns, fit_rows(columns, cells, 6.5)))
    if returned:
        columns = _columns(language, ("waybill", 48), ("orders", 50), ("reason", 44), ("who", 20), ("at", 28))
        cells = [(row.waybill, " ".join(row.orders), row.reason, row.who, _time(row.at)) for row in returned]
        parts.append(Part(say("van.paper_returned", language, n=len(returned)), columns, fit_rows(columns, cells, 6.5)))
    return parts


def spread(parts: Sequence[Part], room: float, whole: float) -> list[list[Part]]:
    """The parts over pages: those that fit under the signatures (``room`` mm) as the first list, then page by page."""
    pages: list[list[Part]] = [[]]
    for part in parts:
        if part.height <= room:
            pages[-1].append(part)
            room -= part.height
            continue
        for number, rows in enumerate(paginate(part.rows, max(room - TITLE - HEADER_MM, 0), whole - TITLE - HEADER_MM, 0)):
            piece = Part(part.title, part.columns, rows)
            if number or piece.height > room:
                pages.append([])
                room = whole
            pages[-1].append(piece)
            room -= piece.height
    return pages


def draw_parts(paper: Paper, top: float, parts: Sequence[Part]) -> float:
    """These parts one below the other; returns the y below."""
    for part in parts:
        paper.write(Box(MARGIN, top, paper.width - 2 * MARGIN, TITLE - 1), part.title, 11, 8, bold=True)
        top = draw_table(paper, MARGIN, top + TITLE, part.columns, part.rows) + GAP
    return top


def write_counts(
    path: Path, counts: Sequence[CountRow], unpacked: Sequence[UnpackedRow], at: datetime, language: Language = "zh_CN"
) -> None:
    """One A4 PDF before the van comes. Raises BadInput ``van.nothing_waits``, WarehouseError ``paper.cannot_write``."""
    if not counts:
        raise BadInput("van.nothing_waits")
    paper = Paper(*A4, say("van.counts_title", language))
    columns = _columns(language, ("courier", 60), ("packed", 30), ("stopped", 30), ("unpacked", 40), ("taken", 30))
    cells: list[tuple[str, ...]] = [(row.courier, str(row.packed), _some(row.stopped), _some(row.unpacked), "") for row in counts]
    cells.append((say("van.total", language), *(_some(sum(getattr(r, name) for r in counts)) for name in _SUMS), ""))
    first = Part(say("van.counts_words", language), columns, fit_rows(columns, cells, 9))
    parts = [first]
    if unpacked:
        columns = _columns(language, ("waybill", 46), ("courier", 32), ("slot", 36), ("orders", 46), ("due", 30))
        cells = [(r.waybill, r.courier, f"{r.wave} #{r.slot}", " ".join(r.orders), _time(r.ship_by)) for r in unpacked]
        parts.append(Part(say("van.paper_unpacked", language, n=len(unpacked)), columns, fit_rows(columns, cells, 6.5)))
    room = paper.height - FOOT - TOP
    pages = [page for page in spread(parts, room, room) if page]
    for number, page in enumerate(pages, 1):
        paper.write(Box(MARGIN, 9, 130, 10), say("van.counts_title", language), 20, 14, bold=True)
        paper.write(Box(MARGIN, 19, 150, 6), _time(at), 11, 8)
        draw_parts(paper, TOP, page)
        if len(pages) > 1:
            foot = say("paper.page_number", language, page=number, pages=len(pages))
            paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), foot, 8, 6, align="center")
        paper.end_page()
    paper.save(path)


_SUMS = ("packed", "stopped", "unpacked")


def _columns(language: Language, *columns: tuple[str, float]) -> list[Column]:
    return [Column(say(f"van.paper_col_{key}", language), width, 9) for key, width in columns]


def _some(number: int) -> str:
    return str(number or "")


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%m-%d %H:%M}"
