"""How one label is drawn into its box: the code as bars where they scan, else as QR, and text that never leaves the label."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse_app.catalog import rules as codes
from warehouse_app.catalog.labelling.rules import BinLabel, ItemLabel, centimetres
from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import Symbol, can_code128, code128, ean13, qr
from warehouse_app.paper.page import BOLD_STROKE, MM, Align, Box, Paper
from warehouse_app.paper.text import LINE_HEIGHT, fit_text
from warehouse_app.words import Language, say

SMALLEST_PT = 4.0  # eleven dots at 203 dpi: the least that Chinese can be read at
READABLE_PT = 6.0
GAP_MM = 1.0


def barcode_label(paper: Paper, box: Box, label: ItemLabel, language: Language) -> None:
    """Name, colour and size, the code, its digits, the price."""
    code = label.barcode or label.seller_code
    linear = linear_symbol(paper, box, code)
    if linear is None:
        _square_label(paper, box, label, language)
        return
    high = box.height
    name, variant, bars, digits = box.rows(high * 0.22, high * 0.22, high * 0.38)[:4]
    _text(paper, name, label.name or label.seller_code, lines=2)
    _variant_and_price(paper, variant, label, language)
    paper.bars(bars.inset(0, 0.4), linear)
    _text(paper, digits, " ".join(dict.fromkeys((code, label.seller_code))), align="center")


def size_label(paper: Paper, box: Box, label: ItemLabel, language: Language) -> None:
    """The size as large as it goes, what was measured, and whose it is."""
    high = box.height
    top, foot = box.rows(high * 0.74)
    _size_and_measures(paper, top, label, language)
    _text(paper, foot, _joined(label.name, label.colour, label.seller_code), align="center", lines=2)


def both_label(paper: Paper, box: Box, label: ItemLabel, language: Language) -> None:
    """Size and measures above, the code below."""
    high = box.height
    code = label.barcode or label.seller_code
    linear = linear_symbol(paper, box, code)
    if linear is None:
        square, rest = _beside(paper, box, code)
        above, below = rest.rows(rest.height * 0.6)
        paper.bars(square, _qr(paper, square, code))
        _size_and_measures(paper, above, label, language)
        _text(paper, below, _joined(label.name, label.colour, label.seller_code), lines=4)
        return
    above, name, bars, digits = box.rows(high * 0.31, high * 0.15, high * 0.38)[:4]
    _size_and_measures(paper, above, label, language)
    _text(paper, name, _joined(label.name, label.colour, _price(label, language)))
    paper.bars(bars.inset(0, 0.4), linear)
    _text(paper, digits, " ".join(dict.fromkeys((code, label.seller_code))), align="center")


def bin_label(paper: Paper, box: Box, label: BinLabel, language: Language) -> None:
    """The bin's code huge, its check character large, its bars below."""
    high = box.height
    linear = linear_symbol(paper, box, label.code)
    if linear is None:
        square, rest = _beside(paper, box, label.code)
        paper.bars(square, _qr(paper, square, label.code))
        _bin_words(paper, rest, label, language)
        return
    words, bars = box.rows(high * 0.62)
    _bin_words(paper, words, label, language)
    paper.bars(bars.inset(0, 0.4), linear)


def linear_symbol(paper: Paper, box: Box, code: str) -> Symbol | None:
    """EAN-13 for thirteen digits with the right check digit, else Code 128; None when no bars that scan fit the box."""
    if not can_code128(code):
        return None
    symbol = ean13(code) if codes.is_ean13(code) else code128(code)
    return symbol if paper.fits(symbol, box) else None


def _square_label(paper: Paper, box: Box, label: ItemLabel, language: Language) -> None:
    code = label.barcode or label.seller_code
    square, rest = _beside(paper, box, code)
    paper.bars(square, _qr(paper, square, code))
    high = rest.height
    name, variant, digits = rest.rows(high * 0.34, high * 0.26)
    _text(paper, name, label.name, lines=3)
    _variant_and_price(paper, variant, label, language)
    _text(paper, digits, " ".join(dict.fromkeys((code, label.seller_code))), lines=4)


