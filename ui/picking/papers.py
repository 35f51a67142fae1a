"""The papers of a wave: made off the window's thread, printed where a printer is chosen, opened where none is. Labels go
to the printer through the queue (``ui.print_queue``).

Labels are never printed again from an old file: an order may have been stopped or its address changed since. They are
made anew from what is known now, which leaves stopped parcels out and counts as a reprint.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui import language, printing
from ui.couriers.troubles import seen_first
from ui.desk import Desk
from ui.jobs import Progress
from warehouse_app.dispatch.label_needs import labels_at_desk
from warehouse_app.dispatch.queries import PaperFile, wave_papers
from warehouse_app.errors import WarehouseError
from warehouse_app.picking.queries import wave_number
from warehouse_app.store import settings

if TYPE_CHECKING:
    from warehouse_app.dispatch.labels import LabelTrouble
    from warehouse_app.dispatch.papers import NeededLabels, Papers

# As ``warehouse_app.dispatch.papers`` records them; that module brings reportlab along and is imported when papers are made.
PICK_LIST, LABEL, SLIP = "pick_list", "label", "slip"
PRINTER_OF = {PICK_LIST: "paper_printer", LABEL: "label_printer", SLIP: "paper_printer"}
TOPICS = frozenset({"print_jobs"})


class PaperMaker(QObject):
    """Makes, prints and opens a wave's papers; every mistake is told, and what was made stays made."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._owner = desk, parent

    def make(self, wave_id: int, only: str = "") -> None:
        """Make all papers of a wave and print them (or ``only`` one of them)."""
        desk, actor, spoken = self._desk, self._desk.actor, language.current()

        at_desk = only != LABEL and desk.read(labels_at_desk, wave_id)

        def work(progress: Progress) -> Papers:
            from warehouse_app.dispatch.papers import make_wave_papers

            progress.step(0, 0)
            return make_wave_papers(desk.warehouse, actor, desk.name, wave_id, spoken, labels_too=not at_desk, queued=True)

        def done(papers: Papers) -> None:
            self._made(wave_id, papers, only)
            self._seen_first(papers.troubles, papers.held)
            if at_desk:
                desk.messages.tell("information", "ways.labels_at_desk", wave=desk.read(wave_number, wave_id))

        desk.work(work, done, title_code="picking.making_papers", owner=self, touches=TOPICS)

    def make_needed(self, wave_id: int) -> None:
        """Make and print the labels a wave lacks, and no others."""
        desk, actor, spoken = self._desk, self._desk.actor, language.current()

        def work(progress: Progress) -> NeededLabels:
            from warehouse_app.dispatch.papers import make_needed_labels

            progress.step(0, 0)
            return make_needed_labels(desk.warehouse, actor, desk.name, wave_id, spoken, queued=True)

        def done(made: NeededLabels) -> None:
            self._seen_first(made.troubles, made.held)
            if not self._printer(LABEL):
                desk.messages.tell("right", "underway.labels_made", n=len(made.jobs), file=str(made.file))

        desk.work(work, done, title_code="picking.making_papers", owner=self, touches=TOPICS)

    def show_paper(self, wave_id: int, paper: str) -> None:
        """Print one paper of a wave again, or open its file where no printer is chosen."""
        made = self._papers(wave_id).get(paper)
        if made is None and paper == LABEL and self._desk.read(labels_at_desk, wave_id):
            self.make(wave_id, only=LABEL)  # all at once after all
        elif made is None:
            self._desk.messages.tell("information", "picking.no_papers_yet")
        elif not self._printer(paper):
            self._open(made.file)
        elif paper == LABEL:
            self.make(wave_id, only=LABEL)
        else:
            self._print(made)

    def open_folder(self) -> None:
        """Show where the labels lie."""
        try:
            printing.open_folder(self._desk.folder.labels)
        except WarehouseError as error:
            self._desk.messages.error(error)

    def _seen_first(self, troubles: Sequence[LabelTrouble], held: Sequence[int]) -> None:
        """What cannot be printed as it stands is seen before those labels are; the others print meanwhile."""
        from warehouse_app.dispatch.printing.commands import retry

        def print_them() -> None:
            if held:
                self._desk.try_command(retry, held)

        def leave_them() -> None:
            self._desk.messages.tell("information", "designs.kept_back")

        seen_first(self._desk, self._owner, troubles, print_them, leave_them, printer=self._printer(LABEL))

    def _made(self, wave_id: int, papers: Papers, only: str) -> None:
        wanted = [paper for paper in self._papers(wave_id).values() if only in ("", paper.paper)]
        to_print = [paper for paper in wanted if self._printer(paper.paper)]
        if not to_print:
            self._desk.messages.tell("right", "picking.papers_ready", folder=str(papers.labels.parent))
        for paper in to_print:
            if paper.paper != LABEL:  # those wait in the queue already
                self._print(paper)
        if papers.stale:
            self._desk.messages.tell("warning", "printing.left_stale", n=len(papers.stale), waybills=", ".join(papers.stale[:5]))

    def _print(self, paper: PaperFile) -> None:
        printing.print_jobs(self._desk, self, paper.file, self._printer(paper.paper), paper.jobs)

    def _open(self, file: Path) -> None:
        try:
            printing.open_file(file)
        except WarehouseError as error:
            self._desk.messages.error(error)

    def _papers(self, wave_id: int) -> dict[str, PaperFile]:
        return self._desk.read(wave_papers, wave_id)

    def _printer(self, paper: str) -> str:
        return str(self._desk.read(settings.get, PRINTER_OF[paper]))
