"""Pages in millimetres from the top left corner, as a person measures a label, drawn into a reportlab file.

A page is collected as PDF operators: lines and bars first, then all text in one text object, which keeps a page small
and fast to draw. What repeats on every page (frames, captions) is a stamp: kept once in the file, referred to by pages.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from warehouse_app.errors import BadInput
from warehouse_app.paper.barcodes import MM_PER_INCH, Symbol, module_mm
from warehouse_app.paper.files import write_whole
from warehouse_app.paper.fonts import FONT_NAME, em_width, font, printable
from warehouse_app.paper.text import ASCENT, LEADING, Fitted, fit_text

MM = 72 / MM_PER_INCH  # points in a millimetre
A4 = (210.0, 297.0)
A5 = (148.0, 210.0)
DPI = 203  # the usual label printer: 8 dots to the millimetre
BOLD_STROKE = 0.035  # the outline that makes text bold, in sizes (the font has one weight)
HAIRLINE_MM = 0.25  # two dots at 203 dpi: the thinnest line that always prints

# Binary streams instead of ASCII85: a fifth smaller and written much faster. Every PDF reader since 1996 takes them.
rl_config.useA85 = 0

# All papers share one font, and reportlab reads its file at one place at a time when it puts a part of it into a paper: two
# papers finished in two threads (a wave's, and a label at the desk) would read each other's place.
_EMBEDDING = threading.Lock()

Align = Literal["left", "center", "right"]


class Box(NamedTuple):
    """A rectangle on the page, in mm; x and y are its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    def inset(self, dx: float, dy: float = 0.0) -> Box:
        """The box within, ``dx`` mm in from left and right and ``dy`` from top and bottom."""
        return Box(self.x + dx, self.y + dy, self.width - 2 * dx, self.height - 2 * dy)

    def columns(self, *widths: float) -> list[Box]:
        """Side by side boxes of these widths in mm, and what remains at the right as the last one."""
        boxes, x = [], self.x
        for width in (*widths, self.width - sum(widths)):
            boxes.append(Box(x, self.y, width, self.height))
            x += width
        return boxes

    def rows(self, *heights: float) -> list[Box]:
        """Boxes of these heights in mm below each other, and what remains at the bottom as the last one."""
        boxes, y = [], self.y
        for height in (*heights, self.height - sum(heights)):
            boxes.append(Box(self.x, y, self.width, height))
            y += height
        return boxes


