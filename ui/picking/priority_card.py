"""Settings: which order comes first. A list of rules to move up and down and to switch off, and the words they look for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSpinBox, QWidget

from ui.language import tr
from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.layouts import row
from ui.widgets.text import Button, Field
from warehouse_app.orders.priorities import USUAL

_NAME = Qt.ItemDataRole.UserRole


class RuleList(QListWidget):
    """The rules from the first to the last; those with a tick count. Ctrl with the arrow keys moves one, Space ticks it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(space(9) * len(USUAL) + space(2))
        self.setSpacing(space(1))
        self.setAccessibleName(tr("waves.rules"))

    def show_rules(self, chosen: list[str]) -> None:
        """These count, in this order; the others stand behind them without a tick."""
        at = self.currentRow()
        self.clear()
        for name in [*chosen, *(name for name in USUAL if name not in chosen)]:
            item = QListWidgetItem(tr(f"waves.rule_{name}"), self)
            item.setData(_NAME, name)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
        self.setCurrentRow(max(at, 0))

    def rules(self) -> list[str]:
        """The names of those that count, the first one first."""
        items = (self.item(number) for number in range(self.count()))
        return [str(item.data(_NAME)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def move_by(self, step: int) -> None:
        """Move the chosen rule up (-1) or down (1)."""
        place = self.currentRow()
        if 0 <= place + step < self.count():
            self.insertItem(place + step, self.takeItem(place))
            self.setCurrentRow(place + step)

    def changeEvent(self, event: QEvent) -> None:
        """The rules in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for number in range(self.count()):
                item = self.item(number)
                item.setText(tr(f"waves.rule_{item.data(_NAME)}"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Up and Ctrl+Down move the rule."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in steps:
            self.move_by(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class PriorityCard(SettingsCard):
    """See the module."""

    title_code = "waves.priorities"
    words_code = "waves.priorities_words"

    def fill(self) -> None:
        """The list with its two buttons, and the words."""
        self.list = RuleList(self)
        self.add_wide(self.list)
        both = QWidget(self)
        inside = row(both, gap=2)
        self.up = Button("waves.up", icon="chevron-up", parent=both)
        self.down = Button("waves.down", icon="chevron-down", parent=both)
        for button, step in ((self.up, -1), (self.down, 1)):
            button.clicked.connect(lambda _=False, step=step: self.list.move_by(step))
            inside.addWidget(button)
        inside.addStretch(1)
        self.add_wide(both)
        self.same_day = Field("waves.same_day_example", parent=self)
        self.urgent = Field("waves.urgent_example", parent=self)
        for field in (self.same_day, self.urgent):
            field.setMaxLength(200)
        self.add("waves.same_day", self.same_day)
        self.add("waves.urgent_words", self.urgent)

        self.every, self.at_least, self.risk = QSpinBox(self), QSpinBox(self), QSpinBox(self)
        for box, most, label in (
            (self.every, 24 * 60, "waves.every_minutes"),
            (self.at_least, 10_000, "waves.at_least"),
            (self.risk, 72, "board.risk_hours"),
        ):
            box.setRange(1 if box is self.risk else 0, most)
            box.lineEdit().setTextMargins(space(2), 0, 0, 0)
            self.add(label, box)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The rules and words as they are set."""
        self.list.show_rules(list(values["priority_rules"]))
        self.same_day.setText(str(values["same_day_couriers"]))
        self.urgent.setText(str(values["urgent_words"]))
        self.every.setValue(int(values["wave_every_minutes"]))
        self.at_least.setValue(int(values["wave_at_least"]))
        self.risk.setValue(int(values["risk_hours"]))

    def wanted(self) -> dict[str, object]:
        """The rules and words as they stand here."""
        return {
            "priority_rules": self.list.rules(), "same_day_couriers": self.same_day.text().strip(),
            "urgent_words": self.urgent.text().strip(), "wave_every_minutes": self.every.value(),
            "wave_at_least": self.at_least.value(), "risk_hours": self.risk.value(),
        }  # fmt: skip
