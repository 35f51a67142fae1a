"""The last look before a handover is closed: what the courier signs for, and what stays behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.language import tr
from ui.widgets.chips import Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Button, Field, Text
from ui.widgets.toned import Toned
from warehouse_app.dispatch.van.leaving import LONGEST_NAME
from warehouse_app.packing.rules import Command


@dataclass(frozen=True, slots=True)
class Stays:
    """What a trip leaves here: packed parcels, labelled ones nobody packed, and numbers of those whose orders go in part."""

    behind: int
    unpacked: int = 0
    apart: Sequence[str] = ()


class CloseForm(FormDialog):
    """Enter, or the command barcode "confirm", closes the handover."""

    def __init__(
        self, parent: QWidget, courier: str, parcels: int, stays: Stays, close: Callable[[str], None], drivers: Sequence[str] = ()
    ) -> None:  # fmt: skip
        """``close`` is given the driver's name; ``drivers`` signed for this courier before."""
        super().__init__("dispatch.close_title", parent, accept="dispatch.close_do", courier=courier)
        self._do = close
        self.body.addWidget(Text("dispatch.close_words", role="large", wrap=True, parent=self.sheet, n=parcels))
        self.left = Toned(parent=self.sheet)
        self.body.addWidget(self.left)
        if stays.behind:
            self.left.show_toned("warning", "dispatch.close_behind", n=stays.behind)
        else:
            self.left.show_toned("right", "dispatch.close_none_behind")
        if stays.unpacked:
            self.unpacked = Toned(parent=self.sheet)
            self.unpacked.show_toned("warning", "van.close_unpacked", n=stays.unpacked)
            self.body.addWidget(self.unpacked)
        if stays.apart:
            self.apart = Toned(parent=self.sheet)
            self.apart.show_toned("warning", "further.behind", waybills=tr("packing.between").join(stays.apart))
            self.body.addWidget(self.apart)
        self.driver = Field("van.driver_hint", parent=self.sheet)
        self.driver.setMaxLength(LONGEST_NAME)
        self.add_field("van.driver", self.driver)
        self.names = Flow(self.sheet, gap=2)
        for name in drivers:
            button = Button(kind="plain", parent=self.sheet)
            button.show_plain(name)
            button.clicked.connect(lambda _=False, name=name: self.driver.setText(name))
            self.names.add(button)
        self.names.setVisible(bool(drivers))
        self.body.addWidget(self.names)
        self.body.addWidget(Text("dispatch.close_after", role="muted", wrap=True, parent=self.sheet))

    def submit(self) -> None:
        """Close; a parcel that was stopped meanwhile keeps the form open and is named."""
        self._do(self.driver.text())

    def take_scan(self, scan: Scan) -> None:
        """Only the command barcode counts here."""
        if Command.CONFIRM in (scan.text, *scan.alternatives):
            self.accept()
