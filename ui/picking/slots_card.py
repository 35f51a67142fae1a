"""The settings card of the sorting wall and the cart: how many slots each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSpinBox

from ui.people.settings_card import SettingsCard
from ui.theme import space
from warehouse_app.picking.ways import SLOTS

_MOST = 500


class SlotsCard(SettingsCard):
    """See the module."""

    title_code = "ways.slots_title"
    words_code = "ways.slots_words"

    def fill(self) -> None:
        """A number for the wall and one for the cart."""
        self.boxes = {name: QSpinBox(self) for name in SLOTS.values()}
        for name, box in self.boxes.items():
            box.setRange(1, _MOST)
            box.lineEdit().setTextMargins(space(2), 0, 0, 0)
            self.add(f"ways.setting_{name}", box)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        for name, box in self.boxes.items():
            box.setValue(int(values[name]))

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields."""
        return {name: box.value() for name, box in self.boxes.items()}
