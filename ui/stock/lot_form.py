"""The last day of a lot: put right for one that is known, or said with a lot that is new."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.inbound.sku_picker import SkuPicker
from ui.stock import entering
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.stock.lots.commands import set_expiry
from warehouse_app.stock.lots.queries import LotRow
from warehouse_app.stock.lots.rules import LONGEST_LOT


class LotForm(FormDialog):
    """For a lot that is listed only the day is asked; for a new one the goods are picked or scanned."""

    def __init__(self, desk: Desk, parent: QWidget, line: LotRow | None) -> None:
        title = "stockroom.lot_new" if line is None else "stockroom.lot_edit"
        super().__init__(title, parent, accept="ui.save", width=640, lot="" if line is None else line.lot)
        self._desk, self._line = desk, line
        self.picker: SkuPicker | None = None
        self.lot = Field("stockroom.hint_lot", parent=self.sheet)
        self.lot.setMaxLength(LONGEST_LOT)
        self.day = Field("stockroom.hint_day", parent=self.sheet)
        if line is None:
            self.picker = SkuPicker(desk, self.sheet)
            self.picker.picked.connect(lambda _: self.lot.setFocus())
            self.body.addWidget(self.picker)
            self.add_beside(("stockroom.lot", self.lot), ("stockroom.column_expires", self.day))
        else:
            self.lot.hide()
            self.lot.setText(line.lot)
            self.body.addWidget(Text("stockroom.lot_of", wrap=True, parent=self.sheet, name=line.name, sku=line.seller_code))
            self.add_field("stockroom.column_expires", self.day)
            self.day.setText("" if line.expires is None else line.expires.isoformat())
        self.body.addWidget(Text("stockroom.expiry_words", role="small", wrap=True, parent=self.sheet))

    def take_scan(self, scan: Scan) -> None:
        """A scanned product is the one whose lot is new."""
        if self.picker is not None:
            self.picker.take_scan(scan)

    def submit(self) -> None:
        """Say the day. Raises what ``set_expiry`` raises, BadInput ``stockroom.bad_day`` or ``stockroom.goods_missing``."""
        try:
            last = entering.day(self.day.text())
        except WarehouseError as error:
            self.show_mistake(error, self.day)
            raise
        self._desk.command(set_expiry, self._sku_id(), self.lot.text(), last)

    def _sku_id(self) -> int:
        if self._line is not None:
            return self._line.sku_id
        chosen = None if self.picker is None else self.picker.current
        if chosen is None:
            raise BadInput("stockroom.goods_missing")
        return chosen.id
