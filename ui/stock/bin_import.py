"""A file of bins: read and compared off the window's thread, shown row by row, and brought in only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.jobs import Progress
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_dialog import FormDialog
from ui.widgets.paged_model import Column
from ui.widgets.text import Text
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock.bins.commands import compare_bins, import_bins
from warehouse_app.stock.bins.files import BinRow, read_bins
from warehouse_app.store.imports import ImportResult

_TONES: dict[str, ToneName] = {"new": "right", "changed": "information", "wrong": "wrong"}

_COLUMNS = {"bin_code": "stock.column_bin", "mixed": "stockroom.field_mixed"}  # what the core calls by its own names


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that was read, and what bringing it in would do."""

    parsed: Parsed[BinRow]
    result: ImportResult


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One row of the file: what happens with it and why, in words."""

    row: int
    what: str
    bin: str
    words: str


def preview_bins(desk: Desk, owner: QWidget, path: Path, show: Callable[[Preview], None]) -> None:
    """Read a file and see what it would change; mistakes of the file as a whole are told."""

    def work(progress: Progress) -> Preview:
        parsed = read_bins(path, progress=progress)
        return Preview(parsed, desk.read(compare_bins, parsed))

    desk.work(work, show, title_code="stockroom.reading_bins", owner=owner)


class BinImportForm(FormDialog):
    """The preview; accepting brings the good rows in."""

    def __init__(self, desk: Desk, owner: QWidget, preview: Preview) -> None:
        super().__init__("stockroom.import_title", owner, width=920, file=preview.parsed.name)
        self._desk, self._owner, self._preview = desk, owner, preview
        lines = import_lines(preview.result)
        coming = sum(line.what in ("new", "changed") for line in lines)
        counts = {what: sum(line.what == what for line in lines) for what in ("new", "changed", "unchanged", "wrong")}
        words = Text(parent=self.sheet)
        words.show_code("stockroom.import_counts", **counts)
        self.body.addWidget(words)
        self.lines = ShortTable(_columns(), EmptyState("check", "stockroom.import_nothing", parent=self.sheet), self.sheet)
        self.lines.setMinimumHeight(space(90))
        self.body.addWidget(self.lines, 1)
        self.lines.show_rows(sorted(lines, key=lambda line: (line.what != "wrong", line.row)))
        self.accept_button.show_code("stockroom.do_import", n=coming)
        self.accept_button.setEnabled(coming > 0)

    def submit(self) -> None:
        """Bring it in, in the background."""
        desk, parsed, actor = self._desk, self._preview.parsed, self._desk.actor

        def work(progress: Progress) -> ImportResult:
            progress.step(0, 0)
            with desk.warehouse.transaction(actor, desk.name) as tx:
                return import_bins(tx, parsed)

        def done(result: ImportResult) -> None:
            desk.messages.tell("right", "stockroom.imported", new=result.count("new"), changed=result.count("changed"))

        desk.work(
            work, done, title_code="stockroom.importing_bins", owner=self._owner,
            touches=frozenset({"bins", "imports"}),
        )  # fmt: skip


def import_lines(result: ImportResult) -> list[ImportLine]:
    """The rows of the preview in words."""
    lines = [ImportLine(one.row, one.kind, one.key, _changes(one.fields)) for one in result.changes]
    lines += [
        ImportLine(one.row, "wrong", str(one.fields.get("bin", "")), _problem(one)) for one in result.errors
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.row)


def _problem(one: RowProblem) -> str:
    """What is wrong, after the column it is wrong in: as the file heads it, or in our words."""
    column = tr(_COLUMNS[one.column]) if one.column in _COLUMNS else one.column
    words = tr(one.code, **one.fields)
    return tr("stockroom.import_problem", column=column, words=words) if column else words


def _changes(fields: dict[str, tuple[str, str]]) -> str:
    parts = []
    for name, (before, after) in fields.items():
        code = "stockroom.import_from_to" if before else "stockroom.import_to"
        parts.append(tr(code, field=tr(f"stockroom.field_{name}"), before=before, after=after))
    return "  ·  ".join(parts)


def _columns() -> list[Column[ImportLine]]:
    return [
        Column[ImportLine]("row", "intake.column_row", align="right", width=72),
        Column[ImportLine]("what", "intake.column_what", lambda line: tr(f"intake.what_{line.what}"), _tone, width=132),
        Column[ImportLine]("bin", "stock.column_bin", width=120),
        Column[ImportLine]("words", "intake.column_words", width=0, sortable=False),
    ]


def _tone(line: ImportLine) -> ToneName | None:
    return _TONES.get(line.what)
