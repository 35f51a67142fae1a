"""Chips: small switches that filter a list, each with its count, in as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import space
from ui.widgets.text import Button


class Flow(QWidget):
    """Puts its widgets side by side as long as there is room, then on the next line. Hidden ones take no room.

    It places them itself: a ``QLayout`` written in Python breaks the count of None in PySide (seen in 6.12).
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 1) -> None:
        super().__init__(parent)
        self._gap = space(gap)
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Add a widget at the end."""
        widget.setParent(self)
        self._widgets.append(widget)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """All on one line; how high it really is, the layout asks for its width."""
        widths = [widget.sizeHint().width() + self._gap for widget in self._widgets if not widget.isHidden()]
        return QSize(sum(widths), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The widest widget, one line."""
        hints = [widget.sizeHint() for widget in self._widgets if not widget.isHidden()]
        return QSize(max((hint.width() for hint in hints), default=0), max((hint.height() for hint in hints), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the widgets anew."""
        super().resizeEvent(event)
        self._place(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        """A widget came, went or says something longer: place all anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place(self.width(), move=True)
            self.updateGeometry()
        return super().event(event)

    def _place(self, width: int, *, move: bool) -> int:
        x = y = line = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint()
            if x and x + size.width() > width:
                x, y, line = 0, y + line + self._gap, 0
            if move:
                widget.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line


class Chip(Button):
    """A switch with words; looks pressed while it is on."""

    def __init__(self, code: str = "", *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(code, kind="rail", icon=icon, parent=parent)
        self.setProperty("chip", "yes")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
