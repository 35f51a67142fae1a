"""A raster in TSPL, the language of TSC and of most label printers made in China: pictures of what is written, bars for
all that is straight. Why so: ``docs/decisions/0018-label-printers.md``.

``BITMAP`` is not compressed in any published manual, so white costs as much as black. What is straight (the bars of a
code, frames, filled fields) is told as ``BAR`` instead, and the rest goes as many small pictures with nothing white between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from warehouse_app.dispatch.printing.raster import Raster, millimetres

_TALL, _LONG = 40, 200  # dots from which on a straight piece is told as a bar
_COMMAND = 24  # about as many bytes as telling of one more picture costs
_RUN = re.compile("1+")
Piece = tuple[int, int, int, int]
"""Left and top, width and height."""


def tspl(raster: Raster, copies: int = 1) -> bytes:
    """The label as one print job. The command that prints stands last: a job that was cut off prints nothing.

    A set bit is white in ``BITMAP``. Pictures overwrite what is under them, so the bars are drawn after them all.
    """
    rows = raster.rows()
    bars = _bars(rows, raster.row_bytes)
    rest = _without(rows, bars, raster.row_bytes)
    width, height = millimetres(raster.width, raster.dpi), millimetres(raster.height, raster.dpi)
    parts = [f"SIZE {width} mm,{height} mm\r\nREFERENCE 0,0\r\nCLS\r\n".encode("ascii")]
    for left, top, wide, high in _pictures(rest, raster.row_bytes):
        data = b"".join(row[left : left + wide] for row in rest[top : top + high])
        parts.append(f"BITMAP {left * 8},{top},{wide},{high},0,".encode("ascii") + data.translate(_INVERTED) + b"\r\n")
    parts += [f"BAR {left},{top},{wide},{high}\r\n".encode("ascii") for left, top, wide, high in bars]
    return b"".join(parts) + f"PRINT 1,{copies}\r\n".encode("ascii")


_INVERTED = bytes(255 - value for value in range(256))


def _bars(rows: Sequence[bytes], row_bytes: int) -> list[Piece]:
    """Pieces as straight as to be worth a command: the same black dots in many rows, or many of them in a few."""
    bars: list[Piece] = []
    begun: dict[tuple[int, int], int] = {}
    before, runs_before = b"", frozenset[tuple[int, int]]()
    for y, row in enumerate([*rows, bytes(row_bytes)]):
        if row == before:
            continue
        before = row
        bits = bin(int.from_bytes(row) | 1 << 8 * row_bytes)[3:]
        runs = frozenset(run.span() for run in _RUN.finditer(bits))
        for run in runs_before - runs:
            left, right = run
            top = begun.pop(run)
            if y - top >= _TALL or right - left >= _LONG:
                bars.append((left, top, right - left, y - top))
        begun |= dict.fromkeys(runs - runs_before, y)
        runs_before = runs
    return sorted(bars, key=lambda bar: (bar[1], bar[0]))


def _without(rows: Sequence[bytes], bars: Sequence[Piece], row_bytes: int) -> list[bytes]:
    """The rows without the dots of the bars, of which none lies over another."""
    changes = [0] * (len(rows) + 1)
    for left, top, wide, high in bars:
        mask = ((1 << wide) - 1) << (8 * row_bytes - left - wide)
        changes[top] ^= mask
        changes[top + high] ^= mask
    rest, covered = [], 0
    for row, change in zip(rows, changes, strict=False):
        covered ^= change
        rest.append((int.from_bytes(row) & ~covered).to_bytes(row_bytes) if covered else row)
    return rest


def _pictures(rows: Sequence[bytes], row_bytes: int) -> Iterator[Piece]:
    """What is black, in pictures (left and width in bytes) that are parted wherever white costs more than a command."""
    waiting = [(0, row_bytes, 0, len(rows))]
    while waiting:
        left, right, top, bottom = waiting.pop()
        bands = _bands(rows, left, right, top, bottom)
        for high, low in bands:
            columns = _columns(rows, left, right, high, low)
            if len(bands) == len(columns) == 1:
                yield columns[0][0], high, columns[0][1] - columns[0][0], low - high
            else:
                waiting += [(first, last, high, low) for first, last in columns]


def _bands(rows: Sequence[bytes], left: int, right: int, top: int, bottom: int) -> list[tuple[int, int]]:
    blank = right - left
    black = (y for y in range(top, bottom) if rows[y].count(0, left, right) != blank)
    return _joined(black, _COMMAND // blank)


def _columns(rows: Sequence[bytes], left: int, right: int, top: int, bottom: int) -> list[tuple[int, int]]:
    all_rows = 0
    for row in rows[top:bottom]:
        all_rows |= int.from_bytes(row[left:right])
    black = (left + x for x, byte in enumerate(all_rows.to_bytes(right - left)) if byte)
    return _joined(black, _COMMAND // (bottom - top))


def _joined(places: Iterator[int], gap: int) -> list[tuple[int, int]]:
    """Stretches (from, to) of places with at most ``gap`` missing between them."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        if stretches and place - stretches[-1][1] <= gap:
            stretches[-1] = stretches[-1][0], place + 1
        else:
            stretches.append((place, place + 1))
    return stretches
