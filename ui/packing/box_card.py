"""The settings card of boxes: whether the desk suggests one, and whether every parcel owes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.people.settings_card import SettingsCard
from ui.widgets.text import Combo
from warehouse_app.store.settings import BOX_POLICIES


class BoxCard(SettingsCard):
    """See the module."""

    title_code = "boxes.settings_title"
    words_code = "boxes.settings_words"

    def fill(self) -> None:
        """One choice."""
        self.policy = Combo([(f"boxes.policy_{policy}", policy) for policy in BOX_POLICIES], parent=self)
        self.add("boxes.setting_box_policy", self.policy)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As it is set."""
        self.policy.choose(values["box_policy"])

    def wanted(self) -> dict[str, object]:
        """As it stands in the field."""
        return {"box_policy": self.policy.value()}
