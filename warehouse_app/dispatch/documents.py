"""The delivery slip that lies in the parcel, and the manifest the courier signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse_app.dispatch.van.documents import draw_parts, end_parts, spread
from warehouse_app.dispatch.van.queries import LeftRow, ReturnRow
from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, A5, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.words import Language, say

MARGIN = 10.0
SLIP_TOP, SLIP_FIRST_TOP, SLIP_FOOT = 14.0, 44.0, 12.0
MANIFEST_TOP, MANIFEST_FOOT, SIGN_OFF = 34.0, 12.0, 42.0


@dataclass(frozen=True)
class SlipLine:
    """One SKU of a parcel; ``bins`` is where it was taken from."""

    seller_code: str
    name: str
    variant: str
    quantity: int
    bins: str = ""


@dataclass(frozen=True)
class Slip:
    """A delivery slip; ``recipient`` is shown as given (masked or not)."""

    waybill: str
    courier: str
    shop: str
    orders: tuple[str, ...]
    recipient: str
    message: str
    note: str
    lines: tuple[SlipLine, ...]
    wave: str = ""
    slot: int = 0
    enclosed: tuple[str, ...] = ()  # kinds of what lies in the parcel besides its goods


@dataclass(frozen=True)
class ManifestRow:
    """One parcel handed over; weight in grams or None."""

    waybill: str
    order: str
    recipient: str
    pieces: int
    weight_g: int | None


@dataclass(frozen=True)
class Manifest:
    """One courier's trip."""

    number: str
    courier: str
    day: date
    trip: int
    rows: tuple[ManifestRow, ...]
    driver: str = ""
    left: tuple[LeftRow, ...] = ()  # packed parcels that stayed
    returned: tuple[ReturnRow, ...] = ()  # handed over by mistake and taken back


def write_slips(path: Path, slips: Sequence[Slip], language: Language = "zh_CN") -> list[int]:
    """One PDF of A5 slips, each beginning a page; returns on which page each begins (from 1).

    Raises BadInput ``paper.nothing_to_print`` and WarehouseError ``paper.cannot_write``.
    """
    if not slips:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A5, say("paper.slip_title", language))
    begins, pages = [], 0
    for slip in slips:
        begins.append(pages + 1)
        pages += _draw_slip(paper, slip, language)
    paper.save(path)
    return begins


def _slip_columns(language: Language) -> list[Column]:
    def caption(key: str) -> str:
        return say(f"paper.column_{key}", language)

    return [
        Column(caption("number"), 9, 9, align="center"),
        Column(caption("seller_code"), 30, 8),
        Column(caption("name"), 41, 9),
        Column(caption("variant"), 26, 9),
        Column(caption("quantity"), 22, 12, align="center", bold=True),
    ]


def _draw_slip(paper: Paper, slip: Slip, language: Language) -> int:
    columns = _slip_columns(language)
    cells = [(str(n), ln.seller_code, ln.name, ln.variant, str(ln.quantity)) for n, ln in enumerate(slip.lines, 1)]
    words = [
        say(f"paper.{key}", language, note=text)
        for key, text in (("slip_message", slip.message), ("slip_seller_note", slip.note))
        if text
    ]
    if slip.enclosed:
        things = say("paper.list_separator", language).join(say(f"ticks.slip_{kind}", language) for kind in slip.enclosed)
        words.append(say("ticks.slip_with", language, things=things))
    height = paper.height - SLIP_FOOT
    first_top = SLIP_FIRST_TOP + 9 * len(words)
    pages = paginate(fit_rows(columns, cells), height - first_top - 7, height - SLIP_TOP - 7, 10)
    for number, rows in enumerate(pages, 1):
        if number == 1:
            _slip_head(paper, slip, words, language)
        top = first_top if number == 1 else SLIP_TOP
        bottom = draw_table(paper, MARGIN, top, columns, rows)
        if number == len(pages):
            total = say("paper.slip_total", language, kinds=len(slip.lines), pieces=sum(line.quantity for line in slip.lines))
            paper.write(Box(MARGIN, bottom + 2, paper.width - 2 * MARGIN, 6), total, 10, 7, align="right", bold=True)
        _page_number(paper, number, len(pages), language)
        paper.end_page()
    return len(pages)


def _slip_head(paper: Paper, slip: Slip, words: Sequence[str], language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 8, 60, 9), say("paper.slip_title", language), 18, 12, bold=True)
    place = f"{slip.wave}  #{slip.slot}" if slip.wave else ""
    paper.write(Box(MARGIN, 17, 62, 5), place, 10, 7)
    left = [
        say("paper.slip_waybill", language, waybill=f"{slip.courier} {slip.waybill}"),
        say("paper.slip_recipient", language, recipient=slip.recipient),
        say("paper.shop", language, shop=slip.shop),
    ]
    for number, text in enumerate(left):
        paper.write(Box(MARGIN, 23 + 6 * number, 70, 5.5), text, 9, 5)
    number_text = slip.orders[0] if slip.orders else ""
    right = Box(MARGIN + 72, 8, wide - 72, 12)
    if number_text:
        paper.bars(right, code128(number_text), "right")
    orders = say("paper.list_separator", language).join(slip.orders)
    paper.write(Box(right.x, 21, right.width, 8), f"{say('paper.slip_orders', language)} {orders}", 9, 5, align="right")
    for number, text in enumerate(words):
        box = Box(MARGIN, 43 + 9 * number, wide, 8)
        paper.frame(box, 0.4)
        paper.write(box.inset(2), text, 10, 6, bold=True)


