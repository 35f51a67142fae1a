"""Work under way: what it is, how far it is, and a button that stops it. A strip, never a window that blocks.

strip = ProgressStrip(parent=window); jobs.started.connect(strip.follow)
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from ui.jobs import Job
from ui.theme import space
from ui.widgets.layouts import row
from ui.widgets.text import Button, Text


class ProgressStrip(QFrame):
    """Follows one job at a time, the newest; when it ends, the one before it that still runs. Hidden without work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._jobs: list[Job] = []
        self.title = Text(parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.share = Text(role="small", parent=self)
        self.share.setMinimumWidth(space(11))
        self.cancel = Button("ui.stop", kind="quiet", icon="close", parent=self)
        self.cancel.clicked.connect(self._cancel)
        inside = row(self, gap=4)
        inside.setContentsMargins(space(4), space(1), space(2), space(1))
        inside.addWidget(self.title)
        inside.addWidget(self.bar, 1)
        inside.addWidget(self.share)
        inside.addWidget(self.cancel)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show a job from now until it ends."""
        self._jobs.append(job)
        job.progressed.connect(self._progressed)
        job.ended.connect(self._ended)
        self._show_newest()

    def _show_newest(self) -> None:
        self.setVisible(bool(self._jobs))
        if not self._jobs:
            return
        self.title.show_code(self._jobs[-1].title_code)
        self.bar.setRange(0, 0)
        self.share.show_plain("")
        self.cancel.setEnabled(True)

    def _progressed(self, done: int, total: int) -> None:
        if not self._jobs or self.sender() is not self._jobs[-1]:
            return
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        self.share.show_plain(f"{100 * done // total} %" if total > 0 else f"{done:,}")

    def _ended(self) -> None:
        self._jobs = [job for job in self._jobs if not job.has_ended]
        self._show_newest()

    def _cancel(self) -> None:
        if self._jobs:
            self._jobs[-1].cancel()
            self.cancel.setEnabled(False)
