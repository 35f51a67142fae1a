"""The page a printer is tried out with: a frame at the label's edges, a code that scans, and what the printer is set to."""

from __future__ import annotations

from pathlib import Path

from warehouse_app.dispatch.labels import LABEL_SIZES
from warehouse_app.dispatch.printing.rules import PrinterSetup
from warehouse_app.paper.barcodes import code128
from warehouse_app.paper.page import Box, Paper
from warehouse_app.words import Language, say

EDGE_MM = 2.0


def write_test_page(path: Path, setup: PrinterSetup, size: str, language: Language) -> None:
    """One page of the size labels have. Raises WarehouseError ``paper.cannot_write``."""
    stock = LABEL_SIZES[size]
    paper = Paper(stock.width, stock.height, say("printing.test_title", language), setup.dpi)
    whole = Box(EDGE_MM, EDGE_MM, stock.width - 2 * EDGE_MM, stock.height - 2 * EDGE_MM)
    paper.frame(whole, 0.35)
    title, name, words, code, number, _ = whole.inset(4, 6).rows(12, 10, 26, 18, 7)
    paper.write(title, say("printing.test_title", language), 20, 10, bold=True)
    paper.write(name, setup.name, 14, 8)
    paper.write(words, say("printing.test_words", language, dpi=setup.dpi, size=size), 10, 7, middle=False)
    sample = f"TEST{setup.dpi}"
    paper.bars(code, code128(sample))
    paper.write(number, sample, 12, 8, align="center")
    paper.end_page()
    paper.save(path)
