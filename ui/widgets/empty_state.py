"""An empty screen says what to do next: an icon, a sentence, and the buttons that help."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.icons import IconView
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Heading, Text

_WORDS_WIDTH = space(110)


class EmptyState(QWidget):
    """``EmptyState("orders", "orders.none_title", "orders.none_words")`` and ``add_button`` for each way out."""

    def __init__(self, icon: str, title: str, words: str = "", parent: QWidget | None = None, *, margin: int = 6) -> None:
        super().__init__(parent)
        self.icon = IconView(icon, 72, "muted", self)
        self.title = Heading(title, parent=self)
        self.words = Text(words, role="muted", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setFixedWidth(_WORDS_WIDTH)
        self.words.setVisible(bool(words))
        inside = column(self, gap=3, margin=margin)
        inside.addStretch(1)
        for widget in (self.icon, self.title):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        line = row()  # no alignment here: an aligned label would be given too little height for its lines
        line.addStretch(1)
        line.addWidget(self.words)
        line.addStretch(1)
        inside.addLayout(line)
        self._buttons = row(gap=2)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(space(2))
        inside.addLayout(self._buttons)
        inside.addStretch(1)

    def show_state(self, icon: str, title: str, words: str = "") -> None:
        """Say something else: nothing there yet, or nothing found."""
        self.icon.show_icon(icon)
        self.title.show_code(title)
        self.words.show_code(words)
        self.words.setVisible(bool(words))

    def add_button(self, button: Button) -> Button:
        """Add a way out; returns the button to connect it."""
        self._buttons.addWidget(button)
        return button
