"""The last look before a handover is closed: what the courier signs for, and what stays behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.language import tr
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Text
from ui.widgets.toned import Toned
from warehouse_app.packing.rules import Command


class CloseForm(FormDialog):
    """Enter, or the command barcode "confirm", closes the handover."""

    def __init__(
        self, parent: QWidget, courier: str, parcels: int, behind: int, close: Callable[[], None], apart: Sequence[str] = ()
    ) -> None:  # fmt: skip
        """``apart``: numbers of parcels that stay while another parcel of their orders goes."""
        super().__init__("dispatch.close_title", parent, accept="dispatch.close_do", courier=courier)
        self._do = close
        self.body.addWidget(Text("dispatch.close_words", role="large", wrap=True, parent=self.sheet, n=parcels))
        self.left = Toned(parent=self.sheet)
        self.body.addWidget(self.left)
        if behind:
            self.left.show_toned("warning", "dispatch.close_behind", n=behind)
        else:
            self.left.show_toned("right", "dispatch.close_none_behind")
        if apart:
            self.apart = Toned(parent=self.sheet)
            self.apart.show_toned("warning", "further.behind", waybills=tr("packing.between").join(apart))
            self.body.addWidget(self.apart)
        self.body.addWidget(Text("dispatch.close_after", role="muted", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Close; a parcel that was stopped meanwhile keeps the form open and is named."""
        self._do()

    def take_scan(self, scan: Scan) -> None:
        """Only the command barcode counts here."""
        if Command.CONFIRM in (scan.text, *scan.alternatives):
            self.accept()