class Paper:
    """One PDF file in the making. Draw, ``end_page``, draw, ``end_page``, then ``save``."""

    def __init__(self, width: float, height: float, title: str, dpi: int = DPI) -> None:
        """``width`` and ``height`` of a page in mm; ``dpi`` is the printer's, for bars of whole dots."""
        self.width, self.height, self.dpi = width, height, dpi
        self._top = height * MM
        self._buffer = io.BytesIO()
        # invariant: no clock and no random id in the file, the same input is the same bytes.
        self._canvas: Any = Canvas(
            self._buffer,
            pagesize=(width * MM, height * MM),
            pageCompression=1,
            invariant=1,
            initialFontName=font().fontName,
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Packdesk")
        document = self._canvas._doc  # the key under which reportlab keeps a file's fonts; it has no public name
        self._codes = font().codes(document)
        self._font = font().getSubsetInternalName(0, document)
        self._forget()

    def _forget(self) -> None:
        self._shapes: list[str] = []
        self._texts: list[str] = []
        self._style: tuple[float, bool, bool] | None = None

    # --- text -------------------------------------------------------------------------------------------------------

    def text(
        self, x: float, baseline: float, text: str, size: float, *, align: Align = "left", bold: bool = False, white: bool = False
    ) -> None:
        """One line of ``text`` in points ``size``, its baseline ``baseline`` mm below the top of the page."""
        self._put(x * MM, self._top - baseline * MM, printable(text), size, align, bold, white)

    def _put(self, x: float, y: float, text: str, size: float, align: Align, bold: bool, white: bool) -> None:
        if align != "left":
            width = em_width(text) * size
            x -= width if align == "right" else width / 2
        if self._style != (size, bold, white):
            self._set_style(size, bold, white)
        codes = self._codes
        self._texts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm <{''.join([codes[char] for char in text])}> Tj")

    def _set_style(self, size: float, bold: bool, white: bool) -> None:
        grey = 1 if white else 0
        mode = f"2 Tr {size * BOLD_STROKE:.3f} w" if bold else "0 Tr"
        self._texts.append(f"{self._font} {size:g} Tf {mode} {grey} g {grey} G")
        self._style = (size, bold, white)

    def write(
        self,
        box: Box,
        text: str,
        largest: float,
        smallest: float,
        *,
        align: Align = "left",
        bold: bool = False,
        white: bool = False,
        lines: int = 99,
        middle: bool = True,
    ) -> Fitted:
        """``text`` within ``box``, wrapped, and shrunk from ``largest`` to at least ``smallest`` points."""
        fitted = fit_text(text, box.width * MM, box.height * MM, largest, smallest, lines)
        self.place(box, fitted, align=align, bold=bold, white=white, middle=middle)
        return fitted

    def place(
        self, box: Box, fitted: Fitted, *, align: Align = "left", bold: bool = False, white: bool = False, middle: bool = True
    ) -> None:
        """Lines that were fitted before, at the top of ``box`` or in its middle."""
        size = fitted.size
        x = {"left": box.x, "center": box.x + box.width / 2, "right": box.right}[align] * MM
        y = self._top - box.y * MM - size * ASCENT
        if middle:
            y -= (box.height * MM - fitted.height) / 2
        for number, line in enumerate(fitted.lines):
            self._put(x, y - number * LEADING * size, line, size, align, bold, white)

    @contextmanager
    def clipped(self, box: Box) -> Iterator[None]:
        """What is written within cannot leave ``box``: for letters that reach further than letters do. Text only."""
        before, self._texts, self._style = self._texts, [], None
        try:
            yield
        finally:
            inside, self._texts, self._style = self._texts, before, None
            if inside:
                self._shapes.append("\n".join([f"q {self._rectangle(box)} W n BT", *inside, "ET Q"]))

    # --- lines and areas --------------------------------------------------------------------------------------------

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = HAIRLINE_MM, dash: str = "") -> None:
        """A black line, all in mm; ``dash`` is a PDF dash array in points such as "3 2"."""
        self._shapes.append(
            f"[{dash}] 0 d {width * MM:.2f} w {x1 * MM:.2f} {self._top - y1 * MM:.2f} m "
            f"{x2 * MM:.2f} {self._top - y2 * MM:.2f} l S"
        )

    def frame(self, box: Box, width: float = HAIRLINE_MM) -> None:
        """The outline of a box."""
        self._shapes.append(f"[] 0 d {width * MM:.2f} w {self._rectangle(box)} S")

    def fill(self, box: Box, grey: float = 0.0) -> None:
        """A filled box, 0 black to 1 white."""
        self._shapes.append(f"{grey:g} g {self._rectangle(box)} f 0 g")

    def tint(self, box: Box, colour: str) -> None:
        """A box filled with a colour, #rrggbb."""
        parts = " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
        self._shapes.append(f"{parts} rg {self._rectangle(box)} f 0 g")

    def _rectangle(self, box: Box) -> str:
        return f"{box.x * MM:.2f} {self._top - box.bottom * MM:.2f} {box.width * MM:.2f} {box.height * MM:.2f} re"

    def picture(self, box: Box, file: Path) -> bool:
        """A JPEG or PNG, whole and in the middle of the box; False when the file is no picture."""
        try:
            image = ImageReader(str(file))
            wide, high = image.getSize()
        except OSError:
            return False
        scale = min(box.width / wide, box.height / high)
        width, height = wide * scale, high * scale
        x, y = box.x + (box.width - width) / 2, box.y + (box.height - height) / 2
        self._canvas.drawImage(image, x * MM, self._top - (y + height) * MM, width * MM, height * MM)
        return True

    # --- barcodes ---------------------------------------------------------------------------------------------------

    def fits(self, symbol: Symbol, box: Box) -> bool:
        """Whether the symbol fits the box with bars a scanner can read on this printer."""
        return self._module(symbol, box) is not None

    def bars(self, box: Box, symbol: Symbol, align: Align = "center") -> None:
        """A linear symbol as high as ``box``, or a square one within it, on whole printer dots.

        Raises BadInput ``paper.barcode_too_wide`` (text) when no bar width that scans fits.
        """
        module = self._module(symbol, box)
        if module is None:
            raise BadInput("paper.barcode_too_wide", text=symbol.text)
        square = symbol.height > 1
        width, height = symbol.width * module, (symbol.height * module if square else box.height)
        x = {"left": box.x, "center": box.x + (box.width - width) / 2, "right": box.right - width}[align]
        left, bottom = self._on_dot(x), self._on_dot(box.y + (box.height - height) / 2) + height
        scale = module * MM
        self._shapes.append(
            f"q {scale:.5f} 0 0 {scale if square else height * MM:.5f} {left * MM:.4f} {self._top - bottom * MM:.4f} cm\n"
            f"{symbol.path} f Q"
        )

    def _module(self, symbol: Symbol, box: Box) -> float | None:
        if symbol.height == 1:
            return module_mm(symbol.width, box.width, self.dpi)
        return module_mm(symbol.width, min(box.width, box.height), self.dpi)

    def _on_dot(self, mm: float) -> float:
        """The nearest printer dot, in mm."""
        return round(mm * self.dpi / MM_PER_INCH) * MM_PER_INCH / self.dpi

    # --- pages and the file -----------------------------------------------------------------------------------------

    def stamp(self, name: str, draw: Callable[[], None]) -> None:
        """Keep once in the file what ``draw`` draws; ``use_stamp`` puts it on a page. Call it between pages."""
        self._canvas.beginForm(name, 0, 0, self.width * MM, self.height * MM)
        draw()
        self._flush()
        self._canvas.endForm()

    def use_stamp(self, name: str) -> None:
        """Put a stamp on the current page, below what the page itself draws."""
        self._canvas.doForm(name)

    def turn_to(self, width: float, height: float) -> None:
        """The next pages have another size in mm. Call it between pages."""
        if (width, height) != (self.width, self.height):
            self.width, self.height, self._top = width, height, height * MM
            self._canvas.setPageSize((width * MM, height * MM))

    def end_page(self) -> None:
        """The current page is complete."""
        self._flush()
        self._canvas.showPage()

    def _flush(self) -> None:
        texts = ["BT", *self._texts, "0 Tr 0 g 0 G ET"] if self._texts else []
        if self._shapes or texts:
            self._canvas.addLiteral("\n".join([*self._shapes, *texts]))
        self._forget()

    def content(self) -> bytes:
        """The finished file; nothing can be drawn afterwards."""
        with _EMBEDDING:
            self._canvas.save()
        return self._buffer.getvalue()

    def save(self, path: Path) -> None:
        """Write the finished file, whole or not at all. Raises WarehouseError ``paper.cannot_write``."""
        write_whole(path, self.content())


__all__ = ["A4", "A5", "DPI", "FONT_NAME", "HAIRLINE_MM", "MM", "Align", "Box", "Paper"]
