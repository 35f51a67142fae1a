"""The settings card of the packing desk's keyed numbers, and of the barcodes that tick what lies in a parcel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSpinBox

from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Check, Field
from warehouse_app.store.settings import TICK_KINDS

_MOST = 9_999
_BETWEEN = re.compile(r"[,\s\u3001\uff0c;\uff1b]+")


class QuantityCard(SettingsCard):
    """See the module."""

    title_code = "capture.card_title"
    words_code = "capture.card_words"

    def fill(self) -> None:
        """A tick, a number, and one field for each kind of thing that has a barcode."""
        self.clerks = Check("capture.clerks_key", parent=self)
        self.limit = QSpinBox(self)
        self.limit.setRange(0, _MOST)
        self.limit.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.add_wide(self.clerks)
        self.add("capture.key_limit", self.limit)
        self.codes = {kind: Field(parent=self) for kind in TICK_KINDS}
        for kind, field in self.codes.items():
            self.add(f"capture.codes_{kind}", field)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        self.clerks.setChecked(bool(values["clerks_key_quantity"]))
        self.limit.setValue(int(values["key_limit"]))
        for kind, field in self.codes.items():
            field.setText(", ".join(values["tick_codes"].get(kind, ())))

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields."""
        found = {kind: [code for code in _BETWEEN.split(field.text()) if code] for kind, field in self.codes.items()}
        return {
            "clerks_key_quantity": self.clerks.isChecked(),
            "key_limit": self.limit.value(),
            "tick_codes": {kind: codes for kind, codes in found.items() if codes},
        }
