"""The item wanted now, big: picture, name, colour and size, bin, and how many of how many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImageReader,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QPixmapCache,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui import icons, theme
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Text

_STRIP_PX = 96  # a picture is never lower than this
_GAP, _MARGIN = space(2), space(4)
_NAME_PX, _NAME_LOW_PX = 36, 28  # the first is that of the style sheet's "item"


@dataclass(frozen=True, slots=True)
class Item:
    """What a card shows. ``picture`` may be missing or unreadable: then a drawn parcel stands for it."""

    name: str
    variant: str
    bin: str
    done: int
    needed: int
    picture: Path | None = None


class ItemCard(QFrame):
    """A card for one item; ``show_item`` costs no layout work when only the count changes.

    Where a note or a quantity above it leaves little height, the bin stands beside colour and size, not below them, the name
    is smaller, and in the end shortened: nothing is cut.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.picture = Picture(self)
        self.name = Text(role="item", wrap=True, parent=self)
        self.variant = Text(role="large", wrap=True, parent=self)
        self.bin = Text(role="bin", parent=self)
        self.count = Text(role="count", parent=self)
        self._item = Item("", "", "", 0, 0)
        self._low = False
        self._lay_out()

    def _lay_out(self) -> None:
        inside = row(self, gap=6)
        inside.setContentsMargins(space(6), _MARGIN, space(6), _MARGIN)
        inside.addWidget(self.picture)
        words = column(gap=_GAP // space(1))
        words.addStretch(1)
        words.addWidget(self.name)
        self._beside = row(gap=4)
        self._beside.addWidget(self.variant, 1)
        words.addLayout(self._beside)
        self._below = row(gap=4)
        self._below.addWidget(self.bin)
        self._below.addStretch(1)
        words.addLayout(self._below)
        words.addStretch(1)
        inside.addLayout(words, 1)
        inside.addWidget(self.count)

    def show_item(self, item: Item) -> None:
        """Show an item."""
        before, self._item = self._item, item
        other = (item.name, item.variant, item.bin) != (before.name, before.variant, before.bin)
        self.picture.show_file(item.picture)
        self.variant.show_plain(item.variant)
        self.bin.show_plain(item.bin)
        self.bin.setVisible(bool(item.bin))
        self.count.show_plain(f"{item.done} / {item.needed}")
        if other:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """A line of the name, colour and size beside the bin."""
        words = self._metrics(_NAME_LOW_PX).lineSpacing() + _GAP + self.bin.sizeHint().height()
        return QSize(super().minimumSizeHint().width(), max(words, self.count.sizeHint().height()) + 2 * _MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, or less."""
        super().resizeEvent(event)
        self._fit()

    def _metrics(self, pixels: int) -> QFontMetrics:
        """How the name is measured at a size."""
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(True)
        return QFontMetrics(font)

    def _fit(self) -> None:
        """All of it at full size where that fits."""
        room = self.height() - 2 * _MARGIN
        self.picture.setFixedWidth(min(self.picture.sizeHint().width(), max(_STRIP_PX, room)))  # a square
        width = self.name.width()
        variant, place = self.variant.heightForWidth(width), self.bin.sizeHint().height()
        full = self._metrics(_NAME_PX)
        low = _height(full, self._item.name, width) + variant + place + 2 * _GAP > room
        if low != self._low:
            self._change(low)
        self.name.show_plain(
            _shortened(self._metrics(_NAME_LOW_PX), self._item.name, width, room - max(variant, place) - _GAP)
            if low
            else self._item.name
        )

    def _change(self, low: bool) -> None:
        self._low = low
        self.name.setStyleSheet(f"font-size: {_NAME_LOW_PX}px;" if low else "")
        if low:
            self._beside.addWidget(self.bin)
        else:
            self._below.insertWidget(0, self.bin)

    def clear(self) -> None:
        """Show nothing."""
        self.show_item(Item("", "", "", 0, 0))
        self.count.show_plain("")


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, width, 1 << 16), Qt.TextFlag.TextWordWrap, text).height()


def _shortened(metrics: QFontMetrics, text: str, width: int, height: int) -> str:
    """As much of the text as its lines have room for, one at least."""
    while len(text) > 1 and _height(metrics, text, width) > max(height, metrics.lineSpacing()):
        text = text.rstrip("…")[:-2] + "…"
    return text


class Picture(QWidget):
    """A picture in a rounded square, kept in Qt's pixmap cache; large files are read at the size they are shown."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 220) -> None:
        super().__init__(parent)
        self._size = size
        self._file: Path | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)

    def show_file(self, file: Path | None) -> None:
        """Show a picture file, or the stand-in for none."""
        if file != self._file:
            self._file = file
            self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def minimumSizeHint(self) -> QSize:
        """Where room is short it is smaller than its square."""
        return QSize(self._size, min(self._size, _STRIP_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture or stand-in."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), 8, 8)
        painter.fillPath(frame, QColor(tokens.sunken))
        shown = self._pixmap()
        if shown.isNull():
            third = min(self.width(), self.height()) // 3
            stand_in = icons.pixmap("parcel", tokens.outline, third, self.devicePixelRatioF())
            painter.drawPixmap((self.width() - third) // 2, (self.height() - third) // 2, stand_in)
        else:
            painter.setClipPath(frame)
            painter.drawPixmap(self._centred(shown), shown, QRectF(shown.rect()))
        painter.end()

    def _centred(self, shown: QPixmap) -> QRectF:
        scale = min(self.width() / shown.width(), self.height() / shown.height())
        width, height = shown.width() * scale, shown.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _pixmap(self) -> QPixmap:
        if self._file is None:
            return QPixmap()
        pixels = round(self._size * self.devicePixelRatioF())
        key = f"{self._file}@{pixels}"
        kept = QPixmap()
        if not QPixmapCache.find(key, kept):
            kept = _read(self._file, pixels)
            QPixmapCache.insert(key, kept)
        return kept


def _read(file: Path, pixels: int) -> QPixmap:
    """A picture no larger than ``pixels`` in either direction; null when it cannot be read."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > pixels:
        reader.setScaledSize(size.scaled(pixels, pixels, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImage(reader.read())
