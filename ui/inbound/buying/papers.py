"""Papers of buying (purchase orders, statements, return lists): made off the window's thread, then offered in a banner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui import language, printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.errors import WarehouseError
from warehouse_app.store import settings
from warehouse_app.words import Language

Make = Callable[[Language], Sequence[Path]]


class Papers(Banner):
    """Says which papers were made, and opens, prints or shows them: the PDF first, a workbook beside it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.files: tuple[Path, ...] = ()
        self.open_button = self.add_button(Button("purchasing.open_paper", icon="file", parent=self))
        self.sheet_button = self.add_button(Button("purchasing.open_sheet", icon="file", parent=self))
        self.print_button = self.add_button(Button("purchasing.print_paper", icon="print", kind="primary", parent=self))
        self.folder_button = self.add_button(Button("purchasing.open_folder", kind="quiet", icon="folder", parent=self))
        self.close_button = self.add_button(Button(kind="quiet", icon="close", parent=self))
        self.close_button.show_tip("ui.close")
        self.open_button.clicked.connect(lambda: self._try(printing.open_file, 0))
        self.sheet_button.clicked.connect(lambda: self._try(printing.open_file, 1))
        self.folder_button.clicked.connect(lambda: self._try(printing.open_folder, 0))
        self.print_button.clicked.connect(self.print_it)
        self.close_button.clicked.connect(self.hide)

    def make(self, make: Make, *, print_now: bool = False) -> None:
        """Let ``make`` write the papers in the background; with a printer chosen ``print_now`` also prints the first."""
        spoken = language.current()

        def work(progress: Progress) -> tuple[Path, ...]:
            progress.step(0, 0)
            return tuple(make(spoken))

        def made(files: tuple[Path, ...]) -> None:
            self.offer(files)
            if print_now:
                self.print_it()

        self._desk.work(work, made, title_code="purchasing.making_papers", owner=self)

    def offer(self, files: Sequence[Path]) -> None:
        """Show which papers lie ready."""
        self.files = tuple(files)
        self.print_button.setVisible(bool(self._printer()))
        self.sheet_button.setVisible(len(self.files) > 1)
        self.show_banner("information", "purchasing.papers_ready", icon="file", file=self.files[0].name)

    def print_it(self) -> None:
        """Print the first paper, if a printer is chosen."""
        if self.files and self._printer():
            printing.print_file(self._desk, self, self.files[0], self._printer())

    def _printer(self) -> str:
        return str(self._desk.read(settings.get, "paper_printer"))

    def _try(self, do: Callable[[Path], None], number: int) -> None:
        try:
            if number < len(self.files):
                do(self.files[number])
        except WarehouseError as error:
            self._desk.messages.error(error)
