"""Charts beside the tables of the results: accuracy from stocktake to stocktake, and what is too much and missing in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.language import Sentence
from ui.theme import space
from ui.widgets.chips import Chip
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Text
from warehouse_app.counting.history import Chronic, Past

if TYPE_CHECKING:
    from ui.widgets.charts import LineChart, TwoWayChart

Measure = Literal["by_item", "by_value", "by_bin"]
MEASURES: tuple[Measure, ...] = ("by_item", "by_value", "by_bin")
_MOST_POINTS, _MOST_BARS, _LONGEST = 6, 6, 14
_NARROW, _WIDE, _LOW = 80, 130, 34
"""Between which widths a chart beside a table stands, and how low it gets, in units of space."""


class AccuracyChart(QWidget):
    """A line of one accuracy over the stocktakes, the oldest first; there is none before there are two of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: LineChart | None = None
        self._past: list[Past] = []
        self._measure: Measure = "by_item"
        self.chips = {measure: Chip(f"counting.col_{measure}", parent=self) for measure in MEASURES}
        self._frame = card(self)
        self._place = column(self._frame, gap=1, margin=2)
        group, line = QButtonGroup(self), row(gap=2)
        for measure, chip in self.chips.items():
            group.addButton(chip)
            line.addWidget(chip)
            chip.clicked.connect(lambda _checked, measure=measure: self.show_measure(measure))
        line.addStretch(1)
        self._place.addLayout(line)
        column(self).addWidget(self._frame)
        self.setMinimumWidth(space(_NARROW))
        self.setMaximumWidth(space(_WIDE))

    def show_past(self, past: Sequence[Past]) -> None:
        """Draw these stocktakes, the newest of which comes first."""
        self._past = list(past)
        self.show_measure(self._measure)

    def show_measure(self, measure: Measure) -> None:
        """Draw this accuracy."""
        from ui.widgets.charts import LineChart, Point
        from warehouse_app.counting.documents import share

        self._measure = measure
        self.chips[measure].setChecked(True)
        known = [(one, getattr(one.sums, measure)) for one in reversed(self._past)]
        points = [Point(f"{one.opens:%m-%d}", 100 * value, share(value)) for one, value in known if value is not None]
        points = points[-_MOST_POINTS:]
        points = [replace(point, words=point.words.removesuffix(" %")) for point in points[:-1]] + points[-1:]  # side by side
        self.setVisible(len(self._past) > 1)
        if self.chart is None:
            self.chart = LineChart(self._frame)
            self.chart.near = True
            self.chart.setMinimumHeight(space(_LOW))
            self._place.addWidget(self.chart, 1)
        fields = {"first": share(points[0].value / 100), "last": points[-1].words} if points else {}
        summary = "counting.chart_accuracy" if points else ""
        self.chart.show_points(points, summary, by=Sentence(f"counting.col_{measure}"), n=len(points), **fields)


class ValuesChart(QWidget):
    """Bars both ways of the first rows of what differs again and again, in the order of the table; none without prices."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: TwoWayChart | None = None
        self._rows: list[Chronic] = []
        self.words = Text(role="muted", wrap=True, parent=self)
        self._frame = card(self)
        self._place = column(self._frame, gap=1, margin=2)
        self._place.addWidget(self.words)
        column(self).addWidget(self._frame)
        self.setMinimumWidth(space(_NARROW))
        self.setMaximumWidth(space(_WIDE))

    def show_chronic(self, rows: Sequence[Chronic]) -> None:
        """Draw these rows."""
        from ui.widgets.charts import Point, TwoWayChart

        shown = rows[:_MOST_BARS]
        self._rows = list(shown) if any(one.plus_value or one.minus_value for one in shown) else []
        self.setVisible(bool(self._rows))
        if self.chart is None:
            self.chart = TwoWayChart(self._frame)
            self.chart.setMinimumHeight(space(_LOW))
            self._place.addWidget(self.chart, 1)
        plus = [Point(_short(one.key), float(one.plus_value), f"+{one.plus_value:,.2f}") for one in self._rows]
        minus = [Point(_short(one.key), float(one.minus_value), f"-{one.minus_value:,.2f}") for one in self._rows]
        told = {
            "n": len(self._rows), "plus": f"{sum(one.plus_value for one in self._rows):,.2f}",
            "minus": f"{sum(one.minus_value for one in self._rows):,.2f}",
        }  # fmt: skip
        summary = "counting.chart_values" if self._rows else ""
        self.words.show_code(summary, **told)
        self.chart.show_both(plus, minus, summary, **told)


def _short(key: str) -> str:
    """A name that leaves room for its bar."""
    return key if len(key) <= _LONGEST else f"{key[: _LONGEST - 1]}…"
