"""One thing to do for the parcel as a large box to tick, and the boxes of a parcel in one or two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ui import icons, language, theme
from ui.theme import space
from warehouse_app.picking.tasks import Task, task_words

_BOX_PX = 30
_LINES = 2
_PAD = space(2)
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class TickBox(QAbstractButton):
    """A box with its words. It shows what the database says: pressing it only asks (``asked``: task, whether it is done)."""

    asked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = Task(0, "card", "", done=False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses it by chance
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
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

    def hasHeightForWidth(self) -> bool:
        """Long words take a second line."""
        return True

    def heightForWidth(self, width: int) -> int:
        """High enough for the words, at most two lines."""
        metrics = QFontMetrics(self._font())
        wrapped = metrics.boundingRect(QRect(0, 0, max(width - _BOX_PX - 3 * _PAD, 1), 1_000), _FLAGS, self.text()).height()
        return max(min(wrapped, _LINES * metrics.lineSpacing()), _BOX_PX) + 2 * _PAD

    def sizeHint(self) -> QSize:
        """One line; the layout asks for the height."""
        return QSize(space(60), self.heightForWidth(space(200)))

    def minimumSizeHint(self) -> QSize:
        """A box and a few words."""
        return QSize(space(40), _BOX_PX + 2 * _PAD)

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
        painter.setFont(self._font())
        painter.setPen(QColor(tokens.muted if done else tokens.text))
        inside = self.rect().adjusted(_BOX_PX + 2 * _PAD, 0, -_PAD, 0)
        painter.drawText(inside, _FLAGS, self._fitting(inside.width()))
        painter.end()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(theme.TEXT_PX + 1 if self._task.done else theme.HEADING_PX + 2)
        font.setBold(not self._task.done)
        return font

    def _fitting(self, width: int) -> str:
        """The words, or as many of them as two lines hold; the whole is in the note above, and the tool tip."""
        metrics, words = QFontMetrics(self._font()), self.text()
        most = _LINES * metrics.lineSpacing()
        if metrics.boundingRect(QRect(0, 0, width, 1_000), _FLAGS, words).height() <= most:
            return words
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, _LINES * width - metrics.averageCharWidth() * 6)

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
        for place, box in enumerate(self.boxes):
            box.setVisible(place < len(tasks))
            if place < len(tasks):
                box.show_task(tasks[place])
                columns = 2 if len(tasks) > 1 else 1
                self.grid.addWidget(box, place // columns, place % columns)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1 if len(tasks) > 1 else 0)
        self.setVisible(bool(tasks))
