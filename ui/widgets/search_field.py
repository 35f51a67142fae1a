"""A search field that waits for a pause in the typing before it searches."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import icons, theme
from ui.widgets.text import Field

PAUSE_MS = 200


class SearchField(Field):
    """``searched(text)`` comes after 200 ms without a key, at once on Enter, and once for each different text.

    Text typed quickly and ended with Enter is the field's, unless it is a code the program knows (``takesTyping``).
    """

    searched = Signal(str)

    def __init__(self, placeholder: str = "ui.search", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, takes="typing", parent=parent)
        self._last = ""
        self.show_tip("ui.search_key")
        self._magnifier = QAction(self)
        self.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._draw_icon()
        self.setClearButtonEnabled(True)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._search)

    def show_text(self, text: str) -> None:
        """Say what is searched for already, by a scan for instance; ``searched`` does not come."""
        self.setText(text)
        self._pause.stop()
        self._last = text.strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field; in an empty field it is somebody else's."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon in the colours of the new theme."""
        if event.type() == QEvent.Type.StyleChange:
            self._draw_icon()
        super().changeEvent(event)

    def _draw_icon(self) -> None:
        self._magnifier.setIcon(QIcon(icons.pixmap("search", theme.current().muted, 20, 2.0)))

    def _search(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)
