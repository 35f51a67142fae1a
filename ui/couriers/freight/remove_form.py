"""A bill with decisions is not taken out before somebody says yes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text
from warehouse_app.dispatch.freight.queries import BillRow


class RemoveForm(FormDialog):
    """Says what is lost with the bill."""

    def __init__(self, bill: BillRow, parent: QWidget) -> None:
        super().__init__("freight.remove_title", parent, accept="freight.remove", width=520)
        decided = bill.differences - bill.undecided
        self.body.addWidget(Text("freight.remove_words", wrap=True, parent=self.sheet, file=bill.name, n=f"{decided:,}"))
        self.accept_button.setProperty("kind", "danger")
