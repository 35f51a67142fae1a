"""Files in: drop or choose files, see what they would do, bring them in. Nothing is written before that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.exporting import ask_open, ask_save
from ui.intake.mapping_form import MappingForm
from ui.intake.other_pages import Brought, DonePage, ReadingPage
from ui.intake.preview_page import PreviewPage
from ui.intake.start_page import StartPage
from ui.jobs import Job, Progress
from ui.station import Station
from ui.widgets.layouts import column
from warehouse_app.errors import Cancelled, Unreadable, WarehouseError
from warehouse_app.intake import KINDS, Intake, bring_in, preview
from warehouse_app.recognising import Recognised, Sample, likeliest_kind, recognise, sample
from warehouse_app.sheets.writer import write_csv
from warehouse_app.store.imports import ImportResult

READABLE = "*.csv *.xlsx *.xls *.tsv *.txt *.htm *.html *.xlsm"
_PATIENCE_MS = 150  # work that takes no longer shows no page of its own: a flicker tells nobody anything
T = TypeVar("T")
TOUCHES = frozenset({"imports", "catalog", "stock", "bins", "lots", "orders", "parcels", "waybills", "past_sales", "restock"})


@dataclass(frozen=True, slots=True)
class Step:
    """Files of one kind, to be looked at together. No kind: nobody knows yet what the file is."""

    intake: Intake
    known: bool = True
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class _Looked:
    """What came of looking at one file."""

    found: Recognised | None
    error: WarehouseError | None = None


class IntakeStation(Station):
    """The station. ``add_files`` is what dropping and choosing come down to."""

    name = "intake"
    title_code = "intake.title"
    icon = "import"
    topics = frozenset({"imports", "catalog", "stock", "waybills", "orders"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setAcceptDrops(True)
        self._steps: list[Step] = []
        self._at = 0
        self._brought: list[Brought] = []
        self._job: Job | None = None
        self._reading_soon = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._reading_soon.timeout.connect(self._show_reading)
        self.start = StartPage(desk, self)
        self.reading = ReadingPage(self)
        self.preview = PreviewPage(desk, self)
        self.done = DonePage(self)
        self.pages = QStackedWidget(self)
        for page in (self.start, self.reading, self.preview, self.done):
            self.pages.addWidget(page)
        column(self).addWidget(self.pages)
        self._connect()

    def _connect(self) -> None:
        self.start.choose.connect(self.choose_files)
        self.preview.again.connect(self._look_again)
        self.preview.bring_in.connect(self._bring_in)
        self.preview.cancelled.connect(self._to_start)
        self.preview.columns.connect(self._name_columns)
        self.preview.export_asked.connect(self._export_problems)
        self.done.goto.connect(self.goto)
        self.done.more.connect(self._to_start)

    def refresh(self) -> None:
        """Read again what came in."""
        self.start.refresh()

    def enter(self) -> None:
        """Ready for files; a finished import does not stand in the way of the next."""
        super().enter()
        if self.pages.currentWidget() is self.done:
            self._to_start()

    # --- files come ------------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for files."""
        self.add_files(ask_open(self, "intake.choose_files", READABLE))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Look what kind of lists these are and show the first; files still waiting stay in line before them."""
        if not paths or self._job is not None:
            return
        wanted = list(dict.fromkeys(paths))

        def look(progress: Progress) -> list[_Looked]:
            return [_look_at(self.desk, path, progress) for path in wanted]

        self._work(look, self._looked, self._given_up, "intake.reading", wanted)

    def _work(
        self, work: Callable[[Progress], T], done: Callable[[T], None], failed: Callable[[WarehouseError], None],
        code: str, paths: Sequence[Path], touches: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        """Run work with its page of progress, which comes only when the work is not done at once."""
        self.preview.setEnabled(False)
        job = self.desk.work(work, done, title_code=code, owner=self, failed=failed, touches=touches)
        self._job = job
        job.ended.connect(self._job_ended)
        self.reading.follow(job, code, " · ".join(path.name for path in paths[:4]))
        self._reading_soon.start()

    def _job_ended(self) -> None:
        self._job = None
        self._reading_soon.stop()
        self.preview.setEnabled(True)

    def _show_reading(self) -> None:
        self.pages.setCurrentWidget(self.reading)
        self.reading.stop.setFocus()

    def _looked(self, looked: list[_Looked]) -> None:
        for one in looked:
            if one.error is not None:
                self.desk.messages.error(one.error)
        waiting = self._steps[self._at :]
        self._steps = join_steps(waiting, [one.found for one in looked if one.found is not None])
        self._at = 0
        self._brought = self._brought if waiting else []
        self._show_step()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be let go anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.start.drop.set_hot(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hangs over us any more."""
        self.start.drop.set_hot(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Files were let go: those, and what lies in a folder."""
        self.start.drop.set_hot(False)
        event.acceptProposedAction()
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.add_files([file for path in dropped for file in files_of(path)])

    # --- looking ----------------------------------------------------------------------------------------------------

    def _show_step(self) -> None:
        """Look at the next kind of files; when there is none, show what was brought in."""
        if self._at >= len(self._steps):
            self._finish()
            return
        step = self._steps[self._at]
        if step.known:
            self._preview(step.intake)
        else:
            self._ask_columns(step.intake.paths[0])

    def _preview(self, intake: Intake) -> None:
        warehouse, actor, desk = self.desk.warehouse, self.desk.actor, self.desk.name

        def work(progress: Progress) -> ImportResult:
            return preview(warehouse, actor, desk, intake, progress)

        def show(result: ImportResult) -> None:
            step = self._steps[self._at]
            steps = len(self._steps)
            self.preview.show_result(intake, result, step=self._at + 1, steps=steps, mapped=step.mapped)
            self.pages.setCurrentWidget(self.preview)

        self._work(work, show, self._cannot_preview, "intake.comparing", intake.paths)

    def _look_again(self, intake: Intake) -> None:
        """The person said something else about the files."""
        self._steps[self._at] = replace(self._steps[self._at], intake=intake, known=True)
        self._preview(intake)

    def _cannot_preview(self, error: WarehouseError) -> None:
        """A layout nobody knows: ask. Anything else: say so, and leave that file out."""
        paths = self._steps[self._at].intake.paths
        path = next((path for path in paths if path.name == error.fields.get("file")), paths[0])
        if isinstance(error, Unreadable) and error.code == "sheets.unknown_layout":
            self._ask_columns(path, cast(Sequence[str], error.fields.get("header", ())))
            return
        if isinstance(error, Cancelled):
            self._given_up(error)
            return
        self.desk.messages.error(error)
        self._leave_out(path if isinstance(error, Unreadable) else None)

    def _leave_out(self, path: Path | None) -> None:
        """Go on without one file, or without this whole step."""
        step = self._steps[self._at]
        left = tuple(other for other in step.intake.paths if other != path) if path is not None else ()
        if left:
            self._steps[self._at] = replace(step, intake=replace(step.intake, paths=left))
        else:
            del self._steps[self._at]
        self._show_step()

    # --- a layout nobody knows -----------------------------------------------------------------------------------

    def _name_columns(self) -> None:
        self._ask_columns(self._steps[self._at].intake.paths[0])

    def _ask_columns(self, path: Path, header: Sequence[str] = ()) -> None:
        def done(found: Sample) -> None:
            self._open_form(path, found)

        def failed(error: WarehouseError) -> None:
            self.desk.messages.error(error)
            self._leave_out(path)

        self._work(lambda _: sample(path, header), done, failed, "intake.reading", (path,))

    def _open_form(self, path: Path, found: Sample) -> None:
        step = self._steps[self._at]
        kind = step.intake.kind if step.known else likeliest_kind(found.header)
        form = MappingForm(self.desk, path.name, kind, found, self)
        form.accepted.connect(lambda: self._columns_named(form, path))
        form.rejected.connect(lambda: self._leave_out(path))
        form.open()

    def _columns_named(self, form: MappingForm, path: Path) -> None:
        """The file is of the kind the person said; if that is another than its neighbours', it becomes its own step."""
        step = self._steps[self._at]
        if form.kind == step.intake.kind or len(step.intake.paths) == 1:
            self._steps[self._at] = Step(replace(step.intake, kind=form.kind), mapped=True)
        else:
            left = tuple(other for other in step.intake.paths if other != path)
            self._steps[self._at] = replace(step, intake=replace(step.intake, paths=left))
            self._steps.insert(self._at, Step(Intake(form.kind, (path,)), mapped=True))
        self._show_step()

    # --- bringing in ------------------------------------------------------------------------------------------------

    def _bring_in(self, intake: Intake) -> None:
        warehouse, actor, desk = self.desk.warehouse, self.desk.actor, self.desk.name

        def work(progress: Progress) -> ImportResult:
            return bring_in(warehouse, actor, desk, intake, progress)

        def done(result: ImportResult) -> None:
            self._was_brought(intake, result)

        self._work(work, done, self._cannot_bring, "intake.bringing", intake.paths, TOUCHES)

    def _was_brought(self, intake: Intake, result: ImportResult) -> None:
        self._brought.append(
            Brought(intake.kind, result.count("new"), result.count("changed"), result.count("stopped"), len(result.errors))
        )
        self.desk.sounds.play("complete")
        self._at += 1
        self._show_step()

    def _cannot_bring(self, error: WarehouseError) -> None:
        self.desk.messages.error(error)
        self.pages.setCurrentWidget(self.preview)

    def _finish(self) -> None:
        if not self._brought:
            self._to_start()
            return
        self._steps, self._at = [], 0
        self.done.show_brought(self._brought)
        self.pages.setCurrentWidget(self.done)
        self._brought = []

    def _given_up(self, error: WarehouseError) -> None:
        self.desk.messages.error(error)
        self._to_start()

    def _to_start(self) -> None:
        """Forget what was looked at; nothing of it was written."""
        self._steps, self._at, self._brought = [], 0, []
        self.pages.setCurrentWidget(self.start)
        self.refresh()
        self.start.drop.choose.setFocus()

    # --- problems as a file -----------------------------------------------------------------------------------------

    def _export_problems(self) -> None:
        path = ask_save(self, "intake.export_problems", "problems.csv")
        if path is not None:
            self.export_problems_to(path)

    def export_problems_to(self, path: Path) -> None:
        """Write what is wrong, row by row, to a CSV file."""
        header, rows = self.preview.problem_rows()
        try:
            write_csv(path, header, rows)
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self.desk.messages.tell("right", "intake.problems_exported", rows=len(rows), file=path.name)


def files_of(path: Path) -> list[Path]:
    """The file itself, or the tables that lie in a folder."""
    if not path.is_dir():
        return [path]
    endings = set(READABLE.replace("*", "").split())
    return sorted(file for file in path.iterdir() if file.suffix.lower() in endings and not file.name.startswith("~$"))


def join_steps(waiting: Sequence[Step], found: Sequence[Recognised]) -> list[Step]:
    """Files of one kind together, in the order in which they need each other; files nobody knows last, one by one."""
    steps = []
    for kind in KINDS:
        before = [step for step in waiting if step.known and step.intake.kind == kind]
        paths = [path for step in before for path in step.intake.paths]
        paths += [one.path for one in found if one.kind == kind and one.path not in paths]
        if paths:
            mapped = any(step.mapped for step in before) or any(one.mapped for one in found if one.kind == kind)
            shop = before[0].intake.shop if before else ""
            steps.append(Step(Intake(kind, tuple(paths), shop), mapped=mapped))
    steps += [step for step in waiting if not step.known]
    steps += [Step(Intake("orders", (one.path,)), known=False) for one in found if one.kind is None]
    return steps


def _look_at(desk: Desk, path: Path, progress: Progress) -> _Looked:
    try:
        return _Looked(recognise(desk.warehouse, path, progress))
    except Cancelled:
        raise
    except WarehouseError as error:
        return _Looked(None, error)
