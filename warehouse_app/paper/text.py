"""Text that stays in its box: broken into lines the way Chinese and Latin readers expect, shrunk where it must be.

Sizes are in points, widths and heights of boxes in points too (``paper.page`` turns millimetres into points).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from warehouse_app.paper.fonts import em_width, printable

LEADING = 1.2  # distance of two baselines, in sizes
ASCENT = 0.80  # from the top of a line to its baseline, in sizes
LINE_HEIGHT = 1.05  # one line alone needs this much height, in sizes
STEP = 0.5  # points by which text shrinks
ELLIPSIS = "…"

# What a line is broken between: a Latin word or number, or one Chinese character; opening brackets cling to what
# follows, closing punctuation to what precedes (the rule of GB/T 15834: no line begins with a full stop).
_ATOM = re.compile(
    r"\s+|[（《「『【〔“‘(\[{<]*(?:[0-9A-Za-z\u00c0-\u024f'&@_+*#./:=-]+|\S)[，。、；：！？）》」』】〕”’…—)\]}>,;!?%％]*"
)


@dataclass(frozen=True)
class Fitted:
    """Lines and the size in points at which they fit their box; ``cut`` when even the smallest size was too large."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False

    @property
    def height(self) -> float:
        """Height in points the lines take."""
        return ((len(self.lines) - 1) * LEADING + LINE_HEIGHT) * self.size if self.lines else 0.0


@functools.lru_cache(maxsize=2048)
def fit_text(text: str, width: float, height: float, largest: float, smallest: float, most: int = 99) -> Fitted:
    """``text`` at the largest size (``largest`` down to ``smallest`` points) at which it fits ``width`` x ``height`` points
    in at most ``most`` lines. What does not fit even at the smallest size ends in an ellipsis and is marked as cut.
    """
    shown = printable(text).strip()
    if not shown:
        return Fitted((), largest)
    if em_width(shown) * largest <= width and largest * LINE_HEIGHT <= height:
        return Fitted((shown,), largest)
    atoms = tuple((atom, em_width(atom)) for atom in _ATOM.findall(shown))
    least = sum([ems for atom, ems in atoms if not atom.isspace()])  # spaces vanish where a line breaks
    size = largest
    while size >= smallest:
        room = _rows(height, size, most)
        if least * size <= width * room:
            lines = _wrap(atoms, width / size)
            if len(lines) <= room:
                return Fitted(tuple(lines), size)
        size -= STEP
    return _cut(_wrap(atoms, width / smallest), width / smallest, max(1, _rows(height, smallest, most)), smallest)


def _rows(height: float, size: float, most: int) -> int:
    """How many lines of ``size`` a height holds."""
    return min(most, int((height / size - LINE_HEIGHT) / LEADING + 1 + 1e-6)) if height >= size * LINE_HEIGHT else 0


def _wrap(atoms: tuple[tuple[str, float], ...], limit: float) -> list[str]:
    """Lines of at most ``limit`` ems; a word longer than a line is broken where it must be."""
    lines: list[str] = []
    line, used = "", 0.0
    for atom, width in atoms:
        if used + width <= limit:
            line, used = line + atom, used + width
            continue
        if line:
            lines.append(line.rstrip())
        line, used = ("", 0.0) if atom.isspace() else (atom, width)
        while used > limit:
            head = _head(line, limit)
            lines.append(head)
            line = line[len(head) :]
            used = em_width(line)
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _head(text: str, limit: float) -> str:
    """As many first characters of ``text`` as ``limit`` ems hold, at least one."""
    for end in range(len(text), 1, -1):
        if em_width(text[:end]) <= limit:
            return text[:end]
    return text[:1]


def _cut(lines: list[str], limit: float, room: int, size: float) -> Fitted:
    """The first ``room`` lines, an ellipsis where the rest was."""
    if len(lines) <= room:
        return Fitted(tuple(lines), size)
    last = _head(lines[room - 1], limit - em_width(ELLIPSIS)) + ELLIPSIS
    return Fitted((*lines[: room - 1], last), size, cut=True)
