"""Taking a closed receipt back, which asks for a reason, and giving up one that is still being counted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.inbound.receiving.closing import reverse_receipt
from warehouse_app.inbound.receiving.commands import cancel_receipt


class ReverseForm(FormDialog):
    """What has moved on meanwhile is named and the form stays."""

    def __init__(self, desk: Desk, receipt_id: int, number: str, parent: QWidget) -> None:
        super().__init__("inbound.reverse_title", parent, accept="inbound.do_reverse", width=520, number=number)
        self._desk, self._receipt_id = desk, receipt_id
        self.accept_button.setProperty("kind", "danger")
        self.body.addWidget(Text("inbound.reverse_words", role="muted", wrap=True, parent=self.sheet))
        self.reason = Field("inbound.reverse_hint", parent=self.sheet)
        self.add_field("inbound.why", self.reason)

    def submit(self) -> None:
        """Take it back. Raises what ``reverse_receipt`` raises."""
        try:
            self._desk.command(reverse_receipt, self._receipt_id, self.reason.text())
        except WarehouseError as error:
            self.show_mistake(error, self.reason)
            raise


class GiveUpForm(FormDialog):
    """Says what becomes of the counts; nothing was booked yet, so no reason is kept."""

    def __init__(self, desk: Desk, receipt_id: int, number: str, parent: QWidget) -> None:
        super().__init__("inbound.give_up_title", parent, accept="inbound.do_give_up", width=520, number=number)
        self._desk, self._receipt_id = desk, receipt_id
        self.accept_button.setProperty("kind", "danger")
        self.body.addWidget(Text("inbound.give_up_words", role="muted", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Give it up. Raises what ``cancel_receipt`` raises."""
        self._desk.command(cancel_receipt, self._receipt_id)
