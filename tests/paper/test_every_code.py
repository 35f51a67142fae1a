"""Every code on every paper reads back exactly, also from a skew, blurred and worn print.

A sample of what ``python -m tests.benchmarks.codes`` tries in full, with thousands of numbers and at both resolutions.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.paper.every_code import (
    EVERY_PAPER,
    HARMS,
    PAPERS_WITH_BARS,
    PATTERNS,
    WORST,
    some_seller_codes,
    some_waybills,
    unread,
    write_bars,
    write_codes,
)
from warehouse_app.dispatch.rules import looks_like

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", EVERY_PAPER)
def test_every_code_of_every_paper_reads_back(name: str, tmp_path: Path) -> None:
    assert unread(EVERY_PAPER[name], tmp_path / "paper.pdf", 203, WORST) == []


@pytest.mark.parametrize(("stock", "dpi"), [("76x130", 203), ("100x180", 300)])
def test_waybill_numbers_of_every_courier_read_back(stock: str, dpi: int, tmp_path: Path) -> None:
    numbers = some_waybills(2 * len(PATTERNS), seed=dpi)
    assert unread(lambda path, dots: write_bars(path, numbers, stock, dots), tmp_path / "bars.pdf", dpi, WORST) == []


@pytest.mark.parametrize("stock", ["40x30", "60x40"])
def test_seller_codes_read_back(stock: str, tmp_path: Path) -> None:
    codes = some_seller_codes(14, seed=len(stock))
    single = {name: harm for name, harm in HARMS.items() if name != "all three"}
    assert unread(lambda path, _: write_codes(path, codes, stock), tmp_path / "codes.pdf", 203, single) == []


def test_the_numbers_tried_are_what_the_couriers_print() -> None:
    patterns = (
        r"SF[A-Z0-9]\d{12}", r"\d{12}", r"7[3-68]\d{12}", r"YT\d{13}", r"(77|43)\d{12,15}", r"[34]\d{14}", r"5\d{12}",
        r"JT\d{12,13}", r"JD[A-Z0-9]{2}\d{11}(-\d+-\d+-?)?", r"[981]\d{12}", r"P[A-Z]\d{11}", r"[A-Z]{2}\d{9}[A-Z]{2}",
        r"DPK\d{12,}",
    )  # fmt: skip
    numbers = some_waybills(20 * len(PATTERNS))
    assert all(any(looks_like(number, pattern) for pattern in patterns) for number in numbers)
    assert all(any(looks_like(number, pattern) for number in numbers) for pattern in patterns)


def test_no_paper_with_bars_is_left_out() -> None:
    """Whoever draws bars anywhere is named beside the papers that are tried."""
    core = REPO / "warehouse_app"
    drawing = {
        str(file.relative_to(core)).replace("\\", "/")
        for file in core.rglob("*.py")
        if re.search(r"paper\.bars\(", file.read_text(encoding="utf-8"))
    }
    assert drawing == PAPERS_WITH_BARS
