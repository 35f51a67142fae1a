"""Past sales: the files they came from, taken back whole, and the months they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.jobs import Progress
from ui.moments import day_and_time
from ui.restock.reading import Reading
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Heading, Text
from warehouse_app.people.rules import Right
from warehouse_app.restock.past.commands import take_back
from warehouse_app.restock.past.queries import PastImport, PastMonth, past_imports, past_months

if TYPE_CHECKING:
    from ui.widgets.charts import LineChart

_MOST_POINTS = 24
_LOW = 44


class PastPane(QWidget):
    """See the module. ``files_asked``: a file is to be brought in."""

    files_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read_files = Reading(desk, past_imports, self._show_files, "past.adding_up", self)
        self._read_months = Reading(desk, past_months, self._show_months, "past.adding_up", self)
        self._read_files.ended.connect(self._read_months.start)
        self.bring_button = Button("past.bring_in", kind="primary", icon="import", shortcut="Ctrl+O", parent=self)
        self.back_button = Button("past.take_back", icon="undo", shortcut="F8", parent=self)
        empty = EmptyState("history", "past.none", "past.none_words", self)
        self.empty_button = empty.add_button(Button("past.bring_in", kind="primary", icon="import", parent=empty))
        self.files: ShortTable[PastImport] = ShortTable(_file_columns(), empty, self, many=False)
        no_months = EmptyState("history", "past.no_months", parent=self)
        self.months: ShortTable[PastMonth] = ShortTable(_month_columns(), no_months, self, many=False)
        self.chart: LineChart | None = None
        self._frame = card(self)
        self._place = column(self._frame, gap=1, margin=2)
        self._lay_out()
        for button in (self.bring_button, self.empty_button):
            button.clicked.connect(self.files_asked)
        self.back_button.clicked.connect(self.ask_take_back)

    def ready(self) -> None:
        """The list takes the keys."""
        self.files.setFocus()

    def refresh(self) -> None:
        """Read both lists again, off the window's thread: each adds up every day that is kept."""
        self._fit_button()
        self._read_files.start()

    def _show_files(self, files: list[PastImport]) -> None:
        self.files.show_moving_rows(files, lambda one: one.id)
        if files and self.files.table.current() is None:
            self.files.table.go_to(0)
        self._fit_button()

    def _fit_button(self) -> None:
        may = self._desk.logged_in and self._desk.may(Right.RESTOCK)
        self.back_button.setEnabled(may and bool(self.files.rows))
        self.back_button.show_tip("" if may else "clearance.no_right")

    def _show_months(self, months: list[PastMonth]) -> None:
        self.months.show_rows(months)
        self._below.setVisible(bool(months))
        self._draw(months)

    def ask_take_back(self) -> None:
        """Ask before a whole file goes: it can only be brought in again."""
        chosen = self.files.table.current()
        if chosen is None:
            self._desk.messages.tell("information", "past.choose_file")
            return
        form = TakeBackForm(chosen, self)
        form.accepted.connect(lambda: self._take_back(chosen))
        form.open()

    def _take_back(self, file: PastImport) -> None:
        """Off the window's thread: a file may have brought a million days."""
        desk, actor = self._desk, self._desk.actor

        def work(progress: Progress) -> int:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return take_back(tx, file.id)

        def done(pieces: int) -> None:
            desk.messages.tell("right", "past.taken_back", file=file.name, pieces=f"{pieces:,}")

        desk.work(work, done, title_code="past.taking_back", owner=self, touches=frozenset({"past_sales"}))

    def _draw(self, months: list[PastMonth]) -> None:
        self._frame.setVisible(len(months) > 1)
        if len(months) < 2:
            return
        from ui.widgets.charts import LineChart, Point

        if self.chart is None:
            self.chart = LineChart(self._frame)
            self.chart.setMinimumHeight(space(_LOW))
            self._place.addWidget(self.chart, 1)
        shown = months[:_MOST_POINTS][::-1]
        points = [Point(f"{one.month:%y-%m}", float(one.pieces), f"{one.pieces:,}") for one in shown]
        first, last = f"{shown[0].month:%Y-%m}", f"{shown[-1].month:%Y-%m}"
        self.chart.show_points(points, "past.chart", first=first, last=last, pieces=f"{sum(one.pieces for one in shown):,}")

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(Text("past.words", role="muted", wrap=True, parent=self), 1)
        head.addWidget(self.back_button)
        head.addWidget(self.bring_button)
        inside.addLayout(head)
        self._below = QWidget(self)
        below = column(self._below, gap=2)
        below.setContentsMargins(0, space(2), 0, 0)
        below.addWidget(Heading("past.months", parent=self._below))
        beside = row(gap=3)
        beside.addWidget(self.months, 2)
        beside.addWidget(self._frame, 3)
        below.addLayout(beside, 1)
        both = QSplitter(Qt.Orientation.Vertical, self)
        both.setChildrenCollapsible(False)
        both.addWidget(self.files)
        both.addWidget(self._below)
        both.setSizes([space(50), space(80)])
        remember_split(both, self._desk.lists, "split_past_sales")
        inside.addWidget(both, 1)
        self._below.hide()


class TakeBackForm(FormDialog):
    """Says what goes."""

    def __init__(self, file: PastImport, parent: QWidget) -> None:
        super().__init__("past.take_back_title", parent, accept="past.take_back", width=540)
        words = Text(wrap=True, parent=self.sheet)
        words.show_code(
            "past.take_back_words", file=file.name, pieces=f"{file.pieces:,}", first=file.first, last=file.last
        )  # fmt: skip
        self.body.addWidget(words)
        self.accept_button.setProperty("kind", "danger")


def _file_columns() -> list[Column[PastImport]]:
    return [
        Column[PastImport]("name", "past.col_file", width=0),
        Column[PastImport]("first", "past.col_days", lambda one: f"{one.first} – {one.last}", width=210),
        Column[PastImport]("skus", "past.col_skus", lambda one: f"{one.skus:,}", align="right", width=90),
        Column[PastImport]("pieces", "past.col_pieces", lambda one: f"{one.pieces:,}", align="right", width=110),
        Column[PastImport]("left_out", "past.col_left_out", lambda one: f"{one.left_out:,}", align="right", width=150),
        Column[PastImport]("at", "past.col_at", lambda one: day_and_time(one.at), width=150),
        Column[PastImport]("who", "past.col_who", width=120),
    ]


def _month_columns() -> list[Column[PastMonth]]:
    return [
        Column[PastMonth]("month", "past.col_month", lambda one: f"{one.month:%Y-%m}", width=0),
        Column[PastMonth]("pieces", "past.col_pieces", lambda one: f"{one.pieces:,}", align="right", width=96),
        Column[PastMonth]("skus", "past.col_skus", lambda one: f"{one.skus:,}", align="right", width=84),
        Column[PastMonth]("days", "past.col_sold_days", lambda one: f"{one.days}", align="right", width=96),
    ]
