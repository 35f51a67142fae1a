"""An empty screen says what to do next: an icon, a sentence, and the buttons that help. Where room is short the icon goes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.icons import IconView
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Heading, Text

_WORDS_WIDTH = space(110)
_ICON_PX = 72


class EmptyState(QWidget):
    """``EmptyState("orders", "orders.none_title", "orders.none_words")`` and ``add_button`` for each way out."""

    def __init__(self, icon: str, title: str, words: str = "", parent: QWidget | None = None, *, margin: int = 6) -> None:
        super().__init__(parent)
        self.icon = IconView(icon, _ICON_PX, "muted", self)
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

    def minimumSizeHint(self) -> QSize:
        """Words and buttons; the icon is there where it has room."""
        least = super().minimumSizeHint()
        return least if self.icon.isHidden() else least - QSize(0, _ICON_PX + space(3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the icon, or give its place to the words."""
        super().resizeEvent(event)
        self.icon.setVisible(self.height() >= self.minimumSizeHint().height() + _ICON_PX + space(3))

    def add_button(self, button: Button) -> Button:
        """Add a way out; returns the button to connect it."""
        self._buttons.addWidget(button)
        return button
