"""A card of shop settings that belongs to one room; ``settings_cards.CARDS`` lists them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QSpinBox, QWidget

from ui.desk import Desk
from ui.theme import space
from ui.widgets.text import Heading, Text


class SettingsCard(QFrame):
    """Base of the cards. A subclass sets title and words, adds its fields in ``fill``, and says how values are shown and read."""

    title_code = ""
    words_code = ""
    of_shop = True
    """Whether it holds settings of the shop, which take the right; else those of this computer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("role", "card")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(space(5), space(4), space(5), space(4))
        self.grid.setHorizontalSpacing(space(4))
        self.grid.setVerticalSpacing(space(2))
        self.grid.setColumnStretch(1, 1)
        self.grid.addWidget(Heading(self.title_code, parent=self), 0, 0, 1, 2)
        self.grid.addWidget(Text(self.words_code, role="small", wrap=True, parent=self), 1, 0, 1, 2)
        self.fill()

    def fill(self) -> None:
        """Make the fields and put them in, each with ``add``."""

    def add(self, label: str, field: QWidget) -> None:
        """A field in the next line, its label (a sentence's code) beside it."""
        line = self.grid.rowCount()
        words = Text(label, parent=self)
        words.setBuddy(field)
        self.grid.addWidget(words, line, 0)
        self.grid.addWidget(field, line, 1)

    def add_wide(self, field: QWidget) -> None:
        """A field over the whole width in the next line."""
        self.grid.addWidget(field, self.grid.rowCount(), 0, 1, 2)

    def add_beside(self, words: QWidget, field: QWidget) -> None:
        """A field in the next line beside words of their own, such as a switch."""
        line = self.grid.rowCount()
        self.grid.addWidget(words, line, 0)
        self.grid.addWidget(field, line, 1)
        field.setAccessibleName(words.property("text"))

    def figure(self, least: int, most: int) -> QSpinBox:
        """A field for a whole number."""
        box = QSpinBox(self)
        box.setRange(least, most)
        box.lineEdit().setTextMargins(space(2), 0, 0, 0)
        return box

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the settings as they are, all of them by name."""

    def wanted(self) -> dict[str, object]:
        """The values of this card's settings as they stand in its fields."""
        return {}
