"""A bar code on the screen, large enough to be scanned from it: black on white in every theme, in whole pixels."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import space
from warehouse_app.paper.barcodes import Symbol

_PAPER, _INK = Qt.GlobalColor.white, Qt.GlobalColor.black


class BarcodeView(QWidget):
    """Shows one linear symbol; ``show_symbol(None)`` shows nothing."""

    def __init__(self, parent: QWidget | None = None, *, height: int = space(24)) -> None:
        super().__init__(parent)
        self._symbol: Symbol | None = None
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height)

    @property
    def text(self) -> str:
        """What a scanner would read; tests assert this."""
        return self._symbol.text if self._symbol is not None else ""

    def show_symbol(self, symbol: Symbol | None) -> None:
        """Show a code."""
        self._symbol = symbol
        self.setAccessibleName(self.text)
        self.setVisible(symbol is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for two pixels a module."""
        return QSize(2 * self._symbol.width if self._symbol is not None else space(40), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars as wide as fits in whole device pixels, or a scanner sees bars of unequal width."""
        symbol = self._symbol
        if symbol is None:
            return
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        module = max(1, int(self.width() * ratio) // symbol.width)
        painter.scale(1 / ratio, 1 / ratio)
        whole, height = module * symbol.width, int(self.height() * ratio)
        left = (int(self.width() * ratio) - whole) // 2
        painter.fillRect(QRect(left, 0, whole, height), _PAPER)
        for bar in symbol.path.splitlines():
            at, _, wide, *_ = bar.split()
            painter.fillRect(QRect(left + int(at) * module, module * 3, int(wide) * module, height - module * 6), _INK)
        painter.end()
