"""The two short pages of an import: files being read, and what was brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.icons import IconView
from ui.jobs import Job
from ui.theme import space
from ui.widgets.layouts import card, column, empty, row
from ui.widgets.text import Button, Heading, Text
from ui.widgets.toned import Toned
from warehouse_app.intake import Kind


class ReadingPage(QWidget):
    """Work under way, with its progress and a way to stop it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self.title = Heading(parent=self)
        self.files = Text(role="muted", parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(space(120))
        self.stop = Button("intake.stop", icon="close", parent=self)
        self.stop.clicked.connect(self._stop)
        inside = column(self, gap=4)
        inside.addStretch(1)
        for widget in (IconView("file", 56, "muted", self), self.title, self.files, self.bar, self.stop):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)

    def follow(self, job: Job, code: str, files: str) -> None:
        """Show this job until it ends."""
        self._job = job
        self.title.show_code(code)
        self.files.show_plain(files)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        job.progressed.connect(self._progressed)

    def _progressed(self, done: int, total: int) -> None:
        if self.sender() is self._job:
            self.bar.setRange(0, max(total, 0))
            self.bar.setValue(done)

    def _stop(self) -> None:
        if self._job is not None and not self._job.has_ended:
            self._job.cancel()
            self.stop.setEnabled(False)


@dataclass(frozen=True, slots=True)
class Brought:
    """What one kind of files brought: rows by what became of them."""

    kind: Kind
    new: int
    changed: int
    stopped: int
    wrong: int


class DonePage(QWidget):
    """What was brought in, and what to do next. Signals: ``goto(station)``, ``more()``."""

    goto = Signal(str)
    more = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Heading("intake.done_title", parent=self)
        frame = card(self)
        frame.setMinimumWidth(space(150))
        self._lines = column(frame, gap=3, margin=5)
        self.words = Text(role="muted", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setMinimumWidth(space(150))
        self._next = "orders"
        self.next = Button(kind="primary", icon="next", parent=self)
        self.next.clicked.connect(self._go_on)
        self.again = Button("intake.more", icon="import", parent=self)
        self.again.clicked.connect(self.more)
        inside = column(self, gap=4, margin=5)
        inside.addStretch(1)
        for widget in (IconView("complete", 72, "right", self), self.title, frame, self.words):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        buttons = row(gap=2)
        buttons.addStretch(1)
        buttons.addWidget(self.again)
        buttons.addWidget(self.next)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addStretch(1)

    def show_brought(self, brought: Sequence[Brought]) -> None:
        """Show the figures of each kind, and offer the next station."""
        empty(self._lines)
        for one in brought:
            line = Toned(role="text", size=22, parent=self)
            line.show_toned(
                "warning" if one.wrong or one.stopped else "right", f"intake.done_{one.kind}",
                new=one.new, changed=one.changed, stopped=one.stopped, wrong=one.wrong,
            )  # fmt: skip
            self._lines.addWidget(line)
        kinds = {one.kind for one in brought}
        self._next = "orders" if "orders" in kinds else _next_of(kinds)
        self.next.show_code(f"intake.next_{self._next}")
        self.words.show_code(f"intake.next_words_{self._next}")
        self.next.setFocus()

    def _go_on(self) -> None:
        self.goto.emit(self._next)


def _next_of(kinds: set[Kind]) -> str:
    """The station that goes on with lists of these kinds, none of them orders."""
    if kinds & {"products", "bins", "stock"}:
        return "stock"
    if kinds & {"past_sales", "seasons", "terms"}:
        return "restock"
    return "dispatch" if kinds == {"tracking"} else "picking"
