"""What stands in the parcel's middle while it has to be weighed: the scale's figure as big as can be, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text
from warehouse_app.packing.weighing.scales import State


class WeighPage(QWidget):
    """``show_scale`` with each reading, ``show_off`` when a weight is off. ``typing`` and ``accepting`` by its buttons."""

    typing = Signal()
    accepting = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grams = Text(role="count", parent=self)
        self.words = Text("weighing.no_scale", role="large", wrap=True, parent=self)
        self.why = Text(role="text", wrap=True, parent=self)
        self.type = Button("weighing.type_it", icon="keyboard", parent=self)
        self.accept = Button("weighing.accept", icon="check", parent=self)
        for button in (self.type, self.accept):
            button.setMinimumHeight(space(12))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses it by chance
        self.type.clicked.connect(self.typing)
        self.accept.clicked.connect(self.accepting)
        self.accept.hide()
        self.why.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        inside = column(self, gap=3, margin=2)
        inside.addStretch(1)
        inside.addWidget(self.grams, 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self.words, self.why):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(words)
        buttons = row(gap=3)
        buttons.addStretch(1)
        buttons.addWidget(self.type)
        buttons.addWidget(self.accept)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addStretch(1)

    def show_scale(self, state: State | None, grams: int, *, wanted: bool) -> None:
        """What the scale says now; ``wanted``: this computer has one, so that its silence is told."""
        self.grams.show_plain(f"{grams} g" if state not in (None, State.OVERLOAD) else "")
        self.grams.setVisible(state is not None)
        if state is None:
            self.words.show_code("weighing.scale_gone" if wanted else "weighing.no_scale")
        else:
            self.words.show_code(f"weighing.state_{state.value}")

    def show_off(self, fields: dict[str, object] | None) -> None:
        """The weight is off: by how much and why perhaps; None takes it away."""
        self.why.setVisible(fields is not None)
        self.accept.setVisible(fields is not None)
        if fields is not None:
            self.why.show_code("weighing.off_words", **fields)
