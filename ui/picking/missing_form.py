"""The form for goods that are not there: how many can still be taken; the rest comes from elsewhere or an order waits."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.packing.verdicts import variant_of
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.packing.short_pick import ShortPicked, short_pick
from warehouse_app.picking.confirming.queries import WalkStop
from warehouse_app.store.warehouse import new_action


class MissingForm(FormDialog):
    """``result`` is what became of the missing pieces, once accepted."""

    def __init__(self, desk: Desk, parent: QWidget, wave_id: int, stop: WalkStop) -> None:
        super().__init__("ways.missing_title", parent, accept="ways.missing_ok", width=600, bin=stop.bin)
        self._desk, self._wave_id, self._stop, self._action = desk, wave_id, stop, new_action()
        self.result: ShortPicked | None = None
        item = f"{stop.name} {variant_of(stop.colour, stop.size)}".strip()
        self.body.addWidget(Text("ways.missing_words", wrap=True, parent=self.sheet, item=item, left=stop.left))
        self.there = Field(parent=self.sheet)
        self.there.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{1,5}"), self.there))
        self.there.setText("0")
        self.add_field("ways.missing_there", self.there)
        self.body.addWidget(Text("ways.missing_then", role="small", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Say it. Raises what ``short_pick`` raises."""
        there = int(self.there.text() or 0)
        self.result = self._desk.command(short_pick, self._wave_id, self._stop.place, there, self._action)
