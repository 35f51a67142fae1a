"""Badges and the sheet of command bar codes: written as PDF into the documents folder, printed where a printer is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.jobs import Progress
from ui.printing import open_file, open_folder, print_pdf
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.errors import WarehouseError
from warehouse_app.store import settings
from warehouse_app.words import Language, say

QUANTITIES = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
"""Numbers of pieces that have a command barcode on the sheet; any other is PD-QTY- and the number."""


def write_badge(folder: Path, name: str, role: str, badge: str, language: Language) -> Path:
    """One badge as a card-sized PDF; returns its file. Raises WarehouseError ``paper.cannot_write``."""
    from warehouse_app.people.documents import Badge, write_badges

    path = folder / f"badge-{_file_name(name)}.pdf"
    write_badges(path, [Badge(name, say(f"people.role_{role}", language), badge)], language)
    return path


def write_commands(folder: Path, reasons: Sequence[str], language: Language) -> Path:
    """The sheet of command bar codes; returns its file. Raises WarehouseError ``paper.cannot_write``."""
    from warehouse_app.packing.documents import command_captions, quantity_captions, reason_captions
    from warehouse_app.people.documents import write_command_sheet

    path = folder / "command-barcodes.pdf"
    captions = command_captions(language) + quantity_captions(language) + reason_captions(reasons, language)
    write_command_sheet(path, captions, language)
    return path


class PaperBanner(Banner):
    """Says which paper was written, and opens, prints or shows it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = Path()
        self.open_paper = self.add_button(Button("people.open_paper", icon="file", parent=self))
        self.print_paper = self.add_button(Button("people.print_paper", icon="print", parent=self))
        self.folder = self.add_button(Button("people.open_folder", icon="folder", parent=self))
        self.open_paper.clicked.connect(self._open)
        self.print_paper.clicked.connect(self._print)
        self.folder.clicked.connect(self._show_folder)

    def show_paper(self, path: Path, code: str) -> None:
        """Offer a paper that was just written."""
        self._path = path
        self.print_paper.setVisible(bool(self._desk.read(settings.get, "paper_printer")))
        self.show_banner("right", code, file=path.name)
        self.open_paper.setFocus()

    def _open(self) -> None:
        try:
            open_file(self._path)
        except WarehouseError as error:
            self._desk.messages.error(error)

    def _show_folder(self) -> None:
        try:
            open_folder(self._path)
        except WarehouseError as error:
            self._desk.messages.error(error)

    def _print(self) -> None:
        path, printer = self._path, str(self._desk.read(settings.get, "paper_printer"))

        def work(progress: Progress) -> None:
            print_pdf(path, printer, progress.step)

        def done(_: None) -> None:
            self._desk.messages.tell("right", "people.printed", printer=printer)

        self._desk.work(work, done, title_code="people.printing", owner=self)


def _file_name(name: str) -> str:
    """The name without what a file name cannot have on one system or another."""
    return "".join(char if char.isalnum() else "_" for char in name)
