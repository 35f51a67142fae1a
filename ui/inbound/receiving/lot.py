"""Asking for the lot of goods that are kept by lot: its number, and the last day it may be sold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from ui.inbound.receiving.values import day_of
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.errors import BadInput, WarehouseError


class LotForm(FormDialog):
    """``count(lot, expires)`` is called once both are said; what it raises keeps the form open."""

    def __init__(self, sku: str, count: Callable[[str, date | None], object], parent: QWidget) -> None:
        super().__init__("inbound.lot_title", parent, accept="inbound.lot_do", sku=sku)
        self._count = count
        self.body.addWidget(Text("inbound.lot_words", role="muted", wrap=True, parent=self.sheet))
        self.lot = Field("inbound.lot_hint", takes="scan", parent=self.sheet)
        self.expires = Field("inbound.expires_hint", takes="typing", parent=self.sheet)
        self.add_field("inbound.lot", self.lot)
        self.add_field("inbound.expires", self.expires)

    def submit(self) -> None:
        """Count under this lot. Raises BadInput, and what counting raises."""
        field = self.lot
        try:
            if not self.lot.text().strip():
                raise BadInput("inbound.lot_empty")
            field = self.expires
            expires = day_of(self.expires.text())
            self._count(self.lot.text(), expires)
        except WarehouseError as error:
            self.show_mistake(error, field)
            raise
