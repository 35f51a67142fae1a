"""The settings card of the second check: which parcels owe one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.people.settings_card import SettingsCard
from ui.widgets.text import Check, Text

_PLAIN = ("all", "flagged")
_FIGURES = {
    "lines": ("lines_from", 2, 1_000), "value": ("value_yuan", 1, 1_000_000), "share": ("share_percent", 1, 100),
    "new": ("new_days", 1, 365),
}  # fmt: skip
_PARCELS = "check_new_parcels"


class CheckCard(SettingsCard):
    """A switch for each policy, beside it the figure it has."""

    title_code = "checking.card"
    words_code = "checking.card_words"

    def fill(self) -> None:
        """The switches and figures; last whether one person may do both."""
        self.rules = {name: Check(f"checking.rule_{name}", parent=self) for name in (*_PLAIN, *_FIGURES, "same_person")}
        self.figures = {f"check_{figure}": self.figure(least, most) for figure, least, most in _FIGURES.values()}
        self.figures[_PARCELS] = self.figure(1, 10_000)
        for name in _PLAIN:
            self.add_wide(self.rules[name])
        for name, (figure, _, _) in _FIGURES.items():
            self.add_beside(self.rules[name], self.figures[f"check_{figure}"])
            self.rules[name].toggled.connect(self.figures[f"check_{figure}"].setEnabled)
        self.add_beside(Text("checking.new_parcels", parent=self), self.figures[_PARCELS])
        self.rules["new"].toggled.connect(self.figures[_PARCELS].setEnabled)
        self.add_wide(self.rules["same_person"])

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        for name, check in self.rules.items():
            check.setChecked(bool(values[f"check_{name}"]))
        for name, box in self.figures.items():
            box.setValue(int(values[name]))
        for name, (figure, _, _) in _FIGURES.items():
            self.figures[f"check_{figure}"].setEnabled(self.rules[name].isChecked())
        self.figures[_PARCELS].setEnabled(self.rules["new"].isChecked())

    def wanted(self) -> dict[str, object]:
        """As they stand here."""
        wanted: dict[str, object] = {f"check_{name}": check.isChecked() for name, check in self.rules.items()}
        return wanted | {name: box.value() for name, box in self.figures.items()}
