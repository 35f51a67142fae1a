"""A collector's file: which column is what, every row shown with what it would count, and only then brought in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.jobs import Progress
from ui.language import tr
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.moment_field import MomentField
from ui.widgets.paged_model import Column
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.counting.collecting import Collected, bring_in_counts
from warehouse_app.counting.files import FIELDS, CollectorLine, Raw, lines_of, read_file
from warehouse_app.counting.queries import bins_of
from warehouse_app.errors import BadInput
from warehouse_app.store.warehouse import new_action

_COUNT_TAKES = timedelta(hours=2)  # before the file was written: the usual length of a round with a collector

_LABELS = {"barcode": "counting.file_barcode", "quantity": "counting.file_quantity_column", "bin": "counting.file_bin"}


def read_collector(desk: Desk, owner: QWidget, stocktake_id: int, path: Path) -> None:
    """Read a file off the window's thread and show what it would count."""

    def work(progress: Progress) -> Raw:
        progress.step(0, 0)
        return read_file(path, frozenset(row.bin for row in desk.read(bins_of, stocktake_id)))

    desk.work(
        work, lambda raw: CollectorForm(desk, owner, stocktake_id, raw).open(), title_code="counting.reading_file", owner=owner
    )  # fmt: skip


class CollectorForm(FormDialog):
    """See the module."""

    def __init__(self, desk: Desk, owner: QWidget, stocktake_id: int, raw: Raw) -> None:
        super().__init__("counting.file_title", owner, width=920, file=raw.name)
        self._desk, self._owner, self._stocktake_id, self._raw = desk, owner, stocktake_id, raw
        self._lines: list[CollectorLine] = []
        self.columns = {field.name: Combo(parent=self.sheet) for field in FIELDS}
        for name, combo in self.columns.items():
            combo.add_code("counting.file_one_each" if name == "quantity" else "counting.file_no_column", None)
            for column in range(raw.width):
                combo.add_plain(f"{column + 1}:  {raw.sample(column)}"[:60], column)
            combo.choose(raw.columns.get(name))
        self.heading = Check("counting.file_heading", parent=self.sheet)
        self.heading.setChecked(raw.heading)
        self.heading.setVisible(not raw.heading)
        self.usual_bin = Field(parent=self.sheet)
        self.since = MomentField(raw.modified - _COUNT_TAKES, self.sheet)
        self.words = Text(wrap=True, parent=self.sheet)
        nothing = EmptyState("file", "counting.file_nothing_yet", parent=self.sheet)
        self.table: ShortTable[CollectorLine] = ShortTable(_columns(), nothing, self.sheet)
        self._lay_out_fields()
        for combo in self.columns.values():
            combo.currentIndexChanged.connect(lambda _: self._show())
        self.heading.toggled.connect(lambda _: self._show())
        self.usual_bin.textChanged.connect(lambda _: self._show())
        self._show()

    def _lay_out_fields(self) -> None:
        self.add_beside(*((_LABELS[name], combo) for name, combo in self.columns.items()))
        self.add_beside(("counting.file_usual_bin", self.usual_bin), ("counting.file_since", self.since))
        self.body.addWidget(self.heading)
        self.body.addWidget(self.words)
        self.table.setFixedHeight(space(62))
        self.body.addWidget(self.table)

    def _show(self) -> None:
        """What the file would count with these columns."""
        chosen = {name: column for name, combo in self.columns.items() if isinstance(column := combo.value(), int)}
        try:
            self._lines = self._desk.read(
                lines_of, self._stocktake_id, self._raw, chosen, heading=self.heading.isChecked() or self._raw.heading,
                usual_bin=self.usual_bin.text().strip(),
            )  # fmt: skip
        except BadInput as error:
            self._lines = []
            self.words.show_code(error.code, **error.fields)
        else:
            good = [line for line in self._lines if line.good]
            self.words.show_code(
                "counting.file_words", rows=len(good), bins=len({line.bin for line in good}),
                pieces=sum(line.pieces for line in good), wrong=len(self._lines) - len(good),
                unknown=sum(not line.name for line in good),
            )  # fmt: skip
        self.table.show_rows(sorted(self._lines, key=lambda line: (line.good, bool(line.name), line.row)))
        self.accept_button.setEnabled(any(line.good for line in self._lines))
        self.accept_button.show_code("counting.file_accept", n=sum(line.good for line in self._lines))

    def submit(self) -> None:
        """Bring the good rows in, in the background."""
        desk, actor, lines = self._desk, self._desk.actor, self._lines
        stocktake_id, since, file, action = self._stocktake_id, self.since.moment, self._raw.name, new_action()

        def work(progress: Progress) -> Collected:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return bring_in_counts(tx, stocktake_id, lines, since, file, action)

        def done(told: Collected) -> None:
            desk.messages.tell(
                "right", "counting.file_done", bins=told.bins, pieces=told.pieces, unknown=told.unknown, again=told.again
            )  # fmt: skip

        desk.work(
            work, done, title_code="counting.bringing_in", owner=self._owner,
            touches=frozenset({"stocktakes", "count_results", "count_unknown"}),
        )  # fmt: skip


def _columns() -> list[Column[CollectorLine]]:
    return [
        Column[CollectorLine]("row", "counting.col_row", align="right", width=70),
        Column[CollectorLine]("bin", "counting.col_bin", width=120),
        Column[CollectorLine]("code", "counting.col_code", width=180),
        Column[CollectorLine]("pieces", "counting.col_counted", align="right", width=90),
        Column[CollectorLine]("name", "counting.col_item", _what, lambda line: "wrong" if line.problem else None, width=0),
    ]


def _what(line: CollectorLine) -> str:
    if line.problem:
        return tr(line.problem, value=line.fault)
    return line.name or tr("counting.file_unknown")
