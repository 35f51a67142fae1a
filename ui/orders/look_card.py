"""The card of the rules that make orders wait for a look before release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QSpinBox

from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Check, Text
from warehouse_app.orders.looking.rules import read_refusals

_PLAIN = ("message", "note", "masked", "refund_asked", "unparsable")
_FIGURES = {"high_value": ("high_value_yuan", 1, 1_000_000), "twice": ("twice_minutes", 1, 10_080),
            "unusual": ("unusual_times", 2, 1_000)}  # fmt: skip
_PLACES = "look_refused_places"


class LookCard(SettingsCard):
    """A switch for each rule, beside it the figure it has; the places couriers refuse in a field of several lines."""

    title_code = "look.card"
    words_code = "look.card_words"

    def fill(self) -> None:
        """The switches and figures, in the order of how often they are wanted."""
        names = (*_PLAIN, *_FIGURES, "refused")
        self.rules = {name: Check(f"look.rule_{name}", parent=self) for name in names}
        self.figures: dict[str, QSpinBox] = {}
        for name in _PLAIN:
            self.add_wide(self.rules[name])
        for name, (figure, least, most) in _FIGURES.items():
            self.add_beside(self.rules[name], self._figure(figure, least, most))
            self.rules[name].toggled.connect(self.figures[f"look_{figure}"].setEnabled)
        self.add_beside(Text("look.unusual_orders", parent=self), self._figure("unusual_orders", 1, 10_000))
        self.rules["unusual"].toggled.connect(self.figures["look_unusual_orders"].setEnabled)
        self.places = QPlainTextEdit(self)
        self.places.setTabChangesFocus(True)
        self.places.setFixedHeight(space(24))
        self.rules["refused"].toggled.connect(self.places.setEnabled)
        self.add_beside(self.rules["refused"], self.places)
        self.add_wide(Text("look.refused_words", role="small", wrap=True, parent=self))

    def _figure(self, name: str, least: int, most: int) -> QSpinBox:
        self.figures[f"look_{name}"] = self.figure(least, most)
        return self.figures[f"look_{name}"]

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the rules as they are."""
        for name, check in self.rules.items():
            check.setChecked(bool(values[f"look_{name}"]))
        for name, box in self.figures.items():
            box.setValue(int(values[name]))
        self.places.setPlainText(str(values[_PLACES]))
        for name, (figure, _, _) in _FIGURES.items():
            self.figures[f"look_{figure}"].setEnabled(self.rules[name].isChecked())
        self.figures["look_unusual_orders"].setEnabled(self.rules["unusual"].isChecked())
        self.places.setEnabled(self.rules["refused"].isChecked())

    def wanted(self) -> dict[str, object]:
        """The rules as they stand here. Raises BadInput naming the line of the places that cannot be read."""
        text = self.places.toPlainText().strip()
        read_refusals(text)
        wanted: dict[str, object] = {f"look_{name}": check.isChecked() for name, check in self.rules.items()}
        return wanted | {name: box.value() for name, box in self.figures.items()} | {_PLACES: text}
