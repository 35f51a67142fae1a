"""Backups and the check: a copy of everything with one press, and the proof that every figure adds up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.exporting import ask_save
from ui.jobs import Progress
from ui.language import tr
from ui.moments import day_and_time, stamp
from ui.printing import open_folder
from ui.theme import space
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.paged_model import Column
from ui.widgets.table import Table
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.errors import WarehouseError
from warehouse_app.reports.check import Problem, check
from warehouse_app.reports.safety import BackupDone, BackupFile, back_up, backups

_MEGABYTE = 1_000_000


class SafetyPage(QWidget):
    """The page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._problems: Sequence[Problem] = ()
        self.now = Button("people.back_up", kind="primary", icon="folder", shortcut="F8", parent=self)
        self.elsewhere = Button("people.back_up_elsewhere", icon="export", parent=self)
        self.folder = Button("people.open_folder", kind="quiet", icon="folder", parent=self)
        self.check = Button("people.check", icon="check", parent=self)
        self.answer = Toned(size=22, parent=self)
        self.files = self._files_table()
        self.differences = self._differences_table()
        self._lay_out()
        self.now.clicked.connect(self.back_up_now)
        self.elsewhere.clicked.connect(self._back_up_elsewhere)
        self.folder.clicked.connect(self._open_folder)
        self.check.clicked.connect(self.run_check)

    def refresh(self) -> None:
        """Look again which backups there are."""
        self.files.refresh()

    def back_up_now(self) -> None:
        """Back up into the data folder's own place for it."""
        moment = stamp(self.desk.warehouse.clock())
        self.back_up_to(self.desk.folder.backups / f"packdesk-{moment}.db")

    def back_up_to(self, target: Path) -> None:
        """Back up to a file, in the background."""
        warehouse, actor, desk = self.desk.warehouse, self.desk.actor, self.desk.name
        self._set_working(True)
        self.desk.work(
            lambda _: back_up(warehouse, actor, desk, target), self._backed_up, title_code="people.backing_up", owner=self,
            failed=self._failed,
        )  # fmt: skip

    def run_check(self) -> None:
        """Recompute every figure of the house, in the background."""
        warehouse = self.desk.warehouse

        def work(_: Progress) -> list[Problem]:
            with warehouse.reading() as session:
                return check(session)

        self._set_working(True)
        self.desk.work(work, self._checked, title_code="people.checking", owner=self, failed=self._failed)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _backed_up(self, done: BackupDone) -> None:
        self._checked(list(done.problems))
        if not done.problems:
            self.answer.show_toned("right", "people.backed_up", file=done.file.name, size=_megabytes(done.size))
        else:
            self.desk.messages.tell("right", "people.backed_up", file=done.file.name, size=_megabytes(done.size))
        self.files.refresh()
        self.now.setFocus()

    def _checked(self, problems: Sequence[Problem]) -> None:
        self._set_working(False)
        self._problems = problems
        self.differences.setVisible(bool(problems))
        self.answer.show()
        if problems:
            self.answer.show_toned("wrong", "people.check_differences", count=len(problems))
        else:
            self.answer.show_toned("right", "people.check_clean")
        self.differences.refresh()

    def _failed(self, error: WarehouseError) -> None:
        self._set_working(False)
        self.desk.messages.error(error)

    def _set_working(self, working: bool) -> None:
        for button in (self.now, self.elsewhere, self.check):
            button.setEnabled(not working)

    def _back_up_elsewhere(self) -> None:
        moment = stamp(self.desk.warehouse.clock())
        target = ask_save(self, "people.back_up_elsewhere", f"packdesk-{moment}.db", "*.db")
        if target is not None:
            self.back_up_to(target)

    def _open_folder(self) -> None:
        try:
            open_folder(self.desk.folder.backups)
        except WarehouseError as error:
            self.desk.messages.error(error)

    def _files_table(self) -> Table[BackupFile]:
        columns = [
            Column[BackupFile]("at", "people.column_at", lambda b: day_and_time(b.at), width=170, sortable=False),
            Column[BackupFile]("name", "people.column_file", width=0, sortable=False),
            Column[BackupFile]("size", "people.column_size", lambda b: _megabytes(b.size), align="right", width=120,
                               sortable=False),
        ]  # fmt: skip
        return Table(columns, self._fetch_files, EmptyState("folder", "people.no_backups", "people.no_backups_words", self), self)

    def _differences_table(self) -> Table[Problem]:
        columns = [Column[Problem]("code", "people.column_difference", _problem_words, width=0, sortable=False)]
        table = Table(columns, self._fetch_problems, EmptyState("check", "people.check_clean", parent=self), self)
        table.hide()
        return table

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=5)
        frame = card(self)
        words = column(frame, gap=2, margin=5)
        words.addWidget(Heading("people.safety_title", parent=frame))
        words.addWidget(Text("people.safety_words", role="muted", wrap=True, parent=frame))
        buttons = row(gap=2)
        for button in (self.now, self.elsewhere, self.check, self.folder):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words.addSpacing(space(1))
        words.addLayout(buttons)
        words.addWidget(self.answer)
        self.answer.hide()
        inside.addWidget(frame)
        inside.addWidget(self.differences, 1)
        inside.addWidget(Heading("people.backups", parent=self))
        inside.addWidget(self.files, 1)

    def _fetch_files(self, offset: int, limit: int, _s: str | None, _d: bool) -> tuple[Sequence[BackupFile], int]:
        found = backups(self.desk.folder.backups)
        return found[offset : offset + limit], len(found)

    def _fetch_problems(self, offset: int, limit: int, _s: str | None, _d: bool) -> tuple[Sequence[Problem], int]:
        return self._problems[offset : offset + limit], len(self._problems)


def _problem_words(problem: Problem) -> str:
    return tr(problem.code, subject=problem.subject, expected=problem.expected, found=problem.found)


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB"
