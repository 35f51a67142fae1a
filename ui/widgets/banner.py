"""A strip at the top of a station that stays while something is so: a note of the buyer, orders that are old."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.icons import IconView
from ui.theme import ToneName, space
from ui.widgets.layouts import row
from ui.widgets.text import Button, Text


class Banner(QWidget):
    """Tint, icon and words in one tone, with optional buttons. Hidden until ``show_banner``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: ToneName = "information"
        self.icon = IconView("information", 24, "information", self)
        self.words = Text(wrap=True, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = row(self, gap=3)
        self._row.setContentsMargins(space(4), space(2), space(3), space(2))
        self._row.addWidget(self.icon)
        self._row.addWidget(self.words, 1)
        self.setMinimumHeight(space(11))
        self.hide()

    @property
    def tone(self) -> ToneName:
        """The tone shown."""
        return self._tone

    def show_banner(self, tone: ToneName, code: str, /, *, icon: str = "", **fields: object) -> None:
        """Show a sentence in a tone; the icon is the tone's own unless another is named."""
        self._tone = tone
        self.icon.show_icon(icon or tone, tone)
        self.words.show_code(code, **fields)
        self._colour_words()
        self.show()
        self.update()

    def add_button(self, button: Button) -> Button:
        """Add a button at the right; returns it to connect it."""
        self._row.addWidget(button)
        return button

    def changeEvent(self, event: QEvent) -> None:
        """The words in the colours of the new theme."""
        if event.type() == QEvent.Type.StyleChange:
            self._colour_words()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """A theme that changed while this was hidden: Qt dresses the label only now, and in plain colours."""
        super().showEvent(event)
        self._colour_words()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint and the bar at its left edge."""
        tone = theme.current().tone(self._tone)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tone.tint))
        painter.fillRect(0, 0, space(1), self.height(), QColor(tone.text))
        painter.end()

    def _colour_words(self) -> None:
        self.words.paint_in(theme.current().tone(self._tone).text)
