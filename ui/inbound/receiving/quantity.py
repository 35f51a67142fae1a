"""How often the next scan counts: keyed as "x12" before the scan, typed into the field, or tapped on the keypad."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from ui.theme import space
from ui.widgets.layouts import row
from ui.widgets.text import Button, Field, Text

_KEYED = re.compile(r"[xX*×]\s*([1-9][0-9]{0,4})")
_PACKS = (5, 10, 12, 20)


def keyed_quantity(codes: Sequence[str]) -> int | None:
    """The pieces meant by "x12" or "*12" (the asterisk is on the number block); None for anything else."""
    found = next((match for code in codes if (match := _KEYED.fullmatch(code))), None)
    return None if found is None else int(found[1])


class QuantityField(QWidget):
    """A number for the next scan; ``take`` gives it away and goes back to one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field(parent=self)
        self.field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,5}"), self.field))
        self.field.setPlaceholderText("1")
        self.field.setFixedWidth(space(18))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMaxLength(5)
        inside = row(self, gap=1)
        label = Text("inbound.quantity", role="text", parent=self)
        label.setBuddy(self.field)
        inside.addWidget(label)
        inside.addWidget(self.field)
        for pieces in _PACKS:
            inside.addWidget(self._pack(pieces))
        self.field.show_tip("inbound.quantity_hint")
        inside.addStretch(1)

    def _pack(self, pieces: int) -> Button:
        button = Button(kind="quiet", parent=self)
        button.show_plain(f"×{pieces}")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _=False, pieces=pieces: self.set_quantity(pieces))
        return button

    @property
    def quantity(self) -> int:
        """What the next scan counts, at least one."""
        return max(1, int(self.field.text() or 1))

    def set_quantity(self, pieces: int) -> None:
        """The next scan counts so many times."""
        self.field.setText(str(pieces))

    def take(self) -> int:
        """The quantity, used up by this scan."""
        quantity = self.quantity
        self.field.clear()
        return quantity
