"""What couriers charge: their price tables, brought in from lists, and the zones of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui import language
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.exporting import ask_open, ask_save
from ui.jobs import Progress
from ui.language import tr
from ui.tabbed import Page
from ui.theme import ToneName, space
from ui.widgets.chips import Flow
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import card, column
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Text
from warehouse_app.dispatch.prices.commands import import_prices, put_back_prices, remove_prices
from warehouse_app.dispatch.prices.files import EXAMPLE, read_prices, write_prices
from warehouse_app.dispatch.prices.queries import all_tables, in_force
from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.orders.addresses.regions import regions_text
from warehouse_app.people.rules import Right
from warehouse_app.sheets.mapping import column_words
from warehouse_app.sheets.table import RowProblem
from warehouse_app.store.imports import ImportResult

_KINDS = "*.xlsx *.xls *.csv *.txt"
_TOUCHES = frozenset({"prices", "imports"})


@dataclass(frozen=True, slots=True)
class TableLine:
    """A price table in the list."""

    courier: str
    valid_from: date
    zones: int
    state: str  # now | later | over
    table: PriceTable


class PricesPage(Page):
    """The page."""

    topics = frozenset({"prices"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._removed: PriceTable | None = None
        empty = EmptyState("file", "couriers.no_prices", "couriers.no_prices_words", self)
        self.list: ShortTable[TableLine] = ShortTable(_columns(), empty, self)
        self.zones: ShortTable[Zone] = ShortTable(_zone_columns(), EmptyState("file", "couriers.no_table", parent=self), self)
        self.bring_in = Button("couriers.import_prices", kind="primary", icon="import", shortcut="Ctrl+O", parent=self)
        self.export = Button("couriers.export_prices", icon="export", shortcut="Ctrl+E", parent=self)
        self.example = Button("couriers.example_prices", icon="file", parent=self)
        self.remove = Button("couriers.remove_prices", kind="quiet", icon="close", shortcut="Del", parent=self)
        self.undo = Button("couriers.put_back", icon="undo", shortcut="Ctrl+Z", parent=self)
        self.facts = Text(wrap=True, parent=self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(3), 0, 0)
        inside.addWidget(Text("couriers.prices_words", role="muted", wrap=True, parent=self))
        buttons = Flow(self, gap=2)
        for button in (self.bring_in, self.export, self.example, self.remove, self.undo):
            buttons.add(button)
        inside.addWidget(buttons)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        self.pane = card(self)
        side = column(self.pane, gap=2, margin=3)
        side.addWidget(self.facts)
        side.addWidget(self.zones, 1)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        split.setSizes([space(104), space(190)])
        split.setChildrenCollapsible(False)
        remember_split(split, self.desk.lists, "split_courier_prices")
        inside.addWidget(split, 1)

    def _connect(self) -> None:
        self.list.table.current_changed.connect(self._show_table)
        self.bring_in.clicked.connect(self._ask_file)
        self.export.clicked.connect(lambda: self._write([line.table for line in self.list.rows], "couriers.prices_file"))
        self.example.clicked.connect(lambda: self._write(list(EXAMPLE), "couriers.example_file"))
        self.remove.clicked.connect(self._remove)
        self.undo.clicked.connect(self._put_back)

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready to go through the tables."""
        (self.list if self.list.rows else self.bring_in).setFocus()

    def refresh(self) -> None:
        """Read the tables again."""
        today = self.desk.warehouse.clock().astimezone().date()
        tables = self.desk.read(all_tables)
        now = in_force(tables, today)
        lines = [
            TableLine(t.courier, t.valid_from, len(t.zones), _state(t, now, today), t) for t in tables
        ]  # fmt: skip
        self.list.show_rows(lines)
        if lines and self.list.table.current() is None:
            self.list.table.view.selectRow(0)
        may = self.desk.may(Right.COURIERS)
        self.bring_in.setEnabled(may)
        self.export.setEnabled(bool(lines))
        self.undo.setVisible(may and self._removed is not None)
        self._show_table(self.list.table.current())

    def _show_table(self, line: TableLine | None) -> None:
        self.remove.setEnabled(line is not None and self.desk.may(Right.COURIERS))
        self.pane.setVisible(bool(self.list.rows))
        self.zones.show_rows(line.table.zones if line is not None else [])
        if line is None:
            self.facts.show_code("")
            return
        table = line.table
        self.facts.show_code(
            "couriers.table_facts" if table.divisor else "couriers.table_facts_no_volume",
            courier=table.courier, divisor=table.divisor, surcharge=f"{table.surcharge:,.2f}",
            remote=regions_text(table.remote) or tr("couriers.reach_nowhere"), cod=f"{table.cod_fee:,.2f}",
        )  # fmt: skip

    def changeEvent(self, event: QEvent) -> None:
        """What is said of the table in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_table(self.list.table.current())
        super().changeEvent(event)

    # --- what is done -----------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        for path in ask_open(self, "couriers.import_prices", _KINDS)[:1]:
            self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Bring in a list, off the window's thread; what is wrong with it is shown row by row."""
        desk, actor = self.desk, self.desk.actor

        def work(progress: Progress) -> ImportResult:
            parsed = read_prices(path, progress=progress)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return import_prices(tx, parsed)

        def done(result: ImportResult) -> None:
            if result.errors:
                ProblemsForm(self, path.name, result.errors).open()
            else:
                told = {"new": result.count("new"), "changed": result.count("changed"), "same": result.count("unchanged")}
                desk.messages.tell("right", "couriers.prices_imported", **told)

        desk.work(work, done, title_code="couriers.reading_prices", owner=self, touches=_TOUCHES)

    def _write(self, tables: list[PriceTable], name: str) -> None:
        path = ask_save(self, "couriers.export_prices", tr(name), "*.xlsx *.csv")
        if path is None:
            return

        def work(progress: Progress) -> Path:
            progress.step(0, 0)
            write_prices(path, tables)
            return path

        tell = self.desk.messages.tell
        self.desk.work(
            work, lambda written: tell("right", "couriers.prices_written", file=written.name),
            title_code="couriers.writing_prices", owner=self,
        )  # fmt: skip

    def _remove(self) -> None:
        line = self.list.table.current()
        if line is None:
            return
        self._removed = self.desk.try_command(remove_prices, line.table.id) or self._removed
        self.refresh()

    def _put_back(self) -> None:
        if self._removed is not None:
            if self.desk.try_command(put_back_prices, self._removed):
                self._removed = None
            self.refresh()


