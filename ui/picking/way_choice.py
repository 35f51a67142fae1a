"""The way the next wave is picked, chosen beside the buttons that make it; remembered as long as the window is open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.layouts import column, row
from ui.widgets.text import Combo, Text
from ui.widgets.toned import Toned
from warehouse_app.picking.single import alike
from warehouse_app.picking.ways import Way, slots_of

OFFERED = (Way.ORDERS, Way.SORT, Way.CART, Way.SINGLE)


class WayChoice(QWidget):
    """``way`` is what is chosen; ``most`` how many parcels a wave of this way may have (None: any number)."""

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.most: int | None = None
        self.combo = Combo([(f"ways.way_{way.value}", way.value) for way in OFFERED], parent=self)
        self.slots = Toned(role="small", parent=self)
        inside = column(self, gap=1)
        line = row(gap=2)
        label = Text("ways.way", parent=self)
        label.setBuddy(self.combo)
        line.addWidget(label)
        line.addWidget(self.combo, 1)
        inside.addLayout(line)
        inside.addWidget(self.slots)
        self.slots.hide()
        self.combo.currentIndexChanged.connect(lambda _: self.chosen.emit())

    @property
    def way(self) -> str:
        return str(self.combo.value())

    def show_ready(self, ready: int) -> None:
        """Say how many slots there are, and whether all ``ready`` orders fit into one wave."""
        if self.way == Way.SINGLE:
            self._show_alike()
            return
        self.most = self._desk.read(slots_of, self.way)
        self.slots.setVisible(self.most is not None)
        if self.most is None:
            return
        if ready > self.most:
            self.slots.show_toned("warning", f"ways.fits_not_{self.way}", ready=ready, slots=self.most)
        else:
            self.slots.show_toned("information", f"ways.fits_{self.way}", slots=self.most)

    def _show_alike(self) -> None:
        """Which orders a single-item wave would take now; the others stay as they are."""
        found = self._desk.read(alike)
        self.most = 0 if found is None else len(found.parcels)
        self.slots.show()
        if found is None:
            self.slots.show_toned("warning", "ways.fits_not_single")
        else:
            self.slots.show_toned("information", "ways.fits_single", sku=found.seller_code, pieces=found.pieces, n=self.most)

    def fits(self, parcels: int) -> bool:
        """Whether a wave of so many parcels can be picked this way; a single-item wave leaves out what is not alike."""
        if self.way == Way.SINGLE:
            return bool(self.most)
        return self.most is None or parcels <= self.most
