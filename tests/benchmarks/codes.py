"""Every code of every paper, 10,000 waybill numbers and 10,000 seller codes, printed at 203 and 300 dpi and read back.

``python -m tests.benchmarks.codes``: how many codes did not read back exactly, from a clean print, skew by a degree,
blurred by a pixel, with a tenth of the bars faded, and all three at once. None may.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.measure import Line
from tests.paper.every_code import EVERY_PAPER, HARMS, some_seller_codes, some_waybills, unread, write_bars, write_codes
from tests.paper.reading import DPIS
from warehouse_app.dispatch.labels import LABEL_SIZES

NUMBERS, AT_ONCE = 10_000, 250
GOODS_STOCKS = ("40x30", "50x30", "60x40")
ONE_HARM = {name: harm for name, harm in HARMS.items() if name != "all three"}
ALL_HARMS = {name: harm for name, harm in HARMS.items() if name == "all three"}


def run(numbers: int = NUMBERS) -> list[Line]:
    """How many do not read, and how long it took to try."""
    lines = []
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "paper.pdf"
        for name, tried in (
            ("papers", lambda: _papers(path)),
            (f"{numbers} waybill numbers", lambda: _waybills(path, numbers)),
            (f"{numbers} seller codes", lambda: _seller_codes(path, numbers)),
        ):
            lines += _timed(name, tried)
    return lines


def _timed(name: str, tried: Callable[[], tuple[list[str], list[str]]]) -> list[Line]:
    started = time.perf_counter()
    single, together = tried()
    for wrong in (*single[:10], *together[:10]):
        print(f"  not read: {wrong}", flush=True)
    return [
        Line(f"{name}, one harm each, unread", len(single), "codes", None, 0),
        Line(f"{name}, all harms at once, unread", len(together), "codes"),
        Line(f"{name}, time to try", time.perf_counter() - started, "s"),
    ]


def _papers(path: Path) -> tuple[list[str], list[str]]:
    single, together = [], []
    for name, write in EVERY_PAPER.items():
        for dpi in DPIS:
            single += [f"{name}: {wrong}" for wrong in unread(write, path, dpi, ONE_HARM)]
            together += [f"{name}: {wrong}" for wrong in unread(write, path, dpi, ALL_HARMS)]
    return single, together


def _waybills(path: Path, numbers: int) -> tuple[list[str], list[str]]:
    """A part of the numbers on each stock, at each resolution in turn."""
    waybills = some_waybills(numbers)
    places = [(stock, dpi) for stock in LABEL_SIZES for dpi in DPIS]
    single, together = [], []
    for turn, begin in enumerate(range(0, numbers, AT_ONCE)):
        stock, dpi = places[turn % len(places)]
        part = waybills[begin : begin + AT_ONCE]

        def write(to: Path, dots: int, part: list[str] = part, stock: str = stock) -> None:
            write_bars(to, part, stock, dots)

        single += unread(write, path, dpi, ONE_HARM)
        together += unread(write, path, dpi, ALL_HARMS)
    return single, together


def _seller_codes(path: Path, numbers: int) -> tuple[list[str], list[str]]:
    codes = some_seller_codes(numbers)
    places = [(stock, dpi) for stock in GOODS_STOCKS for dpi in DPIS]
    single, together = [], []
    for turn, begin in enumerate(range(0, numbers, AT_ONCE)):
        stock, dpi = places[turn % len(places)]
        part = codes[begin : begin + AT_ONCE]

        def write(to: Path, _dots: int, part: list[str] = part, stock: str = stock) -> None:
            write_codes(to, part, stock)

        single += unread(write, path, dpi, ONE_HARM)
        together += unread(write, path, dpi, ALL_HARMS)
    return single, together


if __name__ == "__main__":
    for line in run():
        print(line)
