"""A new label for a stopped parcel whose goods are right: why, and what becomes of the old one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Field, Text

LONGEST_REASON = 200


class NewLabelForm(FormDialog):
    """``replace(reason)`` is called with what was written; its mistakes keep the form open."""

    def __init__(self, waybill: str, why: str, replace: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("printing.new_label_title", parent, accept="printing.new_label_do", width=560, waybill=waybill)
        self._replace = replace
        self.body.addWidget(Text("printing.new_label_words", role="text", wrap=True, parent=self.sheet))
        self.reason = Field("printing.new_label_reason", takes="typing", parent=self.sheet)
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setText(why)
        self.add_field("printing.new_label_reason", self.reason)

    def submit(self) -> None:
        """Replace it. Raises what the command raises."""
        self._replace(self.reason.text())
