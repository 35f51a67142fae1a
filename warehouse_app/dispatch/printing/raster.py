"""A page of a PDF as a label printer's dots: one bit each, black or nothing, at the printer's own dpi.

PDFium is not safe in two threads at once, so pages are drawn one after the other behind a door.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.errors import NotFound, Unreadable

MM_PER_INCH, POINTS_PER_INCH = 25.4, 72
_HALF = 128  # a dot at least half black is black
_door = threading.Lock()


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows from top to bottom, each padded to whole bytes with white; a set bit is a black dot, the first at the left."""

    width: int
    height: int
    dpi: int
    data: bytes

    @property
    def row_bytes(self) -> int:
        return (self.width + 7) // 8

    def rows(self) -> list[bytes]:
        """Each row's bytes."""
        size = self.row_bytes
        return [self.data[at : at + size] for at in range(0, size * self.height, size)]


def page_raster(path: Path, page: int, dpi: int) -> Raster:
    """Page ``page`` (the first is 1) at its own size.

    Raises NotFound ``dispatch.paper_gone``, Unreadable ``dispatch.paper_unreadable`` (no PDF, or no such page).
    """
    import pypdfium2

    if not path.is_file():
        raise NotFound("dispatch.paper_gone", file=path.name)
    with _door:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("dispatch.paper_unreadable", file=path.name) from error
        try:
            if not 0 < page <= len(document):
                raise Unreadable("dispatch.paper_unreadable", file=path.name)
            bitmap = document[page - 1].render(
                scale=dpi / POINTS_PER_INCH, grayscale=True, no_smoothtext=True, no_smoothimage=True, no_smoothpath=True
            )
            image = bitmap.to_pil()
            dots = image.point(lambda grey: 255 if grey < _HALF else 0, mode="1")
            return Raster(dots.width, dots.height, dpi, dots.tobytes())
        finally:
            document.close()


def millimetres(dots: int, dpi: int) -> float:
    """How long so many dots are, to a tenth, rounded down: a page is never longer than its label."""
    return int(dots * MM_PER_INCH / dpi * 10) / 10
