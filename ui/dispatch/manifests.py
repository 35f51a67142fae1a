"""The manifest a courier signs: made when a handover is closed, shown to be opened or printed, made again when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui import language, printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.dispatch.queries import HandoverRow
from warehouse_app.errors import WarehouseError
from warehouse_app.store import settings


class ManifestBanner(Banner):
    """Stands over the station while there is a manifest to sign."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.file: Path | None = None
        self.open_button = self.add_button(Button("dispatch.open_file", icon="file", parent=self))
        self.print_button = self.add_button(Button("dispatch.print_file", icon="print", kind="primary", parent=self))
        self.folder_button = self.add_button(Button("dispatch.open_folder", kind="quiet", icon="folder", parent=self))
        self.close_button = self.add_button(Button("ui.close", kind="quiet", icon="close", parent=self))
        self.open_button.clicked.connect(lambda: self._try(printing.open_file))
        self.folder_button.clicked.connect(lambda: self._try(printing.open_folder))
        self.print_button.clicked.connect(self.print_it)
        self.close_button.clicked.connect(self.hide)

    def make(self, handover_id: int) -> None:
        """Make the manifest off the window's thread; with a printer chosen it is printed at once."""
        desk, actor, spoken = self._desk, self._desk.actor, language.current()

        def work(progress: Progress) -> Path:
            from warehouse_app.dispatch.papers import make_manifest  # brings reportlab along

            progress.step(0, 0)
            return make_manifest(desk.warehouse, actor, desk.name, handover_id, spoken)

        desk.work(work, self._made, title_code="dispatch.making_manifest", owner=self, touches=frozenset({"handover"}))

    def make_counts(self) -> None:
        """What waits for each courier, as a paper; with a printer chosen it is printed at once."""
        desk, spoken = self._desk, language.current()

        def work(progress: Progress) -> Path:
            from warehouse_app.dispatch.van.papers import make_counts  # as above

            progress.step(0, 0)
            return make_counts(desk.warehouse, spoken)

        desk.work(work, self._counted, title_code="van.making_counts", owner=self)

    def _counted(self, file: Path) -> None:
        self._offer(file, "van.counts_ready")
        self.print_it()

    def show_manifest(self, shown: HandoverRow) -> None:
        """Offer an earlier handover's manifest; it is made again when its file is gone."""
        file = Path(shown.manifest) if shown.manifest else None
        if file is not None and file.is_file():
            self._offer(file)
        else:
            self.make(shown.id)

    def print_it(self) -> None:
        """Print the manifest."""
        if self.file is not None and self._printer():
            printing.print_file(self._desk, self, self.file, self._printer())

    def _made(self, file: Path) -> None:
        self._offer(file)
        self.print_it()

    def _offer(self, file: Path, code: str = "dispatch.manifest_ready") -> None:
        self.file = file
        self.print_button.setVisible(bool(self._printer()))
        self.show_banner("information", code, icon="file", file=file.name)

    def _printer(self) -> str:
        return str(self._desk.read(settings.get, "paper_printer"))

    def _try(self, do: Callable[[Path], None]) -> None:
        try:
            if self.file is not None:
                do(self.file)
        except WarehouseError as error:
            self._desk.messages.error(error)
