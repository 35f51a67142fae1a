"""The rail at the left: one button for each station, Ctrl+1 to Ctrl+9 and Ctrl+0 for the
first ten; below them, when one is due, the next wave. The button of restock counts what is new to order.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from ui.stations import STATIONS
from ui.theme import space
from ui.widgets.layouts import column
from ui.widgets.text import Button

_KEYS = 10  # Ctrl and a digit
_GAP_PX, _GAP_LOW_PX = 6, 2  # so that all stations and the wave that is due have room
_LOW = space(150)
_MANY = 100  # three digits have no room beside the word


class Rail(QFrame):
    """``chosen(name)`` when somebody wants to go to a station."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setFixedWidth(space(38))
        self.buttons: dict[str, Button] = {}
        group = QButtonGroup(self)
        inside = self._inside = column(self, gap=1, margin=2)
        inside.setContentsMargins(space(2), space(2), space(2), space(2))
        for number, entry in enumerate(STATIONS, 1):
            button = Button(entry.title, kind="rail", icon=entry.icon, parent=self)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where it is
            button.clicked.connect(lambda _checked, name=entry.name: self.chosen.emit(name))
            if number <= _KEYS:
                self._give_key(button, f"Ctrl+{number % 10}", entry.name)
            group.addButton(button)
            inside.addWidget(button)
            self.buttons[entry.name] = button
        inside.addStretch(1)
        self.wave_due = Button(kind="plain", icon="wave", parent=self)
        self.wave_due.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.wave_due.clicked.connect(lambda: self.chosen.emit("picking"))
        self.wave_due.hide()
        inside.addWidget(self.wave_due)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Close together on a low screen."""
        super().resizeEvent(event)
        self._inside.setSpacing(_GAP_PX if self.height() >= _LOW else _GAP_LOW_PX)

    def _give_key(self, button: Button, key: str, name: str) -> None:
        button.setToolTip(key)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(lambda: self.chosen.emit(name))

    def show_wave_due(self, orders: int) -> None:
        """A wave is due, so many orders wait for it; 0: none is. A press leads to where waves are made."""
        if orders:
            self.wave_due.show_code("waves.due_on_rail", n=orders)
            self.wave_due.show_tip("waves.due_on_rail_tip")
        self.wave_due.setVisible(orders > 0)

    def show_to_order(self, alerts: int) -> None:
        """So many restock alerts are new; 0: none is."""
        button = self.buttons["restock"]
        if alerts:
            button.show_code("restock.on_rail", n=alerts if alerts < _MANY else f"{_MANY - 1}+")
        else:
            button.show_code("window.station_restock")

    def show_current(self, name: str) -> None:
        """Mark the station that is open."""
        self.buttons[name].setChecked(True)
