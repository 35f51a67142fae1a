"""The card of what couriers keep to: until when each takes parcels, and when a parcel or an order is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Text
from warehouse_app.dispatch.van.rules import check_cut_offs


class FollowCard(SettingsCard):
    """Two figures, and the cut-offs in a field of several lines."""

    title_code = "van.card_title"
    words_code = "van.card_words"

    def fill(self) -> None:
        """The fields."""
        self.cut_offs = QPlainTextEdit(self)
        self.cut_offs.setTabChangesFocus(True)
        self.cut_offs.setFixedHeight(space(24))
        self.days, self.hours = self.figure(1, 30), self.figure(0, 720)
        self.add("van.setting_follow_days", self.days)
        self.add("van.setting_tell_hours", self.hours)
        self.add("van.setting_cut_offs", self.cut_offs)
        self.add_wide(Text("van.setting_cut_offs_words", role="small", wrap=True, parent=self))

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        self.cut_offs.setPlainText(str(values["courier_cut_offs"]))
        self.days.setValue(int(values["follow_days"]))
        self.hours.setValue(int(values["tell_hours"]))

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields. Raises BadInput naming the line of the cut-offs that says no time."""
        text = self.cut_offs.toPlainText().strip()
        check_cut_offs(text)
        return {"courier_cut_offs": text, "follow_days": self.days.value(), "tell_hours": self.hours.value()}
