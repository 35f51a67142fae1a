"""What may be taller than its place scrolls up and down, instead of being squeezed until nothing of it can be read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_LOWEST_BAR = 24


class Scrolled(QScrollArea):
    """Scrolls ``inside``, without colour, frame or focus of its own. ``whole``: it wants the height of all that is in it, and
    scrolls only where the window has less.
    """

    def __init__(self, inside: QWidget, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(parent)
        self._whole = whole
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)  # setWidget() had turned it on
        inside.setMinimumWidth(1)  # never wider than its place: what does not fit is closer together, not out of sight
        if whole:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """With ``whole`` that of what is inside, at the width there is."""
        inside = self.widget()
        if not self._whole or inside is None:
            return super().sizeHint()
        hint = inside.sizeHint()
        layout = inside.layout()
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else hint.width()
        if layout is not None and layout.hasHeightForWidth():
            return QSize(hint.width(), layout.totalHeightForWidth(width))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where nothing of it can be seen there is no bar either."""
        policies = Qt.ScrollBarPolicy
        low = self.height() < _LOWEST_BAR
        self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff if low else policies.ScrollBarAsNeeded)
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """More or less is inside now."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)
