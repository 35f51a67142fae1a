"""Which days an account is about: this month, last month, all, or days of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.stock import entering
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Combo, Field
from warehouse_app.errors import BadInput

Period = Literal["this", "last", "all", "own"]
PERIODS: tuple[Period, ...] = ("this", "last", "all", "own")
FIRST_DAY = date(2000, 1, 1)  # before any shop that keeps its books with this program


class PeriodChooser(QWidget):
    """``changed()`` when other days are meant; ``days`` are the first and the last of them, both included."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.period = Combo([(f"stockroom.period_{name}", name) for name in PERIODS], parent=self)
        self.first = Field("stockroom.day_from", parent=self)
        self.last = Field("stockroom.day_to", parent=self)
        inside = column(self, gap=2)
        inside.addWidget(self.period)
        self._own = QWidget(self)
        line = row(self._own, gap=2)
        for field in (self.first, self.last):
            field.setMinimumWidth(space(24))
            line.addWidget(field, 1)
            field.editingFinished.connect(self._typed)
        inside.addWidget(self._own)
        self._own.hide()
        self.period.currentIndexChanged.connect(lambda _: self._chosen())

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day; what cannot be read, or is left out, counts as no limit."""
        today = self._today()
        if self.period.value() == "own":
            first, last = self._read(self.first) or FIRST_DAY, self._read(self.last) or today
            return (first, last) if first <= last else (last, first)
        return days_of("all" if self.period.value() == "all" else "last" if self.period.value() == "last" else "this", today)

    def _chosen(self) -> None:
        own = self.period.value() == "own"
        if own and not self.first.text():
            first, last = days_of("this", self._today())
            self.first.setText(first.isoformat())
            self.last.setText(last.isoformat())
        self._own.setVisible(own)
        self.changed.emit()

    def _typed(self) -> None:
        self.changed.emit()

    def _read(self, field: Field) -> date | None:
        try:
            day = entering.day(field.text())
        except BadInput:
            field.show_mistake(True)
            return None
        field.show_mistake(False)
        return day


def days_of(period: Period, today: date) -> tuple[date, date]:
    """The first and the last day of a period, seen from today."""
    if period == "last":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    return (FIRST_DAY if period == "all" else today.replace(day=1)), today
