"""A card of shop settings that belongs to one room; ``settings_cards.CARDS`` lists them all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtWidgets import QFrame, QGridLayout, QSpinBox, QWidget

from ui.desk import Desk
from ui.theme import space
from ui.widgets.text import Check, Heading, Text


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


class FiguresCard(SettingsCard):
    """A card of ticks and whole numbers alone, named after their settings.

    A subclass lists its ``ticks`` and its ``figures`` with the least and the most each may be; ``lines`` is the order if it is
    not ticks first.
    """

    ticks: tuple[str, ...] = ()
    figures: ClassVar[dict[str, tuple[int, int]]] = {}
    lines: tuple[str, ...] = ()

    @abstractmethod
    def code_of(self, name: str) -> str:
        """The code of a setting's words."""

    def fill(self) -> None:
        """Ticks over the whole width, figures beside their words."""
        self.checks = {name: Check(self.code_of(name), parent=self) for name in self.ticks}
        self.boxes = {name: self.figure(*self.figures[name]) for name in self.figures}
        for name in self.lines or (*self.ticks, *self.figures):
            if name in self.checks:
                self.add_wide(self.checks[name])
            else:
                self.add(self.code_of(name), self.boxes[name])

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        for name, check in self.checks.items():
            check.setChecked(bool(values[name]))
        for name, box in self.boxes.items():
            box.setValue(int(values[name]))

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields."""
        ticked = {name: check.isChecked() for name, check in self.checks.items()}
        return ticked | {name: box.value() for name, box in self.boxes.items()}
