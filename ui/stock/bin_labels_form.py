"""Labels for bins: on which stock; made off the window's thread, then printed or opened from the form that stays."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QSpinBox, QWidget

from ui import language, printing
from ui.desk import Desk
from ui.jobs import Progress
from ui.moments import stamp
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Combo, Text
from warehouse_app.catalog.labelling.rules import STOCKS, BinLabel
from warehouse_app.errors import WarehouseError
from warehouse_app.stock.bins.rules import check_character
from warehouse_app.stock.looks.screens import BinLine
from warehouse_app.store import settings

Lines = Callable[[], Sequence[BinLine]]
_last_stock: deque[str] = deque(maxlen=1)  # one person at one desk labels much alike


class BinLabelsForm(FormDialog):
    """``lines`` gives the bins, in another thread; ``made`` is the file once there is one, until another stock is chosen."""

    def __init__(self, desk: Desk, owner: QWidget, lines: Lines, count: int) -> None:
        super().__init__("stockroom.labels_title", owner, accept="goods.make_labels", width=560, n=count)
        self._desk, self._owner, self._lines = desk, owner, lines
        self.made: Path | None = None
        self.stock = Combo([(f"people.item_label_{name.replace('-', '_')}", name) for name in STOCKS], parent=self.sheet)
        self.first_field = QSpinBox(self.sheet)
        self.first_field.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.ready = Text(wrap=True, parent=self.sheet)
        self.open_button = Button("goods.open_labels", icon="file", parent=self.sheet)
        self.folder_button = Button("goods.open_folder", kind="quiet", icon="folder", parent=self.sheet)
        self.body.addWidget(Text("stockroom.labels_words", role="muted", wrap=True, parent=self.sheet))
        self.add_beside(("goods.label_stock", self.stock), ("goods.first_field", self.first_field))
        self.body.addWidget(self.ready)
        for button in (self.open_button, self.folder_button):
            self.buttons.insertWidget(0, button)
        self.stock.choose(_last_stock[0] if _last_stock else "60x40")
        self.stock.currentIndexChanged.connect(self._changed)
        self.first_field.valueChanged.connect(lambda _: self._show_made(None, 0))
        self.open_button.clicked.connect(lambda: self._try(printing.open_file))
        self.folder_button.clicked.connect(lambda: self._try(printing.open_folder))
        self._changed()

    def _changed(self) -> None:
        fields = STOCKS[self._stock()].fields
        self.first_field.setRange(1, fields)
        self.first_field.setEnabled(fields > 1)
        self._show_made(None, 0)

    def _stock(self) -> str:
        return str(self.stock.value())

    # --- making -----------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Make them; once they are made, print them, or open them where no printer is chosen."""
        if not self.is_open or not self.accept_button.isEnabled():
            return
        if self.made is None:
            self._make()
        elif self._printer():
            printing.print_file(self._desk, self._owner, self.made, self._printer())
            self._close(True)
        else:
            self._try(printing.open_file)

    def _make(self) -> None:
        _last_stock.append(self._stock())
        file = self._desk.folder.labels / f"bins-{stamp(self._desk.warehouse.clock())}.pdf"
        lines, stock, first, spoken = self._lines, self._stock(), self.first_field.value(), language.current()

        def work(progress: Progress) -> int:
            from warehouse_app.catalog.labelling.documents import write_bin_labels  # brings reportlab along

            progress.step(0, 0)
            labels = [BinLabel(line.code, check_character(line.code), line.zone) for line in lines()]
            return write_bin_labels(file, labels, stock, spoken, first_field=first)

        def done(count: int) -> None:
            self.accept_button.setEnabled(True)
            self._show_made(file, count)
            self.accept_button.setFocus()

        self.accept_button.setEnabled(False)
        self._desk.work(work, done, title_code="goods.making_labels", owner=self, failed=self._failed)

    def _failed(self, error: WarehouseError) -> None:
        self.accept_button.setEnabled(True)
        self.show_mistake(error)

    def _show_made(self, made: Path | None, count: int) -> None:
        self.made = made
        printer = self._printer() if made is not None else ""
        self.ready.setVisible(made is not None)
        self.folder_button.setVisible(made is not None)
        self.open_button.setVisible(bool(printer))
        self.show_mistake(None)
        if made is None:
            self.accept_button.show_code("goods.make_labels")
            return
        self.ready.show_code("goods.labels_ready", n=count, file=made.name)
        self.accept_button.show_code("goods.print_labels" if printer else "goods.open_labels")
        self.reject_button.show_code("ui.close")

    def _printer(self) -> str:
        """The printer of this stock: rolls are the label printer's, sheets the other's; "" where none is chosen."""
        name = "paper_printer" if STOCKS[self._stock()].fields > 1 else "label_printer"
        return str(self._desk.read(settings.get, name))

    def _try(self, do: Callable[[Path], None]) -> None:
        try:
            if self.made is not None:
                do(self.made)
        except WarehouseError as error:
            self.show_mistake(error)
