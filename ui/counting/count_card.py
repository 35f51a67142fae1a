"""The settings card of stocktakes: days, blind counting, tolerance, and what a supervisor may approve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSpinBox

from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Check

_NUMBERS = {
    "count_first_day": (1, 31), "count_last_day": (1, 31), "count_tolerance_pieces": (0, 100_000),
    "count_tolerance_yuan": (0, 1_000_000), "count_limit_yuan": (0, 10_000_000),
}  # fmt: skip


class CountCard(SettingsCard):
    """See the module."""

    title_code = "counting.card_title"
    words_code = "counting.card_words"

    def fill(self) -> None:
        """Two ticks and the figures."""
        self.ticks = {name: Check(f"counting.setting_{name}", parent=self) for name in ("count_blind", "count_same_person")}
        for tick in self.ticks.values():
            self.add_wide(tick)
        self.boxes = {name: QSpinBox(self) for name in _NUMBERS}
        for name, box in self.boxes.items():
            box.setRange(*_NUMBERS[name])
            box.lineEdit().setTextMargins(space(2), 0, 0, 0)
            self.add(f"counting.setting_{name}", box)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        for name, tick in self.ticks.items():
            tick.setChecked(bool(values[name]))
        for name, box in self.boxes.items():
            box.setValue(int(values[name]))

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields."""
        return {name: tick.isChecked() for name, tick in self.ticks.items()} | {
            name: box.value() for name, box in self.boxes.items()
        }
