"""The preview: how many rows are new, changed, unchanged, stopped or wrong, and why, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QWidget

from ui.desk import Desk
from ui.intake.rows import TONE_OF, PreviewRow, What, counts, preview_rows, words
from ui.intake.tiles import CountTile
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Check, Combo, Heading, Text
from warehouse_app.intake import KINDS, Intake, Kind
from warehouse_app.orders.queries import shops
from warehouse_app.people.rules import Right
from warehouse_app.store.imports import ImportResult

_TILES: tuple[What | None, ...] = (None, "new", "changed", "unchanged", "stopped", "wrong", "warning")
_BRINGS = ("new", "changed", "stopped")
_SORT_KEYS = {
    "row": lambda row: (row.file, row.row),
    "what": lambda row: row.what,
    "key": lambda row: row.key,
    "column": lambda row: row.column,
    "file": lambda row: (row.file, row.row),
}


class PreviewPage(QWidget):
    """Shows an ``ImportResult``. Signals: ``again(Intake)`` when the person changed something that matters to it,

    ``bring_in(Intake)``, ``cancelled()``, ``columns()`` to name the columns anew, ``export_asked()``.
    """

    again = Signal(object)
    bring_in = Signal(object)
    cancelled = Signal()
    columns = Signal()
    export_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[PreviewRow] = []
        self._shown: list[PreviewRow] = []
        self._filter: What | None = None
        self._intake = Intake("orders", ())
        self._last_shop = ""
        self._make_head()
        self.tiles = {what: CountTile(f"intake.tile_{what or 'all'}", _tone(what), self) for what in _TILES}
        self._group = QButtonGroup(self)
        for what, tile in self.tiles.items():
            self._group.addButton(tile)
            tile.clicked.connect(lambda _on=False, what=what: self.show_only(what))
        self.table = self._make_table()
        self._make_foot()
        self._lay_out()

    # --- for the station --------------------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[PreviewRow]:
        """The rows shown under the chosen tile."""
        return self._shown

    @property
    def problems(self) -> list[PreviewRow]:
        """The rows that need somebody's hand."""
        return [row for row in self._rows if row.what in ("wrong", "warning")]

    def show_result(self, intake: Intake, result: ImportResult, *, step: int, steps: int, mapped: bool) -> None:
        """Show what bringing in would do. ``step`` of ``steps`` kinds of files that came together."""
        self._intake = intake
        self._rows = preview_rows(result)
        counted = counts(self._rows)
        self._show_head(intake, step, steps, mapped)
        for what, tile in self.tiles.items():
            tile.show_count(len(self._rows) if what is None else counted[what])
            tile.setVisible(what not in ("stopped", "warning") or tile.count > 0)
        bad_bin = any(row.problem is not None and row.problem.code == "stock.unknown_bin" for row in self._rows)
        self.new_bins.setVisible(intake.kind == "stock" and (bad_bin or intake.new_bins))
        self.only_right.setVisible(bool(counted["wrong"]))
        self.export.setVisible(bool(self.problems))
        self._will_bring = sum(counted[what] for what in counted if what in _BRINGS)
        self._update_accept()
        self.show_only("wrong" if counted["wrong"] else None)
        self.table.setFocus()

    def show_only(self, what: What | None) -> None:
        """Show the rows of one tile; None shows all."""
        self._filter = what
        self.tiles[what].setChecked(True)
        self._shown = [row for row in self._rows if what is None or row.what == what]
        self.table.empty.show_state("check", f"intake.empty_{what or 'all'}")
        self._hide_empty_columns()
        self.table.show_fetch(self._fetch)

    def _hide_empty_columns(self) -> None:
        """Columns that say nothing about the rows shown leave their room to the others."""
        keys = [column.key for column in self.table.model.columns]
        says = {
            "key": any(row.key for row in self._shown),
            "column": any(row.problem for row in self._shown),
            "file": len(self._intake.paths) > 1,
        }
        for key, shown in says.items():
            self.table.view.setColumnHidden(keys.index(key), not shown)

    def problem_rows(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows of the list of problems, as a file."""
        header = [tr(f"intake.column_{name}") for name in ("file", "row", "column", "problem")]
        return header, [[r.file, str(r.row), r.column, words(r, reveal=True)] for r in self.problems]

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.title = Heading(parent=self)
        self.files = Text(role="muted", parent=self)
        self.step = Text(role="muted", parent=self)
        self.kinds = Combo([(f"intake.kind_{kind}", kind) for kind in KINDS], parent=self)
        self.kinds.activated.connect(self._kind_chosen)
        self.kinds.setAccessibleName(tr("intake.this_is"))
        self.kinds.setMinimumWidth(space(46))
        self.shop = QComboBox(self)
        self.shop.setEditable(True)
        self.shop.setMinimumWidth(space(60))
        self.shop.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.shop.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._shop_named)
        self.shop.activated.connect(self._shop_named)
        self.shop_label = Text("intake.shop", role="muted", parent=self)
        self.shop_label.setBuddy(self.shop)
        self.change_columns = Button("intake.change_columns", kind="quiet", icon="sort", parent=self)
        self.change_columns.clicked.connect(self.columns)

    def _make_foot(self) -> None:
        self.new_bins = Check("intake.new_bins", parent=self)
        self.new_bins.clicked.connect(self._bins_toggled)
        self.only_right = Check("intake.only_right", parent=self)
        self.only_right.toggled.connect(self._update_accept)
        self.export = Button("intake.export_problems", icon="export", parent=self)
        self.export.clicked.connect(self.export_asked)
        self.cancel = Button("intake.cancel", icon="close", parent=self)
        self.cancel.show_tip("intake.cancel_tip")
        self.cancel.clicked.connect(self.cancelled)
        self.accept = Button("intake.bring_in", kind="primary", icon="check", shortcut="F2", parent=self, rows=0)
        self.accept.clicked.connect(self._accepted)
        self._will_bring = 0

    def _make_table(self) -> Table[PreviewRow]:
        columns = [
            Column[PreviewRow]("row", "intake.column_row", align="right", width=72),
            Column[PreviewRow]("what", "intake.column_what", lambda r: tr(f"intake.what_{r.what}"),
                               lambda r: TONE_OF[r.what], width=132),
            Column[PreviewRow]("key", "intake.column_key", width=240),
            Column[PreviewRow]("column", "intake.column_column", width=130),
            Column[PreviewRow]("words", "intake.column_words", self._words, width=0, sortable=False),
            Column[PreviewRow]("file", "intake.column_file", width=190),
        ]  # fmt: skip
        table = Table(columns, self._fetch, EmptyState("check", "intake.empty_all", parent=self), self)
        table.offer_export()
        table.export_asked.connect(self.export_asked)
        table.view.setWordWrap(True)  # a problem and its way out are a sentence or two: two lines of a row
        table.view.verticalHeader().setDefaultSectionSize(space(11))
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=5)
        head = row(gap=3)
        head.addWidget(self.title)
        head.addWidget(self.files, 1)
        head.addWidget(self.step)
        inside.addLayout(head)
        choices = row(gap=2)
        choices.addWidget(Text("intake.this_is", role="muted", parent=self))
        choices.addWidget(self.kinds)
        choices.addSpacing(space(4))
        choices.addWidget(self.shop_label)
        choices.addWidget(self.shop)
        choices.addWidget(self.change_columns)
        choices.addStretch(1)
        inside.addLayout(choices)
        tiles = row(gap=2)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
        inside.addLayout(tiles)
        inside.addWidget(self.table, 1)
        foot = row(gap=2)
        foot.addWidget(self.new_bins)
        foot.addWidget(self.only_right)
        foot.addStretch(1)
        for button in (self.export, self.cancel, self.accept):
            foot.addWidget(button)
        inside.addLayout(foot)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _show_head(self, intake: Intake, step: int, steps: int, mapped: bool) -> None:
        self.title.show_code(f"intake.preview_{intake.kind}")
        self.files.show_plain(_names(intake.paths))
        self.step.show_code("intake.step" if steps > 1 else "", **({"step": step, "steps": steps} if steps > 1 else {}))
        self.kinds.choose(intake.kind)
        for widget in (self.shop, self.shop_label):
            widget.setVisible(intake.kind == "orders")
        self._last_shop = intake.shop
        self.shop.clear()
        self.shop.addItems(self._desk.read(shops))
        self.shop.setEditText(intake.shop)
        line = self.shop.lineEdit()
        if line is not None:
            line.setPlaceholderText(tr("intake.shop_from_file"))
        self.change_columns.setVisible(mapped)
        self.new_bins.setChecked(intake.new_bins)
        self.only_right.setChecked(intake.all_or_nothing)

    def _words(self, row: PreviewRow) -> str:
        return words(row, reveal=self._desk.may(Right.SEE_PERSONAL))

    def _fetch(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[Sequence[PreviewRow], int]:
        rows = self._shown
        if sort is not None:
            rows = sorted(rows, key=_SORT_KEYS[sort], reverse=descending)
        return rows[offset : offset + limit], len(rows)

    def _chosen(self, kind: Kind | None = None) -> Intake:
        """The import as the person has set it now."""
        return Intake(
            kind or self._intake.kind, self._intake.paths, self.shop.currentText().strip(),
            new_bins=self.new_bins.isChecked(), all_or_nothing=self.only_right.isChecked(),
        )  # fmt: skip

    def _kind_chosen(self) -> None:
        kind = next(kind for kind in KINDS if kind == self.kinds.value())
        if kind != self._intake.kind:
            self.again.emit(self._chosen(kind))

    def _shop_named(self) -> None:
        if self.shop.currentText().strip() != self._last_shop:
            self._last_shop = self.shop.currentText().strip()
            self.again.emit(self._chosen())

    def _bins_toggled(self) -> None:
        self.again.emit(self._chosen())

    def _update_accept(self) -> None:
        stopped_by_wrong = self.only_right.isVisibleTo(self) and self.only_right.isChecked()
        self.accept.show_code("intake.bring_in", rows=self._will_bring)
        if stopped_by_wrong:
            self.accept.show_code("intake.first_correct")
        elif not self._will_bring:
            self.accept.show_code("intake.nothing_new")
        self.accept.setEnabled(not stopped_by_wrong)

    def _accepted(self) -> None:
        self.bring_in.emit(self._chosen())


def _tone(what: What | None) -> ToneName | None:
    return None if what is None else TONE_OF[what]


def _names(paths: Sequence[Path]) -> str:
    shown = " · ".join(path.name for path in paths[:3])
    return f"{shown} +{len(paths) - 3}" if len(paths) > 3 else shown
