"""The item wanted now, big: picture, name, colour and size, bin, and how many of how many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImageReader, QPainter, QPainterPath, QPaintEvent, QPixmap, QPixmapCache
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui import icons, theme
from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Text

_STRIP_PX = 96  # a picture is never lower than this


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
    """A card for one item; ``show_item`` costs no layout work when only the count changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.picture = Picture(self)
        self.name = Text(role="item", wrap=True, parent=self)
        self.variant = Text(role="large", wrap=True, parent=self)
        self.bin = Text(role="bin", parent=self)
        self.count = Text(role="count", parent=self)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = row(self, gap=6, margin=6)
        inside.addWidget(self.picture)
        words = column(gap=3)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.variant)
        foot = row(gap=4)
        foot.addWidget(self.bin)
        foot.addStretch(1)
        foot.addWidget(self.count)
        words.addSpacing(space(2))
        words.addLayout(foot)
        words.addStretch(1)
        inside.addLayout(words, 1)

    def show_item(self, item: Item) -> None:
        """Show an item."""
        self.picture.show_file(item.picture)
        self.name.show_plain(item.name)
        self.variant.show_plain(item.variant)
        self.bin.show_plain(item.bin)
        self.bin.setVisible(bool(item.bin))
        self.count.show_plain(f"{item.done} / {item.needed}")

    def clear(self) -> None:
        """Show nothing."""
        self.show_item(Item("", "", "", 0, 0))
        self.count.show_plain("")


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
