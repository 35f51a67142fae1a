"""Barcodes as vectors: Code 128, EAN-13 and QR, each one path of rectangles in whole modules.

python-barcode and segno know the symbologies; what is here chooses the shortest Code 128, and a module width that is a
whole number of printer dots, because a bar of 2.6 dots comes out as 2 or 3 and stops scanning.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from barcode.charsets import code128 as code128_tables
from barcode.ean import EuropeanArticleNumber13

from warehouse_app.errors import BadInput

MM_PER_INCH = 25.4
SMALLEST_MODULE_MM = 0.19  # ISO/IEC 15417: what a general-purpose scanner must still read
LARGEST_MODULE_MM = 0.51  # wider bars do not scan better, they only reach the edge of the label

_BAR = re.compile("1+")
_STOP = code128_tables.STOP + "11"


@dataclass(frozen=True)
class Symbol:
    """A barcode to draw: sizes in modules with the quiet zone, ``path`` as PDF rectangles with y upwards from 0.

    A linear symbol is one module high and is stretched when drawn.
    """

    text: str
    width: int
    height: int
    path: str


def can_code128(text: str) -> bool:
    """Whether ``text`` is something Code 128 can carry here: printable ASCII, not empty."""
    return bool(text) and text.isascii() and text.isprintable()


@functools.lru_cache(maxsize=1024)
def code128(text: str) -> Symbol:
    """Code 128 (ISO/IEC 15417) in the fewest symbols, with quiet zones of 10 modules.

    Raises BadInput ``paper.barcode_characters`` for anything but printable ASCII.
    """
    if not can_code128(text):
        raise BadInput("paper.barcode_characters", text=text)
    values = _code128_values(text)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return _linear(text, "".join([code128_tables.CODES[value] for value in (*values, check)]) + _STOP, quiet=(10, 10))


@functools.lru_cache(maxsize=1024)
def ean13(digits: str) -> Symbol:
    """EAN-13 of 13 digits, quiet zones 11 and 7 modules (GS1 General Specifications).

    Raises BadInput ``paper.ean13_digits`` when it is not 13 digits or the check digit is wrong.
    """
    if not (len(digits) == 13 and digits.isascii() and digits.isdigit()):
        raise BadInput("paper.ean13_digits", text=digits)
    encoder = EuropeanArticleNumber13(digits)
    if encoder.get_fullcode() != digits:
        raise BadInput("paper.ean13_digits", text=digits)
    return _linear(digits, encoder.build()[0], quiet=(11, 7))


@functools.lru_cache(maxsize=256)
def qr(text: str) -> Symbol:
    """QR code, error correction M or better, quiet zone 4 modules (ISO/IEC 18004).

    Raises BadInput ``paper.nothing_to_print`` for no text at all, ``paper.qr_text`` for more than a QR code holds.
    """
    if not text:
        raise BadInput("paper.nothing_to_print")
    # Chinese goes in as UTF-8 bytes that say so (ECI 26). Left to itself segno takes some of them for Japanese (Shift JIS).
    mode, encoding = (None, None) if text.isascii() else ("byte", "utf-8")
    try:
        code = segno.make(text, error="m", mode=mode, encoding=encoding, eci=encoding is not None, micro=False)
    except ValueError as error:
        raise BadInput("paper.qr_text", text=text) from error
    rows = ["".join("1" if cell else "0" for cell in row) for row in code.matrix]
    size = len(rows) + 8
    rectangles = [
        f"{run.start() + 4} {size - 5 - number} {len(run[0])} 1 re"
        for number, row in enumerate(rows)
        for run in _BAR.finditer(row)
    ]
    return Symbol(text, size, size, "\n".join(rectangles))


def module_mm(modules: int, room_mm: float, dpi: int) -> float | None:
    """The widest module in mm, a whole number of printer dots, with which ``modules`` fit; None when none scans."""
    dot = MM_PER_INCH / dpi
    dots = min(math.floor(room_mm / modules / dot + 1e-6), math.floor(LARGEST_MODULE_MM / dot))
    return dots * dot if dots * dot >= SMALLEST_MODULE_MM else None


def _linear(text: str, modules: str, quiet: tuple[int, int]) -> Symbol:
    left, right = quiet
    bars = [f"{bar.start() + left} 0 {len(bar[0])} 1 re" for bar in _BAR.finditer(modules)]
    return Symbol(text, left + len(modules) + right, 1, "\n".join(bars))


def _code128_values(text: str) -> list[int]:
    """Start symbol and data symbols, as few as code sets B and C allow: pairs of digits where they pay."""
    sets = _cheapest_sets(text)
    current = sets[0]
    values: list[int] = [code128_tables.START_CODES[current]]
    at = 0
    while at < len(text):
        wanted = sets[at]
        if wanted != current:
            values.append(code128_tables.C["TO_B"] if wanted == "B" else code128_tables.B["TO_C"])
            current = wanted
        values.append(int(text[at : at + 2]) if current == "C" else code128_tables.B[text[at]])
        at += 2 if current == "C" else 1
    return values


def _cheapest_sets(text: str) -> str:
    """For each place, the code set with which the rest is shortest (dynamic programme from the end)."""
    # cost[at] = symbols for text[at:] when it begins in (B, C); a switch between the sets costs one symbol.
    end = len(text)
    cost = [(0, 0)] * (end + 2)
    chosen: dict[tuple[int, str], str] = {}
    for at in range(end - 1, -1, -1):
        in_b = 1 + cost[at + 1][0]
        in_c = 1 + cost[at + 2][1] if text[at : at + 2].isdigit() and at + 1 < end else math.inf
        chosen[at, "B"] = "B" if in_b <= in_c + 1 else "C"
        chosen[at, "C"] = "C" if in_c <= in_b + 1 else "B"
        cost[at] = (int(min(in_b, in_c + 1)), int(min(in_c, in_b + 1)))
    current = "C" if cost[0][1] < cost[0][0] else "B"
    return "".join(_walk(chosen, current, end))


def _walk(chosen: dict[tuple[int, str], str], current: str, end: int) -> Iterable[str]:
    at = 0
    while at < end:
        current = chosen[at, current]
        yield from current * (2 if current == "C" else 1)
        at += 2 if current == "C" else 1
