"""Typing what a parcel weighs."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.packing.commands import HEAVIEST_G, set_weight


class AskWeight(FormDialog):
    """Grams, then Enter."""

    def __init__(self, desk: Desk, parcel_id: int, waybill: str, parent: QWidget) -> None:
        super().__init__("packing.weigh_title", parent, accept="ui.save", width=400, waybill=waybill[-6:])
        self._desk = desk
        self._parcel_id = parcel_id
        self.grams = Field("packing.grams", takes="typing", parent=self.sheet)
        self.grams.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), self.grams))
        self.add_field("packing.weight_label", self.grams)

    def submit(self) -> None:
        """Keep the weight. Raises BadInput for nothing or too much, Conflict when the parcel has left."""
        try:
            if not self.grams.text():
                raise BadInput("packing.weight_range", weight="", most=HEAVIEST_G)
            self._desk.command(set_weight, self._parcel_id, int(self.grams.text()))
        except WarehouseError as error:
            self.show_mistake(error, self.grams)
            raise
        self._desk.messages.tell("right", "packing.weighed", grams=int(self.grams.text()))
