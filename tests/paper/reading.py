"""Papers read back the way the shop does: rendered at the printer's dots, scanned, and opened up as a PDF."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops
from pypdf import PdfReader

from warehouse_app.paper.barcodes import Symbol
from warehouse_app.paper.page import Box, Paper

DPIS = (203, 300)
# What a warehouse scanner is set to. Codabar and its like carry no check digit and are "read" out of other codes' bars:
# zxing finds a Codabar A5959B, backwards, within a perfectly good Code 128.
READ = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.QRCode)


def drawn(symbol: Symbol, width: float, height: float, dpi: int) -> bytes:
    """One page with nothing on it but this symbol."""
    paper = Paper(width, height, "test", dpi)
    paper.bars(Box(0, 0, width, height), symbol)
    paper.end_page()
    return paper.content()


def pages_of(file: Path | bytes, dpi: int) -> Iterator[Image.Image]:
    """Each page in greys, one pixel for a printer dot."""
    scale = dpi / 72
    with closing(pypdfium2.PdfDocument(file)) as document:
        for page in document:
            # A page is no whole number of dots. The renderer would stretch it to one, and bars with it; a printer does not.
            width, height = page.get_size()
            across, down = ((math.ceil(side * scale) - 0.001) / scale for side in (width, height))
            page.set_mediabox(0, height - down, across, height)
            yield page.render(scale=scale, grayscale=True).to_pil().convert("L")


def codes_on(image: Image.Image) -> list[str]:
    """What a scanner reads on a page, from the top down.

    At the printer's dots only: zxing would also try the page at a third of them (67 dpi), where bars of four dots are not
    much more than one, and there it finds a second, wrong number in one bar code out of some hundred.
    """
    found = zxingcpp.read_barcodes(image, formats=list(READ), try_downscale=False)
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def scanned(file: Path | bytes, dpi: int = 203) -> list[list[str]]:
    """The codes of every page."""
    return [codes_on(image) for image in pages_of(file, dpi)]


def sizes_of(file: Path | bytes) -> list[tuple[float, float]]:
    """Width and height of every page in mm, to a tenth."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        sizes = [page.get_size() for page in document]
    return [(round(width / 72 * 25.4, 1), round(height / 72 * 25.4, 1)) for width, height in sizes]


def texts_of(file: Path | bytes) -> list[str]:
    """The text of every page, without line breaks: where a line breaks is the paper's affair."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box in pixels that holds every mark of the page, None for an empty page."""
    return ImageChops.invert(image).point(lambda grey: 255 if grey > 40 else 0).getbbox()


def font_files(file: Path | bytes) -> list[int]:
    """The size in bytes, as stored, of every TrueType font within the file."""
    reader = PdfReader(io.BytesIO(file) if isinstance(file, bytes) else file)
    found: dict[int, int] = {}
    for number in reader.xref[0]:
        thing: Any = reader.get_object(number)
        if isinstance(thing, dict) and "/FontFile2" in thing:
            reference = thing.raw_get("/FontFile2")
            found[reference.idnum] = len(reference.get_object()._data)
    return list(found.values())


def bytes_of(file: Path | bytes) -> int:
    """How large the file is."""
    return len(file) if isinstance(file, bytes) else file.stat().st_size
