"""The purchase order on paper: one or more A4 pages for the supplier, with its number to scan when the goods arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.rules import order_totals
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.words import Language, say

MARGIN = 10.0
FIRST_TOP, TOP, FOOT, CLOSING = 52.0, 14.0, 12.0, 34.0  # mm; where tables begin, and what stands below them


@dataclass(frozen=True, slots=True)
class PurchaseLinePaper:
    """One SKU of the order; ``price`` of one piece, None when it is not agreed."""

    seller_code: str
    supplier_code: str
    name: str
    variant: str
    quantity: int
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class PurchasePaper:
    """A purchase order as the supplier reads it; ``ordered`` None for a draft."""

    number: str
    supplier: str
    contact: str
    buyer: str
    deliver_to: str
    ordered: date | None
    expected: date | None
    note: str
    lines: tuple[PurchaseLinePaper, ...]


def write_purchase_order(path: Path, order: PurchasePaper, language: Language = "zh_CN") -> None:
    """One A4 PDF. Raises BadInput ``paper.nothing_to_print``, WarehouseError ``paper.cannot_write``."""
    if not order.lines:
        raise BadInput("paper.nothing_to_print")
    paper = Paper(*A4, say("buying.paper_title", language))
    columns = _columns(language)
    rows = fit_rows(columns, [_cells(number, line) for number, line in enumerate(order.lines, 1)])
    height = paper.height - FOOT - 7
    pages = paginate(rows, height - FIRST_TOP, height - TOP, CLOSING)
    for number, some in enumerate(pages, 1):
        if number == 1:
            _head(paper, order, language)
        bottom = draw_table(paper, MARGIN, FIRST_TOP if number == 1 else TOP, columns, some)
        if number == len(pages):
            _close(paper, order, bottom + 3, language)
        _foot(paper, order.number, number, len(pages), language)
        paper.end_page()
    paper.save(path)


def captions(language: Language) -> list[str]:
    """The columns' words, the same on paper and in the workbook."""
    names = ("line", "seller_code", "supplier_code", "name", "variant", "quantity", "price", "amount")
    return [say(f"buying.column_{name}", language) for name in names]


def facts(order: PurchasePaper, language: Language) -> list[str]:
    """Who orders what from whom and until when, in sentences; what is not known is left out."""
    ordered = order.ordered.isoformat() if order.ordered else say("buying.paper_not_sent", language)
    told: list[tuple[object, str, dict[str, object]]] = [
        (order.supplier, "supplier", {"supplier": order.supplier}),
        (order.contact, "contact", {"contact": order.contact}),
        (ordered, "ordered", {"day": ordered}),
        (order.expected, "expected", {"day": order.expected}),
        (order.buyer, "buyer", {"buyer": order.buyer}),
        (order.deliver_to, "deliver_to", {"address": order.deliver_to}),
        (order.note, "note", {"note": order.note}),
    ]
    return [say(f"buying.paper_{key}", language, **fields) for known, key, fields in told if known]


def total(order: PurchasePaper, language: Language) -> str:
    """What the order adds up to, in a sentence."""
    sums = order_totals((line.quantity, line.price) for line in order.lines)
    code = "buying.paper_unpriced" if sums.unpriced else "buying.paper_total"
    fields = {"kinds": len(order.lines), "pieces": sums.pieces, "amount": f"{sums.amount:,.2f}"}
    return say(code, language, **fields, unpriced=sums.unpriced)


def _columns(language: Language) -> list[Column]:
    words = captions(language)
    return [
        Column(words[0], 10, 9, align="center"),
        Column(words[1], 34, 8),
        Column(words[2], 26, 8),
        Column(words[3], 44, 9),
        Column(words[4], 26, 9),
        Column(words[5], 14, 10, align="center", bold=True),
        Column(words[6], 16, 9, align="right"),
        Column(words[7], 20, 9, align="right"),
    ]


def _cells(number: int, line: PurchaseLinePaper) -> Sequence[str]:
    price = "" if line.price is None else f"{line.price:.2f}"
    amount = "" if line.price is None else f"{line.price * line.quantity:,.2f}"
    return (str(number), line.seller_code, line.supplier_code, line.name, line.variant, str(line.quantity), price, amount)


def _head(paper: Paper, order: PurchasePaper, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, 9, wide - 80, 10), say("buying.paper_title", language), 20, 14, bold=True)
    corner = Box(paper.width - MARGIN - 75, 8, 75, 11)
    paper.bars(corner, code128(order.number), "right")
    number = say("buying.paper_number", language, number=order.number)
    paper.write(Box(corner.x, 19.5, corner.width, 4.5), number, 9, 6, align="right")
    lines = facts(order, language)
    half = (len(lines) + 1) // 2
    for column, some in enumerate((lines[:half], lines[half:])):
        for row, text in enumerate(some):
            paper.write(Box(MARGIN + column * wide / 2, 24.5 + row * 6.5, wide / 2 - 3, 6.2), text, 10, 5)


def _close(paper: Paper, order: PurchasePaper, top: float, language: Language) -> None:
    wide = paper.width - 2 * MARGIN
    paper.write(Box(MARGIN, top, wide, 7), total(order, language), 12, 8, align="right", bold=True)
    for column, key in enumerate(("paper_signed_buyer", "paper_signed_supplier")):
        x = MARGIN + column * wide / 2
        for row, caption in enumerate((key, "paper_signed_at")):
            y = top + 10 + row * 10
            paper.write(Box(x, y, 34, 6), say(f"buying.{caption}", language), 10, 7)
            paper.line(x + 35, y + 6, x + wide / 2 - 6, y + 6)


def _foot(paper: Paper, number: str, page: int, pages: int, language: Language) -> None:
    text = say("paper.page_number", language, page=page, pages=pages)
    paper.write(Box(MARGIN, paper.height - 9, paper.width - 2 * MARGIN, 5), f"{number}    {text}", 8, 6, align="center")
