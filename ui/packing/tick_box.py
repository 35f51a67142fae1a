"""One thing to do for the parcel as a large box to tick, and the boxes of a parcel in one or two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ui import icons, language, theme
from ui.theme import space
from warehouse_app.picking.tasks import Task, task_words

_BOX_PX = 28
_PAD = space(2)
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_OPEN_PX, _DONE_PX = (22, 20, 18, 16, 15, 14, 13), (16, 15, 14, 13)
"""Sizes of the words, the largest that fits is taken."""
_FEW = 2  # so many things to do have high boxes
_MANY = 6  # more than so many stand in three columns


class TickBox(QAbstractButton):
    """A box with its words. It shows what the database says: pressing it only asks (``asked``: task, whether it is done)."""

    asked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = Task(0, "card", "", done=False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses it by chance
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.asked.emit(self._task.id, not self._task.done))

    @property
    def task(self) -> Task:
        """What it stands for."""
        return self._task

    def show_task(self, task: Task) -> None:
        """Show a thing to do, ticked or not."""
        self._task = task
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Its words in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """A box and words; the height is set from outside."""
        return QSize(space(60), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box and words: open ones on a card of their own, done ones quietly."""
        tokens, done = theme.current(), self._task.done
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.rect().adjusted(1, 1, -1, -1)
        if not done or self.hasFocus():
            painter.setPen(QColor(tokens.accent if self.hasFocus() else tokens.outline))
            painter.setBrush(QColor(tokens.sunken if self.underMouse() else tokens.raised) if not done else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 8, 8)
        name, token = ("box-checked", "right") if done else ("box-empty", "text")
        box = icons.pixmap(name, tokens.colour(token), _BOX_PX, self.devicePixelRatioF())
        painter.drawPixmap(_PAD, (self.height() - _BOX_PX) // 2, box)
        inside = self.rect().adjusted(_BOX_PX + 2 * _PAD, 0, -_PAD, 0)
        font, words = self._fitting(inside.width())
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted if done else tokens.text))
        painter.drawText(inside, _WRAPPED, words)
        painter.end()

    def _fitting(self, width: int) -> tuple[QFont, str]:
        """The largest font in which the words fit, and the words; the tool tip has what is too long for any."""
        words, high, font = self.text(), self.height() - 2, QFont(self.font())
        font.setBold(not self._task.done)
        for pixels in _DONE_PX if self._task.done else _OPEN_PX:
            font.setPixelSize(pixels)
            metrics = QFontMetrics(font)
            if metrics.boundingRect(QRect(0, 0, max(width, 1), 10_000), _WRAPPED, words).height() <= high:
                return font, words
        lines = max(high // metrics.lineSpacing(), 1)
        return font, metrics.elidedText(words, Qt.TextElideMode.ElideRight, lines * width - 6 * metrics.averageCharWidth())

    def _say(self) -> None:
        words = task_words(self._task.kind, self._task.text, language.current())
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()


class TickBoxes(QWidget):
    """The boxes of a parcel. Widgets are kept from parcel to parcel; ``asked`` is any box's."""

    asked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: list[TickBox] = []
        self._tasks: tuple[Task, ...] = ()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(space(1))
        self.hide()

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show the things to do; costs nothing when they are as they were."""
        if tuple(tasks) == self._tasks:
            return
        self._tasks = tuple(tasks)
        while len(self.boxes) < len(tasks):
            box = TickBox(self)
            box.asked.connect(self.asked)
            self.boxes.append(box)
        columns = 1 if len(tasks) == 1 else 2 if len(tasks) <= _MANY else 3
        for place, box in enumerate(self.boxes):
            box.setVisible(place < len(tasks))
            if place < len(tasks):
                box.show_task(tasks[place])
                box.setFixedHeight(space(13) if len(tasks) <= _FEW else space(9))
                self.grid.addWidget(box, place // columns, place % columns)
        for place in range(3):
            self.grid.setColumnStretch(place, 1 if place < columns else 0)
        self.setVisible(bool(tasks))
