"""Bars that show how far waves are: packed, picked, stopped and still to be picked beside each other, with words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.desk import Desk
from ui.language import tr
from ui.theme import space
from ui.widgets.layouts import column
from ui.widgets.text import Text
from ui.widgets.toned import Toned
from warehouse_app.picking.progress import PARTS, Progress, progress_since

_TOKENS = {"packed": "right.text", "picked": "information.text", "blocked": "blocked.text", "waiting": "line"}
BAR_PX = space(2)


class WaveBar(QWidget):
    """One bar as wide as there is room; what it shows is said to a screen reader, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is now."""
        self.progress = progress
        fields = {part: getattr(progress, part) for part in PARTS}
        self.setAccessibleDescription(tr("underway.bar", **fields))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a bar."""
        return QSize(space(30), BAR_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts side by side."""
        painter = QPainter(self)
        draw_bar(painter, self.rect(), self.progress)
        painter.end()


class BarDelegate(QStyledItemDelegate):
    """Draws a cell's words and, along its foot, the bar of its row. ``progress_at`` finds it by the row's number."""

    def __init__(self, progress_at: Callable[[int], Progress | None], parent: QObject) -> None:
        super().__init__(parent)
        self._progress_at = progress_at

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """The words as ever, then the bar."""
        super().paint(painter, option, index)
        progress = self._progress_at(index.row())
        if progress is not None and progress.parcels:
            cell = QRect(option.rect)
            draw_bar(painter, cell.adjusted(space(2), cell.height() - space(1) - 1, -space(2), -1), progress)


class TodayCard(QFrame):
    """All waves that were made today, as one bar."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._desk = desk
        self.title = Text(parent=self)
        self.bar = WaveBar(self)
        self.words = Text(role="small", wrap=True, parent=self)
        self.stopped = Toned(role="small", parent=self)
        inside = column(self, gap=2, margin=4)
        for part in (self.title, self.bar, self.words, self.stopped):
            inside.addWidget(part)

    def refresh(self) -> None:
        """Count again; a day without waves shows nothing."""
        waves, progress = self._desk.read(progress_since, _midnight(self._desk.warehouse.clock()))
        self.setVisible(waves > 0)
        self.title.show_code("underway.today", waves=waves)
        self.bar.show_progress(progress)
        fields = {part: getattr(progress, part) for part in PARTS}
        self.words.show_code("underway.today_parcels", parcels=progress.parcels, **fields)
        self.stopped.setVisible(progress.blocked > 0)
        self.stopped.show_toned("blocked", "underway.today_stopped", blocked=progress.blocked)


def draw_bar(painter: QPainter, place: QRect, progress: Progress) -> None:
    """The parts of a progress side by side in ``place``: the last one takes what rounding leaves."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    begin = done = 0
    for part in PARTS:
        done += getattr(progress, part)
        end = round(place.width() * done / max(progress.parcels, 1))
        if part == PARTS[-1]:
            end = place.width()
        colour = QColor(theme.current().colour(_TOKENS[part]))
        painter.fillRect(QRect(place.left() + begin, place.top(), end - begin, place.height()), colour)
        begin = end
    painter.restore()


def wave_words(words: Text, progress: Progress, pieces: int) -> None:
    """Say beside its bar how far a wave is."""
    code = "underway.of_wave_stopped" if progress.blocked else "underway.of_wave"
    fields = {part: getattr(progress, part) for part in PARTS if part != "blocked" or progress.blocked}
    words.show_code(code, parcels=progress.parcels, pieces=pieces, **fields)


def _midnight(now: datetime) -> datetime:
    """The beginning of the day on this PC's clock."""
    here = now.astimezone()
    return datetime.combine(here.date(), time.min, here.tzinfo)
