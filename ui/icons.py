"""Icons of one family, drawn by us on 24 x 24 with a 2 px line (``resources/icons``), in any colour and at any scale.

Verdict icons have each an outline of their own (circle, square, diamond, triangle, octagon, box, arrow), so they are
told apart without colour.
"""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from warehouse_app.places import RESOURCES

ICONS = RESOURCES / "icons"
BUTTON_ICON = QSize(24, 20)


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon ``name`` in ``colour`` (``#rrggbb``), ``size`` logical pixels high, sharp at the screen's ``ratio``."""
    return _drawn(name, colour, size, ratio)


def icon(name: str, token: str = "text") -> QIcon:
    """The icon for a button in the colour of a theme token now; ask again after ``StyleChange``."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(_with_air(pixmap(name, theme.current().colour(token), BUTTON_ICON.height(), ratio)))
    return made


def _with_air(drawing: QPixmap) -> QPixmap:
    """Room to the right of a button's icon: Qt leaves only 4 px between icon and words."""
    ratio = drawing.devicePixelRatio()
    wider = QPixmap(round(BUTTON_ICON.width() * ratio), drawing.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return wider


@functools.lru_cache(maxsize=256)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawing = QPixmap(round(size * ratio), round(size * ratio))
    drawing.setDevicePixelRatio(ratio)
    drawing.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawing)
    QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawing


@functools.cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


class IconView(QWidget):
    """An icon on its own. Paints itself in the colour of a theme token, so a change of theme needs nothing more."""

    def __init__(self, name: str, size: int = 24, token: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size, self._token = name, size, token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, token: str | None = None) -> None:
        """Show another icon, or the same in another colour."""
        self._name, self._token = name, token or self._token
        self.update()

    def sizeHint(self) -> QSize:
        """Always exactly the icon."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        colour = theme.current().colour(self._token)
        painter.drawPixmap(0, 0, pixmap(self._name, colour, self._size, self.devicePixelRatioF()))
        painter.end()
