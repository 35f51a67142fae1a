"""The stock-in slip that receiver and buyer sign: made when a receipt is closed, offered to be opened or printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui import language, printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.errors import WarehouseError
from warehouse_app.store import settings


class SlipBanner(Banner):
    """Stands over the page while there is a slip to sign; ``put_away_button`` leads on."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.file: Path | None = None
        self.receipt_id: int | None = None
        self.put_away_button = self.add_button(Button("inbound.put_away_now", kind="primary", icon="shelves", parent=self))
        self.print_button = self.add_button(Button("dispatch.print_file", icon="print", parent=self))
        self.open_button = self.add_button(Button("dispatch.open_file", icon="file", parent=self))
        self.folder_button = self.add_button(Button("dispatch.open_folder", kind="quiet", icon="folder", parent=self))
        self.close_button = self.add_button(Button("ui.close", kind="quiet", icon="close", parent=self))
        self.open_button.clicked.connect(lambda: self._try(printing.open_file))
        self.folder_button.clicked.connect(lambda: self._try(printing.open_folder))
        self.print_button.clicked.connect(self.print_it)
        self.close_button.clicked.connect(self.hide)

    def make(self, receipt_id: int, number: str, *, print_it: bool) -> None:
        """Make the slip off the window's thread; with a printer chosen it can be printed at once."""
        desk, spoken = self._desk, language.current()
        self.receipt_id = receipt_id

        def work(progress: Progress) -> Path:
            from warehouse_app.inbound.receiving.documents import make_receipt_slip  # brings reportlab along

            progress.step(0, 0)
            return make_receipt_slip(desk.warehouse, receipt_id, spoken)

        def made(file: Path) -> None:
            self.offer(file, number)
            if print_it:
                self.print_it()

        desk.work(work, made, title_code="inbound.making_slip", owner=self)

    def offer(self, file: Path, number: str) -> None:
        """Show that the slip is there."""
        self.file = file
        self.print_button.setVisible(bool(self._printer()))
        self.show_banner("right", "inbound.slip_ready", icon="file", number=number)

    def print_it(self) -> None:
        """Print the slip."""
        if self.file is not None and self._printer():
            printing.print_file(self._desk, self, self.file, self._printer())

    def _printer(self) -> str:
        return str(self._desk.read(settings.get, "paper_printer"))

    def _try(self, do: Callable[[Path], None]) -> None:
        try:
            if self.file is not None:
                do(self.file)
        except WarehouseError as error:
            self._desk.messages.error(error)