def _page_number(paper: Paper, number: int, pages: int, language: Language) -> None:
    if pages > 1:
        text = say("paper.page_number", language, page=number, pages=pages)
        paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), text, 8, 6, align="center")


def write_manifest(path: Path, manifest: Manifest, language: Language = "zh_CN") -> None:
    """One A4 PDF for both to sign. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not manifest.rows and not manifest.returned:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("paper.manifest_title", language))
    columns = _manifest_columns(language)
    room = paper.height - MANIFEST_FOOT - MANIFEST_TOP - 7
    pages = paginate(fit_rows(columns, [_cells(n, row) for n, row in enumerate(manifest.rows, 1)], 6.5), room, room, SIGN_OFF)
    under = room - sum(row.height for row in pages[-1]) - SIGN_OFF - 3
    beside, *after = spread(end_parts(manifest.left, manifest.returned, language), under, room + 7)
    for number, rows in enumerate(pages, 1):
        _manifest_head(paper, manifest, language)
        bottom = draw_table(paper, MARGIN, MANIFEST_TOP, columns, rows)
        if number == len(pages):
            _sign_off(paper, manifest, bottom + 3, language)
            draw_parts(paper, bottom + 3 + SIGN_OFF, beside)
        _page_number(paper, number, len(pages) + len(after), language)
        paper.end_page()
    for number, parts in enumerate(after, len(pages) + 1):
        _manifest_head(paper, manifest, language)
        draw_parts(paper, MANIFEST_TOP, parts)
        _page_number(paper, number, len(pages) + len(after), language)
        paper.end_page()
    paper.save(path)


def _manifest_columns(language: Language) -> list[Column]:
    def caption(key: str) -> str:
        return say(f"paper.column_{key}", language)

    return [
        Column(caption("number"), 12, 9, align="center"),
        Column(caption("waybill"), 48, 10, bold=True, lines=1),
        Column(say("paper.slip_orders", language), 46, 8, lines=1),
        Column(caption("recipient"), 24, 9, lines=1),
        Column(caption("pieces"), 16, 9, align="center"),
        Column(caption("weight"), 20, 9, align="right"),
        Column(caption("remark"), 24, 9),
    ]


def _cells(number: int, row: ManifestRow) -> tuple[str, ...]:
    return (str(number), row.waybill, row.order, row.recipient, str(row.pieces), _kilograms(row.weight_g), "")


def _kilograms(grams: int | None) -> str:
    return "" if grams is None else f"{grams / 1000:.3f}"


def _manifest_head(paper: Paper, manifest: Manifest, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 9, wide - 64, 10), say("paper.manifest_title", language), 20, 14, bold=True)
    facts = [
        say("paper.courier", language, courier=manifest.courier),
        say("paper.manifest_date", language, date=manifest.day.isoformat()),
        say("paper.manifest_trip", language, trip=manifest.trip),
    ]
    paper.write(Box(MARGIN, 21, wide, 7), "    ".join(facts), 12, 8)
    paper.bars(Box(paper.width - MARGIN - 60, 8, 60, 10), code128(manifest.number), "right")
    number = say("paper.manifest_number", language, number=manifest.number)
    paper.write(Box(paper.width - MARGIN - 60, 18.5, 60, 4), number, 8, 6, align="right")


def _sign_off(paper: Paper, manifest: Manifest, top: float, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    grams = sum(row.weight_g or 0 for row in manifest.rows)
    unweighed = sum(row.weight_g is None for row in manifest.rows)
    facts = {
        "parcels": len(manifest.rows),
        "pieces": sum(row.pieces for row in manifest.rows),
        "weight": _kilograms(grams),
    }
    total = (
        say("paper.manifest_unweighed", language, unweighed=unweighed, **facts)
        if unweighed
        else say("paper.manifest_total", language, **facts)
    )
    paper.write(Box(MARGIN, top, wide, 7), total, 12, 8, bold=True)
    paper.write(Box(MARGIN, top + 8, wide, 5), say("paper.manifest_receipt", language), 9, 7)
    for column, key in enumerate(("manifest_handed_by", "manifest_taken_by")):
        x = MARGIN + column * wide / 2
        for row, caption in enumerate((key, "manifest_signed_at")):
            y = top + 18 + row * 11
            paper.write(Box(x, y, 38, 6), say(f"paper.{caption}", language), 10, 7)
            paper.line(x + 39, y + 6, x + wide / 2 - 6, y + 6)
            if manifest.driver and key == "manifest_taken_by" and not row:
                paper.write(Box(x + 40, y, wide / 2 - 48, 6), manifest.driver, 10, 7)
