"""How full a bin is, as the floor map shows it: six looks told apart by colour, by hatching and by the number in the cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui import theme
from warehouse_app.stock.looks.floor import FloorBin

_LOW, _HIGH = 0.5, 0.8
_READABLE = 4.5


class Look(StrEnum):
    """The steps of the legend."""

    EMPTY = "empty"
    LOW = "low"
    HALF = "half"
    HIGH = "high"
    OVER = "over"
    UNLIMITED = "unlimited"


_STRENGTH = {Look.EMPTY: 0.0, Look.LOW: 0.22, Look.HALF: 0.5, Look.HIGH: 1.0}


@dataclass(frozen=True, slots=True)
class Colours:
    """What a cell is filled with, the words on it, and its hatching."""

    fill: QColor
    words: QColor
    hatch: Qt.BrushStyle = Qt.BrushStyle.NoBrush


def look_of(place: FloorBin) -> Look:
    """The step a bin is in; one without a limit is only empty or not."""
    if place.overfull:
        return Look.OVER
    if place.pieces == 0:
        return Look.EMPTY
    if place.used is None:
        return Look.UNLIMITED
    return Look.LOW if place.used <= _LOW else Look.HALF if place.used <= _HIGH else Look.HIGH


def number_of(place: FloorBin) -> str:
    """What stands in the cell: per cent of the limit, or the pieces where there is no limit; nothing when it is empty."""
    if place.pieces == 0:
        return ""
    if place.overfull:
        return ">100"
    return f"{place.pieces}" if place.used is None else f"{round(place.used * 100)}"


def colours() -> dict[Look, Colours]:
    """The colours of every step in the theme that is on now."""
    tokens = theme.current()
    found = {look: _blend(tokens.raised, tokens.accent, strength) for look, strength in _STRENGTH.items()}
    made = {look: Colours(fill, _on(fill)) for look, fill in found.items()}
    over = QColor(tokens.wrong.band)
    made[Look.OVER] = Colours(over, QColor(tokens.wrong.on_band), Qt.BrushStyle.BDiagPattern)
    plain = QColor(tokens.next.tint)
    made[Look.UNLIMITED] = Colours(plain, _on(plain), Qt.BrushStyle.Dense7Pattern)
    return made


def draw_cell(painter: QPainter, at: QRect, look: Look, dress: Colours, words: str) -> None:
    """One cell; the hatching keeps to the left, beside the number."""
    tokens = theme.current()
    painter.fillRect(at, dress.fill)
    if dress.hatch != Qt.BrushStyle.NoBrush:
        hatch = QColor(dress.words)
        hatch.setAlpha(120)
        band = at if not words else QRect(at.left(), at.top(), max(4, at.width() // 5), at.height())
        painter.fillRect(band, QBrush(hatch, dress.hatch))
    if look in (Look.EMPTY, Look.UNLIMITED, Look.LOW):
        painter.setPen(QPen(QColor(tokens.outline if look is Look.EMPTY else tokens.line)))
        painter.drawRect(at.adjusted(0, 0, -1, -1))
    if words:
        painter.setPen(dress.words)
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, words)


def _blend(below: str, above: str, share: float) -> QColor:
    one, other = QColor(below), QColor(above)
    mixed = (round(a + (b - a) * share) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*mixed)


def _on(fill: QColor) -> QColor:
    """Words that can be read on a colour: the theme's own, else black or white, whichever is further away."""
    tokens = theme.current()
    for words in (tokens.text, tokens.on_accent):
        if theme.contrast(words, fill.name()) >= _READABLE:
            return QColor(words)
    return QColor(max(("#000000", "#ffffff"), key=lambda words: theme.contrast(words, fill.name())))
