"""The test card of a label stock: what to measure once on each printer, so that labels come out where they should."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warehouse_app.dispatch.designs.measuring import CROSS_MM, RULER_MM, STRAIGHT, Calibration
from warehouse_app.dispatch.designs.rules import STOCKS
from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import DPI, Box, Paper
from warehouse_app.words import Language, say

ARM_MM, EDGE_MM = 6.0, 1.0
RULER_TOP_MM = 24.0  # of the ruler across
DOWN_LEFT_MM, DOWN_TOP_MM = 14.0, 36.0  # of the ruler down
CODE = "PACKDESK-TEST"


def write_test_card(
    path: Path, stock: str, printer: str, language: Language = "zh_CN", dpi: int = DPI, calibration: Calibration = STRAIGHT
) -> None:
    """One page: a cross 10 mm from two edges, a ruler of 50 mm across and one down, a frame near the edge, a barcode.

    Drawn with ``calibration`` it shows whether what was measured is right. Raises BadInput ``designs.bad_stock``,
    WarehouseError ``paper.cannot_write``.
    """
    draw_test_card(stock, printer, language, dpi, calibration).save(path)


def draw_test_card(stock: str, printer: str, language: Language, dpi: int, calibration: Calibration) -> Paper:
    """The card, not yet written."""
    if stock not in STOCKS:
        raise BadInput("designs.bad_stock", stock=stock)
    width, height = STOCKS[stock]
    paper = Paper(width, height, say("designs.card_title", language), dpi)
    _Card(paper, calibration).draw(stock, printer, language)
    paper.end_page()
    return paper


class _Card:
    """Draws in label millimetres on a printer that was measured."""

    def __init__(self, paper: Paper, calibration: Calibration) -> None:
        self._paper, self._calibration = paper, calibration

    def draw(self, stock: str, printer: str, language: Language) -> None:
        width, height = STOCKS[stock]
        self._frame(Box(EDGE_MM, EDGE_MM, width - 2 * EDGE_MM, height - 2 * EDGE_MM))
        self._line(CROSS_MM - ARM_MM, CROSS_MM, CROSS_MM + ARM_MM, CROSS_MM)
        self._line(CROSS_MM, CROSS_MM - ARM_MM, CROSS_MM, CROSS_MM + ARM_MM)
        title = say("designs.card_title", language)
        self._write(Box(20, 4, width - 24, 6), f"{title} {stock}", 12)
        self._write(Box(20, 10, width - 24, 5), printer, 8)
        left = (width - RULER_MM) / 2
        for at, long in _ticks():
            self._line(left + at, RULER_TOP_MM, left + at, RULER_TOP_MM + long)
            self._line(DOWN_LEFT_MM, DOWN_TOP_MM + at, DOWN_LEFT_MM + long, DOWN_TOP_MM + at)
        self._line(left, RULER_TOP_MM, left + RULER_MM, RULER_TOP_MM)
        self._line(DOWN_LEFT_MM, DOWN_TOP_MM, DOWN_LEFT_MM, DOWN_TOP_MM + RULER_MM)
        self._write(Box(left, RULER_TOP_MM - 5, RULER_MM, 4.5), say("designs.card_across", language), 9)
        self._write(Box(4, DOWN_TOP_MM + 20, 9, 12), say("designs.card_down", language), 9)
        steps = Box(26, DOWN_TOP_MM, width - 30, RULER_MM - 4)
        for number, box in enumerate(steps.rows(*[steps.height / 4] * 3), 1):
            self._write(box, say(f"designs.card_step_{number}", language), 9)
        self._paper.bars(self._calibration.box(Box(4, height - 34, width - 8, 20)), code128(CODE))
        self._write(Box(4, height - 13, width - 8, 6), CODE, 10)

    def _line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._paper.line(*self._calibration.drawn(x1, y1), *self._calibration.drawn(x2, y2))

    def _frame(self, box: Box) -> None:
        self._paper.frame(self._calibration.box(box))

    def _write(self, box: Box, text: str, size: float) -> None:
        self._paper.write(self._calibration.box(box), text, size, 5)


def _ticks() -> Iterator[tuple[float, float]]:
    """Every millimetre of a ruler with the length of its tick."""
    for mm in range(int(RULER_MM) + 1):
        yield mm, 5.0 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2.0
