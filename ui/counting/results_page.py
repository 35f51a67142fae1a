"""Stocktakes beside each other, and below them what differs again and again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from ui.bursts import Scan
from ui.counting.result_charts import AccuracyChart, ValuesChart
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import tr
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Heading
from warehouse_app.counting.history import BY, By, Chronic, Past, chronic, past_stocktakes


class ResultsPage(Page):
    """See the module."""

    topics = frozenset({"count_results"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._by: By = "sku"
        self.title = Heading("counting.past_title", parent=self)
        nothing = EmptyState("complete", "counting.past_nothing", "counting.past_nothing_words", self)
        self.past: ShortTable[Past] = ShortTable(_past_columns(), nothing, self, many=False)
        self.accuracy = AccuracyChart(self)
        self.again = Heading("counting.chronic_title", parent=self)
        self.chips: dict[By, Chip] = {by: Chip(f"counting.chronic_{by}", parent=self) for by in BY}
        good = EmptyState("complete", "counting.chronic_nothing", "", self)
        self.chronic: ShortTable[Chronic] = ShortTable(_chronic_columns(), good, self, many=False)
        self.values = ValuesChart(self)
        self._lay_out()
        for by, chip in self.chips.items():
            chip.clicked.connect(lambda _checked, by=by: self.show_by(by))

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(self.title)
        below = QWidget(self)
        beside = column(below, gap=2)
        beside.setContentsMargins(0, space(2), 0, 0)
        line = row(gap=2)
        line.addWidget(self.again)
        for chip in self.chips.values():
            line.addWidget(chip)
        line.addStretch(1)
        beside.addLayout(line)
        beside.addLayout(_beside(self.chronic, self.values), 1)
        both = QSplitter(Qt.Orientation.Vertical, self)
        both.setChildrenCollapsible(False)
        above = QWidget(self)
        above.setLayout(_beside(self.past, self.accuracy))
        both.addWidget(above)
        both.addWidget(below)
        remember_split(both, self.desk.lists, "split_results")
        inside.addWidget(both, 1)

    def enter(self) -> None:
        """Ready for the keyboard."""
        self.past.setFocus()

    def refresh(self) -> None:
        """Read both lists again."""
        past = self.desk.read(past_stocktakes)
        self.past.show_rows(past)
        self.accuracy.show_past(past)
        self.show_by(self._by)

    def take_scan(self, scan: Scan) -> None:
        """Goods or a bin that differ again and again show themselves."""
        codes = (scan.text, *scan.alternatives)
        kinds: tuple[By, ...] = ("bin", "sku")
        for by in kinds:
            place = next((n for n, one in enumerate(self.desk.read(chronic, by)) if one.key in codes), None)
            if place is not None:
                self.show_by(by)
                self.chronic.table.view.selectRow(place)
                self.answered.emit("next", "counting.found_here", {"scanned": scan.text}, "right")
                return
        fields = {"scanned": scan.text, "detail": "counting.detail_not_here"}
        self.answered.emit("warning", "counting.not_here", fields, "warn")

    def show_by(self, by: By) -> None:
        """Group what differs by goods, bins, people or hours."""
        self._by = by
        for other, chip in self.chips.items():
            chip.setChecked(other == by)
        found = self.desk.read(chronic, by)
        self.chronic.show_rows(found)
        self.values.show_chronic(found)


def _beside(table: QWidget, chart: QWidget) -> QHBoxLayout:
    line = row(gap=3)
    line.addWidget(table, 5)
    line.addWidget(chart, 2)
    return line


def _share(value: float | None) -> str:
    from warehouse_app.counting.documents import share

    return share(value)


def _past_columns() -> list[Column[Past]]:
    def figure(name: str, words: str, width: int = 84) -> Column[Past]:
        return Column[Past](name, f"counting.{words}", _FIGURES[name], align="right", width=width, sortable=False)

    return [
        Column[Past]("number", "counting.col_number", width=106),
        Column[Past]("kind", "counting.col_kind", lambda one: f"{tr(f'counting.kind_{one.kind}')}  {one.title}".strip(), width=0),
        Column[Past]("opens", "counting.col_days", lambda one: f"{one.opens:%Y-%m-%d}", width=104),
        figure("plus", "col_plus", 118),
        figure("minus", "col_minus", 126),
        figure("by_item", "col_by_item"),
        figure("by_value", "col_by_value"),
        figure("by_bin", "col_by_bin"),
    ]


_FIGURES = {
    "plus": lambda one: f"+{one.sums.plus}  ({one.sums.plus_value:.2f})",
    "minus": lambda one: f"-{one.sums.minus}  ({one.sums.minus_value:.2f})",
    "by_item": lambda one: _share(one.sums.by_item),
    "by_value": lambda one: _share(one.sums.by_value),
    "by_bin": lambda one: _share(one.sums.by_bin),
}


def _chronic_columns() -> list[Column[Chronic]]:
    return [
        Column[Chronic]("key", "counting.col_what", lambda one: f"{one.key}   {one.name}".strip(), width=0),
        Column[Chronic]("stocktakes", "counting.col_stocktakes", align="right", width=110),
        Column[Chronic]("wrong", "counting.col_wrong", lambda one: f"{one.wrong} / {one.lines}", align="right", width=110),
        Column[Chronic](
            "plus", "counting.col_plus", lambda one: f"+{one.plus}  ({one.plus_value:.2f})", align="right", width=130
        ),
        Column[Chronic](
            "minus", "counting.col_minus", lambda one: f"-{one.minus}  ({one.minus_value:.2f})", align="right", width=130
        ),
    ]
