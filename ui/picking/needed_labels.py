"""The strip above a wave's lists when labels did not come out or tell what is no longer so: prints these and no others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.banner import Banner
from ui.widgets.text import Button
from warehouse_app.dispatch.label_needs import label_needs


class NeededLabels(Banner):
    """``asked(wave's id)``. Silent while no label of the wave was made yet: then all its papers are to be made."""

    asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wave_id = 0
        self.button = self.add_button(Button("underway.print_needed", icon="label", shortcut="F4", parent=self, n=0))
        self.button.clicked.connect(lambda: self.asked.emit(self._wave_id))

    def show_wave(self, wave_id: int) -> None:
        """Look what this wave lacks."""
        self._wave_id = wave_id
        needs = self._desk.read(label_needs, wave_id, self._desk.warehouse.clock())
        count = len(needs.parcel_ids) if needs.begun else 0
        if not count:
            self.hide()
            return
        self.show_banner("warning", "underway.labels_needed", icon="label", n=count)
        self.button.show_code("underway.print_needed", n=count)
