"""What the buyer wrote and what the seller noted: it must be read before items count, and stays in sight afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.icons import IconView
from ui.language import tr
from ui.theme import ToneName, space
from ui.widgets.layouts import row
from ui.widgets.text import Button, Text


class NotePanel(QWidget):
    """A panel inside the station, never a dialog over it: scans go on and are answered. ``confirmed`` by its button."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: tuple[str, ...] = ()
        self._notes: tuple[str, ...] = ()
        self._tone: ToneName = "warning"
        self._asks = False
        self.icon = IconView("message", 32, "warning", self)
        self.words = Text(role="large", wrap=True, parent=self)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = Button("packing.note_read", kind="primary", icon="check", parent=self)
        self.button.setMinimumHeight(space(12))
        self.button.clicked.connect(self.confirmed)
        inside = row(self, gap=4)
        inside.setContentsMargins(space(5), space(3), space(4), space(3))
        inside.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignVCenter)
        inside.addWidget(self.words, 1)
        inside.addWidget(self.button)
        self.hide()

    @property
    def asks(self) -> bool:
        """Whether the note still waits to be read."""
        return self._asks

    @property
    def sentences(self) -> str:
        """What is shown, for speech too."""
        lines = [tr("packing.buyer_says", text=text) for text in self._messages]
        return "\n".join([*lines, *(tr("packing.seller_notes", text=text) for text in self._notes)])

    def show_note(self, messages: Sequence[str], notes: Sequence[str], *, read: bool) -> None:
        """Show message and note; nothing when there is neither."""
        self._messages, self._notes = tuple(messages), tuple(notes)
        self._tone = "information" if read else "warning"
        self._asks = bool(messages or notes) and not read
        self.setVisible(bool(messages or notes))
        self.words.show_plain(self.sentences)
        self.words.setProperty("role", "text" if read else "large")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.button.setVisible(self._asks)
        self.icon.show_icon("check" if read else "message", self._tone)
        self._colour_words()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """High enough to be seen from where one stands."""
        return QSize(super().minimumSizeHint().width(), space(14))

    def changeEvent(self, event: QEvent) -> None:
        """Colours of the new theme, words of the new language."""
        if event.type() == QEvent.Type.StyleChange:
            self._colour_words()
        elif event.type() == QEvent.Type.LanguageChange:
            self.words.show_plain(self.sentences)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint and the bar at its left edge."""
        tone = theme.current().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(self.rect(), 12, 12)
        painter.setBrush(QColor(tone.text))
        painter.drawRoundedRect(0, 0, space(2), self.height(), 4, 4)
        painter.end()

    def _colour_words(self) -> None:
        self.words.paint_in(theme.current().tone(self._tone).text)
