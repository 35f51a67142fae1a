"""One 100x180 label as a printer gets it: drawn at 203 dpi and put into the printer's language, and how many bytes that is.

``python -m tests.benchmarks.raster``: milliseconds and kilobytes, against the bare picture of the same page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.labels import some_labels
from tests.benchmarks.measure import Line, seconds
from warehouse_app.dispatch.labels import SIZE_100X180, write_labels
from warehouse_app.dispatch.printing.raster import Raster, page_raster
from warehouse_app.dispatch.printing.tspl import tspl
from warehouse_app.dispatch.printing.zpl import zpl

DPI, ROUNDS = 203, 9
LIMIT_MS, LIMIT_KB = 40.0, 15.0


def _milliseconds(work: Callable[[], object]) -> float:
    work()
    return min(seconds(work) for _ in range(ROUNDS)) * 1000  # what else runs on the machine is not the label's doing


def run(_folder: Path | None = None) -> list[Line]:
    """Time and size in both languages, a label with a note (the first one of the morning)."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "label.pdf"
        write_labels(file, some_labels()[:1], SIZE_100X180, dpi=DPI)
        raster = page_raster(file, 1, DPI)
        encoders: list[tuple[str, Callable[[Raster], bytes], float | None]] = [
            ("ZPL", zpl, LIMIT_KB),
            ("ZPL without Z64", lambda dots: zpl(dots, z64=False), None),
            ("TSPL", tspl, None),  # it has no compression for pictures: docs/decisions/0018
        ]
        lines = [Line("a label as dots", _milliseconds(lambda: page_raster(file, 1, DPI)), "ms", None, LIMIT_MS)]
        for name, encode, most in encoders:
            whole = _milliseconds(lambda encode=encode: encode(page_raster(file, 1, DPI)))  # type: ignore[misc]
            lines.append(Line(f"a label in {name}", whole, "ms", None, LIMIT_MS))
            lines.append(Line(f"a label in {name} on the wire", len(encode(raster)) / 1024, "KB", None, most))
        lines.append(Line("a label's dots, not compressed", len(raster.data) / 1024, "KB"))
    return lines


if __name__ == "__main__":
    for line in run():
        print(line)
