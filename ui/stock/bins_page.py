"""The bins: as a list with what lies in them and how full they are, or as a map of the floor; made, changed, labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import ask_open, ask_save, export_table
from ui.jobs import Progress
from ui.picking.walk_tab import NowhereBanner
from ui.stock.bin_forms import BinForm, RetireForm
from ui.stock.bin_import import BinImportForm, Preview, preview_bins
from ui.stock.bin_labels_form import BinLabelsForm
from ui.stock.bin_pane import BinPane
from ui.stock.bin_words import bin_columns, file_columns
from ui.stock.floor_map import FloorMap, Legend
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.chips import Chip, Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.remembered import remember_split
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table
from ui.widgets.text import Button, Text
from warehouse_app.catalog.labelling.rules import MOST_LABELS
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.people.rules import Right
from warehouse_app.picking.tour import shop_floor
from warehouse_app.stock.bins.rules import strip_check
from warehouse_app.stock.looks.floor import FloorAisle, floor
from warehouse_app.stock.looks.screens import LOOKS, BinLine, BinLook, bins_page


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bins are listed."""

    text: str = ""
    look: BinLook = "all"


class BinsPage(Page):
    """The page; the list and the map show the same bin."""

    topics = frozenset({"bins", "stock"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = Wanted()
        self._reading_floor = self._floor_stale = False
        self._places_stale = True  # moves of stock leave every bin where it stands
        self.search = SearchField("stockroom.search_bins", self)
        self.looks: dict[BinLook, Chip] = {look: Chip(f"stockroom.bins_{look}", parent=self) for look in LOOKS}
        self.as_list = Chip("stockroom.as_list", icon="orders", parent=self)
        self.as_map = Chip("stockroom.as_map", icon="shelves", parent=self)
        self.filters = QWidget(self)
        self.total = Text(role="muted", parent=self.filters)
        self.new = Button("stockroom.do_new_bin", kind="primary", icon="plus", parent=self)
        self.bring_in = Button("stockroom.do_import_file", icon="import", parent=self)
        self.labels = Button("stockroom.do_labels", icon="label", parent=self)
        self.export = Button("stock.export", icon="export", shortcut="Ctrl+E", parent=self)
        self.table = self._make_table()
        self.map = FloorMap(self)
        self.nowhere = NowhereBanner(self)
        self.pane = BinPane(desk, self)
        self.views = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._show_wanted()

    def _places_changed(self, topics: frozenset[str]) -> None:
        if "bins" in topics:
            self._places_stale = True
            if self.isVisible():
                self._show_nowhere()

    def _show_nowhere(self) -> None:
        """List the bins no walk can lead to."""
        if self._places_stale:
            self._places_stale = False
            self.nowhere.show_bins("service.nowhere_bins", self.desk.read(shop_floor).unplaced)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to scan or search."""
        self._shown.setFocus()

    def refresh(self) -> None:
        """Read the bins again."""
        edits = self.desk.logged_in and self.desk.may(Right.BINS)
        self.new.setVisible(edits)
        self.bring_in.setVisible(edits)
        self._show_nowhere()
        self.table.refresh()
        self._say_total()
        self.pane.refresh()
        self._floor_stale = True
        if self.as_map.isChecked():
            self._read_floor()

    def take_scan(self, scan: Scan) -> None:
        """A bin shows itself; a code with its check character too."""
        codes = [scan.text, *scan.alternatives]
        codes += [plain for code in codes if (plain := strip_check(code)) is not None]
        found = self.desk.read(lambda session: meanings(session.connection(), codes))
        place = next((one for one in found if one.kind is Kind.BIN), None)
        if place is None:
            self.answered.emit("unknown", "stockroom.no_bin", {"code": scan.text}, "unknown")
            return
        self.show_bin(place.id)
        self.answered.emit("information", "stock.bin_shown", {"bin": place.code}, "right")

    def show_bin(self, bin_id: int) -> None:
        """Show a bin beside the list and on the map."""
        self.pane.show_bin(bin_id)
        self.map.show_bin(bin_id)

    def show_look(self, look: BinLook) -> None:
        """List the odd bins of one kind."""
        self._wanted = replace(self._wanted, look=look)
        self._show_wanted()

    def show_map(self, shown: bool) -> None:
        """The floor map, or the list."""
        self.as_map.setChecked(shown)
        self.as_list.setChecked(not shown)
        self.views.setCurrentIndex(1 if shown else 0)
        for widget in (self.filters, self.search, self.export):
            widget.setVisible(not shown)
        for widget in (self.smaller, self.larger):
            widget.setVisible(shown)
        if shown:
            self._read_floor()
        self._shown.setFocus()

    @property
    def _shown(self) -> QWidget:
        return self.map if self.as_map.isChecked() else self.table

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        self._wanted = replace(self._wanted, text=text)
        self._show_wanted()

    def _show_wanted(self) -> None:
        for look, chip in self.looks.items():
            chip.setChecked(look == self._wanted.look)
        self._say_empty()
        self.table.show_fetch(self._fetch)
        if self.table.model.total:
            self.table.view.selectRow(0)
        self._say_total()

    def _say_empty(self) -> None:
        found_all = self._wanted == Wanted()
        if found_all:
            self.table.empty.show_state("shelves", "stockroom.no_bins", "stockroom.no_bins_words")
        elif self._wanted.text:
            self.table.empty.show_state("search", "stock.nothing_found", "stockroom.no_bins_found")
        else:
            self.table.empty.show_state("complete", f"stockroom.none_{self._wanted.look}")
        self.back.setVisible(not found_all)

    def _say_total(self) -> None:
        self.total.show_code("stockroom.bins_total", n=f"{self.table.model.total:,}")

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[BinLine], int]:
        return fetch_bins(self.desk, self._wanted, offset, limit, sort, descending)

    def _read_floor(self) -> None:
        """Read the map in the background, once at a time."""
        if self._reading_floor or not self._floor_stale:
            return
        self._reading_floor, self._floor_stale = True, False
        desk = self.desk

        def work(progress: Progress) -> list[FloorAisle]:
            progress.step(0, 0)
            return desk.read(floor)

        desk.work(work, self._show_floor, title_code="stockroom.reading_floor", owner=self, failed=self._floor_failed)

    def _show_floor(self, aisles: list[FloorAisle]) -> None:
        self._reading_floor = False
        self.map.show_floor(aisles)
        if self.pane.line is not None:
            self.map.show_bin(self.pane.line.id)
        if self._floor_stale:
            self._read_floor()

    def _floor_failed(self, error: WarehouseError) -> None:
        self._reading_floor, self._floor_stale = False, True
        self.desk.messages.error(error)

    def _show_all(self) -> None:
        self.search.clear()
        self._wanted = Wanted()
        self._show_wanted()

    # --- doing ------------------------------------------------------------------------------------------------------

    def _new(self) -> None:
        form = BinForm(self.desk, self)
        form.accepted.connect(lambda: self._made(form.bin_id))
        form.open()

    def _made(self, bin_id: int | None) -> None:
        if bin_id is not None:
            self.show_bin(bin_id)

    def _edit(self, line: BinLine) -> None:
        form = BinForm(self.desk, self, line)
        form.accepted.connect(lambda: self._made(form.bin_id))
        form.open()

    def _activated(self, line: BinLine) -> None:
        if self.desk.may(Right.BINS):
            self._edit(line)

    def ask_labels(self, line: BinLine | None = None) -> None:
        """Labels for one bin, for the rows that are chosen, or for all that are listed."""
        chosen = [line] if line is not None else self.table.selected()
        desk, wanted = self.desk, self._wanted
        if line is None and len(chosen) <= 1:
            count = min(self.table.model.total, MOST_LABELS)
            BinLabelsForm(desk, self, lambda: fetch_bins(desk, wanted, 0, MOST_LABELS, None, False)[0], count).open()
        else:
            BinLabelsForm(desk, self, lambda: chosen, len(chosen)).open()

    def _import(self) -> None:
        paths = ask_open(self, "stockroom.do_import_file", "*.csv *.xlsx *.xls *.txt")
        if paths:
            preview_bins(self.desk, self, paths[0], self.show_preview)

    def show_preview(self, preview: Preview) -> None:
        """Show what a file of bins would do."""
        BinImportForm(self.desk, self, preview).open()

    def _export(self) -> None:
        path = ask_save(self, "stock.export", "bins.csv")
        if path is not None:
            desk, wanted = self.desk, self._wanted
            export_table(desk, self, path, file_columns(), lambda *page: fetch_bins(desk, wanted, *page))

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_table(self) -> Table[BinLine]:
        empty = EmptyState("shelves", "stockroom.no_bins", "stockroom.no_bins_words", self)
        self.back = empty.add_button(Button("stock.show_all", icon="close", parent=empty))
        self.back.clicked.connect(self._show_all)
        table = Table(bin_columns(), self._fetch, empty, self)
        table.remember(self.desk.lists, "bins")
        table.offer_export()
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=3)
        inside.setContentsMargins(0, space(3), 0, 0)
        head = row(gap=2)
        head.addWidget(self.as_list)
        head.addWidget(self.as_map)
        self.smaller = Button("stockroom.smaller", icon="minus", parent=self)
        self.larger = Button("stockroom.larger", icon="plus", parent=self)
        head.addWidget(self.smaller)
        head.addWidget(self.larger)
        head.addStretch(1)
        self.search.setMinimumWidth(space(60))
        for widget in (self.search, self.new, self.bring_in, self.labels, self.export):
            head.addWidget(widget)
        inside.addLayout(head)
        chips = Flow(self.filters)
        for chip in self.looks.values():
            chips.add(chip)
        line = row(self.filters, gap=2)
        line.addWidget(chips, 1)
        line.addWidget(self.total)
        inside.addWidget(self.filters)
        inside.addWidget(self.nowhere)
        inside.addWidget(self._both(), 1)

    def _both(self) -> QWidget:
        plan = QWidget(self)
        drawn = column(plan, gap=2)
        drawn.addWidget(self.map, 1)
        drawn.addWidget(Legend(plan))
        self.views.addWidget(self.table)
        self.views.addWidget(plan)
        plan.setFocusProxy(self.map)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(space(3))
        both.setStyleSheet("QSplitter::handle { background: transparent; }")
        both.addWidget(self.views)
        both.addWidget(self.pane)
        self.views.setMinimumWidth(space(130))
        self.pane.setMinimumWidth(space(80))
        both.setStretchFactor(0, 5)
        both.setStretchFactor(1, 2)
        both.setSizes([800, 360])
        remember_split(both, self.desk.lists, "split_bins")
        return both

    def _connect(self) -> None:
        self.desk.changed.connect(self._places_changed)
        self.search.searched.connect(self._search)
        for look, chip in self.looks.items():
            chip.clicked.connect(lambda _=False, look=look: self.show_look(look))
        self.as_list.clicked.connect(lambda: self.show_map(False))
        self.as_map.clicked.connect(lambda: self.show_map(True))
        self.smaller.clicked.connect(lambda: self.map.zoom(-1))
        self.larger.clicked.connect(lambda: self.map.zoom(1))
        self.new.clicked.connect(self._new)
        self.bring_in.clicked.connect(self._import)
        self.labels.clicked.connect(lambda _=False: self.ask_labels(None))
        self.export.clicked.connect(self._export)
        self.table.export_asked.connect(self._export)
        self.table.current_changed.connect(lambda line: None if line is None else self.show_bin(line.id))
        self.table.activated.connect(self._activated)
        self.map.chosen.connect(self.pane.show_bin)
        self.pane.edit_asked.connect(self._edit)
        self.pane.retire_asked.connect(lambda line: RetireForm(self.desk, self, line).open())
        self.pane.labels_asked.connect(self.ask_labels)
        self.show_map(False)


def fetch_bins(
    desk: Desk, wanted: Wanted, offset: int, limit: int, sort: str | None, descending: bool
) -> tuple[Sequence[BinLine], int]:
    """One page of the bins that are wanted."""
    page = desk.read(
        bins_page, text=wanted.text, look=wanted.look, offset=offset, limit=limit, sort=sort or "code", descending=descending
    )
    return page.rows, page.total