class ProblemsForm(FormDialog):
    """What keeps a list out: row, column and reason. Nothing of it was brought in."""

    def __init__(self, owner: QWidget, file: str, problems: list[RowProblem]) -> None:
        super().__init__("couriers.problems_title", owner, accept="ui.close", width=space(200), file=file)
        self.reject_button.hide()
        self.body.addWidget(Text("couriers.problems_words", wrap=True, parent=self.sheet))
        columns = [
            Column[RowProblem]("row", "intake.column_row", align="right", width=72),
            Column[RowProblem]("column", "couriers.col_column", _column_name, width=140),
            Column[RowProblem]("words", "intake.column_words", lambda one: tr(one.code, **one.fields), width=0, sortable=False),
        ]
        self.lines = ShortTable(columns, EmptyState("check", "couriers.no_table", parent=self.sheet), self.sheet)
        self.lines.setMinimumHeight(space(70))
        self.body.addWidget(self.lines)
        self.lines.show_rows(problems)


def _state(table: PriceTable, now: frozenset[int], today: date) -> str:
    if table.id in now:
        return "now"
    return "later" if table.valid_from > today else "over"


def _column_name(problem: RowProblem) -> str:
    return column_words(problem.column, language.current())


def _columns() -> list[Column[TableLine]]:
    return [
        Column[TableLine]("courier", "dispatch.col_courier", width=112),
        Column[TableLine]("valid_from", "couriers.col_valid_from", width=112),
        Column[TableLine]("zones", "couriers.col_zones", align="right", width=70),
        Column[TableLine]("state", "couriers.col_state", lambda line: tr(f"couriers.prices_{line.state}"), _tone, width=0),
    ]


def _tone(line: TableLine) -> ToneName | None:
    tones: dict[str, ToneName] = {"now": "right", "later": "information"}
    return tones.get(line.state)


def _zone_columns() -> list[Column[Zone]]:
    return [
        Column[Zone]("name", "couriers.col_zone", width=104, sortable=False),
        Column[Zone]("first_price", "couriers.col_first", _first, align="right", width=136, sortable=False),
        Column[Zone]("step_price", "couriers.col_step", _step, align="right", width=136, sortable=False),
        Column[Zone]("areas", "couriers.col_areas", _areas, width=0, sortable=False),
    ]


def _first(zone: Zone) -> str:
    return tr("couriers.price_per", amount=f"{zone.first_price:,.2f}", grams=f"{zone.first_g:,}")


def _step(zone: Zone) -> str:
    return tr("couriers.price_per", amount=f"{zone.step_price:,.2f}", grams=f"{zone.step_g:,}")


def _areas(zone: Zone) -> str:
    return regions_text(zone.areas) or tr("couriers.everywhere_else")
