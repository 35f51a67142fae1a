"""How the shown wave is picked, and the doors to the pages where that is done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.widgets.layouts import row
from ui.widgets.text import Button, Text
from warehouse_app.people.rules import Right
from warehouse_app.picking.ways import Way, way_of


class WayBar(QWidget):
    """Part of the wave's head. ``wall_asked(wave id)``, ``pick_asked(wave id)``."""

    wall_asked = Signal(int)
    pick_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wave_id = 0
        self.words = Text(role="muted", parent=self)
        self.wall_button = Button("ways.to_wall", icon="tray", shortcut="F10", parent=self)
        self.pick_button = Button("ways.to_pick_page", icon="shelves", shortcut="F11", parent=self)
        inside = row(self, gap=2)
        inside.addWidget(self.words, 1)
        inside.addWidget(self.pick_button)
        inside.addWidget(self.wall_button)
        self.wall_button.clicked.connect(lambda: self.wall_asked.emit(self._wave_id))
        self.pick_button.clicked.connect(lambda: self.pick_asked.emit(self._wave_id))

    def show_wave(self, wave_id: int, *, picked: bool, done: bool) -> None:
        """Show the way of a wave; ``picked``: its goods are at the desk; ``done``: everything of it is packed."""
        self._wave_id = wave_id
        way = self._desk.read(way_of, wave_id)
        self.words.show_code(f"ways.way_{way.value}")
        self.wall_button.setVisible(way is Way.SORT and not done)
        self.pick_button.setVisible(not picked and not done)
        for button in (self.wall_button, self.pick_button):
            button.setEnabled(self._desk.may(Right.PICK))
