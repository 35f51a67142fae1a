"""The test card: printed once on each printer and stock, measured, and the four figures kept; the preview shows their effect."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QWidget

from ui import printing
from ui.couriers.label_canvas import picture_of
from ui.desk import Desk
from ui.jobs import Progress
from ui.language import current
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Combo, Text
from warehouse_app.dispatch.designs.commands import keep_calibration
from warehouse_app.dispatch.designs.measuring import (
    CROSS_MM,
    MOST_LONG_MM,
    MOST_OFF_MM,
    RULER_MM,
    STRAIGHT,
    Calibration,
    check_calibration,
)
from warehouse_app.dispatch.designs.queries import calibration
from warehouse_app.dispatch.designs.rules import STOCKS
from warehouse_app.dispatch.printing.queries import printer_named, printers
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.store import settings

_PREVIEW = space(76)
_FIGURES = ("cross_x", "cross_y", "ruler_x", "ruler_y")


class CardForm(FormDialog):
    """Print the card, measure, enter, keep. ``stock`` and printer are those in use until others are chosen."""

    def __init__(self, desk: Desk, parent: QWidget, stock: str) -> None:
        super().__init__("designs.card_title", parent, accept="ui.save", width=760)
        self._desk = desk
        self.printer = Combo(parent=self.sheet)
        self.stock = Combo([(f"people.label_{name}", name) for name in STOCKS], parent=self.sheet)
        self.figures = {name: self._spin(name) for name in _FIGURES}
        self.print_button = Button("designs.print_card", icon="print", parent=self.sheet)
        self.straight = Button("designs.as_new", kind="quiet", icon="undo", parent=self.sheet)
        self.preview = QLabel(self.sheet)
        self._fill_printers()
        self.stock.choose(stock)
        self._lay_out_fields()
        self._connect()
        self._read()

    def _fill_printers(self) -> None:
        usual = str(self._desk.read(settings.get, "label_printer"))
        set_up = {one.name: one.address for one in self._desk.read(printers)}
        there = dict.fromkeys(filter(None, (usual, *set_up, *printing.printer_names())))
        names = [name for name in there if not printing.is_component(set_up.get(name, name))]  # those print no file
        for name in names:
            self.printer.add_plain(name, name)
        if not names:
            self.printer.add_code("designs.no_printer", "")

    def _spin(self, name: str) -> QDoubleSpinBox:
        middle, most = (CROSS_MM, MOST_OFF_MM) if name.startswith("cross") else (RULER_MM, MOST_LONG_MM)
        box = QDoubleSpinBox(self.sheet)
        box.setDecimals(1)
        box.setSingleStep(0.1)
        box.setRange(middle - 2 * most, middle + 2 * most)  # a figure that cannot be is typed, and told what it means
        box.lineEdit().setTextMargins(space(1), 0, 0, 0)
        return box

    def _lay_out_fields(self) -> None:
        sides = row(gap=5)
        left = column(gap=2)
        body, self.body = self.body, left
        self.add_beside(("designs.printer", self.printer))
        self.add_beside(("designs.stock", self.stock))
        left.addWidget(Text("designs.card_words", role="muted", wrap=True, parent=self.sheet))
        left.addWidget(self.print_button)
        for pair in (("cross_x", "cross_y"), ("ruler_x", "ruler_y")):
            self.add_beside(*((f"designs.{name}", self.figures[name]) for name in pair))
        left.addWidget(self.straight)
        left.addStretch(1)
        self.body = body
        right = column(gap=1)
        right.addWidget(Text("designs.card_preview", role="small", parent=self.sheet))
        self.preview.setFixedSize(_PREVIEW, _PREVIEW + space(20))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.preview)
        right.addStretch(1)
        sides.addLayout(left, 1)
        sides.addLayout(right)
        self.body.addLayout(sides)

    def _connect(self) -> None:
        self.printer.currentIndexChanged.connect(lambda _: self._read())
        self.stock.currentIndexChanged.connect(lambda _: self._read())
        for box in self.figures.values():
            box.valueChanged.connect(lambda _: self._draw())
        self.straight.clicked.connect(lambda: self._show(STRAIGHT))
        self.print_button.clicked.connect(self.print_card)

    def changeEvent(self, event: QEvent) -> None:
        """The card in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self.is_open:
            self._draw()
        super().changeEvent(event)

    @property
    def measured(self) -> Calibration:
        """The figures as they stand."""
        return Calibration(*(round(self.figures[name].value(), 2) for name in _FIGURES))

    def submit(self) -> None:
        """Keep what was measured. Raises BadInput (``designs.no_printer_chosen``, ``check_calibration``)."""
        printer = str(self.printer.value() or "")
        if not printer:
            raise BadInput("designs.no_printer_chosen")
        self._desk.command(keep_calibration, printer, str(self.stock.value()), self.measured)
        self._desk.messages.tell("right", "designs.card_kept", printer=printer)

    def print_card(self) -> None:
        """Print the card as the printer prints by itself, or open it where there is no printer."""
        desk, printer, stock, spoken = self._desk, str(self.printer.value() or ""), str(self.stock.value()), current()
        file = desk.folder.labels / f"test-card-{stock}.pdf"
        dpi = desk.read(printer_named, printer).dpi

        def work(progress: Progress) -> Path:
            from warehouse_app.dispatch.designs.card import write_test_card

            progress.step(0, 0)
            write_test_card(file, stock, printer, spoken, dpi)
            return file

        def done(file: Path) -> None:
            if printer:
                printing.print_file(desk, self, file, printer)
                return
            try:
                printing.open_file(file)
            except WarehouseError as error:
                self.show_mistake(error)

        desk.work(work, done, title_code="designs.making_card", owner=self)

    def _read(self) -> None:
        self._show(self._desk.read(calibration, str(self.printer.value() or ""), str(self.stock.value())))

    def _show(self, measured: Calibration) -> None:
        for name, box in self.figures.items():
            box.blockSignals(True)
            box.setValue(getattr(measured, name))
            box.blockSignals(False)
        self._draw()

    def _draw(self) -> None:
        """The card as it will be drawn for this printer; a figure that cannot be is said instead."""
        from warehouse_app.dispatch.designs.card import draw_test_card

        try:
            check_calibration(self.measured)
        except BadInput as error:
            self.show_mistake(error)
            return
        self.show_mistake(None)
        stock = str(self.stock.value())
        width, height = STOCKS[stock]
        ratio = self.devicePixelRatioF()
        scale = min(_PREVIEW / width, (_PREVIEW + space(20)) / height) * ratio
        content = draw_test_card(stock, str(self.printer.value() or ""), current(), 203, self.measured).content()
        picture = QPixmap.fromImage(picture_of(content, scale))
        picture.setDevicePixelRatio(ratio)
        self.preview.setPixmap(picture)