def _beside(paper: Paper, box: Box, code: str) -> tuple[Box, Box]:
    """A square at the left for a QR code, as small as scans well, and the room beside it."""
    symbol = _qr(paper, box, code)
    least = next(
        (side for side in (12.0, 15.0, 18.0) if side <= box.height and paper.fits(symbol, Box(0, 0, side, side))), box.height
    )
    square, rest = box.columns(min(max(least, box.height * 0.6), box.height))
    return square, Box(rest.x + GAP_MM, rest.y, rest.width - GAP_MM, rest.height)


def _qr(paper: Paper, box: Box, code: str) -> Symbol:
    """The code as QR. Raises BadInput ``labelling.no_barcode`` (text) when even that does not fit."""
    symbol = qr(code)
    if not paper.fits(symbol, box):
        raise BadInput("labelling.no_barcode", text=code)
    return symbol


def _variant_and_price(paper: Paper, box: Box, label: ItemLabel, language: Language) -> None:
    price = _price(label, language)
    left, right = box.columns(box.width * 0.66) if price else (box, box)
    _text(paper, left, _joined(label.colour, label.size), bold=True)
    if price:
        _text(paper, right, price, align="right", bold=True)


def _size_and_measures(paper: Paper, box: Box, label: ItemLabel, language: Language) -> None:
    """The size alone, centred, when nothing was measured; else the size left and the measures in one or two columns."""
    if not label.measures:
        _text(paper, box, label.size or label.colour, align="center", bold=True, lines=_lines_for(label.size, box, 2))
        return
    size, rest = box.columns(box.width * 0.36)
    _text(
        paper,
        Box(size.x, size.y, size.width - GAP_MM, size.height),
        label.size,
        bold=True,
        align="center",
        lines=_lines_for(label.size, size, 3),
    )
    told = [say("labelling.measure", language, name=name, cm=centimetres(mm)) for name, mm in label.measures]
    columns = 1 if len(told) <= 4 else 2
    rows = -(-len(told) // columns)
    for number, text in enumerate(told):
        column, row = divmod(number, rows)
        width, height = rest.width / columns, rest.height / rows
        place = Box(rest.x + column * width, rest.y + row * height, width - 0.5, height)
        _text(paper, place, text, lines=_lines_for(text, place, 2))


def _bin_words(paper: Paper, box: Box, label: BinLabel, language: Language) -> None:
    wide = box.width * (0.24 if label.check else 0.0)
    code, check = box.columns(box.width - wide)
    code = Box(code.x, code.y, code.width - GAP_MM, code.height)
    if label.zone:
        code, zone = code.rows(code.height * 0.8)
        _text(paper, zone, say("labelling.zone", language, zone=label.zone))
    _text(paper, code, label.code, bold=True, lines=1 if len(label.code) <= 12 else 2)
    if label.check:
        big, caption = check.rows(check.height * 0.78)
        paper.frame(big)
        _text(paper, big.inset(0.6, 0.4), label.check, align="center", bold=True)
        _text(paper, caption, say("labelling.check", language), align="center")


def _text(paper: Paper, box: Box, text: str, *, align: Align = "left", bold: bool = False, lines: int = 1) -> None:
    """Text as large as its box allows, shrunk and wrapped as it must be."""
    largest = max(SMALLEST_PT, box.height * MM / LINE_HEIGHT)
    if bold:
        box = box.inset(BOLD_STROKE / 2 * largest / MM)  # the outline of a large letter is a good part of a millimetre
    if text and box.width > 0:
        paper.write(box, text, round(largest * 2 - 0.5) / 2, SMALLEST_PT, align=align, bold=bold, lines=lines)


def _lines_for(text: str, box: Box, most: int) -> int:
    """One line for what can be read on one: a size or a number torn apart reads as another. Else ``most``."""
    alone = fit_text(text, (box.width - GAP_MM) * MM, box.height * MM, READABLE_PT, SMALLEST_PT, 1)
    return most if alone.cut else 1


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _price(label: ItemLabel, language: Language) -> str:
    return "" if label.price is None else say("labelling.price", language, price=f"{label.price:.2f}")


__all__: Sequence[str] = ["barcode_label", "bin_label", "both_label", "linear_symbol", "size_label"]
