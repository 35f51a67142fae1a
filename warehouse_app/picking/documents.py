"""The pick list: where to walk, what to take, how many, and for which slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.picking.tasks import Along
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT = 10.0, 34.0, 12.0


@dataclass(frozen=True)
class PickLine:
    """One stop, in walking order: ``slots`` are (slot of the wave, pieces). ``struck``: nobody takes it, its order stopped."""

    bin: str
    seller_code: str
    name: str
    variant: str
    quantity: int
    slots: tuple[tuple[int, int], ...] = ()
    struck: bool = False


@dataclass(frozen=True)
class PickList:
    """A wave's pick list; ``metres`` is how long the walk is, None when nobody knows."""

    wave: str
    parcels: int
    lines: tuple[PickLine, ...]
    couriers: tuple[str, ...] = ()
    metres: float | None = None
    along: tuple[Along, ...] = ()


def write_pick_list(path: Path, pick_list: PickList, language: Language = "zh_CN") -> None:
    """One A4 PDF, lines in the order given. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not pick_list.lines:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("paper.pick_title", language))
    columns = _columns(language)
    room = paper.height - FOOT - TOP - 7
    marked = frozenset(slot for thing in pick_list.along for slot in thing.slots)
    cells = [_cells(line, language, marked) for line in pick_list.lines]
    cells += [_along_cells(thing, language) for thing in pick_list.along]
    pages = paginate(fit_rows(columns, cells, 9), room, room, 2)
    for number, rows in enumerate(pages, 1):
        _head(paper, pick_list, language)
        draw_table(paper, MARGIN, TOP, columns, rows)
        text = say("paper.page_number", language, page=number, pages=len(pages))
        paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")
        paper.end_page()
    paper.save(path)


def _columns(language: Language) -> Sequence[Column]:
    def caption(key: str) -> str:
        return say(f"paper.column_{key}", language)

    return [
        Column(caption("bin"), 34, 16, 9, bold=True, lines=1),
        Column(caption("seller_code"), 31, 9),
        Column(caption("name"), 43, 9),
        Column(caption("variant"), 25, 9),
        Column(caption("quantity"), 15, 17, 9, align="center", bold=True, lines=1),
        Column(caption("slots"), 29, 8, lines=4),
        Column(caption("done"), 13, tick=True),
    ]


def _along_cells(thing: Along, language: Language) -> tuple[str, ...]:
    """A row at the end for what is no item but has to be taken along: cards, gifts."""
    said = say("paper.list_separator", language).join(str(slot) for slot in thing.slots)
    what = say(f"ticks.along_{thing.kind}", language)
    return (say("ticks.along_bin", language), "", what, "", str(len(thing.slots)), said, "")


def _cells(line: PickLine, language: Language, marked: frozenset[int] = frozenset()) -> tuple[str, ...]:
    stars = {slot: "★" if slot in marked else "" for slot, _ in line.slots}
    slots = [f"{slot}{stars[slot]}×{pieces}" if pieces > 1 else f"{slot}{stars[slot]}" for slot, pieces in line.slots]
    said = say("paper.list_separator", language).join(slots)
    if line.struck:
        return (line.bin, line.seller_code, say("paper.pick_struck", language, name=line.name), line.variant, "—", said, "")
    return (line.bin, line.seller_code, line.name, line.variant, str(line.quantity), said, "")


def _head(paper: Paper, pick_list: PickList, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 8, 60, 10), say("paper.pick_title", language), 20, 14, bold=True)
    paper.write(Box(MARGIN + 62, 9, 60, 9), say("paper.pick_wave", language, wave=pick_list.wave), 14, 9, bold=True)
    paper.bars(Box(paper.width - MARGIN - 62, 7, 62, 13), code128(pick_list.wave), "right")
    taken = [line for line in pick_list.lines if not line.struck]
    total = say(
        "paper.pick_total",
        language,
        lines=len(taken),
        kinds=len({line.seller_code for line in taken}),
        pieces=sum(line.quantity for line in taken),
        parcels=pick_list.parcels,
    )
    paper.write(Box(MARGIN, 20, wide * 0.62, 6), total, 11, 8)
    below = list(pick_list.couriers)
    if pick_list.metres is not None:
        below.append(say("paper.pick_walk", language, metres=round(pick_list.metres)))
    paper.write(Box(MARGIN, 26, wide * 0.62, 6), say("paper.list_separator", language).join(below), 10, 7)
    paper.write(Box(MARGIN + wide * 0.64, 22, 60, 6), say("paper.pick_picker", language, picker=""), 10, 8)
    paper.line(MARGIN + wide * 0.64 + 20, 28, paper.width - MARGIN, 28)
