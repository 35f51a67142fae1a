"""What stands beside the goods: the flag, what the buyer wrote and the seller noted, and what is to be done and ticked.

A note must be read before items count; all of it stays in sight afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.icons import IconView
from ui.language import tr
from ui.packing.flags import Flags
from ui.packing.tick_box import TickBoxes
from ui.theme import ToneName, space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text
from warehouse_app.packing.queries import ParcelView
from warehouse_app.picking.tasks import Task


class NotePanel(QWidget):
    """A panel inside the station, never a dialog over it: scans go on and are answered.

    ``confirmed`` by its button; ``ticked`` when somebody pressed a box: the task, and whether it is done now.
    """

    confirmed = Signal()
    ticked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: tuple[str, ...] = ()
        self._notes: tuple[str, ...] = ()
        self._left = False
        self._tone: ToneName = "warning"
        self._asks = False
        self.icon = IconView("message", 32, "warning", self)
        self.words = Text(role="large", wrap=True, parent=self)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = Button("packing.note_read", kind="primary", icon="check", parent=self)
        self.button.setMinimumHeight(space(12))
        self.button.clicked.connect(self.confirmed)
        self.flags = Flags(self)
        self.tasks = TickBoxes(self)
        self.tasks.asked.connect(self.ticked)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        inside = self._inside = column(self, gap=2)
        said = row(gap=4)
        said.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignVCenter)
        said.addWidget(self.flags)
        said.addWidget(self.words, 1)
        said.addStretch(0)  # a flag without words stays at the left
        said.addWidget(self.button)
        inside.addLayout(said)
        inside.addWidget(self.tasks)

    @property
    def asks(self) -> bool:
        """Whether the note still waits to be read."""
        return self._asks

    @property
    def sentences(self) -> str:
        """What is shown, for speech too."""
        lines = [tr("packing.buyer_says", text=text) for text in self._messages]
        return "\n".join([*lines, *(tr("packing.seller_notes", text=text) for text in self._notes)])

    def show_parcel(self, view: ParcelView, tasks: Sequence[Task], *, read: bool) -> None:
        """Show what stands beside the goods of a parcel; nothing when there is nothing."""
        self._messages, self._notes = view.messages, view.notes
        said = bool(view.messages or view.notes)
        self._asks = said and not read
        edge = space(1 if read else 3)  # a note that was read makes room for the goods
        self._inside.setContentsMargins(space(5), edge, space(4), edge)
        self.words.show_plain(self.sentences)
        self.words.setProperty("role", "text" if read else "large")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.words.setVisible(said)
        self.button.setVisible(self._asks)
        self.flags.show_flags(view.flags)
        self.icon.setVisible(said)
        self.setVisible(said or bool(view.flags) or bool(tasks))
        self._left = any(not task.done for task in tasks)
        self.tasks.show_tasks(tasks if read else ())  # first things first
        self._show_tone()

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show how far the things to do are; nothing is laid out anew when they are as they were."""
        if self._asks:
            return
        left = any(not task.done for task in tasks)
        self.tasks.show_tasks(tasks)
        if left != self._left:
            self._left = left
            self._show_tone()

    def _show_tone(self) -> None:
        self._tone = "warning" if self._asks or self._left else "information"
        self.icon.show_icon("message" if self._asks else "check", self._tone)
        self._colour_words()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """High enough to be seen from where one stands, and never less than its boxes."""
        boxes = self.tasks.minimumSizeHint().height() if self.tasks.isVisibleTo(self) else 0
        return QSize(super().minimumSizeHint().width(), space(14) + boxes)

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
