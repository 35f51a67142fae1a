"""All pieces are in, but something is not ticked: how many things are left, readable from two metres, and how to tick them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.icons import IconView
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Text


class LeftToDo(QWidget):
    """Stands where the wanted item stood."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Text("ticks.left_title", role="item", parent=self, n=0)
        self.words = Text("ticks.left_words", role="text", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setFixedWidth(space(130))
        inside = column(self, gap=3, margin=4)
        inside.addStretch(1)
        inside.addWidget(IconView("warning", 64, "warning", self), 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        line = row()  # no alignment here: an aligned label would be given too little height for its lines
        line.addStretch(1)
        line.addWidget(self.words)
        line.addStretch(1)
        inside.addLayout(line)
        inside.addStretch(1)

    def show_left(self, count: int) -> None:
        """Show how many things are left to do."""
        self.title.show_code("ticks.left_title", n=count)
