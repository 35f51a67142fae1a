"""Typing what a parcel weighs."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.packing.weighing.commands import set_weight, weigh
from warehouse_app.packing.weighing.rules import HEAVIEST_G
from warehouse_app.store.warehouse import new_action


class AskWeight(FormDialog):
    """Grams, then Enter. ``judged``: the parcel has to be weighed, and the desk's ``answered`` says what came of it."""

    answered = Signal(object)

    def __init__(self, desk: Desk, parcel_id: int, waybill: str, parent: QWidget, *, judged: bool = False) -> None:
        super().__init__("packing.weigh_title", parent, accept="ui.save", width=400, waybill=waybill[-6:])
        self._desk = desk
        self._parcel_id = parcel_id
        self._judged = judged
        self._action = new_action()
        self.grams = Field("packing.grams", takes="typing", parent=self.sheet)
        self.grams.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), self.grams))
        self.add_field("packing.weight_label", self.grams)

    def submit(self) -> None:
        """Keep the weight. Raises BadInput for nothing or too much, Conflict when the parcel has left or is not full."""
        try:
            if not self.grams.text():
                raise BadInput("packing.weight_range", weight="", most=HEAVIEST_G)
            self._keep(int(self.grams.text()))
        except WarehouseError as error:
            self.show_mistake(error, self.grams)
            raise

    def _keep(self, grams: int) -> None:
        if self._judged:
            self.answered.emit(self._desk.command(weigh, self._parcel_id, grams, "typed", self._action))
            return
        self._desk.command(set_weight, self._parcel_id, grams)
        self._desk.messages.tell("right", "packing.weighed", grams=grams)
