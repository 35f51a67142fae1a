"""All stocktakes with their progress, and beside them the bins of the one that is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui import language
from ui.bursts import Scan
from ui.counting.collector_form import read_collector
from ui.counting.give_form import GiveForm
from ui.counting.plan_form import PlanForm
from ui.counting.progress_map import LEGEND, ProgressMap
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_open
from ui.jobs import Progress
from ui.language import tr
from ui.people.papers import PaperBanner
from ui.stock.floor_map import Legend
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.chips import Chip
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Field, Heading, Text
from warehouse_app.counting.commands import end_stocktake, unlock_stocktake
from warehouse_app.counting.queries import CountBinRow, StocktakeRow, bins_of, stocktakes
from warehouse_app.counting.sheet_rows import sheet_bins
from warehouse_app.people.rules import Right
from warehouse_app.stock.looks.floor import FloorAisle, floor

_BIN_TONES: dict[str, ToneName] = {"done": "right", "counting": "next", "todo": "information"}


class EndForm(FormDialog):
    """A stocktake ends; while something is open, a reason is asked for."""

    def __init__(self, desk: Desk, parent: QWidget, head: StocktakeRow) -> None:
        super().__init__("counting.end_title", parent, accept="counting.end_ok", width=600, number=head.number)
        self._desk, self._head = desk, head
        left = head.bins - head.done + head.recounts
        self.body.addWidget(Text("counting.end_words", wrap=True, parent=self.sheet, bins=left, differences=head.open))
        self.reason = Field(parent=self.sheet)
        self.reason.setMaxLength(200)
        self.add_field("counting.end_reason", self.reason)

    def submit(self) -> None:
        """End it. Raises what ``end_stocktake`` raises."""
        self._desk.command(end_stocktake, self._head.id, self.reason.text())


class StocktakesPage(Page):
    """See the module."""

    topics = frozenset({"stocktakes", "count_results"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.title = Heading("counting.tab_stocktakes", parent=self)
        self.new = Button("counting.do_plan", kind="primary", icon="plus", shortcut="F3", parent=self)
        self.count = Button("counting.do_count", icon="barcode", parent=self)
        self.differences = Button("counting.do_differences", icon="warning", parent=self)
        self.sheets = Button("counting.do_sheets", icon="print", parent=self)
        self.file = Button("counting.do_file", icon="import", parent=self)
        self.unlock = Button("counting.do_unlock", icon="lock", parent=self)
        self.end = Button("counting.do_end", icon="complete", parent=self)
        self.paper = PaperBanner(desk, self)
        nothing = EmptyState("barcode", "counting.none_yet", "counting.none_yet_words", self)
        self.first = nothing.add_button(Button("counting.do_plan", kind="primary", icon="plus", parent=nothing))
        self.table: ShortTable[StocktakeRow] = ShortTable(_columns(), nothing, self, many=False)
        self.bins_title = Heading(parent=self)
        no_bins = EmptyState("shelves", "counting.choose_one", "", self)
        self.bins: ShortTable[CountBinRow] = ShortTable(_bin_columns(), no_bins, self)
        self.as_list = Chip("counting.as_list", icon="orders", parent=self)
        self.as_map = Chip("counting.as_map", icon="shelves", parent=self)
        self.give = Button("counting.do_give", icon="person", parent=self)
        self.map = ProgressMap(self)
        self.legend = Legend(self, LEGEND)
        self.views = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self.show_map(False)

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(self.title, 1)
        for button in (self.count, self.differences, self.sheets, self.file, self.unlock, self.end, self.new):
            head.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.paper)
        right = QWidget(self)
        beside = column(right, gap=2)
        beside.setContentsMargins(0, space(2), 0, 0)
        line = row(gap=2)
        for widget in (self.bins_title, self.as_list, self.as_map):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.give)
        beside.addLayout(line)
        beside.addWidget(self.legend)
        self.views.addWidget(self.bins)
        self.views.addWidget(self.map)
        beside.addWidget(self.views, 1)
        both = QSplitter(Qt.Orientation.Vertical, self)
        both.setChildrenCollapsible(False)
        both.addWidget(self.table)
        both.addWidget(right)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 3)
        both.setSizes([space(40), space(85)])
        remember_split(both, self.desk.lists, "split_stocktakes")
        inside.addWidget(both, 1)

    def _connect(self) -> None:
        self.new.clicked.connect(self.plan)
        self.first.clicked.connect(self.plan)
        self.count.clicked.connect(lambda: self._go("count"))
        self.differences.clicked.connect(lambda: self._go("differences"))
        self.sheets.clicked.connect(self.write_sheets)
        self.file.clicked.connect(self.ask_file)
        self.unlock.clicked.connect(self.unlock_bins)
        self.end.clicked.connect(self.ask_end)
        self.give.clicked.connect(self.give_bins)
        self.as_list.clicked.connect(lambda: self.show_map(False))
        self.as_map.clicked.connect(lambda: self.show_map(True))
        self.table.table.current_changed.connect(lambda _: self._show_bins())
        self.table.table.activated.connect(lambda _: self._go("count"))
        shortcut = QShortcut(QKeySequence("F5"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.refresh)

    @property
    def chosen(self) -> StocktakeRow | None:
        """The stocktake the list stands on."""
        index = self.table.table.view.currentIndex()
        return self.table.rows[index.row()] if index.isValid() and index.row() < len(self.table.rows) else None

    def enter(self) -> None:
        """Ready for the keyboard."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list again; the row that was chosen stays so."""
        before = self.chosen
        rows = self.desk.read(stocktakes)
        self.table.show_rows(rows)
        if rows:
            place = next((n for n, one in enumerate(rows) if before is not None and one.id == before.id), 0)
            self.table.table.view.selectRow(place)
        may = self.desk.may(Right.PLAN_COUNT)
        for button in (self.new, self.first):
            button.setEnabled(may)
            button.show_tip("" if may else "stockroom.no_right")
        self._show_bins()

    def take_scan(self, scan: Scan) -> None:
        """A bin of the chosen stocktake shows itself."""
        codes = (scan.text, *scan.alternatives)
        place = next((n for n, one in enumerate(self.bins.rows) if one.bin in codes), None)
        if place is None:
            self.answered.emit(
                "warning", "counting.not_here", {"scanned": scan.text, "detail": "counting.detail_not_here"}, "warn"
            )
            return
        self.bins.table.view.selectRow(place)
        self.map.show_bin(self.bins.rows[place].location_id)
        self.answered.emit("next", "counting.verdict_bin_open", {"bin": self.bins.rows[place].bin}, "right")

    def _show_bins(self) -> None:
        here = self.chosen
        is_open = here is not None and here.state == "open"
        self.count.setEnabled(is_open)
        self.sheets.setEnabled(is_open)
        self.file.setEnabled(is_open and self.desk.may(Right.KEY_QUANTITY))
        self.end.setEnabled(is_open and self.desk.may(Right.PLAN_COUNT))
        self.give.setEnabled(is_open and self.desk.may(Right.PLAN_COUNT))
        self.unlock.setVisible(here is not None and here.locked > 0)
        self.unlock.setEnabled(self.desk.may(Right.PLAN_COUNT))
        self.differences.setEnabled(here is not None)
        self.bins.show_rows([] if here is None else self.desk.read(bins_of, here.id))
        if self.as_map.isChecked():
            self.map.show_states(self.bins.rows)
        if here is None:
            self.bins_title.show_code("")
        else:
            self.bins_title.show_code(
                "counting.bins_title", number=here.number, done=here.done, bins=here.bins, recounts=here.recounts
            )  # fmt: skip

    def show_map(self, shown: bool) -> None:
        """The progress on the floor map, or the bins as a list."""
        self.as_map.setChecked(shown)
        self.as_list.setChecked(not shown)
        self.legend.setVisible(shown)
        self.views.setCurrentIndex(1 if shown else 0)
        if shown:
            self.map.show_states(self.bins.rows)
            self._read_floor()

    def _read_floor(self) -> None:
        desk = self.desk

        def work(progress: Progress) -> list[FloorAisle]:
            progress.step(0, 0)
            return desk.read(floor)

        desk.work(work, self.map.show_floor, title_code="stockroom.reading_floor", owner=self)

    def _go(self, page: str) -> None:
        here = self.chosen
        if here is not None and (page != "count" or here.state == "open"):
            self.page_asked.emit(page, here.id)

    def plan(self) -> None:
        """Ask what a new stocktake is to be."""
        if not self.desk.may(Right.PLAN_COUNT):
            return
        form = PlanForm(self.desk, self)
        form.accepted.connect(lambda: self._planned(form.stocktake_id))
        form.open()

    def _planned(self, stocktake_id: int) -> None:
        place = next((n for n, one in enumerate(self.table.rows) if one.id == stocktake_id), None)
        if place is not None:
            self.table.table.view.selectRow(place)
            self.desk.messages.tell("right", "counting.planned", bins=self.table.rows[place].bins)

    def ask_end(self) -> None:
        """End the stocktake that is chosen."""
        here = self.chosen
        if here is not None:
            EndForm(self.desk, self, here).open()

    def unlock_bins(self) -> None:
        """Goods may be moved and picked there again; the count goes on."""
        here = self.chosen
        bins = self.desk.try_command(unlock_stocktake, here.id) if here is not None else None
        if here is not None and bins is not None:
            self.desk.messages.tell("right", "counting.unlocked", bins=bins, number=here.number)

    def give_bins(self) -> None:
        """Ask who is to count the bins that are selected."""
        here, bins = self.chosen, [one.id for one in self.bins.table.selected()]
        if here is None or not bins:
            self.desk.messages.tell("warning", "counting.give_none")
            return
        form = GiveForm(self.desk, self, here.id, bins)
        form.accepted.connect(lambda: self.desk.messages.tell("right", "counting.given", bins=form.given))
        form.open()

    def ask_file(self) -> None:
        """A file of a handheld collector for the stocktake that is chosen."""
        here = self.chosen
        paths = ask_open(self, "counting.do_file", "*.txt *.csv *.xlsx *.xls") if here is not None else []
        if here is not None and paths:
            read_collector(self.desk, self, here.id, paths[0])

    def write_sheets(self) -> None:
        """Count sheets of all that is still to be counted, as PDF into the documents folder."""
        here = self.chosen
        if here is None:
            return
        desk, spoken = self.desk, language.current()
        path = desk.folder.documents / f"count-sheets-{here.number}.pdf"

        def work(progress: Progress) -> Path:
            from warehouse_app.counting.documents import write_count_sheets

            progress.step(0, 0)
            write_count_sheets(path, here, desk.read(sheet_bins, here.id), spoken)
            return path

        desk.work(
            work, lambda made: self.paper.show_paper(made, "counting.sheets_written"), title_code="counting.writing", owner=self
        )  # fmt: skip


