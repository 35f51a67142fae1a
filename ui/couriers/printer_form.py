"""Setting up one label printer: what it speaks, where it is, how fine it prints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QSpinBox, QWidget

from ui.printing import printer_names
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Check, Combo, Field, Text
from warehouse_app.dispatch.printing.rules import LONGEST_NAME, Kind, PrinterSetup
from warehouse_app.errors import BadInput

_DPI = (203, 300, 600)


class PrinterForm(FormDialog):
    """``save(setup)`` is called with what was filled in; its mistakes keep the form open. ``before``: a printer to change."""

    def __init__(self, save: Callable[[PrinterSetup], object], parent: QWidget, before: PrinterSetup | None = None) -> None:
        title = "printing.add_title" if before is None else "printing.change_title"
        super().__init__(title, parent, accept="printing.keep", width=620, printer="" if before is None else before.name)
        self._save, self._before = save, before
        shown = before or PrinterSetup("", Kind.TSPL, "")
        self.name = Field("printing.name_example", takes="typing", parent=self.sheet)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(shown.name)
        self.name.setEnabled(before is None)
        self.kind = Combo([(f"printing.kind_{kind.value}", kind) for kind in (Kind.TSPL, Kind.ZPL, Kind.QT)], parent=self.sheet)
        self.kind.choose(shown.kind)
        self.address = Field("printing.address_example", takes="typing", parent=self.sheet)
        self.address.setText("" if shown.kind is Kind.QT else shown.address)
        self.system = Combo(parent=self.sheet)
        for name in dict.fromkeys([*printer_names(), *([shown.address] if shown.kind is Kind.QT and shown.address else [])]):
            self.system.add_plain(name, name)
        self.system.choose(shown.address)
        self.how = Text(role="muted", wrap=True, parent=self.sheet)
        self.dpi = Combo([(f"printing.dpi_{dpi}", dpi) for dpi in _DPI], parent=self.sheet)
        if shown.dpi not in _DPI:
            self.dpi.add_plain(str(shown.dpi), shown.dpi)
        self.dpi.choose(shown.dpi)
        self.copies = QSpinBox(self.sheet)
        self.copies.setRange(1, 9)
        self.copies.setValue(shown.copies)
        self.copies.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.confirms = Check("printing.confirms", parent=self.sheet)
        self.confirms.setChecked(shown.confirms)
        self.z64 = Check("printing.z64", parent=self.sheet)
        self.z64.setChecked(shown.z64)
        self._fill_body()
        self.kind.activated.connect(self._show_kind)
        self._show_kind()

    def _fill_body(self) -> None:
        self.add_field("printing.name", self.name)
        self.add_field("printing.kind", self.kind)
        self.add_field("printing.address", self.address)
        self.body.addWidget(self.system)
        self.body.addWidget(self.how)
        self.add_beside(("printing.dpi", self.dpi), ("printing.copies", self.copies))
        self.body.addWidget(self.confirms)
        self.body.addWidget(self.z64)

    @property
    def _kind(self) -> Kind:
        return Kind(str(self.kind.value()))

    def _show_kind(self) -> None:
        kind = self._kind
        self.address.setVisible(kind is not Kind.QT)
        self.system.setVisible(kind is Kind.QT)
        if kind is not Kind.QT:
            self.how.show_code("printing.address_words")
        else:
            self.how.show_code("printing.system_words" if self.system.count() else "printing.system_none")
        self.confirms.setVisible(kind is not Kind.QT)
        self.z64.setVisible(kind is Kind.ZPL)

    def submit(self) -> None:
        """Keep it. Raises what the command raises."""
        kind, dpi = self._kind, int(str(self.dpi.value()))
        address = str(self.system.value() or "") if kind is Kind.QT else self.address.text()
        if kind is Kind.QT and not address:
            raise BadInput("printing.system_none")
        paused = self._before is not None and self._before.paused
        self._save(
            PrinterSetup(
                self.name.text(), kind, address, dpi, self.copies.value(), paused, self.confirms.isChecked(), self.z64.isChecked()
            )
        )
