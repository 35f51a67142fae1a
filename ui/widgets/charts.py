"""Charts in the colours of the theme: bars for a ranking, bars both ways for plus and minus, a line for months, and over days
what was, what will be with its band, and what is left.

Everything pyqtgraph is in this module. The library takes as long to import as the rest of a page, so this module is imported
when a chart is first shown. A chart tells nothing that the table beside it does not: what it shows is said in one sentence to
whoever cannot see it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.fonts import application_font
from ui.language import tr
from ui.theme import space
from ui.widgets.layouts import column

_TEXT_PX = 13
_BAR = 0.62  # of the room of one bar
_MOST_TICKS = 12
_WORDS = 0.75  # of all bars both ways: room for the words on each side


@dataclass(frozen=True, slots=True)
class Point:
    """One bar or one point: what it is called, how much it is, and how that is written."""

    label: str
    value: float
    words: str


class _Chart(QWidget):
    """Axes beside a plot without menus or mouse; a subclass draws the points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: tuple[Point, ...] = ()
        self._summary: tuple[str, dict[str, object]] = ("", {})
        self._view: Any = pyqtgraph.GraphicsView(self)
        self._grid: Any = pyqtgraph.GraphicsLayout()
        self._view.setCentralItem(self._grid)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box: Any = pyqtgraph.ViewBox(enableMouse=False, enableMenu=False)
        self._axes: dict[str, Any] = {side: pyqtgraph.AxisItem(side) for side in ("left", "bottom")}
        self._grid.addItem(self._axes["left"], 0, 0)
        self._grid.addItem(self._box, 0, 1)
        self._grid.addItem(self._axes["bottom"], 1, 1)
        for axis in self._axes.values():
            axis.linkToView(self._box)
            axis.enableAutoSIPrefix(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(space(50))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column(self).addWidget(self._view)

    def show_points(self, points: Sequence[Point], summary: str, /, **fields: object) -> None:
        """Draw these points; ``summary`` is the sentence (its code and fields) that says what they show."""
        self.points, self._summary = tuple(points), (summary, fields)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """In the new colours, in the new language."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        code, fields = self._summary
        self.setAccessibleName(tr(code, **fields) if code else "")
        tokens = theme.current()
        self._view.setBackground(QColor(tokens.raised))
        font = application_font(_TEXT_PX)
        for axis in self._axes.values():
            axis.setStyle(tickFont=font, tickTextOffset=space(2))
            axis.setPen(pyqtgraph.mkPen(QColor(tokens.line)))
            axis.setTextPen(pyqtgraph.mkPen(QColor(tokens.muted)))
        self._axes["left"].setTextPen(pyqtgraph.mkPen(QColor(tokens.text)))
        self._box.clear()
        if self.points:
            self._plot(tokens, font)

    def _write(self, words: str, x: float, y: float, anchor: tuple[float, float], font: QFont) -> None:
        """Words in the plot; ``anchor`` is the place in the words that lies on the point."""
        text: Any = pyqtgraph.TextItem(words, color=QColor(theme.current().text), anchor=anchor)
        text.setFont(font)
        text.setPos(x, y)
        self._box.addItem(text)

    @abstractmethod
    def _plot(self, tokens: theme.Theme, font: QFont) -> None:
        """Draw the points into ``_box`` and say its range."""


class BarChart(_Chart):
    """Bars from the left, the first at the top, each with its name before and its amount behind it."""

    def _plot(self, tokens: theme.Theme, font: QFont) -> None:
        count, most = len(self.points), max(point.value for point in self.points) or 1.0
        places = [count - 1 - number for number in range(count)]
        bars: Any = pyqtgraph.BarGraphItem(
            x0=[0.0] * count, width=[point.value for point in self.points], y=places, height=_BAR,
            brush=pyqtgraph.mkBrush(QColor(tokens.accent)), pen=pyqtgraph.mkPen(QColor(tokens.accent)),
        )  # fmt: skip
        self._box.addItem(bars)
        for place, point in zip(places, self.points, strict=True):
            self._write(point.words, point.value, place, (0.0, 0.5), font)
        self._axes["left"].setTicks([[(place, point.label) for place, point in zip(places, self.points, strict=True)]])
        self._axes["bottom"].setTicks([[]])
        self._box.setRange(xRange=(0.0, most * 1.22), yRange=(-0.6, max(count, 4) - 0.4), padding=0)


class TwoWayChart(BarChart):
    """What is too much to the right, what is missing to the left, never set against each other; each side written out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left: tuple[Point, ...] = ()

    def show_both(self, right: Sequence[Point], left: Sequence[Point], summary: str, **fields: object) -> None:
        """Draw these; the n-th of both belong to the same row, and ``left`` is given without a sign."""
        self.left = tuple(left)
        self.show_points(right, summary, **fields)

    def _plot(self, tokens: theme.Theme, font: QFont) -> None:
        count = len(self.points)
        right, left = (max(point.value for point in points) for points in (self.points, self.left))
        room = _WORDS * (right + left or 1.0)
        places = [count - 1 - number for number in range(count)]
        for points, sign, tone in ((self.points, 1, tokens.accent), (self.left, -1, tokens.outline)):
            bars: Any = pyqtgraph.BarGraphItem(
                x0=[0.0] * count, width=[sign * point.value for point in points], y=places, height=_BAR,
                brush=pyqtgraph.mkBrush(QColor(tone)), pen=pyqtgraph.mkPen(QColor(tone)),
            )  # fmt: skip
            self._box.addItem(bars)
            for place, point in zip(places, points, strict=True):
                if point.value:
                    self._write(point.words, sign * point.value, place, (0.0 if sign > 0 else 1.0, 0.5), font)
        self._axes["left"].setTicks([[(place, point.label) for place, point in zip(places, self.points, strict=True)]])
        self._axes["bottom"].setTicks([[]])
        ends = (-left - room if left else -room / 10, right + room if right else room / 10)
        self._box.setRange(xRange=ends, yRange=(-0.6, max(count, 4) - 0.4), padding=0)


class LineChart(_Chart):
    """A line from left to right, its points marked and written out. ``near``: the axis begins close below the lowest point."""

    near = False

    def _plot(self, tokens: theme.Theme, font: QFont) -> None:
        values, count = [point.value for point in self.points], len(self.points)
        accent = QColor(tokens.accent)
        line: Any = pyqtgraph.PlotDataItem(
            list(range(count)), values, pen=pyqtgraph.mkPen(accent, width=2), antialias=True, symbol="o", symbolSize=8,
            symbolBrush=pyqtgraph.mkBrush(accent), symbolPen=pyqtgraph.mkPen(accent),
        )  # fmt: skip
        self._box.addItem(line)
        every = -(-count // _MOST_TICKS)
        shown = [(number, point.label) for number, point in enumerate(self.points) if (count - 1 - number) % every == 0]
        self._axes["bottom"].setTicks([shown])
        self._axes["left"].setTicks(None)
        for number, _ in shown:
            beside = values[max(0, number - 1) : number + 2]
            under = self.near and values[number] < max(beside)  # words above would lie on the line
            self._write(self.points[number].words, number, values[number], (0.5, -0.2 if under else 1.2), font)
        lowest, highest = (min(values) if self.near else 0.0), max(values)
        room = (highest - lowest) or 1.0
        below = lowest - 0.4 * room if self.near else 0.0
        self._box.setRange(xRange=(-0.5, count - 0.5), yRange=(below, highest + (0.4 if self.near else 0.2) * room), padding=0)


@dataclass(frozen=True, slots=True)
class Span:
    """Some days from ``begins`` on and what belongs to them; ``low`` and ``high`` are the band around it, the same without one.

    ``faint``: it says nothing usual (a promotion, a closed day). ``above``: as much more, which came back.
    """

    begins: date
    days: int
    value: float
    low: float = 0.0
    high: float = 0.0
    faint: bool = False
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with a word: ``value`` pieces arrive, or something happens on it."""

    day: date
    words: str
    value: float = 0.0


class _DaysChart(_Chart):
    """Days from left to right; today and other days are marked by lines, with words at their upper end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(space(30))
        self.days = (date.min, date.min)
        self.marks: tuple[Mark, ...] = ()

    def _show_days(self, first: date, last: date, marks: Sequence[Mark], summary: str, /, **fields: object) -> None:
        self.days, self.marks = (first, last), tuple(marks)
        self.show_points([Point("", 0, "")], summary, **fields)

    def clear(self) -> None:
        """Draw nothing."""
        self.show_points([], "")

    def _frame(self, highest: float, font: QFont) -> None:
        """The range, the days below, and the marked days."""
        first, last = (day.toordinal() for day in self.days)
        top = (highest or 1.0) * 1.3
        self._box.setRange(xRange=(first, last), yRange=(0, top), padding=0)
        self._axes["bottom"].setTicks([_day_ticks(*self.days)])
        self._axes["left"].setTicks(None)
        self._axes["left"].setWidth(space(14))  # charts below each other begin at the same place
        tokens = theme.current()
        for mark in self.marks:
            at = mark.day.toordinal()
            line: Any = pyqtgraph.InfiniteLine(at, 90, pyqtgraph.mkPen(QColor(tokens.outline), style=Qt.PenStyle.DashLine))
            self._box.addItem(line)
            self._write(mark.words, at, top, (self._side(mark.day), 0.0), font)

    def _side(self, day: date) -> float:
        """Where words begin that belong to a day: left of it near the right edge, else right of it."""
        first, last = self.days
        return 1.0 if (day - first) > 0.75 * (last - first) else -0.05


class DemandChart(_DaysChart):
    """Bars for what was, a line with its band for what will be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.past: tuple[Span, ...] = ()
        self.coming: tuple[Span, ...] = ()

    def show_demand(
        self, past: Sequence[Span], coming: Sequence[Span], marks: Sequence[Mark], summary: str, /, **fields: object
    ) -> None:
        """Draw these, the oldest first; ``summary`` says what they show."""
        self.past, self.coming = tuple(past), tuple(coming)
        spans = (*self.past, *self.coming)
        if spans:
            self._show_days(spans[0].begins, spans[-1].begins + timedelta(days=spans[-1].days), marks, summary, **fields)
        else:
            self.clear()

    def _plot(self, tokens: theme.Theme, font: QFont) -> None:
        for faint in (False, True):
            colour = QColor(tokens.outline)
            colour.setAlpha(90 if faint else 255)
            some = [span for span in self.past if span.faint is faint]
            bars: Any = pyqtgraph.BarGraphItem(
                x0=[span.begins.toordinal() + 0.1 * span.days for span in some], width=[0.8 * span.days for span in some],
                y0=[0.0] * len(some), height=[span.value for span in some], brush=pyqtgraph.mkBrush(colour), pen=None,
            )  # fmt: skip
            self._box.addItem(bars)
        self._plot_above(tokens)
        middles = [span.begins.toordinal() + span.days / 2 for span in self.coming]
        accent, tint = QColor(tokens.accent), QColor(tokens.accent)
        tint.setAlpha(60)
        ends: list[Any] = [
            pyqtgraph.PlotCurveItem(middles, [getattr(span, side) for span in self.coming], pen=pyqtgraph.mkPen(tint))
            for side in ("low", "high")
        ]
        band: Any = pyqtgraph.FillBetweenItem(*ends, brush=pyqtgraph.mkBrush(tint))
        for item in (*ends, band):
            self._box.addItem(item)
        line: Any = pyqtgraph.PlotDataItem(
            middles, [span.value for span in self.coming], pen=pyqtgraph.mkPen(accent, width=2), antialias=True
        )  # fmt: skip
        self._box.addItem(line)
        tops = [span.value + span.above for span in self.past] + [span.high for span in self.coming]
        self._frame(max(tops, default=1.0), font)

    def _plot_above(self, tokens: theme.Theme) -> None:
        """What came back stands hollow on what was kept."""
        some = [span for span in self.past if span.above]
        hollow: Any = pyqtgraph.BarGraphItem(
            x0=[span.begins.toordinal() + 0.1 * span.days for span in some], width=[0.8 * span.days for span in some],
            y0=[span.value for span in some], height=[span.above for span in some], brush=None,
            pen=pyqtgraph.mkPen(QColor(tokens.outline)),
        )  # fmt: skip
        self._box.addItem(hollow)


class StockChart(_DaysChart):
    """A line of what is left, a level beside it, and what arrives as marks on its day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left: tuple[tuple[date, float], ...] = ()
        self.arrivals: tuple[Mark, ...] = ()
        self.level = 0.0

    def show_stock(
        self, left: Sequence[tuple[date, float]], level: float, arrivals: Sequence[Mark], marks: Sequence[Mark], summary: str,
        /, **fields: object,
    ) -> None:  # fmt: skip
        """Draw what is left at the end of each day, and a level (the reorder point)."""
        self.left, self.level, self.arrivals = tuple(left), level, tuple(arrivals)
        if len(self.left) > 1:
            self._show_days(self.left[0][0], self.left[-1][0], marks, summary, **fields)
        else:
            self.clear()

    def _plot(self, tokens: theme.Theme, font: QFont) -> None:
        colour = QColor(tokens.right.text)
        days, pieces = [day.toordinal() for day, _ in self.left], [value for _, value in self.left]
        fill = QColor(colour)
        fill.setAlpha(40)
        line: Any = pyqtgraph.PlotDataItem(
            days, pieces, pen=pyqtgraph.mkPen(colour, width=2), antialias=True, fillLevel=0, fillBrush=pyqtgraph.mkBrush(fill)
        )
        self._box.addItem(line)
        level: Any = pyqtgraph.InfiniteLine(
            self.level, 0, pyqtgraph.mkPen(QColor(tokens.warning.text), style=Qt.PenStyle.DotLine, width=2)
        )
        self._box.addItem(level)
        at = dict(self.left)
        for mark in self.arrivals:
            if mark.day in at:
                dot: Any = pyqtgraph.ScatterPlotItem(
                    [mark.day.toordinal()], [at[mark.day]], symbol="t1", size=12, brush=pyqtgraph.mkBrush(colour), pen=None
                )
                self._box.addItem(dot)
                self._write(mark.words, mark.day.toordinal(), at[mark.day], (self._side(mark.day), 1.2), font)
        self._frame(max([*pieces, self.level]), font)


def _day_ticks(first: date, last: date) -> list[tuple[int, str]]:
    """Days written below: firsts of months when there are several, else Mondays."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    months = [day for day in days if day.day == 1]
    shown = months if len(months) > 2 else [day for day in days if day.weekday() == 0]
    every = max(1, -(-len(shown) // _MOST_TICKS))
    return [(day.toordinal(), f"{day:%m-%d}") for day in shown[::every]]
