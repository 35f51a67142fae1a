"""What stands in the parcel's middle while it needs a picture: what the camera sees, and the ways on when there is none."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import space
from ui.widgets.layouts import column, row
from ui.widgets.text import Button, Text


class Finder(QWidget):
    """What the camera sees, as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage) -> None:
        """Another frame."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """A picture of 4 to 3."""
        return QSize(space(80), space(60))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, whole and in the middle."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        fitted = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(
            (self.width() - fitted.width()) // 2, (self.height() - fitted.height()) // 2, fitted.width(), fitted.height()
        )
        painter.drawImage(place, self._image)
        painter.end()


class PhotoPage(QWidget):
    """``taking``, ``choosing`` (a file) and ``skipping`` by its buttons."""

    taking = Signal()
    choosing = Signal()
    skipping = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finder = Finder(self)
        self.words = Text("evidence.camera_ready", role="large", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.take = Button("evidence.take", kind="primary", icon="picture", parent=self)
        self.choose = Button("evidence.from_file", icon="folder", parent=self)
        self.skip = Button("evidence.without", icon="check", parent=self)
        inside = column(self, gap=3, margin=2)
        inside.addWidget(self.finder, 1)
        inside.addWidget(self.words)
        buttons = row(gap=3)
        buttons.addStretch(1)
        for button, signal in ((self.take, self.taking), (self.choose, self.choosing), (self.skip, self.skipping)):
            button.setMinimumHeight(space(12))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses it by chance
            button.clicked.connect(signal)
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        self.show_camera(there=False, wanted=False)

    def show_camera(self, *, there: bool, wanted: bool) -> None:
        """Whether there is a camera, or should be one."""
        self.words.show_code("evidence.camera_ready" if there else "evidence.camera_gone" if wanted else "evidence.no_camera")
        self.take.setEnabled(there)
        self.finder.setVisible(there)
