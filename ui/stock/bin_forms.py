"""The form for a new bin or what is known of one, and the one that takes a bin out of use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.stock import entering
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Check, Field, Text
from warehouse_app.errors import Conflict, WarehouseError
from warehouse_app.stock.bins.commands import retire_bin, save_bin
from warehouse_app.stock.bins.placing import place_bin
from warehouse_app.stock.bins.rules import LONGEST_CODE
from warehouse_app.stock.looks.screens import BinLine, bin_in_use
from warehouse_app.store.warehouse import Tx

_LONGEST_ZONE = 40


class BinForm(FormDialog):
    """``bin_id`` is whose it was, once accepted. The code of a bin that is there stays: its labels and moves name it."""

    def __init__(self, desk: Desk, parent: QWidget, line: BinLine | None = None) -> None:
        title = "stockroom.bin_new" if line is None else "stockroom.bin_edit" if line.active else "stockroom.bin_again"
        super().__init__(title, parent, accept="ui.save", width=600, bin="" if line is None else line.code)
        self._desk = desk
        self.bin_id = None if line is None else line.id
        self.code = Field("stockroom.hint_code", takes="scan", parent=self.sheet)
        self.code.setMaxLength(LONGEST_CODE)
        self.zone = Field("stockroom.hint_zone", parent=self.sheet)
        self.zone.setMaxLength(_LONGEST_ZONE)
        self.figures = {name: Field("stockroom.hint_no_limit", parent=self.sheet) for name in ("pieces", "ml", "grams")}
        self.distance = Field("stockroom.hint_distance", parent=self.sheet)
        self.stands_at = Field("service.stands_at_hint", parent=self.sheet)
        self.stands_at.setMaxLength(LONGEST_CODE)
        self.mixed = Check("stockroom.mixed_allowed", parent=self.sheet)
        self.sellable = Check("stockroom.sells_from", parent=self.sheet)
        self._lay_out_fields()
        self._show(line)

    def _lay_out_fields(self) -> None:
        self.add_beside(("stockroom.bin_code", self.code), ("stockroom.zone", self.zone))
        self.add_beside(*((f"stockroom.limit_{name}", field) for name, field in self.figures.items()))
        self.add_beside(("stockroom.distance", self.distance), ("service.stands_at", self.stands_at))
        self.body.addWidget(self.mixed)
        self.body.addWidget(self.sellable)
        self.body.addWidget(Text("stockroom.sells_from_words", role="small", wrap=True, parent=self.sheet))

    def _show(self, line: BinLine | None) -> None:
        self.mixed.setChecked(line is None or line.mixed)
        self.sellable.setChecked(line is None or line.sellable)
        if line is None:
            return
        self.code.setText(line.code)
        self.code.setEnabled(False)
        self.zone.setText(line.zone)
        limits = {"pieces": line.capacity_pieces, "ml": line.capacity_ml, "grams": line.max_g}
        for name, field in self.figures.items():
            field.setText(entering.figure(limits[name]))
        self.distance.setText(entering.metres(line.distance_dm))
        self.stands_at.setText(line.stands_at)

    def submit(self) -> None:
        """Save it. Raises what ``save_bin`` raises, BadInput for what is no figure; Conflict for a new bin that is there."""
        limits = {name: self._read(field) for name, field in self.figures.items()}
        try:
            distance = entering.decimetres(self.distance.text())
        except WarehouseError as error:
            self.show_mistake(error, self.distance)
            raise
        if self.bin_id is None and self._desk.read(bin_in_use, self.code.text()):
            there = Conflict("stockroom.bin_there", bin=self.code.text().strip())
            self.show_mistake(there, self.code)
            raise there
        save = partial(
            save_bin, code=self.code.text(), zone=self.zone.text(), capacity_pieces=limits["pieces"],
            capacity_ml=limits["ml"], max_g=limits["grams"], mixed=self.mixed.isChecked(),
            sellable=self.sellable.isChecked(), distance_dm=distance,
        )  # fmt: skip
        self.bin_id = self._desk.command(_save_and_place, save, self.stands_at.text())

    def _read(self, field: Field) -> int | None:
        try:
            return entering.whole(field.text())
        except WarehouseError as error:
            self.show_mistake(error, field)
            raise


def _save_and_place(tx: Tx, save: Callable[[Tx], int], stands_at: str) -> int:
    """Save a bin and say where it stands, both or neither. Raises what both commands raise."""
    bin_id = save(tx)
    place_bin(tx, bin_id, stands_at)
    return bin_id


class RetireForm(FormDialog):
    """Says what it means that a bin is no longer used."""

    def __init__(self, desk: Desk, parent: QWidget, line: BinLine) -> None:
        super().__init__("stockroom.retire_title", parent, accept="stockroom.do_retire", width=480, bin=line.code)
        self._desk, self._line = desk, line
        self.accept_button.setProperty("kind", "danger")
        self.body.addWidget(Text("stockroom.retire_words", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Retire it. Raises what ``retire_bin`` raises."""
        self._desk.command(retire_bin, self._line.id)