def _columns() -> list[Column[StocktakeRow]]:
    return [
        Column[StocktakeRow]("number", "counting.col_number", width=130),
        Column[StocktakeRow]("kind", "counting.col_kind", lambda one: tr(f"counting.kind_{one.kind}"), width=150),
        Column[StocktakeRow]("title", "counting.col_title", width=0),
        Column[StocktakeRow]("opens", "counting.col_days", lambda one: f"{one.opens:%m-%d} – {one.closes:%m-%d}", width=130),
        Column[StocktakeRow](
            "percent",
            "counting.col_progress",
            lambda one: f"{one.done} / {one.bins}  ({one.percent} %)",
            align="right",
            width=150,
        ),
        Column[StocktakeRow]("recounts", "counting.col_recounts", align="right", width=90),
        Column[StocktakeRow]("open", "counting.col_open", align="right", width=90),
        Column[StocktakeRow]("posted", "counting.col_posted", align="right", width=90),
        Column[StocktakeRow]("state", "counting.col_state", _state, width=130),
    ]


def _state(one: StocktakeRow) -> str:
    return tr("counting.stocktake_locked" if one.locked else f"counting.stocktake_{one.state}")


def _bin_columns() -> list[Column[CountBinRow]]:
    return [
        Column[CountBinRow]("bin", "counting.col_bin", width=150),
        Column[CountBinRow]("zone", "counting.col_zone", width=100),
        Column[CountBinRow](
            "state",
            "counting.col_state",
            lambda one: tr(f"counting.bin_{one.state}"),
            lambda one: _BIN_TONES[one.state],
            width=150,
        ),
        Column[CountBinRow]("round", "counting.col_round", align="right", width=90),
        Column[CountBinRow]("pieces", "counting.col_counted", align="right", width=110),
        Column[CountBinRow]("assigned", "counting.col_assigned", width=0),
        Column[CountBinRow]("counter", "counting.col_counter", width=200),
    ]
