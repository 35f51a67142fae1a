"""The stock-in slip: what a receipt brought, what of it is over, under or defective, for receiver and buyer to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.inbound.receiving import queries
from warehouse_app.inbound.receiving.queries import LineRow, ReceiptHead
from warehouse_app.inbound.receiving.rules import state_code
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language, say

MARGIN = 10.0
TOP, FOOT, CLOSING = 50.0, 12.0, 44.0
EVERY_LINE = 1_000_000


@dataclass(frozen=True)
class ReceiptSlipLine:
    """One SKU: pieces expected (None when not planned), counted and defective; price of one piece when known."""

    seller_code: str
    name: str
    variant: str
    expected: int | None
    counted: int
    defective: int
    price: Decimal | None = None
    unplanned: bool = False

    @property
    def good(self) -> int:
        """Pieces that go to the shelves."""
        return self.counted - self.defective


@dataclass(frozen=True)
class ReceiptSlip:
    """A stock-in slip; ``state`` is the receipt's, said on the paper as long as it is not closed."""

    number: str
    state: str
    supplier: str
    source: str  # number of the purchase order or of the return it replaces, "" for none
    delivery_note: str
    note: str
    at: datetime
    who: str
    lines: tuple[ReceiptSlipLine, ...]
    amount: Decimal | None = None
    freight: Decimal = Decimal(0)


def write_receipt_slip(path: Path, slip: ReceiptSlip, language: Language = "zh_CN") -> None:
    """One A4 PDF. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not slip.lines:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("receiving.slip_title", language))
    columns = _columns(language)
    room = paper.height - FOOT - TOP - 7
    cells = [_cells(number, line, language) for number, line in enumerate(slip.lines, 1)]
    pages = paginate(fit_rows(columns, cells, 6.5), room, room, CLOSING)
    for number, rows in enumerate(pages, 1):
        _head(paper, slip, language)
        bottom = draw_table(paper, MARGIN, TOP, columns, rows)
        if number == len(pages):
            _closing(paper, slip, bottom + 3, language)
        if len(pages) > 1:
            foot = Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5)
            paper.write(foot, say("paper.page_number", language, page=number, pages=len(pages)), 8, 6, align="center")
        paper.end_page()
    paper.save(path)


def _columns(language: Language) -> list[Column]:
    def caption(key: str) -> str:
        return say(f"receiving.slip_column_{key}", language)

    return [
        Column(say("paper.column_number", language), 10, 8, align="center"),
        Column(say("paper.column_seller_code", language), 32, 8),
        Column(say("paper.column_name", language), 40, 8),
        Column(say("paper.column_variant", language), 26, 8),
        Column(caption("expected"), 13, 9, align="center"),
        Column(caption("counted"), 13, 10, align="center", bold=True),
        Column(caption("good"), 13, 9, align="center"),
        Column(caption("defective"), 13, 9, align="center"),
        Column(caption("price"), 14, 8, align="right"),
        Column(caption("remark"), 16, 8),
    ]


def _cells(number: int, line: ReceiptSlipLine, language: Language) -> tuple[str, ...]:
    return (
        str(number), line.seller_code, line.name, line.variant, "" if line.expected is None else str(line.expected),
        str(line.counted), str(line.good), str(line.defective), "" if line.price is None else f"{line.price:.2f}",
        _difference(line, language),
    )  # fmt: skip


def _difference(line: ReceiptSlipLine, language: Language) -> str:
    """Over and under in words, so that nobody has to subtract."""
    if line.unplanned:
        return say("receiving.slip_unplanned", language)
    off = 0 if line.expected is None else line.counted - line.expected
    if off == 0:
        return ""
    return say("receiving.slip_over" if off > 0 else "receiving.slip_under", language, pieces=abs(off))


def _head(paper: Paper, slip: ReceiptSlip, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    title = say("receiving.slip_title", language)
    if slip.state != "closed":
        title = say("receiving.slip_title_not_closed", language, title=title, state=say(state_code(slip.state), language))
    paper.write(Box(MARGIN, 9, wide - 64, 10), title, 20, 11, bold=True)
    paper.bars(Box(paper.width - MARGIN - 60, 8, 60, 11), code128(slip.number), "right")
    number = say("receiving.slip_number", language, number=slip.number)
    paper.write(Box(paper.width - MARGIN - 60, 19.5, 60, 4), number, 8, 6, align="right")
    facts = [
        ("supplier", slip.supplier), ("source", slip.source), ("delivery_note", slip.delivery_note),
        ("at", f"{slip.at.astimezone():%Y-%m-%d %H:%M}"), ("who", slip.who), ("note", slip.note),
    ]  # fmt: skip
    for place, (key, value) in enumerate(facts):
        box = Box(MARGIN + (place % 2) * wide / 2, 25 + 7.5 * (place // 2), wide / 2 - 3, 7)
        paper.write(box, say(f"receiving.slip_{key}", language, value=value), 10, 6)


def _closing(paper: Paper, slip: ReceiptSlip, top: float, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, top, wide, 7), _total(slip, language), 11, 7, bold=True)
    if slip.amount is not None:
        money = say("receiving.slip_money", language, amount=f"{slip.amount:.2f}", freight=f"{slip.freight:.2f}")
        paper.write(Box(MARGIN, top + 7, wide, 6), money, 10, 7)
    for place, key in enumerate(("receiver", "buyer", "warehouse")):
        x = MARGIN + place * wide / 3
        for row, caption in enumerate((f"receiving.slip_sign_{key}", "receiving.slip_sign_date")):
            y = top + 19 + row * 11
            paper.write(Box(x, y, 24, 6), say(caption, language), 10, 6)
            paper.line(x + 25, y + 6, x + wide / 3 - 5, y + 6)


def _total(slip: ReceiptSlip, language: Language) -> str:
    counted, defective = sum(line.counted for line in slip.lines), sum(line.defective for line in slip.lines)
    expected = [line.expected for line in slip.lines if line.expected is not None]
    facts = {"kinds": len(slip.lines), "counted": counted, "good": counted - defective, "defective": defective}
    if not expected:
        return say("receiving.slip_total_blind", language, **facts)
    return say("receiving.slip_total", language, expected=sum(expected), **facts)


def make_receipt_slip(warehouse: Warehouse, receipt_id: int, language: Language) -> Path:
    """The slip of a receipt as it is now, in the documents folder.

    Raises NotFound, BadInput ``paper.nothing_to_print`` (nothing counted or expected), WarehouseError ``paper.cannot_write``.
    """
    folder = Folder(warehouse.folder)
    with warehouse.reading() as session:
        head = queries.receipt(session, receipt_id)
        lines = queries.lines_page(session, receipt_id, limit=EVERY_LINE).rows
    path = folder.documents / f"{head.number}-stock-in.pdf"
    write_receipt_slip(path, _slip(head, lines), language)
    return path


def _slip(head: ReceiptHead, lines: Sequence[LineRow]) -> ReceiptSlip:
    return ReceiptSlip(
        head.number, head.state, head.supplier, head.order_number or head.return_number, head.delivery_note, head.note,
        head.closed_at or head.since, head.closed_by or head.who, tuple(_slip_line(line) for line in lines), head.amount,
        head.freight,
    )  # fmt: skip


def _slip_line(line: LineRow) -> ReceiptSlipLine:
    variant = " / ".join(part for part in (line.colour, line.size) if part)
    return ReceiptSlipLine(
        line.seller_code, line.name, variant, line.expected, line.counted, line.defective, line.price, line.unplanned > 0
    )
