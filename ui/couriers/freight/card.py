"""The settings card of freight: from when on a billed weight is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.people.settings_card import SettingsCard


class FreightCard(SettingsCard):
    """How far a billed weight may be from ours."""

    title_code = "freight.card_title"
    words_code = "freight.card_words"

    def fill(self) -> None:
        """The one figure."""
        self.tolerance = self.figure(0, 10_000)
        self.add("freight.setting_freight_tolerance_g", self.tolerance)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As it is set."""
        self.tolerance.setValue(int(values["freight_tolerance_g"]))

    def wanted(self) -> dict[str, object]:
        """As it stands in the field."""
        return {"freight_tolerance_g": self.tolerance.value()}
