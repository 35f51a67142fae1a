"""Where messages appear: a strip over the edge of the window that goes by itself and never asks for a click.

    toast = Toast(window); messages.told.connect(toast.show_message)

Mistakes stay longer than good news. It does not take the focus, and scans go on underneath. At work it lies in the upper
right corner, beside the box that shows what is scanned: the buttons of the work are at the lower edge.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.icons import IconView
from ui.messages import Message
from ui.theme import ToneName, space
from ui.widgets.layouts import row
from ui.widgets.text import Button, Text

_SECONDS: dict[ToneName, int] = {"right": 4, "information": 6, "next": 6, "warning": 10, "wrong": 12, "blocked": 12}
_WIDEST = 720
_NARROWEST = 400


class Toast(QWidget):
    """Shows the last message over ``window``, above everything in it: at its lower edge, or in the corner ``beside`` a widget."""

    def __init__(self, window: QWidget, *, beside: QWidget | None = None) -> None:
        super().__init__(window)
        self._window, self._beside = window, beside
        self._tone: ToneName = "information"
        self.icon = IconView("information", 24, "information.on_band", self)
        self.words = Text(wrap=True, parent=self)
        self.close_button = Button(kind="quiet", icon="", parent=self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        inside = row(self, gap=3)
        edge = space(3 if beside is None else 1)
        inside.setContentsMargins(space(4), edge, space(2), edge)
        inside.addWidget(self.icon)
        inside.addWidget(self.words, 1)
        inside.addWidget(self.close_button)
        self.close_button.show_code("ui.close")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    @property
    def code(self) -> str:
        """The code of the message shown."""
        return self.words.code

    @property
    def tone(self) -> ToneName:
        """The tone of the message shown."""
        return self._tone

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self._tone = message.level
        self.icon.show_icon(message.level, f"{message.level}.on_band")
        self.words.show_code(message.code, **message.fields)
        self._colour()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_SECONDS[message.level] * 1000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the edge when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """The words in the colours of the new theme."""
        if event.type() == QEvent.Type.StyleChange:
            self._colour()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().tone(self._tone).band))
        painter.drawRoundedRect(self.rect(), 12, 12)
        painter.end()

    def _colour(self) -> None:
        """Words and button in the colour that belongs on the band."""
        on_band = theme.current().tone(self._tone).on_band
        colours = (
            f"QLabel {{ color: {on_band}; }}"
            f"QPushButton {{ color: {on_band}; border: none; font-weight: 600; background: transparent; }}"
        )
        if colours != self.styleSheet():
            self.setStyleSheet(colours)

    def _place(self) -> None:
        room = self._window.rect()
        if self._beside is None:
            width = min(_WIDEST, room.width() - space(8))
            height = self._height(width, space(14))
            self.setGeometry((room.width() - width) // 2, room.height() - height - space(6), width, height)
        else:
            end = self._beside.mapTo(self._window, self._beside.rect().topRight()).x()
            width = min(_WIDEST, max(_NARROWEST, room.width() - end - space(4)))
            self.setGeometry(room.width() - width - space(2), space(2), width, self._height(width, space(12)))

    def _height(self, width: int, least: int) -> int:
        layout = self.layout()
        needed = layout.heightForWidth(width) if layout is not None else 0
        return max(needed, self.minimumSizeHint().height(), least)
