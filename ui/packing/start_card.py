"""The settings card of the packing desk: whether an item may open a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.people.settings_card import SettingsCard
from ui.widgets.text import Combo

_CHOICES = ("always", "single_item_waves", "never")


class StartCard(SettingsCard):
    """See the module."""

    title_code = "packing.start_title"
    words_code = "packing.start_words"

    def fill(self) -> None:
        """One choice."""
        self.choice = Combo([(f"packing.start_by_item_{choice}", choice) for choice in _CHOICES], parent=self)
        self.add("packing.setting_start_by_item", self.choice)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As it is set."""
        self.choice.choose(values["start_by_item"])

    def wanted(self) -> dict[str, object]:
        """As it stands in the field."""
        return {"start_by_item": self.choice.value()}
