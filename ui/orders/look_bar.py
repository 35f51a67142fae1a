"""The reasons of the orders that wait for a look, each with its count, and the press that lets all shown pass."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.orders.look_words import reason_count
from ui.widgets.chips import Chip, Flow
from ui.widgets.text import Button
from warehouse_app.orders.looking.queries import Looks
from warehouse_app.orders.looking.rules import Look


class LookBar(Flow):
    """A chip for each reason; ``reason_chosen(str)`` narrows the list to one, "" to none.

    ``pass_button`` belongs to it and stands where the list puts it: somebody looked at all shown, and lets them pass.
    """

    reason_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all = Chip(parent=self)
        self.chips = {reason.value: Chip(parent=self) for reason in Look}
        self.pass_button = Button(kind="primary", icon="right", shortcut="Ctrl+F6", parent=parent)
        self.pass_button.show_tip("look.pass_shown_tip")
        for reason, chip in (("", self.all), *self.chips.items()):
            self.add(chip)
            chip.clicked.connect(lambda _=False, reason=reason: self.reason_chosen.emit(reason))

    def leave(self) -> None:
        """The list shows other orders."""
        self.hide()
        self.pass_button.hide()

    def show_looks(self, looks: Looks, chosen: str, *, may: bool) -> None:
        """How many wait for each reason, which one the list is narrowed to, and how many may be let pass."""
        self.all.show_code("look.all_reasons", n=looks.total)
        self.all.setChecked(not chosen)
        for reason, chip in self.chips.items():
            count = looks.counts.get(reason, 0)
            said = reason_count(reason, count)
            chip.show_code(said.code, **said.fields)
            chip.setChecked(reason == chosen)
            chip.setVisible(count > 0 or reason == chosen)
        ready = looks.ready.get(chosen, 0)
        self.pass_button.show_code("look.pass_shown", n=ready)
        self.pass_button.setEnabled(ready > 0)
        self.pass_button.setVisible(may)
        self.show()
