"""Choosing the courier: one large button each, with how many packed parcels wait for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.theme import space
from ui.widgets.layouts import column, empty
from ui.widgets.text import Button, Text
from warehouse_app.dispatch.queries import CourierRow


class CourierButtons(QScrollArea):
    """``chosen(name)``; couriers without parcels and numbers stay behind "others"."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(space(58))
        self.buttons: dict[str, Button] = {}
        self._others_shown = False
        self._all: list[CourierRow] = []
        self._opened: set[str] = set()
        self._current = ""
        page = QWidget(self)
        inside = column(page, gap=2)
        inside.setContentsMargins(0, 0, space(2), 0)
        inside.addWidget(Text("dispatch.choose_courier", role="small", wrap=True, parent=page))
        self._list = column(gap=2)
        inside.addLayout(self._list)
        self.others_button = Button("dispatch.other_couriers", kind="quiet", icon="more", parent=page)
        self.others_button.clicked.connect(self._show_others)
        inside.addWidget(self.others_button)
        inside.addStretch(1)
        self.setWidget(page)

    def show_couriers(self, rows: list[CourierRow], opened: set[str], current: str) -> None:
        """Show these couriers; those in ``opened`` have a handover open, ``current`` is the one worked on."""
        self._current = current
        shown = [(row, row.name in opened) for row in rows if self._is_shown(row, opened)]
        self.others_button.setVisible(not self._others_shown and len(shown) < len(rows))
        self._all, self._opened = rows, opened
        if [row.name for row, _ in shown] != list(self.buttons):
            self._make_buttons([row.name for row, _ in shown])
        for row, is_open in shown:
            button = self.buttons[row.name]
            code = "dispatch.courier_open" if is_open else "dispatch.courier_waiting"
            button.show_code(code, courier=row.name, n=row.packed)
            _show_chosen(button, chosen=row.name == current)

    def _is_shown(self, row: CourierRow, opened: set[str]) -> bool:
        return self._others_shown or bool(row.packed or row.free_numbers) or row.name in opened or row.name == self._current

    def _make_buttons(self, names: list[str]) -> None:
        empty(self._list)
        self.buttons = {}
        for name in names:
            button = Button(icon="truck", parent=self.widget())
            button.setCheckable(True)
            button.setMinimumHeight(space(15))
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._list.addWidget(button)
            self.buttons[name] = button

    def _show_others(self) -> None:
        self._others_shown = True
        self.show_couriers(self._all, self._opened, self._current)


def _show_chosen(button: Button, *, chosen: bool) -> None:
    """The chosen courier stands out as a place in the rail does; the others are buttons to press."""
    kind = "rail" if chosen else "plain"
    button.setChecked(chosen)
    if button.property("kind") != kind:
        button.setProperty("kind", kind)
        button.style().unpolish(button)
        button.style().polish(button)
