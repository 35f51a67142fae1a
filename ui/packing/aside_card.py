"""Settings card of parcels set aside: the shop's own reasons, and from when on a parcel counts as stuck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPlainTextEdit, QSpinBox

from ui.packing.paper_hand import print_card
from ui.packing.reason_words import reason_words
from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Button
from warehouse_app.packing.aside.rules import REASONS, Reason

_LINES, _LONGEST_MINUTES = 6, 10_080


class AsideCard(SettingsCard):
    """See the module."""

    title_code = "aside.settings_title"
    words_code = "aside.settings_words"

    def fill(self) -> None:
        """A field of lines, a number, and the paper on which the reasons stand."""
        self.reasons = QPlainTextEdit(self)
        self.reasons.setTabChangesFocus(True)
        self.reasons.document().setDocumentMargin(0)
        self.reasons.setFixedHeight(_LINES * self.reasons.fontMetrics().lineSpacing() + space(4) + 2)
        self.minutes = QSpinBox(self)
        self.minutes.setRange(0, _LONGEST_MINUTES)
        self.minutes.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.add("aside.settings_reasons", self.reasons)
        self.add("aside.settings_minutes", self.minutes)
        self.print_button = Button("aside.settings_print", kind="quiet", icon="print", parent=self)
        self.print_button.clicked.connect(lambda: print_card(self.desk, self))
        self.add_wide(self.print_button)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The settings as they are."""
        self._say_usual()
        self.reasons.setPlainText("\n".join(values["aside_reasons"]))
        self.minutes.setValue(int(values["stuck_minutes"]))

    def changeEvent(self, event: QEvent) -> None:
        """The usual reasons in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say_usual()
        super().changeEvent(event)

    def _say_usual(self) -> None:
        self.reasons.setPlaceholderText("\n".join(reason_words(Reason(code)) for code in REASONS))

    def wanted(self) -> dict[str, object]:
        """The settings as they stand in the fields."""
        lines = [" ".join(line.split()) for line in self.reasons.toPlainText().splitlines()]
        return {"aside_reasons": [line for line in lines if line], "stuck_minutes": self.minutes.value()}
